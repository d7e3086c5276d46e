//! The structure's own templates: given, refused with what is wrong, tried, filled, taken away.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::Status;
use kernel::DossierId;
use structures::Role;

const NEW: &str = "/structure/documents/nouveau-modele";

/// Sends the form of a template.
async fn give(browser: &Browser, usage: &str, name: &str, content: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"usage\"\r\n\r\n{usage}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"nom\"\r\n\r\n{name}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"lettre.docx\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--x--\r\n"
    );
    browser.upload(NEW, "x", body.into_bytes()).await
}

/// Gives a template that is right, and goes to its page.
async fn given(browser: &Browser, usage: &str, name: &str, content: &str) -> String {
    let answer = give(browser, usage, name, content).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = answer.location().split('?').next().unwrap();
    page.to_owned()
}

/// Somebody domiciled, and the address of a template filled for them.
async fn filled(site: &Site, page: &str) -> (DossierId, String) {
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let template = page.rsplit('/').next().unwrap();
    (
        id,
        format!("/domicilies/{id}/documents/modeles/{template}/document.docx"),
    )
}

#[tokio::test]
async fn a_template_is_kept_shown_tried_filled_and_taken_away() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let content = "PKPour {USAGER_CIVILITE} {USAGER_NOM}, {STRUCTURE_NOM}{ESPACE_DOM_ID}";
    let page = given(&browser, "autre", "Lettre au bailleur", content).await;

    let shown = browser.get(&page).await;
    assert!(shown.says("Lettre au bailleur") && shown.says("{STRUCTURE_NOM}"));
    // A tag of the portal is taken, and one is told that it stays empty.
    assert!(shown.says("Balises qui resteront vides") && shown.says("{ESPACE_DOM_ID}"));
    assert!(
        browser
            .get("/structure/documents")
            .await
            .says("Lettre au bailleur")
    );

    let tried = browser.get(&format!("{page}/apercu.docx")).await;
    assert!(tried.says("Pour Madame DIALLO"), "{}", tried.body);
    let pdf = browser.get(&format!("{page}/apercu.pdf")).await;
    assert!(pdf.body.starts_with("%PDF"));

    let (id, address) = filled(&site, &page).await;
    let tab = browser.get(&format!("/domicilies/{id}/documents")).await;
    assert!(tab.says("Lettre au bailleur") && tab.body.contains(&address));
    assert!(browser.get(&address).await.body.contains("DIALLO"));

    let asked = browser.get(&format!("{page}/supprimer")).await;
    assert!(asked.says("Garder le modèle"));
    let gone = browser.post(&format!("{page}/supprimer"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_what_was_typed_stays() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let content = "PKBonjour {USAGER_PRENOMS}\nle {DATE_JOUR\n{LOGO} {NOM} {PRIX}";
    let answer = give(&browser, "autre", "Ma lettre", content).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in [
        "{USAGER_PRENOMS}",
        "La plus proche est {USAGER_PRENOM}.",
        "page 1",
        "{DATE_JOUR",
        "n’est pas refermée",
        "Elle s’écrit {%LOGO}.",
        "Elle n’a de sens qu’entre {#AYANTS_DROITS} et {/AYANTS_DROITS}.",
        "Cette balise n’existe pas : voyez la liste des balises.",
    ] {
        assert!(answer.text().contains(told), "{told} in {}", answer.text());
    }
    assert!(answer.body.contains("value=\"Ma lettre\""));
    assert!(
        browser
            .get("/structure/documents")
            .await
            .says("Aucun modèle")
    );
}

#[tokio::test]
async fn what_is_no_template_and_what_is_missing_are_told() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let no_word = give(&browser, "autre", "", "%PDF-1.7").await;
    assert_eq!(no_word.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_word.says("Ce n’est pas un document Word."));
    let empty = browser.upload(NEW, "x", b"--x--\r\n".to_vec()).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.says("Choisissez à quoi sert ce modèle.")
            && empty.says("Choisissez un document Word (.docx).")
    );
    let cut = browser
        .upload(NEW, "x", b"--x\r\nContent-Disposition".to_vec())
        .await;
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_was_said_at_an_interview_goes_on_no_attestation() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let content = "PK{ENTRETIEN_COMMENTAIRE}";
    let answer = give(&browser, "attestation_postale", "", content).await;
    assert!(answer.text().contains("ne figure pas sur une attestation"));
    given(&browser, "autre", "", content).await;
}

#[tokio::test]
async fn a_template_of_a_built_in_kind_stands_in_for_it_and_for_the_one_before() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let (id, _) = filled(&site, "/x").await;
    let tab = format!("/domicilies/{id}/documents");
    assert!(browser.get(&tab).await.body.contains("/attestation"));
    given(&browser, "cerfa_attestation", "Ancienne", "PKun").await;
    given(&browser, "cerfa_attestation", "Nouvelle", "PKdeux").await;
    let shown = browser.get(&tab).await;
    assert!(shown.says("Nouvelle") && !shown.says("Ancienne"));
    assert!(
        !shown.body.contains("/attestation"),
        "the built-in one is not offered"
    );
    let listed = browser.get("/structure/documents").await;
    assert!(!listed.says("Ancienne"));
}

#[tokio::test]
async fn a_template_is_for_who_may_and_when_the_law_knows_the_paper() {
    let site = Site::open().await;
    let admin = site.browser(Role::Administrateur).await;
    let page = given(
        &admin,
        "courrier_radiation",
        "Radiation",
        "PK{MOTIF_RADIATION}",
    )
    .await;
    let (id, address) = filled(&site, &page).await;
    // Nobody was struck off: the paper says why it is not for today.
    let early = admin.get(&address).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        admin
            .get(&format!("/domicilies/{id}/documents"))
            .await
            .says("Radiation")
    );
    let struck = site.house.open_as(Status::Radie, "Keïta", "Moussa").await;
    let address = address.replace(&id.to_string(), &struck.to_string());
    assert_eq!(admin.get(&address).await.status, StatusCode::OK);
    // An agent prints attestations, and no letter.
    let agent = site.browser(Role::Agent).await;
    assert_eq!(agent.get(&address).await.status, StatusCode::FORBIDDEN);
    assert!(
        !agent
            .get(&format!("/domicilies/{struck}/documents"))
            .await
            .says("Radiation")
    );
}

#[tokio::test]
async fn the_help_tells_every_tag() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let help = browser.get("/structure/documents/balises").await.text();
    for tag in application::tags::all() {
        assert!(help.contains(&tag.written()), "{}", tag.name);
    }
}
