//! The page of an export: what may be chosen, what is wrong with it, and what is sent.

use crate::common::{Answer, Browser, PASSWORD, Site};
use axum::http::StatusCode;
use domiciliation::Status;
use structures::{Action, Role};

const PATH: &str = "/domicilies/exporter";

/// Somebody active, somebody struck off, and whoever decides in front of the page.
async fn at_the_page() -> (Site, Browser) {
    let site = Site::open().await;
    site.house.open_as(Status::Actif, "Diallo", "Aminata").await;
    site.house.open_as(Status::Radie, "Ba", "Awa").await;
    let chief = site.browser(Role::Gestionnaire).await;
    (site, chief)
}

/// Sends the form of the page with these choices.
async fn send(chief: &Browser, page: &Answer, chosen: &[(&str, &str)]) -> Answer {
    let hidden = page.hidden_fields();
    let hidden = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let fields: Vec<_> = hidden.chain(chosen.iter().copied()).collect();
    chief.post(PATH, &fields).await
}

/// Whether a choice comes back as it was made.
fn is_ticked(page: &Answer, value: &str) -> bool {
    let ticked = format!("value=\"{value}\" autocomplete=\"off\" checked");
    page.body.contains(&ticked)
}

const NAMES: [(&str, &str); 4] = [
    ("feuilles", "domicilies"),
    ("colonnes", "nom"),
    ("colonnes", "prenoms"),
    ("mot_de_passe", PASSWORD),
];

#[tokio::test]
async fn a_format_and_columns_are_chosen_and_the_file_is_what_was_chosen() {
    let (_site, chief) = at_the_page().await;
    let page = chief.get(PATH).await;
    assert!(page.says("Excel") && page.says("Données sensibles"));
    assert_eq!(page.body.matches("<h1").count(), 1);
    for (format, kind) in [
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats"),
        ("ods", "application/vnd.oasis"),
    ] {
        let mut chosen = NAMES.to_vec();
        chosen.extend([("format", format), ("qui", "vue")]);
        let file = send(&chief, &page, &chosen).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        let content = file.headers["content-type"].to_str().unwrap();
        assert!(content.starts_with(kind), "{content}");
        let name = file.headers["content-disposition"].to_str().unwrap();
        assert!(name.ends_with(&format!(".{format}\"")), "{name}");
        match format {
            "csv" => assert_eq!(file.body, "\u{feff}Nom;Prénoms\r\nDiallo;Aminata\r\n"),
            "json" => assert!(
                file.body
                    .contains("{\"nom\":\"Diallo\",\"prenoms\":\"Aminata\"}")
            ),
            _ => assert!(file.body.starts_with("PK"), "{format}"),
        }
    }
}

#[tokio::test]
async fn everybody_is_one_choice_away() {
    let (_site, chief) = at_the_page().await;
    let page = chief.get(&format!("{PATH}?onglet=actifs")).await;
    assert!(page.says("Tous les dossiers de la structure (2 dossiers)"));
    let mut chosen = NAMES.to_vec();
    chosen.extend([("format", "csv"), ("qui", "tous")]);
    let file = send(&chief, &page, &chosen).await;
    assert_eq!(
        file.body,
        "\u{feff}Nom;Prénoms\r\nBa;Awa\r\nDiallo;Aminata\r\n"
    );
    // Where the view is everybody there is nothing to choose.
    let all = chief.get(&format!("{PATH}?onglet=tous")).await;
    assert!(!all.says("Tous les dossiers de la structure"));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_chosen_stays() {
    let (site, chief) = at_the_page().await;
    let page = chief.get(PATH).await;
    let before = site.store.journal().len();
    for (chosen, said) in [
        (
            vec![
                ("format", "csv"),
                ("qui", "vue"),
                ("feuilles", "domicilies"),
                ("feuilles", "courrier"),
                ("colonnes", "nom"),
            ],
            "Un fichier CSV contient une seule feuille",
        ),
        (
            vec![("format", "ods"), ("qui", "vue"), ("colonnes", "nom")],
            "Cochez au moins une feuille.",
        ),
        (
            vec![
                ("format", "ods"),
                ("qui", "vue"),
                ("feuilles", "domicilies"),
            ],
            "Cochez au moins une colonne.",
        ),
        (
            vec![
                ("qui", "vue"),
                ("feuilles", "domicilies"),
                ("colonnes", "nom"),
            ],
            "Choisissez un format.",
        ),
        (
            vec![
                ("format", "ods"),
                ("qui", "vue"),
                ("feuilles", "domicilies"),
                ("colonnes", "nom"),
            ],
            "Saisissez votre mot de passe",
        ),
        (
            vec![
                ("format", "ods"),
                ("qui", "vue"),
                ("feuilles", "domicilies"),
                ("colonnes", "nom"),
                ("mot_de_passe", "autre"),
            ],
            "Ce n’est pas votre mot de passe.",
        ),
    ] {
        let answer = send(&chief, &page, &chosen).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.says(said), "{said}");
        assert!(answer.says("1 erreur") || answer.says("Une erreur à corriger"));
        assert!(!answer.body.contains("value=\"autre\""));
        let kept = chosen.iter().find(|(name, _)| *name == "feuilles");
        if let Some((_, table)) = kept {
            assert!(is_ticked(&answer, table), "{said}");
        }
    }
    assert_eq!(site.store.journal().len(), before, "nothing left");
    let strange = send(
        &chief,
        &page,
        &[("format", "csv"), ("qui", "vue"), ("feuilles", "autre")],
    );
    assert_eq!(strange.await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_narrow_view_asks_for_no_password_and_interviews_do() {
    let (site, chief) = at_the_page().await;
    let page = chief.get(&format!("{PATH}?q=diallo")).await;
    let people = [
        ("format", "csv"),
        ("qui", "vue"),
        ("feuilles", "domicilies"),
        ("colonnes", "nom"),
    ];
    let file = send(&chief, &page, &people).await;
    assert_eq!(file.status, StatusCode::OK);
    let interviews = [
        ("format", "csv"),
        ("qui", "vue"),
        ("feuilles", "entretiens"),
    ];
    let refused = send(&chief, &page, &interviews).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let journal = site.store.journal();
    let exported = journal
        .iter()
        .filter(|e| e.action == Action::ExportDossiers);
    assert_eq!(exported.count(), 1);
}

#[tokio::test]
async fn a_choice_is_kept_in_the_address_without_the_password() {
    let (site, chief) = at_the_page().await;
    let page = chief.get(&format!("{PATH}?onglet=radies&q=ba")).await;
    let before = site.store.journal().len();
    let chosen = [
        ("garder", "oui"),
        ("format", "json"),
        ("qui", "tous"),
        ("feuilles", "domicilies"),
        ("feuilles", "decisions"),
        ("colonnes", "nom"),
        ("mot_de_passe", PASSWORD),
    ];
    let led = send(&chief, &page, &chosen).await;
    assert_eq!(led.status, StatusCode::SEE_OTHER);
    let address = led.location().to_owned();
    assert!(
        address.contains("onglet=radies&")
            && address.contains("feuilles=decisions")
            && !address.contains("passe")
            && !address.contains("q="),
        "{address}"
    );
    let again = chief.get(&address).await;
    assert!(again.says("ajoutez-la à vos favoris"));
    for ticked in ["json", "tous", "domicilies", "decisions", "nom"] {
        assert!(is_ticked(&again, ticked), "{ticked}");
    }
    assert!(!is_ticked(&again, "prenoms"));
    assert_eq!(site.store.journal().len(), before);
}

#[tokio::test]
async fn how_far_a_file_is_is_told_to_whoever_asked_for_it() {
    let (site, chief) = at_the_page().await;
    let page = chief.get(PATH).await;
    let address = format!("{PATH}/avancement?cle={}", page.hidden("cle"));
    assert!(page.body.contains(&address));
    assert_eq!(chief.get(&address).await.status, StatusCode::NO_CONTENT);
    let mut chosen = NAMES.to_vec();
    chosen.extend([("format", "csv"), ("qui", "vue")]);
    send(&chief, &page, &chosen).await;
    let over = chief.get(&address).await;
    assert_eq!(over.status.as_u16(), 286, "the page stops asking");
    assert!(
        over.says("Le fichier est prêt : 1 dossier écrit."),
        "{}",
        over.body
    );
    let other = site.browser(Role::Administrateur).await;
    assert_eq!(other.get(&address).await.status, StatusCode::NO_CONTENT);
}
