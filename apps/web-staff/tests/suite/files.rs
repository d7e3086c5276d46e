//! Files on their pages: sent, refused with a reason, opened, renamed and deleted.

use crate::common::{Answer, Browser, Site};
use application::files::BlobError;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use kernel::DossierId;
use structures::Role;

const BOUNDARY: &str = "limite";

/// A form of several parts.
fn form(label: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |disposition: &str, content: &[u8]| {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    };
    part("name=\"libelle\"", label.as_bytes());
    for (name, content) in files {
        part(&format!("name=\"fichiers\"; filename=\"{name}\""), content);
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

const PDF: &[u8] = b"%PDF-1.7 bail";
const INTERNAL: &str = "/structure/documents/internes";

struct Desk {
    site: Site,
    browser: Browser,
    pieces: String,
    tab: String,
}

impl Desk {
    async fn of(role: Role) -> (Self, DossierId) {
        let site = Site::open().await;
        let dossier = site.house.open("Diallo", "Aminata").await;
        let desk = Self {
            browser: site.browser(role).await,
            site,
            pieces: format!("/domicilies/{dossier}/documents/pieces"),
            tab: format!("/domicilies/{dossier}/documents"),
        };
        (desk, dossier)
    }

    async fn send(&self, path: &str, label: &str, files: &[(&str, &[u8])]) -> Answer {
        self.browser
            .upload(path, BOUNDARY, form(label, files))
            .await
    }

    /// The address of the one file that a page shows.
    async fn only_file(&self, page: &str) -> String {
        let page = self.browser.get(page).await.body;
        let (_, rest) = page.split_once("/pieces/").unwrap_or_else(|| {
            page.split_once("/internes/")
                .expect("the page shows a file")
        });
        let id: String = rest.chars().take(36).collect();
        id
    }
}

#[tokio::test]
async fn a_file_is_added_opened_renamed_and_deleted() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    let sent = desk
        .send(&desk.pieces, "", &[("bail signé.pdf", PDF)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(
        sent.location(),
        format!("{}?fait=fichier-ajoute#fichiers", desk.tab)
    );
    let tab = desk.browser.get(&desk.tab).await;
    assert!(tab.says("Pièces jointes") && tab.says("bail signé"));
    assert!(tab.says("PDF, 1 ko"), "{}", tab.text());

    let file = format!("{}/{}", desk.pieces, desk.only_file(&desk.tab).await);
    let opened = desk.browser.get(&file).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(opened.body.as_bytes(), PDF);
    assert_eq!(opened.headers[CONTENT_TYPE], "application/pdf");
    assert_eq!(opened.headers["content-length"], "13");
    assert_eq!(opened.headers["cache-control"], "no-store");
    assert_eq!(opened.headers["x-content-type-options"], "nosniff");
    let named = opened.headers["content-disposition"].to_str().unwrap();
    assert_eq!(
        named,
        "inline; filename=\"bail sign_.pdf\"; filename*=UTF-8''bail%20sign%C3%A9.pdf"
    );

    let rename = format!("{file}/modifier");
    let page = desk.browser.get(&rename).await;
    assert!(page.body.contains("value=\"bail signé\""));
    let empty = desk.browser.post(&rename, &[("libelle", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = desk
        .browser
        .post(&rename, &[("libelle", "Bail, rue du Port")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(desk.browser.get(&desk.tab).await.says("Bail, rue du Port"));

    let delete = format!("{file}/supprimer");
    assert!(
        desk.browser
            .get(&delete)
            .await
            .says("Supprimer définitivement")
    );
    assert!(
        desk.browser.get(&desk.tab).await.says("Bail, rue du Port"),
        "a page deletes nothing"
    );
    let done = desk.browser.post(&delete, &[]).await;
    assert_eq!(
        done.location(),
        format!("{}?fait=fichier-supprime#fichiers", desk.tab)
    );
    assert_eq!(desk.site.house.blobs.count(), 0);
    assert_eq!(desk.browser.get(&file).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn several_files_are_sent_at_once_and_each_refusal_is_told() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    let files: &[(&str, &[u8])] = &[
        ("bail.pdf", PDF),
        ("photo.jpg", b"MZ this is a program"),
        ("vide.pdf", b""),
        ("quittance.pdf", PDF),
    ];
    let sent = desk.send(&desk.pieces, "Logement", files).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        sent.says("2 fichiers n’ont pas été ajoutés"),
        "{}",
        sent.text()
    );
    assert!(sent.says("photo.jpg") && sent.says("d’aucun format accepté"));
    assert!(sent.says("vide.pdf") && sent.says("Il est vide."));
    assert!(
        sent.says("Ajoutés : Logement et Logement (4)."),
        "{}",
        sent.text()
    );
    assert_eq!(desk.site.house.blobs.count(), 2);
    let none = desk.send(&desk.pieces, "", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("Choisissez au moins un fichier."));
    let browser = desk.browser.post(&desk.pieces, &[("libelle", "x")]).await;
    assert_eq!(browser.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_file_past_the_limit_is_refused_and_the_next_one_kept() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    let mut large = PDF.to_vec();
    large.resize(11 * 1024 * 1024, b' ');
    let sent = desk
        .send(&desk.pieces, "", &[("plan.pdf", &large), ("bail.pdf", PDF)])
        .await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.says("plan.pdf") && sent.says("Il dépasse 10 Mo."));
    assert!(sent.says("Ajouté : bail."), "{}", sent.text());
    assert_eq!(desk.site.house.blobs.count(), 1);
}

#[tokio::test]
async fn a_form_that_stops_half_way_keeps_nothing_of_its_last_file() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    let mut body = form("", &[("bail.pdf", PDF)]);
    body.truncate(body.len() - 20);
    let sent = desk.browser.upload(&desk.pieces, BOUNDARY, body).await;
    assert!(sent.status.is_client_error(), "{}", sent.status);
    assert_eq!(desk.site.house.blobs.count(), 0);
}

#[tokio::test]
async fn a_store_that_is_full_or_away_is_told_on_the_page() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    assert_eq!(
        desk.send(&desk.pieces, "", &[("bail.pdf", PDF)])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let file = format!("{}/{}", desk.pieces, desk.only_file(&desk.tab).await);
    for (failure, words) in [
        (BlobError::Full, "Il n’y a plus de place"),
        (
            BlobError::Unavailable,
            "ne répond pas. Rien n’a été enregistré",
        ),
    ] {
        desk.site.house.blobs.fail(Some(failure));
        let sent = desk.send(&desk.pieces, "", &[("quittance.pdf", PDF)]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.says(words), "{}", sent.text());
        assert!(!desk.browser.get(&desk.tab).await.says("quittance"));
    }
    let opened = desk.browser.get(&file).await;
    assert_eq!(opened.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(opened.says("Le fichier n’est pas perdu."));
    desk.site.house.blobs.fail(None);
    assert_eq!(desk.browser.get(&file).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_name_in_any_script_is_shown_and_sent_back_whole() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    let stem = "شَهَادَة".repeat(40);
    let stem: String = stem.chars().take(246).collect();
    let name = format!("{stem}.pdf");
    let sent = desk.send(&desk.pieces, "", &[(&name, PDF)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let file = format!("{}/{}", desk.pieces, desk.only_file(&desk.tab).await);
    let opened = desk.browser.get(&file).await;
    let disposition = opened.headers["content-disposition"].to_str().unwrap();
    let encoded = disposition.split("UTF-8''").nth(1).unwrap();
    let letters: Vec<u8> = encoded
        .strip_suffix(".pdf")
        .unwrap()
        .split('%')
        .skip(1)
        .map(|hex| u8::from_str_radix(hex, 16).unwrap())
        .collect();
    assert_eq!(String::from_utf8(letters).unwrap(), stem);
}

#[tokio::test]
async fn internal_documents_are_read_by_some_and_managed_by_fewer() {
    let (desk, _) = Desk::of(Role::Administrateur).await;
    let sent = desk
        .send(INTERNAL, "", &[("règlement.docx", b"PK\x03\x04")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let reader = desk.site.browser(Role::Gestionnaire).await;
    let page = reader.get(INTERNAL).await;
    assert!(page.says("règlement") && page.says("Texte Word"));
    assert!(!page.says("Ajouter des fichiers") && !page.says("Supprimer"));
    let id = desk.only_file(INTERNAL).await;
    let opened = reader.get(&format!("{INTERNAL}/{id}")).await;
    let policy = opened.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox;"), "{policy}");
    let named = opened.headers["content-disposition"].to_str().unwrap();
    assert!(
        named.starts_with("attachment; filename=\"r_glement.docx\""),
        "{named}"
    );
}

#[tokio::test]
async fn who_may_not_read_attachments_sees_nothing_of_them() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    desk.send(&desk.pieces, "Bail secret", &[("bail.pdf", PDF)])
        .await;
    let agent = desk.site.browser(Role::Agent).await;
    let tab = agent.get(&desk.tab).await;
    assert_eq!(tab.status, StatusCode::OK);
    assert!(!tab.says("Pièces jointes") && !tab.says("Bail secret"));
    assert_eq!(agent.get(&desk.pieces).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_upload_without_a_session_leads_to_sign_in_and_back() {
    let (desk, _) = Desk::of(Role::Instructeur).await;
    let stranger = desk.site.stranger();
    let sent = stranger
        .upload(&desk.pieces, BOUNDARY, form("", &[("bail.pdf", PDF)]))
        .await;
    assert!(sent.location().starts_with("/connexion?vers="));
    assert_eq!(desk.site.house.blobs.count(), 0);
}
