//! The tab of documents: letters, the card, answers to paying bodies, the slip of a round,
//! the letterhead.

use crate::common::{Answer, Browser, Site};
use axum::http::{StatusCode, header};
use domiciliation::{Command, Fact, Status, letter::LetterKind, radiation::RadiationMotif};
use kernel::{DossierId, FactId};
use structures::Role;

/// A picture of one pixel.
const PIXEL: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\
    \x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\
    \x54\x78\xda\x63\x64\xf8\xcf\x50\x0f\x00\x03\x86\x01\x80\x5a\x34\x7d\x6b\x00\x00\
    \x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn url(id: DossierId, what: &str) -> String {
    format!("/domicilies/{id}/{what}")
}

async fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.browser(role).await.get(path).await
}

/// The fact of which a letter would tell today.
async fn due(site: &Site, id: DossierId, kind: LetterKind) -> FactId {
    let dossier = site.house.read(id).await.value;
    dossier.letter_due(kind, site.house.today()).unwrap()
}

#[tokio::test]
async fn the_tab_shows_the_letters_that_are_ready_and_why_the_others_are_not() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let tab = get(&site, Role::Instructeur, &url(id, "documents")).await;
    assert_eq!(tab.status, StatusCode::OK);
    let fact = due(&site, id, LetterKind::Acknowledgement).await;
    assert!(
        tab.body
            .contains(&url(id, &format!("lettres/{fact}/lettre.pdf")))
    );
    assert!(
        tab.body
            .contains(&url(id, &format!("lettres/{fact}/lettre.docx")))
    );
    assert!(tab.says("Aucun rendez-vous n’est à venir."));
    assert!(tab.says("Aucune radiation n’est envisagée."));
    assert!(tab.body.contains(&url(id, "carte.pdf")));
}

#[tokio::test]
async fn each_role_sees_what_it_may_print() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let overview = get(&site, Role::Facteur, &format!("/domicilies/{id}")).await;
    assert!(!overview.body.contains(&url(id, "documents")));
    let agent = get(&site, Role::Agent, &url(id, "documents")).await;
    assert!(agent.says("Carte personnelle"));
    assert!(!agent.says("Courriers qui ne sont pas prêts") && !agent.says("organisme payeur"));
    let instructs = get(&site, Role::Instructeur, &url(id, "documents")).await;
    assert!(instructs.says("Courriers") && instructs.says("Répondre à un organisme payeur"));
}

#[tokio::test]
async fn a_letter_is_a_page_and_two_files_named_after_the_dossier() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Radie, "Diallo", "Aminata").await;
    let fact = due(&site, id, LetterKind::Radiation).await;
    let page = url(id, &format!("lettres/{fact}"));
    let shown = get(&site, Role::Instructeur, &page).await;
    assert_eq!(shown.status, StatusCode::OK);
    let (_, mut rest) = shown.body.split_once("app-letter").unwrap();
    for part in [
        "Structure 1",
        "Mme DIALLO Aminata",
        "10 mars 2026",
        "Résiliation de l’élection de domicile",
        "Madame,",
        "Motif de la décision",
        "9 avril 2026",
        "tribunal administratif",
    ] {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part}")).1;
    }
    assert!(shown.body.contains("decisions/") && shown.says("Noter la notification"));
    let (pdf, docx) = (format!("{page}/lettre.pdf"), format!("{page}/lettre.docx"));
    let pdf = get(&site, Role::Instructeur, &pdf).await;
    assert_eq!(
        pdf.headers[header::CONTENT_DISPOSITION],
        "inline; filename=\"radiation-1.pdf\""
    );
    assert_eq!(pdf.headers[header::CACHE_CONTROL], "no-store");
    let docx = get(&site, Role::Instructeur, &docx).await;
    assert_eq!(
        docx.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"radiation-1.docx\""
    );
    assert!(docx.body.starts_with("PK"));
    let agent = get(&site, Role::Agent, &page).await;
    assert_eq!(agent.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_letter_that_is_no_longer_due_says_why_and_what_has_none_is_not_found() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let plan = Command::PlanRadiation {
        motif: RadiationMotif::Autre,
        notified_on: site.house.today(),
    };
    let planned = site.house.done(id, plan).await[0];
    let page = url(id, &format!("lettres/{planned}"));
    assert_eq!(
        get(&site, Role::Instructeur, &page).await.status,
        StatusCode::OK
    );
    let death = Command::PronounceRadiation {
        ground: domiciliation::radiation::RadiationGround::Deces {
            on: site.house.today(),
        },
        effective_on: site.house.today(),
        urgency: None,
    };
    let death = site.house.done(id, death).await[0];
    for fact in [planned, death] {
        for what in ["", "/lettre.pdf", "/lettre.docx"] {
            let path = url(id, &format!("lettres/{fact}{what}"));
            let shown = get(&site, Role::Instructeur, &path).await;
            assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(shown.says("La personne est décédée"), "{path}");
        }
    }
    let history = site.house.read(id).await.value;
    let silent = url(id, &format!("lettres/{}", history.history()[0].id));
    let shown = get(&site, Role::Instructeur, &silent).await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_card_shows_its_code_drawn_and_spelled() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let card = get(&site, Role::Agent, &url(id, "carte")).await;
    let code = domiciliation::card::CardCode::of(id).to_string();
    assert!(card.body.contains("<svg class=\"app-card__code\""));
    assert_eq!(
        card.body.matches(&code).count(),
        2,
        "in the picture’s words, and beside it"
    );
    let pdf = get(&site, Role::Agent, &url(id, "carte.pdf")).await;
    assert_eq!(
        pdf.headers[header::CONTENT_DISPOSITION],
        "inline; filename=\"carte-1.pdf\""
    );
}

async fn answer(browser: &Browser, id: DossierId, fields: &[(&str, &str)]) -> Answer {
    let page = url(id, "organisme-payeur");
    let key = browser.get(&page).await.hidden("cle");
    let mut sent = vec![("cle", key.as_str())];
    sent.extend_from_slice(fields);
    browser.post(&page, &sent).await
}

#[tokio::test]
async fn r97_an_answer_is_computed_recorded_and_led_to() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Instructeur).await;
    let form = browser.get(&url(id, "organisme-payeur")).await;
    assert!(form.says("Oui, du 10 mars 2026 au 9 mars 2027 inclus."));
    let fields = [
        ("organisme", "CAF de Paris"),
        ("reference", "A-12"),
        ("recue", "09/03/2026"),
    ];
    let done = answer(&browser, id, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let letter = browser.get(done.location()).await;
    assert!(letter.says("La réponse est enregistrée") && letter.says("CAF de Paris"));
    assert!(letter.says("reçue le 9 mars 2026") && letter.says("est domiciliée"));
    let dossier = site.house.read(id).await.value;
    let told = dossier.payer_answers().count();
    assert_eq!(told, 1);
    assert!(matches!(
        dossier.history().last().unwrap().fact,
        Fact::PayerAnswered(_)
    ));
    let history = browser.get(&url(id, "historique")).await;
    assert!(history.says("Réponse à CAF de Paris : domiciliation en cours"));
    let tab = browser.get(&url(id, "documents")).await;
    assert!(tab.says("Réponse à un organisme payeur"));
}

#[tokio::test]
async fn a_question_without_a_body_or_from_tomorrow_comes_back_filled() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let browser = site.browser(Role::Instructeur).await;
    let blank = answer(&browser, id, &[("reference", "A-12"), ("recue", "hier")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.says("Indiquez le nom de l’organisme.") && blank.says("jj/mm/aaaa"));
    assert!(blank.body.contains("value=\"A-12\""));
    let fields = [("organisme", "CAF"), ("recue", "11/03/2026")];
    let tomorrow = answer(&browser, id, &fields).await;
    assert_eq!(tomorrow.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.house.read(id).await.value.payer_answers().count(), 0);
}

#[tokio::test]
async fn a_round_has_its_slip() {
    let site = Site::open().await;
    let (rounds, actor) = (site.house.rounds(), site.house.actor(Role::Facteur));
    let round = rounds.new_id();
    let _ = rounds.open(&actor, round).await.unwrap();
    let summary = format!("/tournee/{round}/recapitulatif");
    let slip = format!("/tournee/{round}/bordereau");
    let shown = get(&site, Role::Facteur, &summary).await;
    assert!(shown.body.contains(&slip));
    let page = get(&site, Role::Facteur, &slip).await;
    assert!(page.says("Bordereau de dépôt du courrier") && page.says("Reçu par"));
    for (extension, how) in [("pdf", "inline"), ("docx", "attachment")] {
        let file = get(&site, Role::Facteur, &format!("{slip}.{extension}")).await;
        assert_eq!(
            file.headers[header::CONTENT_DISPOSITION],
            format!("{how}; filename=\"bordereau-2026-03-10.{extension}\"").as_str()
        );
    }
}

async fn send(browser: &Browser, path: &str, content: &[u8]) -> Answer {
    let boundary = "limite";
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"logo.png\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    browser.upload(path, boundary, body).await
}

#[tokio::test]
async fn an_administrator_gives_the_letters_a_logo_and_takes_it_back() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let fact = due(&site, id, LetterKind::Acknowledgement).await;
    let letter = url(id, &format!("lettres/{fact}"));
    assert!(
        !browser
            .get(&letter)
            .await
            .body
            .contains("src=\"/structure/entete/logo\"")
    );
    let logo = "/structure/entete/logo";
    assert_eq!(browser.get(logo).await.status, StatusCode::NOT_FOUND);
    let kept = send(&browser, logo, PIXEL).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let page = browser.get(kept.location()).await;
    assert!(page.says("L’image est enregistrée"));
    let image = browser.get(logo).await;
    assert_eq!(image.headers[header::CONTENT_TYPE], "image/png");
    assert!(
        browser
            .get(&letter)
            .await
            .body
            .contains("src=\"/structure/entete/logo\"")
    );

    let wrong = send(&browser, logo, b"this is no image").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("n’est pas une image PNG ou JPEG"));
    assert_eq!(
        browser.get(logo).await.status,
        StatusCode::OK,
        "the former stays"
    );

    let removed = browser.post("/structure/entete/logo/retirer", &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(logo).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_those_who_print_letters_see_the_signature() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let signature = "/structure/entete/signature";
    send(&browser, signature, PIXEL).await;
    for (role, status) in [
        (Role::Agent, StatusCode::FORBIDDEN),
        (Role::Instructeur, StatusCode::OK),
    ] {
        assert_eq!(get(&site, role, signature).await.status, status);
    }
}
