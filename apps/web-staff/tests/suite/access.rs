//! Signing in, signing out, passwords, and forms that outlive their session.

use crate::common::{PASSWORD, Site};
use axum::http::StatusCode;
use structures::{Action, Role};

const AGENT: &str = "agent@structure1.example";

#[tokio::test]
async fn the_right_password_opens_the_desk() {
    let site = Site::open().await;
    let browser = site.stranger();
    assert_eq!(browser.get("/connexion").await.status, StatusCode::OK);
    let answer = browser
        .post(
            "/connexion",
            &[("email", AGENT), ("mot_de_passe", PASSWORD)],
        )
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/accueil")
    );
    assert_eq!(browser.get("/mon-compte").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_account_and_a_wrong_password_look_alike() {
    let site = Site::open().await;
    let browser = site.stranger();
    let wrong = browser
        .post("/connexion", &[("email", AGENT), ("mot_de_passe", "x")])
        .await;
    let unknown = browser
        .post(
            "/connexion",
            &[
                ("email", "nobody@structure1.example"),
                ("mot_de_passe", "x"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("Connexion refusée") && wrong.says("ne convient pas"));
    assert_eq!(unknown.status, wrong.status);
    assert_eq!(unknown.body.replace("nobody@", "agent@"), wrong.body);
    assert_eq!(browser.cookie(), None);
}

#[tokio::test]
async fn what_was_typed_stays_but_the_password() {
    let site = Site::open().await;
    let answer = site
        .stranger()
        .post(
            "/connexion",
            &[
                ("email", AGENT),
                ("mot_de_passe", "secret-typed"),
                ("vers", "/equipe"),
            ],
        )
        .await;
    assert!(answer.body.contains(AGENT));
    assert!(!answer.body.contains("secret-typed"));
    assert_eq!(answer.hidden("vers"), "/equipe");
    let empty = site.stranger().post("/connexion", &[]).await;
    assert!(empty.says("Saisissez votre adresse électronique"));
    assert!(empty.says("Saisissez votre mot de passe"));
}

#[tokio::test]
async fn five_failures_lock_and_only_the_right_password_is_told_so() {
    let site = Site::open().await;
    let browser = site.stranger();
    for _ in 0..5 {
        browser
            .post("/connexion", &[("email", AGENT), ("mot_de_passe", "x")])
            .await;
    }
    let right = browser
        .post(
            "/connexion",
            &[("email", AGENT), ("mot_de_passe", PASSWORD)],
        )
        .await;
    assert!(right.says("Ce compte est bloqué"));
    let wrong = browser
        .post("/connexion", &[("email", AGENT), ("mot_de_passe", "x")])
        .await;
    assert!(!wrong.says("Ce compte est bloqué"));
    site.house.clock.advance_minutes(16);
    let later = browser
        .post(
            "/connexion",
            &[("email", AGENT), ("mot_de_passe", PASSWORD)],
        )
        .await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_comes_back_to_the_page_that_was_asked_for_and_never_to_another_site() {
    let site = Site::open().await;
    let browser = site.stranger();
    let sent = browser.get("/equipe?tri=nom&page=2").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let form = browser.get(sent.location()).await;
    assert_eq!(form.hidden("vers"), "/equipe?tri=nom&page=2");
    for (vers, expected) in [
        ("/equipe?tri=nom&page=2", "/equipe?tri=nom&page=2"),
        ("//ailleurs.example", "/accueil"),
        ("/\\ailleurs.example", "/accueil"),
        ("https://ailleurs.example", "/accueil"),
        ("/\r\nSet-Cookie: a=b", "/accueil"),
    ] {
        let fields = [("email", AGENT), ("mot_de_passe", PASSWORD), ("vers", vers)];
        let answer = site.stranger().post("/connexion", &fields).await;
        assert_eq!(answer.location(), expected, "{vers:?}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let site = Site::open().await;
    let browser = site.browser(Role::Agent).await;
    let copy = site.browser(Role::Agent).await;
    assert_eq!(copy.get("/mon-compte").await.status, StatusCode::OK);
    let answer = browser.post("/deconnexion", &[]).await;
    assert_eq!(answer.location(), "/connexion?fait=deconnexion");
    assert_eq!(browser.cookie(), None);
    assert_eq!(
        copy.get("/mon-compte").await.location(),
        "/connexion?vers=%2Fmon-compte"
    );
    assert!(
        browser
            .get(answer.location())
            .await
            .says("Vous êtes déconnecté")
    );
}

#[tokio::test]
async fn a_form_that_outlives_its_session_is_sent_again_after_sign_in() {
    let site = Site::open().await;
    let browser = site.stranger();
    let typed = [
        ("email", "l’été & <b>\"x\"</b>"),
        ("nom", "N'Guessan"),
        ("nom", "again"),
        ("vide", ""),
    ];
    let kept = browser.post("/equipe/nouveau", &typed).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    assert!(kept.says("Votre session a expiré. Rien n’est perdu"));
    assert_eq!(kept.hidden("chemin"), "/equipe/nouveau");

    let (chemin, corps) = (kept.hidden("chemin"), kept.hidden("corps"));
    let with = |password| {
        [
            ("email", AGENT),
            ("mot_de_passe", password),
            ("chemin", &chemin),
            ("corps", &corps),
        ]
    };
    let wrong = browser.post("/connexion", &with("x")).await;
    assert_eq!(
        (wrong.hidden("chemin"), wrong.hidden("corps")),
        (chemin.clone(), corps.clone())
    );

    let resumed = browser.post("/connexion", &with(PASSWORD)).await;
    assert_eq!(resumed.status, StatusCode::OK);
    assert!(
        resumed
            .body
            .contains("<form method=\"post\" action=\"/equipe/nouveau\">")
    );
    let fields: Vec<(String, String)> = typed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    assert_eq!(resumed.hidden_fields(), fields);
    assert!(browser.cookie().is_some());
}

#[tokio::test]
async fn the_largest_form_survives_its_session() {
    let site = Site::open().await;
    let browser = site.stranger();
    let long = "é ".repeat(8_000);
    let kept = browser.post("/equipe/nouveau", &[("nom", &long)]).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    let (chemin, corps) = (kept.hidden("chemin"), kept.hidden("corps"));
    let fields = [
        ("email", AGENT),
        ("mot_de_passe", PASSWORD),
        ("chemin", &chemin),
        ("corps", &corps),
    ];
    let resumed = browser.post("/connexion", &fields).await;
    assert_eq!(resumed.hidden("nom"), long);
    let absurd = site
        .stranger()
        .post("/equipe/nouveau", &[("nom", &"x".repeat(70_000))])
        .await;
    assert_eq!(absurd.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_kept_form_goes_to_this_site_only() {
    let site = Site::open().await;
    let fields = [
        ("email", AGENT),
        ("mot_de_passe", PASSWORD),
        ("chemin", "//ailleurs.example/"),
        ("corps", "nom=x"),
    ];
    let answer = site.stranger().post("/connexion", &fields).await;
    assert_eq!(answer.location(), "/accueil");
}

#[tokio::test]
async fn a_password_sent_without_a_session_is_never_sent_back() {
    let site = Site::open().await;
    let fields = [
        ("mot_de_passe_actuel", PASSWORD),
        ("mot_de_passe", "Nouveau!47sable-fin"),
    ];
    let answer = site
        .stranger()
        .post("/mon-compte/mot-de-passe", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.location(),
        "/connexion?vers=%2Fmon-compte%2Fmot-de-passe"
    );
    assert!(!answer.body.contains("sable"));
}

#[tokio::test]
async fn one_changes_ones_own_password_and_all_sessions_end() {
    let site = Site::open().await;
    let browser = site.browser(Role::Agent).await;
    let path = "/mon-compte/mot-de-passe";
    let change = |current, new, again| {
        [
            ("mot_de_passe_actuel", current),
            ("mot_de_passe", new),
            ("mot_de_passe_confirme", again),
        ]
    };
    let new = "Orage!58galet-blanc";

    let refused = browser.post(path, &change("x", new, new)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Ce n’est pas votre mot de passe actuel"));
    assert!(
        browser
            .post(path, &change(PASSWORD, new, "x"))
            .await
            .says("Les deux saisies diffèrent")
    );
    let weak = browser
        .post(path, &change(PASSWORD, "camille", "camille"))
        .await;
    assert!(weak.says("trop court") && weak.says("contient votre nom"));
    let guessable = "guessable-Orage!58";
    let weak = browser
        .post(path, &change(PASSWORD, guessable, guessable))
        .await;
    assert!(weak.says("se devine facilement"));
    assert!(!weak.body.contains(guessable));

    let done = browser.post(path, &change(PASSWORD, new, new)).await;
    assert_eq!(done.location(), "/connexion?fait=mot-de-passe-change");
    assert!(
        site.stranger()
            .get(done.location())
            .await
            .says("Votre mot de passe est changé")
    );
    let old = site.stranger();
    old.post(
        "/connexion",
        &[("email", AGENT), ("mot_de_passe", PASSWORD)],
    )
    .await;
    assert_eq!(old.cookie(), None);
    let again = site.stranger();
    again
        .post("/connexion", &[("email", AGENT), ("mot_de_passe", new)])
        .await;
    assert!(again.cookie().is_some());
}

#[tokio::test]
async fn ones_account_says_who_one_is_and_what_one_may_do() {
    let site = Site::open().await;
    let account = site.browser(Role::Agent).await.get("/mon-compte").await;
    assert!(account.says("Camille") && account.says(AGENT) && account.says(Role::Agent.label()));
    assert!(account.says(Action::DownloadAttestation.label()));
    assert!(!account.says(Action::PronounceRadiation.label()));
}
