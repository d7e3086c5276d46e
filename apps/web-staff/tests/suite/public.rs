//! What anybody may read.

use crate::common::Site;
use axum::http::StatusCode;
use domiciliation::retention::POLICIES;

#[tokio::test]
async fn the_public_pages_open_to_anybody_and_say_where_they_are() {
    let site = Site::open().await;
    let browser = site.stranger();
    for (path, words) in [
        ("/", "Se connecter"),
        ("/accessibilite", "non conforme"),
        ("/mentions-legales", "Directeur de la publication"),
        ("/confidentialite", "art. 6-1-e"),
        ("/plan-du-site", "Données personnelles"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.body.matches("<h1>").count(), 1, "{path}");
        assert!(page.says(words), "{path}");
        assert!(page.says("Accessibilité : non conforme"), "{path}");
        assert!(page.body.contains("href=\"/plan-du-site\""), "{path}");
    }
}

#[tokio::test]
async fn what_the_operator_left_out_is_said_to_be_missing() {
    let site = Site::open().await;
    let browser = site.stranger();
    for (path, missing) in [
        ("/mentions-legales", 5),
        ("/confidentialite", 2),
        ("/accessibilite", 2),
    ] {
        let page = browser.get(path).await.body;
        let said = page
            .matches("non renseigné par l’exploitant de ce site")
            .count();
        assert_eq!(said, missing, "{path}");
    }
}

#[tokio::test]
async fn every_retention_policy_of_the_domain_is_published() {
    let site = Site::open().await;
    let page = site.stranger().get("/confidentialite").await;
    for policy in POLICIES {
        assert!(
            page.body.contains(policy.category.label()),
            "{}",
            policy.category.label()
        );
    }
    assert!(page.says("24 mois") && page.says("90 jours"));
}

#[tokio::test]
async fn the_site_map_leads_to_pages_that_exist() {
    let site = Site::open().await;
    let map = site.stranger().get("/plan-du-site").await;
    let administrator = site.browser(structures::Role::Administrateur).await;
    let stranger = site.stranger();
    let (_, content) = map.body.split_once("<main").expect("a page has a content");
    let (content, _) = content.split_once("</main>").expect("a page has a content");
    let links: Vec<&str> = content
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(links.len(), 14);
    for link in links {
        let browser = match link {
            "/" | "/connexion" => &stranger,
            _ => &administrator,
        };
        assert_eq!(browser.get(link).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn who_is_signed_in_is_not_asked_to_sign_in_again() {
    let site = Site::open().await;
    let browser = site.browser(structures::Role::Agent).await;
    for (path, leads_to) in [
        ("/", "/accueil"),
        ("/connexion", "/accueil"),
        ("/connexion?vers=%2Fmon-compte", "/mon-compte"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location(), leads_to, "{path}");
    }
}
