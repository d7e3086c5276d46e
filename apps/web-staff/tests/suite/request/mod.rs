//! The request in five steps: left and resumed, refused with its fields, decided by others.

mod opening;
mod steps;

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use domiciliation::{
    Command, Status,
    identity::Lien,
    interview::{Employment, Household},
    request::{Appointment, Channel},
};
use kernel::{BirthDate, DossierId};
use structures::Role;
use testkit::builders::{text, today};

const NEW: &str = "/domicilies/nouveau";

fn somebody(dossier: &str) -> Vec<(&str, &str)> {
    vec![
        ("dossier", dossier),
        ("civilite", "madame"),
        ("nom", "N’Guessan"),
        ("prenoms", "Zoé Marie"),
        ("usage", "Zézé"),
        ("naissance", "06/1990"),
        ("lieu_naissance", "Abidjan"),
        ("date_demande", "10/03/2026"),
        ("canal", "in_person"),
    ]
}

fn with<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// Sends a form of a page with its ticket.
async fn fill(browser: &Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
    let (key, version) = (shown.hidden("cle"), shown.hidden("version"));
    let mut all = vec![("cle", key.as_str()), ("version", version.as_str())];
    all.extend(fields);
    browser.post(action, &all).await
}

async fn step(browser: &Browser, id: DossierId, step: &str, fields: &[(&str, &str)]) -> Answer {
    let address = format!("/domicilies/{id}/demande/{step}");
    fill(browser, &address, &address, fields).await
}

#[tokio::test]
async fn a_request_goes_from_the_first_step_to_the_proposal() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let page = browser.get(NEW).await;
    assert!(
        page.body.contains("value=\"10/03/2026\""),
        "today by default"
    );
    let dossier = page.hidden("dossier");
    let id: DossierId = dossier.parse().unwrap();

    let opened = browser.post(NEW, &somebody(&dossier)).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    assert!(
        opened
            .location()
            .starts_with(&format!("/domicilies/{id}/demande/coordonnees?"))
    );
    let resumed = browser.get(&format!("/domicilies/{id}/demande")).await;
    assert!(resumed.location().ends_with("/demande/coordonnees"));

    let saved = step(
        &browser,
        id,
        "coordonnees",
        &[
            ("telephone", "01 23 45 67 89"),
            ("courriel", "Zoe@exemple.fr"),
            ("distribution", "B12"),
            ("ayant-1-nom", "N’Guessan"),
            ("ayant-1-prenoms", "Awa"),
            ("ayant-1-naissance", "2019"),
            ("ayant-1-lien", "enfant"),
        ],
    )
    .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let next = browser.get(saved.location()).await;
    assert!(
        next.says("il ne recevra pas de SMS"),
        "a landline takes no text message"
    );

    let (day, colleague) = (
        "12/03/2026",
        site.house.actor(Role::Instructeur).id().to_string(),
    );
    let fixed = step(
        &browser,
        id,
        "rendez-vous",
        &[
            ("collegue", &colleague),
            ("date", day),
            ("heure", "14h30"),
            ("lieu", "Annexe"),
        ],
    )
    .await;
    assert_eq!(fixed.status, StatusCode::SEE_OTHER, "{}", fixed.body);
    let page = browser.get(fixed.location()).await;
    assert!(page.says("jeudi 12 mars 2026") && page.says("14 h 30") && page.says("Annexe"));
    assert!(
        page.body.contains("aria-disabled=\"true\""),
        "nobody can have missed it yet"
    );

    let held = step(
        &browser,
        id,
        "entretien",
        &[
            ("date_entretien", "10/03/2026"),
            ("menage", "femme_isolee_avec_enfant"),
            ("emploi", "rsa"),
            ("deja_domicilie", "oui"),
        ],
    )
    .await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.body);
    let recap = browser.get(held.location()).await;
    for said in [
        "N’GUESSAN",
        "06/1990",
        "Awa",
        "0123456789",
        "zoe@exemple.fr",
        "B12",
        "Bénéficiaire du RSA",
        "dimanche 10 mai 2026",
    ] {
        assert!(recap.says(said), "{said}");
    }
    assert!(
        recap.says("déjà domiciliée ailleurs"),
        "already domiciled elsewhere is a warning"
    );
    assert!(
        !recap.says("Accorder la domiciliation"),
        "an instructor proposes"
    );

    let decision = format!("/domicilies/{id}/demande/decision");
    let told = fill(
        &browser,
        &decision,
        &format!("/domicilies/{id}/demande/accuse"),
        &[("accuse_le", "10/03/2026")],
    )
    .await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    let proposed = step(
        &browser,
        id,
        "decision",
        &[("sens", "accord"), ("remarques", "Dossier complet")],
    )
    .await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.body);

    let stored = site.house.read(id).await.value;
    assert_eq!(stored.status(today()), Status::AValider);
    let identity = stored.identity().unwrap();
    assert_eq!(identity.nom.as_str(), "N’Guessan");
    assert_eq!(identity.birth, BirthDate::new(1990, Some(6), None).unwrap());
    assert_eq!(stored.ayants_droit()[0].lien, Lien::Enfant);
    assert_eq!(
        stored.interview().household,
        Some(Household::WomanWithChildren)
    );
    assert_eq!(stored.interview().employment, Some(Employment::Rsa));
    assert_eq!(
        stored.pending_demande().unwrap().acknowledged_on(),
        Some(today())
    );

    let manager = site.browser(Role::Gestionnaire).await;
    let page = manager.get(&decision).await;
    assert!(page.says("Accord proposé") && page.says("Dossier complet"));
    for act in ["accorder", "refuser", "ajourner"] {
        assert!(
            page.body
                .contains(&format!("href=\"/domicilies/{id}/decision/{act}\"")),
            "{act}"
        );
    }
}

#[tokio::test]
async fn a_renewal_runs_beside_the_term_and_may_be_withdrawn() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.clock.advance_days(320);
    let browser = site.browser(Role::Instructeur).await;
    let page = format!("/domicilies/{id}/renouvellement");
    let shown = browser.get(&page).await;
    assert!(
        shown.says("La domiciliation en cours reste valable") && shown.says("mardi 9 mars 2027")
    );
    let future = fill(
        &browser,
        &page,
        &page,
        &[("date_demande", "01/01/2030"), ("canal", "post")],
    )
    .await;
    assert!(future.body.contains("href=\"#date_demande\""));
    let filed = fill(
        &browser,
        &page,
        &page,
        &[("date_demande", "24/01/2027"), ("canal", "post")],
    )
    .await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
    let stored = site.house.read(id).await.value;
    assert_eq!(stored.pending_renewal().unwrap().channel(), Channel::Post);
    assert_eq!(stored.status(site.house.today()), Status::Actif);
    let step_two = browser.get(filed.location()).await;
    assert!(step_two.says("Renouvellement : Mme DIALLO Aminata"));
    assert!(
        browser.get(&page).await.location().ends_with("/demande"),
        "one request at a time"
    );

    let recap = format!("/domicilies/{id}/demande/decision");
    let withdraw = format!("/domicilies/{id}/demande/retirer");
    let why = fill(&browser, &recap, &withdraw, &[("motif", " ")]).await;
    assert!(why.body.contains("href=\"#motif\""));
    let gone = fill(&browser, &recap, &withdraw, &[("motif", "Elle déménage")]).await;
    assert!(
        gone.location().starts_with(&format!("/domicilies/{id}?")),
        "{}",
        gone.body
    );
    assert!(site.house.read(id).await.value.pending_demande().is_none());
    let back = browser.get(&format!("/domicilies/{id}/demande")).await;
    assert_eq!(back.location(), format!("/domicilies/{id}"));
}

#[tokio::test]
async fn a_first_request_is_not_withdrawn() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let page = browser
        .get(&format!("/domicilies/{id}/demande/decision"))
        .await;
    assert!(!page.says("Retirer cette demande"));
}

#[tokio::test]
async fn the_step_where_a_request_stands_is_the_one_that_is_resumed() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let at = async |step: &str| {
        let resumed = browser.get(&format!("/domicilies/{id}/demande")).await;
        assert!(
            resumed.location().ends_with(step),
            "{} is not {step}",
            resumed.location()
        );
    };
    at("/coordonnees").await;
    let actor = site.house.actor(Role::Instructeur);
    let appointment = Appointment {
        at: today().and_hms_opt(14, 0, 0).unwrap(),
        minutes: domiciliation::appointment::Minutes::default(),
        with: actor.id(),
        with_name: text("Camille Instructeur"),
        place: None,
    };
    site.house
        .done(id, Command::FixAppointment(appointment))
        .await;
    at("/rendez-vous").await;
    site.house.interview(id).await;
    at("/decision").await;
}

#[tokio::test]
async fn another_structure_s_request_is_not_found() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let id = site.elsewhere.open("Secret", "Ailleurs").await;
    for page in [
        "demande",
        "demande/etat-civil",
        "demande/coordonnees",
        "demande/rendez-vous",
        "demande/entretien",
        "demande/decision",
        "renouvellement",
    ] {
        let answer = browser.get(&format!("/domicilies/{id}/{page}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
}
