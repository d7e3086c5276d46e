//! The team: invitations, roles, closings, and the grid of permissions.

use crate::common::{Answer, Browser, Site};
use axum::http::StatusCode;
use structures::{Action, Role};
use web_staff::{Needs, routes};

const PERSON: [(&str, &str); 5] = [
    ("prenom", "Inès"),
    ("nom", "O’Neil"),
    ("email", "ines.oneil@structure1.example"),
    ("fonction", "agent_accueil"),
    ("role", "agent"),
];

async fn invite(browser: &Browser) -> Answer {
    let id = browser.get("/equipe/nouveau").await.hidden("id");
    browser
        .post("/equipe/nouveau", &[&PERSON[..], &[("id", &id)]].concat())
        .await
}

fn link_of(page: &Answer) -> String {
    let (_, rest) = page
        .body
        .split_once("http://domifa.example")
        .expect("the page shows the link");
    rest.split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_through_a_link_that_serves_once() {
    let site = Site::open().await;
    let shown = invite(&site.browser(Role::Administrateur).await).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("il sert une seule fois et expire dans 14 jours"));
    let link = link_of(&shown);
    assert!(link.starts_with("/premier-mot-de-passe/"), "{link}");

    let person = site.stranger();
    assert!(person.get(&link).await.says("Inès O’Neil"));
    let short = person
        .post(
            &link,
            &[
                ("mot_de_passe", "court"),
                ("mot_de_passe_confirme", "court"),
            ],
        )
        .await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let password = "Orage!58galet-blanc";
    let fields = [
        ("mot_de_passe", password),
        ("mot_de_passe_confirme", password),
    ];
    let chosen = person.post(&link, &fields).await;
    assert_eq!(chosen.location(), "/connexion?fait=mot-de-passe-choisi");
    person
        .post("/connexion", &[PERSON[2], ("mot_de_passe", password)])
        .await;
    assert!(person.cookie().is_some());

    for again in [person.get(&link).await, person.post(&link, &fields).await] {
        assert_eq!(again.status, StatusCode::GONE);
        assert!(again.says("Demandez un nouveau lien"));
    }
}

#[tokio::test]
async fn a_link_expires_after_fourteen_days() {
    let site = Site::open().await;
    let link = link_of(&invite(&site.browser(Role::Administrateur).await).await);
    site.house.clock.advance_days(13);
    assert_eq!(site.stranger().get(&link).await.status, StatusCode::OK);
    site.house.clock.advance_days(2);
    assert_eq!(site.stranger().get(&link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_double_click_invites_once_and_a_taken_address_is_refused() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let id = browser.get("/equipe/nouveau").await.hidden("id");
    let form = [&PERSON[..], &[("id", &id)]].concat();
    browser.post("/equipe/nouveau", &form).await;
    let twin = browser.post("/equipe/nouveau", &form).await;
    assert_eq!(twin.location(), "/equipe?fait=deja-invite");
    let team = browser.get("/equipe").await;
    assert_eq!(team.body.matches(PERSON[2].1).count(), 1);

    let taken = invite(&browser).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.says("Cette adresse électronique sert déjà à un compte"));
    assert!(taken.body.contains("O’Neil"));
    let mut elsewhere = PERSON;
    elsewhere[2].1 = "agent@structure2.example";
    let foreign = browser.post("/equipe/nouveau", &elsewhere).await;
    assert!(foreign.says("Cette adresse électronique sert déjà à un compte"));
}

#[tokio::test]
async fn an_invitation_with_mistakes_comes_back_filled_with_all_of_them() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let fields = [
        ("prenom", "Inès"),
        ("email", "pas une adresse"),
        ("fonction", "autre"),
        ("role", "roi"),
    ];
    let page = browser.post("/equipe/nouveau", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for error in [
        "Saisissez le nom",
        "Saisissez une adresse électronique",
        "Précisez la fonction",
        "Choisissez un rôle",
        "4 erreurs à corriger",
    ] {
        assert!(page.says(error), "{error}");
    }
    assert!(page.body.contains("value=\"Inès\"") && page.body.contains("pas une adresse"));
}

#[tokio::test]
async fn only_who_manages_the_team_sees_addresses_and_acts() {
    let site = Site::open().await;
    let admin = site
        .browser(Role::Administrateur)
        .await
        .get("/equipe")
        .await;
    assert!(admin.says("agent@structure1.example") && admin.says("Inviter une personne"));
    let reader = site.browser(Role::Gestionnaire).await.get("/equipe").await;
    assert_eq!(reader.status, StatusCode::OK);
    assert!(reader.says(&site.house.actor(Role::Agent).member().full_name()));
    assert!(!reader.says("agent@structure1.example"));
    assert!(!reader.says("Inviter une personne") && !reader.says("Changer le rôle"));
    assert!(!admin.says("structure2"), "nobody of another structure");
}

#[tokio::test]
async fn a_new_role_ends_the_sessions_of_the_person() {
    let site = Site::open().await;
    let admin = site.browser(Role::Administrateur).await;
    let agent = site.browser(Role::Agent).await;
    let path = format!("/equipe/{}/role", site.house.actor(Role::Agent).id());
    assert!(
        admin
            .get(&path)
            .await
            .body
            .contains("value=\"agent\" autocomplete=\"off\" checked")
    );
    let done = admin.post(&path, &[("role", "instructeur")]).await;
    assert_eq!(done.location(), "/equipe?fait=role-change");
    assert!(admin.get(done.location()).await.says("Le rôle est changé"));
    assert_eq!(agent.get("/mon-compte").await.status, StatusCode::SEE_OTHER);
    assert!(admin.post(&path, &[]).await.says("Choisissez un rôle"));
}

#[tokio::test]
async fn the_last_administrator_stays_and_nobody_closes_their_own_account() {
    let site = Site::open().await;
    let admin = site.browser(Role::Administrateur).await;
    let me = site.house.actor(Role::Administrateur).id();
    let refused = admin
        .post(&format!("/equipe/{me}/role"), &[("role", "agent")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("C’est le dernier administrateur en activité"));
    let closing = format!("/equipe/{me}/fermer");
    assert!(
        admin
            .get(&closing)
            .await
            .says("Vous ne pouvez pas fermer votre propre compte")
    );
    let refused = admin.post(&closing, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.get("/mon-compte").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_closed_account_signs_in_no_more_and_nothing_is_offered_for_it() {
    let site = Site::open().await;
    let admin = site.browser(Role::Administrateur).await;
    let agent = site.browser(Role::Agent).await;
    let id = site.house.actor(Role::Agent).id();
    let closing = format!("/equipe/{id}/fermer");
    assert!(
        admin
            .get(&closing)
            .await
            .says("un compte fermé ne se rouvre pas")
    );
    let done = admin.post(&closing, &[]).await;
    assert_eq!(done.location(), "/equipe?fait=compte-ferme");
    assert_eq!(agent.get("/mon-compte").await.status, StatusCode::SEE_OTHER);
    let team = admin.get("/equipe").await;
    assert!(team.says("Fermé") && !team.body.contains(&format!("/equipe/{id}/role")));
    for act in ["role", "lien", "fermer"] {
        let page = admin.get(&format!("/equipe/{id}/{act}")).await;
        assert!(page.says("Ce compte est fermé"), "{act}");
        assert!(page.body.contains("aria-disabled=\"true\""), "{act}");
        let refused = admin
            .post(&format!("/equipe/{id}/{act}"), &[("role", "facteur")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
    }
}

#[tokio::test]
async fn a_new_link_replaces_the_one_before() {
    let site = Site::open().await;
    let admin = site.browser(Role::Administrateur).await;
    let path = format!("/equipe/{}/lien", site.house.actor(Role::Agent).id());
    assert!(admin.get(&path).await.says("Créer le lien"));
    let first = link_of(&admin.post(&path, &[]).await);
    let second = link_of(&admin.post(&path, &[]).await);
    assert_eq!(site.stranger().get(&first).await.status, StatusCode::GONE);
    assert_eq!(site.stranger().get(&second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_grid_of_permissions_is_printed_for_everybody() {
    let site = Site::open().await;
    let page = site.browser(Role::Facteur).await.get("/droits").await;
    assert_eq!(page.status, StatusCode::OK);
    let asked: Vec<Needs> = routes().iter().map(|route| route.needs).collect();
    let (mut yes, mut no) = (0, 0);
    for action in Action::ALL {
        let shown = page.body.contains(&format!(">{}<", action.label()));
        assert_eq!(
            shown,
            asked.contains(&Needs::Permission(*action)),
            "{action:?}"
        );
        for role in Role::ALL.iter().filter(|_| shown) {
            *(if role.permits(*action) {
                &mut yes
            } else {
                &mut no
            }) += 1;
        }
    }
    assert_eq!(page.body.matches("<strong>oui</strong>").count(), yes);
    assert_eq!(page.body.matches(">non<").count(), no);
}
