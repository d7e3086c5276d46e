//! Opening a dossier: what is wrong, what is sent twice, who may be known already.

use axum::http::StatusCode;
use structures::Role;

use super::{NEW, somebody, with};
use crate::common::Site;

#[tokio::test]
async fn a_form_with_mistakes_comes_back_filled_with_a_link_to_each_field() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let dossier = browser.get(NEW).await.hidden("dossier");
    let long = "a".repeat(10_000);
    for (field, wrong) in [
        ("nom", "<script>alert(1)</script>"),
        ("nom", long.as_str()),
        ("nom", "  "),
        ("prenoms", ""),
        ("civilite", "reine"),
        ("naissance", "31/02/1990"),
        ("naissance", "01/01/0001"),
        ("naissance", "2090"),
        ("lieu_naissance", "a\u{7}b"),
        ("date_demande", "10/03/9999999"),
        ("date_demande", "11/03/2026"),
        ("date_demande", "10/03/2020"),
        ("canal", ""),
        ("referent", "00000000-0000-0000-0000-000000000000"),
        ("reference", "une\nligne"),
    ] {
        let answer = browser
            .post(NEW, &with(somebody(&dossier), &[(field, wrong)]))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}={wrong:.20}"
        );
        assert!(
            answer.body.contains(&format!("href=\"#{field}\"")),
            "{field}={wrong:.20}"
        );
        assert!(
            answer.body.contains("value=\"Abidjan\"") || field == "lieu_naissance",
            "what was typed stays"
        );
        assert!(!answer.body.contains("<script>alert"));
    }
    assert!(
        site.house.find(dossier.parse().unwrap()).await.is_none(),
        "nothing is stored"
    );
}

#[tokio::test]
async fn a_body_that_is_no_form_of_ours_is_refused() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    assert_eq!(
        browser.post(NEW, &somebody("x")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        browser.post(NEW, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let long = "a".repeat(100_000);
    assert_eq!(
        browser.post(NEW, &[("nom", &long)]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn a_double_press_opens_one_dossier() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let dossier = browser.get(NEW).await.hidden("dossier");
    let first = browser.post(NEW, &somebody(&dossier)).await;
    let second = browser.post(NEW, &somebody(&dossier)).await;
    assert_eq!(first.location(), second.location(), "{}", second.body);
    let page = browser.get("/domicilies?onglet=tous").await;
    assert!(page.says("1 dossier, par nom"));
}

#[tokio::test]
async fn a_possible_double_is_shown_before_a_new_dossier_is_opened() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    let known = browser.get(NEW).await.hidden("dossier");
    browser
        .post(
            NEW,
            &with(
                somebody(&known),
                &[("nom", "NGuessan"), ("prenoms", "Zoe Marie")],
            ),
        )
        .await;
    site.elsewhere.open("N’Guessan", "Zoé Marie").await;

    let dossier = browser.get(NEW).await.hidden("dossier");
    let fields = with(
        somebody(&dossier),
        &[("nom", "NGUESSAN"), ("prenoms", "ZOÉ MARIE")],
    );
    let asked = browser.post(NEW, &fields).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    assert!(
        asked
            .body
            .contains(&format!("href=\"/domicilies/{known}\""))
    );
    assert_eq!(
        asked.body.matches("ouvrir le dossier n°").count(),
        1,
        "this structure only"
    );
    assert!(
        asked.body.contains("value=\"Abidjan\""),
        "the form comes back filled"
    );
    assert!(site.house.find(dossier.parse().unwrap()).await.is_none());

    let unconfirmed = with(fields, &[("doublons", "vus")]);
    let again = browser.post(NEW, &unconfirmed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("href=\"#autre_personne\""));

    let confirmed = with(unconfirmed, &[("autre_personne", "oui")]);
    let opened = browser.post(NEW, &confirmed).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    assert!(site.house.find(dossier.parse().unwrap()).await.is_some());
}

#[tokio::test]
async fn somebody_born_another_year_is_not_a_double() {
    let site = Site::open().await;
    let browser = site.browser(Role::Instructeur).await;
    for birth in ["06/1990", "1991"] {
        let dossier = browser.get(NEW).await.hidden("dossier");
        let answer = browser
            .post(NEW, &with(somebody(&dossier), &[("naissance", birth)]))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{birth}");
    }
}
