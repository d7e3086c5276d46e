//! The settings of a structure: read by those who decide, changed by administrators.

use crate::common::{Answer, Site};
use application::ports::Store;
use axum::http::StatusCode;
use kernel::StructureKind;
use structures::{Role, Settings, Within};

/// The form as the page shows it, one field changed or added.
fn form<'a>(shown: &'a Answer, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut fields = vec![
        ("version", shown.hidden("version")),
        ("nom", "Structure 1".to_owned()),
        ("statut", "ccas".to_owned()),
        ("adresse", "12 rue des Lilas".to_owned()),
        ("code_postal", "75011".to_owned()),
        ("ville", "Paris".to_owned()),
        ("delai_observations", "15".to_owned()),
        ("garde_courrier", "30".to_owned()),
        ("ecart_premiere", "0".to_owned()),
        ("imprimer_nom", "oui".to_owned()),
        ("imprimer_boite", "oui".to_owned()),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

async fn save(site: &Site, changes: &[(&str, &str)]) -> Answer {
    let browser = site.browser(Role::Administrateur).await;
    let shown = browser.get("/structure/modifier").await;
    let fields = form(&shown, changes);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post("/structure/modifier", &fields).await
}

async fn stored(site: &Site) -> Settings {
    let mut uow = site
        .store
        .begin(site.house.scope())
        .await
        .expect("memory answers");
    let found = uow
        .structure(site.house.id())
        .await
        .expect("memory answers");
    found
        .expect("the structure is there")
        .value
        .settings()
        .clone()
}

#[tokio::test]
async fn a_gestionnaire_reads_and_an_administrateur_changes() {
    let site = Site::open().await;
    let reader = site.browser(Role::Gestionnaire).await;
    let page = reader.get("/structure").await;
    assert!(page.says("12 rue des Lilas") && page.says("Paris (75)"));
    assert!(!page.body.contains("/structure/modifier"));
    assert_eq!(
        reader.get("/structure/modifier").await.status,
        StatusCode::FORBIDDEN
    );

    let done = save(
        &site,
        &[("nom", "CCAS de Paris 11e"), ("delai_observations", "20")],
    )
    .await;
    assert_eq!(done.location(), "/structure?fait=enregistre");
    let page = reader.get("/structure").await;
    assert!(page.says("CCAS de Paris 11e") && page.says("20 jours"));
}

#[tokio::test]
async fn what_is_saved_unchanged_stays_as_it_was_even_what_the_page_does_not_show() {
    let site = Site::open().await;
    let mut before = stored(&site).await;
    before.options.portal_login_counts = true;
    before.delays.retention_months = Within::of::<12>();
    let structure = site
        .house
        .structure
        .correct(before.clone())
        .expect("it is in service");
    let mut uow = site
        .store
        .begin(site.house.scope())
        .await
        .expect("memory answers");
    uow.structure_update(1, &structure)
        .await
        .expect("memory answers");
    uow.commit().await.expect("memory answers");
    assert_eq!(save(&site, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&site).await, before);
}

#[tokio::test]
async fn the_departement_and_the_zone_follow_the_postal_code_unless_corrected() {
    let site = Site::open().await;
    save(&site, &[("code_postal", "97400"), ("ville", "Saint-Denis")]).await;
    let settings = stored(&site).await;
    assert_eq!(
        (settings.departement.code(), settings.zone.name()),
        ("974", "Indian/Reunion")
    );
    save(
        &site,
        &[
            ("code_postal", "97400"),
            ("departement", "976"),
            ("fuseau", "Europe/Paris"),
        ],
    )
    .await;
    let settings = stored(&site).await;
    assert_eq!(
        (settings.departement.code(), settings.zone.name()),
        ("976", "Europe/Paris")
    );
    let page = site
        .browser(Role::Administrateur)
        .await
        .get("/structure/modifier")
        .await;
    assert!(page.body.contains("<option value=\"976\" selected>"));
    let nowhere = save(&site, &[("code_postal", "99000")]).await;
    assert!(nowhere.says("Le code postal ne dit pas le département"));
}

#[tokio::test]
async fn an_organisme_agree_says_its_agrement_of_five_years_at_most() {
    let site = Site::of_kind(StructureKind::OrganismeAgree).await;
    let shown = site
        .browser(Role::Administrateur)
        .await
        .get("/structure/modifier")
        .await;
    assert!(
        shown.body.contains("value=\"75-2025-04\"") && shown.body.contains("value=\"01/01/2025\"")
    );
    let agreed = |until| {
        [
            ("statut", "organisme_agree"),
            ("agrement_numero", "2026-7"),
            ("agrement_prefecture", "Paris"),
            ("agrement_du", "01/03/2026"),
            ("agrement_au", until),
            ("agrement_plafond", "150"),
            ("organisme", "but_non_lucratif"),
        ]
    };
    let long = save(&site, &agreed("01/03/2031")).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.says("cinq ans au plus (art. D. 264-11) : jusqu’au 28 février 2031"));
    assert!(
        save(&site, &agreed("28/02/2026"))
            .await
            .says("vient avant le premier")
    );
    assert_eq!(
        save(&site, &agreed("28/02/2031")).await.status,
        StatusCode::SEE_OTHER
    );
    let page = site
        .browser(Role::Gestionnaire)
        .await
        .get("/structure")
        .await;
    assert!(page.says("150 domiciliations") && page.says("28 novembre 2030"));
}

#[tokio::test]
async fn the_agrement_is_asked_for_once_the_kind_needs_it() {
    let site = Site::open().await;
    let field = "id=\"agrement_numero\"";
    let shown = site
        .browser(Role::Administrateur)
        .await
        .get("/structure/modifier")
        .await;
    assert!(!shown.body.contains(field));
    let asked = save(&site, &[("statut", "organisme_agree")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains(field) && asked.says("Saisissez le numéro de l’agrément"));
}

#[tokio::test]
async fn a_form_with_mistakes_comes_back_filled_with_all_of_them() {
    let site = Site::open().await;
    let before = stored(&site).await;
    let page = save(
        &site,
        &[
            ("nom", " "),
            ("code_postal", "7501"),
            ("courrier_ville", "Lyon"),
            ("email", "pas une adresse"),
            ("telephone", "12"),
            ("representant_nom", "O’Neil"),
            ("delai_observations", "7"),
            ("garde_courrier", "quinze"),
        ],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Saisissez le nom de la structure",
        "Saisissez un code postal",
        "Saisissez le numéro et la voie",
        "Saisissez une adresse électronique",
        "Saisissez un numéro de téléphone",
        "Saisissez le prénom de la personne qui signe",
        "Saisissez un nombre de jours entre 8 et 90",
        "Saisissez un nombre de jours entre 15 et 365",
    ] {
        assert!(page.says(words), "{words}");
    }
    assert!(page.body.contains("value=\"O’Neil\"") && page.body.contains("value=\"quinze\""));
    assert_eq!(stored(&site).await, before);
}

#[tokio::test]
async fn two_administrators_who_edit_at_once_do_not_overwrite_each_other_unawares() {
    let site = Site::open().await;
    let browser = site.browser(Role::Administrateur).await;
    let shown = browser.get("/structure/modifier").await;
    save(&site, &[("nom", "Le nom de l’autre")]).await;
    let fields = form(&shown, &[("nom", "Mon nom")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let conflict = browser.post("/structure/modifier", &fields).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.says("Un autre administrateur a modifié ces informations"));
    assert!(
        conflict.body.contains("value=\"Mon nom\""),
        "nothing that was typed is lost"
    );
    assert_eq!(stored(&site).await.name.as_str(), "Le nom de l’autre");

    let fields = form(&conflict, &[("nom", "Mon nom")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(
        browser.post("/structure/modifier", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(stored(&site).await.name.as_str(), "Mon nom");
}

#[tokio::test]
async fn what_this_product_cannot_do_yet_is_not_offered() {
    let site = Site::open().await;
    let page = site
        .browser(Role::Administrateur)
        .await
        .get("/structure/modifier")
        .await;
    for absent in ["SMS", "rappel", "portail", "archive"] {
        assert!(!page.says(absent), "{absent}");
    }
}
