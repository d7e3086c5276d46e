//! Notifying, annulling, erasing.

use axum::http::StatusCode;
use domiciliation::{Status, decision::NotificationMode};
use structures::Role;

use super::{DECIDES, about, dossier, fill, get, last, post, send, status, url};
use crate::common::Site;

#[tokio::test]
async fn r67_notifying_a_refusal_shows_the_last_day_of_appeal() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::Refuse, "Diallo", "Aminata")
        .await;
    let page = about(id, last(&site, id).await, "notifier");
    let shown = get(&site, Role::Instructeur, &page).await;
    // Notified on 10 March: two full months, hence 11 May, a Monday.
    assert!(shown.says("Lundi 11 mai 2026"));
    assert!(shown.says("La seule adresse de la personne est la vôtre"));
    assert!(!shown.body.contains(NotificationMode::Portal.code()));

    let future = [("jour", "11/03/2026"), ("mode", "remise")];
    let refused = fill(&site, &page, &page, &future).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let absent = [("jour", "10/03/2026"), ("mode", "portail")];
    let refused = fill(&site, &page, &page, &absent).await;
    assert!(refused.says("href=\"#mode\""));

    let done = fill(
        &site,
        &page,
        &page,
        &[("jour", "10/03/2026"), ("mode", "remise")],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let again = get(&site, DECIDES, &page).await;
    assert!(again.says("remise en main propre"));
    assert!(again.says("L. 221-8"));
    assert!(!again.body.contains("name=\"mode\""));
}

#[tokio::test]
async fn annulling_tells_what_stands_again_and_keeps_the_decision_in_the_history() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Radie, "Diallo", "Aminata").await;
    let decision = last(&site, id).await;
    let page = about(id, decision, "annuler");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("redevient"));
    assert!(shown.says("du 10 mars 2026 au 9 mars 2027"));

    let blank = send(&site, &page, &shown, &[("motif", "erreur_de_saisie")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("motif", "erreur_de_saisie"), ("raison", "Mauvais dossier")];
    for _ in 0..2 {
        let done = send(&site, &page, &shown, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(status(&site, id).await, Status::Actif);
    let dossier = dossier(&site, id).await;
    assert!(dossier.fact(decision).is_some());
    assert!(dossier.is_annulled(decision));
}

#[tokio::test]
async fn r38_only_the_last_decision_is_annulled_and_late_it_is_fragile() {
    let site = Site::open().await;
    let id = site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let grant = last(&site, id).await;
    site.house.clock.advance_days(150);
    let late = get(&site, DECIDES, &about(id, grant, "annuler")).await;
    assert!(late.says("quatre mois"));

    site.house.end(id).await;
    let shown = get(&site, DECIDES, &about(id, grant, "annuler")).await;
    assert!(shown.says("L. 242-1"));
    assert!(!shown.body.contains("name=\"raison\""));
}

#[tokio::test]
async fn a_mistaken_dossier_is_erased_once_its_number_is_typed() {
    let site = Site::open().await;
    let id = site.house.open("Diallo", "Aminata").await;
    let page = url(id, "effacer");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("1 demande"));
    let (version, key) = (shown.hidden("version"), shown.hidden("cle"));
    let sent = |number: &'static str, ground: &'static str| {
        [
            ("version", version.clone()),
            ("motif", ground.to_owned()),
            ("numero", number.to_owned()),
            ("cle", key.clone()),
        ]
    };
    for (number, ground) in [("7", "doublon"), ("1", ""), ("1", "delai")] {
        let fields = sent(number, ground);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let refused = post(&site, DECIDES, &page, &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{number} {ground}"
        );
        assert!(site.house.find(id).await.is_some());
    }
    let fields = sent("1", "doublon");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    for press in 1..=2 {
        let done = post(&site, DECIDES, &page, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "press {press}");
        assert!(done.location().starts_with("/domicilies?"));
        assert!(site.house.find(id).await.is_none());
    }
    let late = [("version", "1"), ("motif", "doublon"), ("numero", "1")];
    let late = post(&site, DECIDES, &page, &late).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn r38_a_dossier_with_a_decision_is_not_erased() {
    let site = Site::open().await;
    let id = site
        .house
        .open_as(Status::Refuse, "Diallo", "Aminata")
        .await;
    let page = url(id, "effacer");
    let shown = get(&site, DECIDES, &page).await;
    assert!(shown.says("L. 242-1"));
    assert!(!shown.body.contains("name=\"numero\""));
    let version = site.house.read(id).await.version.to_string();
    let fields = [
        ("version", version.as_str()),
        ("motif", "doublon"),
        ("numero", "1"),
    ];
    let refused = post(&site, DECIDES, &page, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(site.house.find(id).await.is_some());
}
