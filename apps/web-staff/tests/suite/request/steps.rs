//! The steps of a request one by one: what they refuse, and what they keep.

use axum::http::StatusCode;
use structures::Role;
use testkit::builders::text;

use super::{fill, step};
use crate::common::Site;

#[tokio::test]
async fn dependants_are_added_and_removed_without_a_script() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let typed = [
        ("telephone", "tapé"),
        ("ayant-1-nom", "Ba"),
        ("ajouter", "oui"),
    ];
    let more = step(&browser, id, "coordonnees", &typed).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.body.contains("id=\"ayant-2-nom\"") && more.body.contains("value=\"tapé\""));
    assert!(
        !more.body.contains("id=\"erreurs\""),
        "nothing is wrong yet"
    );

    let wrong = step(
        &browser,
        id,
        "coordonnees",
        &[("ayant-1-nom", "Ba"), ("telephone", "12"), ("sms", "oui")],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "telephone",
        "ayant-1-prenoms",
        "ayant-1-naissance",
        "ayant-1-lien",
    ] {
        assert!(
            wrong.body.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }

    let child = [
        ("ayant-1-nom", "Ba"),
        ("ayant-1-prenoms", "Awa"),
        ("ayant-1-naissance", "2019"),
        ("ayant-1-lien", "enfant"),
    ];
    let later = step(
        &browser,
        id,
        "coordonnees",
        &[&child[..], &[("plus_tard", "oui")]].concat(),
    )
    .await;
    assert!(
        later
            .location()
            .starts_with("/domicilies?onglet=instruction"),
        "{}",
        later.location()
    );
    assert_eq!(site.house.read(id).await.value.ayants_droit().len(), 1);
    step(
        &browser,
        id,
        "coordonnees",
        &[&child[..], &[("ayant-1-retirer", "oui")]].concat(),
    )
    .await;
    assert!(site.house.read(id).await.value.ayants_droit().is_empty());
    let resumed = browser.get(&format!("/domicilies/{id}/demande")).await;
    assert!(resumed.location().ends_with("/demande/rendez-vous"));
}

#[tokio::test]
async fn an_appointment_is_moved_or_missed() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let me = site.house.actor(Role::Instructeur).id().to_string();
    let facteur = site.house.actor(Role::Facteur).id().to_string();
    for (fields, wrong) in [
        (
            [
                ("collegue", me.as_str()),
                ("date", "09/03/2026"),
                ("heure", "9:00"),
            ],
            "date",
        ),
        (
            [
                ("collegue", me.as_str()),
                ("date", "10/03/2031"),
                ("heure", "9:00"),
            ],
            "date",
        ),
        (
            [
                ("collegue", me.as_str()),
                ("date", "10/03/2026"),
                ("heure", "25:00"),
            ],
            "heure",
        ),
        (
            [
                ("collegue", facteur.as_str()),
                ("date", "10/03/2026"),
                ("heure", "9:00"),
            ],
            "collegue",
        ),
    ] {
        let answer = step(&browser, id, "rendez-vous", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fields:?}"
        );
        assert!(
            answer.body.contains(&format!("href=\"#{wrong}\"")),
            "{wrong}"
        );
    }
    for hour in ["9:00", "16 h"] {
        step(
            &browser,
            id,
            "rendez-vous",
            &[("collegue", &me), ("date", "10/03/2026"), ("heure", hour)],
        )
        .await;
    }
    let page = format!("/domicilies/{id}/demande/rendez-vous");
    assert!(browser.get(&page).await.says("16 h"));
    let missed = fill(&browser, &page, &format!("{page}/manque"), &[]).await;
    assert_eq!(missed.status, StatusCode::SEE_OTHER, "{}", missed.body);
    assert!(
        browser
            .get(&page)
            .await
            .says("La personne n’est pas venue au rendez-vous du 10 mars 2026")
    );
    // A refusal may be proposed then, an acceptance not.
    let decision = browser
        .get(&format!("/domicilies/{id}/demande/decision"))
        .await;
    assert!(
        decision.body.contains("value=\"refus\"") && !decision.body.contains("value=\"accord\"")
    );
}

#[tokio::test]
async fn missing_documents_are_asked_for_and_noted() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let page = format!("/domicilies/{id}/demande/decision");
    let (ask, got) = (
        format!("/domicilies/{id}/demande/pieces"),
        format!("/domicilies/{id}/demande/pieces-recues"),
    );
    let wrong = fill(
        &browser,
        &page,
        &ask,
        &[("avant_le", "01/03/2026"), ("manquantes", "")],
    )
    .await;
    assert!(wrong.body.contains("href=\"#manquantes\""));
    let late = fill(
        &browser,
        &page,
        &ask,
        &[("avant_le", "01/03/2026"), ("manquantes", "Photo")],
    )
    .await;
    assert!(
        late.body.contains("href=\"#avant_le\"") && late.says("Photo"),
        "{}",
        late.body
    );
    let asked = fill(
        &browser,
        &page,
        &ask,
        &[("avant_le", "20/03/2026"), ("manquantes", "Photo")],
    )
    .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let shown = browser.get(&page).await;
    assert!(
        shown.says("Photo") && shown.says("mercredi 20 mai 2026"),
        "the delay is suspended"
    );
    let received = fill(&browser, &page, &got, &[("recues_le", "10/03/2026")]).await;
    assert_eq!(received.status, StatusCode::SEE_OTHER, "{}", received.body);
}

#[tokio::test]
async fn nothing_is_proposed_without_the_interview() {
    let site = Site::open().await;
    let browser = site.browser(Role::Gestionnaire).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let page = browser
        .get(&format!("/domicilies/{id}/demande/decision"))
        .await;
    assert!(!page.body.contains("decision/accorder\""), "{}", page.body);
    assert_eq!(
        page.body.matches("aria-disabled=\"true\"").count(),
        2,
        "grant, refuse"
    );
    let forced = step(&browser, id, "decision", &[("sens", "accord")]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        forced.says("D. 264-2"),
        "the article is named: {}",
        forced.body
    );
}

#[tokio::test]
async fn two_desks_that_edit_the_same_dossier_get_a_conflict() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let id = site.house.open("Diallo", "Aminata").await;
    let address = format!("/domicilies/{id}/demande/coordonnees");
    let shown = browser.get(&address).await;
    step(&browser, id, "coordonnees", &[("langue", "peul")]).await;
    let (key, version) = (shown.hidden("cle"), shown.hidden("version"));
    let stale = [
        ("cle", key.as_str()),
        ("version", version.as_str()),
        ("langue", "wolof"),
    ];
    let answer = browser.post(&address, &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let language = site
        .house
        .read(id)
        .await
        .value
        .coordinates()
        .language
        .clone();
    assert_eq!(language, Some(text("peul")));
}
