//! The pages of people who were taken over from a register: they say so, name nobody as the
//! author of a decision, and open whatever the register did not know.

use crate::common::Site;
use application::imports::staging::Extent;
use axum::http::StatusCode;
use structures::Role;

/// One person of each status, of whom the register knows as little as it may.
const ROWS: [&str; 4] = [
    "A1;F;Exemple;Aminata;20/12/1991;Bouaké;VALIDE;RENOUVELLEMENT;{start};{end};;01/03/2019",
    "A2;H;Modelo;Luiz;07/08/1940;Macon;REFUS;PREMIERE;;09/08/2020;;",
    "A3;F;Prova;Sol;07/09/1990;Amiens;RADIE;RENOUVELLEMENT;;27/02/2018;;",
    "A4;F;Voorbeeld;Ans;07/09/1990;Lille;VALIDE;PREMIERE;12/02/2020;11/02/2021;;",
];

const TITLES: &str = "Identifiant;Civilité;Nom;Prénom;Date de naissance;Lieu de naissance;\
    Statut;Type de demande;Date de début;Date de fin;Dernier passage;Première domiciliation";

async fn taken_over(site: &Site) {
    let day = |days: i64| {
        let day = site.house.today() + chrono::TimeDelta::days(days);
        day.format("%d/%m/%Y").to_string()
    };
    let rows = ROWS.map(|row| {
        row.replace("{start}", &day(-30))
            .replace("{end}", &day(300))
    });
    let file = format!("{TITLES}\n{}\n", rows.join("\n"));
    let (imports, actor) = (site.house.imports(), site.house.actor(Role::Gestionnaire));
    let id = imports.new_id();
    let sheet = imports.read("registre.csv", file.as_bytes());
    let sheet = sheet.expect("the register is read");
    let brought = imports.bring(&actor, id, sheet).await;
    let _ = brought.expect("the register is brought");
    let started = imports.start(&actor, id, Extent::AllOrNothing).await;
    let _ = started.expect("the import begins");
    assert_eq!(site.house.import_all().await, 1);
}

/// The address of the dossier that a search finds.
async fn found(browser: &crate::common::Browser, name: &str) -> String {
    let page = browser
        .get(&format!("/domicilies?onglet=tous&q={name}"))
        .await;
    let addresses = page.body.split("href=\"").skip(1);
    let dossier = addresses
        .filter_map(|after| after.split('"').next())
        .find(|address| address.len() >= 48 && address[12..].matches('-').count() >= 4);
    let dossier = dossier.unwrap_or_else(|| panic!("{name}: {}", page.text()));
    dossier[..48].to_owned()
}

#[tokio::test]
async fn everybody_taken_over_has_pages_that_open_and_say_so() {
    let site = Site::open().await;
    taken_over(&site).await;
    let browser = site.browser(Role::Gestionnaire).await;
    for name in ["Exemple", "Modelo", "Prova", "Voorbeeld"] {
        let dossier = found(&browser, name).await;
        for tab in [
            "",
            "/dossier",
            "/decisions",
            "/courrier",
            "/historique",
            "/documents",
        ] {
            let page = browser.get(&format!("{dossier}{tab}")).await;
            assert_eq!(page.status, StatusCode::OK, "{name} {tab}");
            assert!(!page.says("Pas encore notifiée"), "{name} {tab}");
        }
    }
}

#[tokio::test]
async fn a_decision_of_the_register_names_nobody_and_asks_for_no_notification() {
    let site = Site::open().await;
    taken_over(&site).await;
    let browser = site.browser(Role::Gestionnaire).await;
    let dossier = found(&browser, "Exemple").await;
    let past = browser.get(&format!("{dossier}/historique")).await;
    assert!(past.says("Repris d’un registre ; première domiciliation le 1er mars 2019"));
    let decisions = browser.get(&format!("{dossier}/decisions")).await;
    assert!(
        decisions.says("Reprise d’un registre par"),
        "{}",
        decisions.text()
    );
    assert!(decisions.says("Avant la reprise du registre"));
    assert!(!decisions.says("Lire la demande et la décision"));
    let page = browser.get(&dossier).await;
    assert!(!page.says("Noter la notification"), "{}", page.text());
    assert!(!page.says("n’est pas notifiée"), "{}", page.text());
}
