//! Takes the pictures of the user guide, from the demo: run by hand when pages change.
//!
//! `DOMIFA_TEST_DATABASE` names a server, as for the tests.

use std::{fs, path::Path};

use anyhow::{Result, bail};
use fantoccini::Locator;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ADMINISTRATION, GESTION, PASSWORD, dossiers},
};

/// The width of the pictures, and the most of a page that they show.
const WIDTH: u32 = 1280;
const TALLEST: u64 = 1400;

#[tokio::main]
async fn main() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    // The first page of a list under which something can be read.
    let first = |list: &str, what: &str, words: &str| -> Result<String> {
        for dossier in dossiers(&site, &cookie, list)? {
            let page = format!("{dossier}{what}");
            if site.get(&page, &cookie)?.text().contains(words) {
                return Ok(page);
            }
        }
        bail!("no page of {list} says « {words} »")
    };
    let covered = first("/domicilies?courrier=oui", "", "app-alerts")?;
    let asking = first(
        "/domicilies?onglet=instruction&rdv=a-venir",
        "/demande/entretien",
        "",
    )?;
    let proposed = first("/domicilies?onglet=a-valider", "/decision/accorder", "")?;
    let silent = first("/domicilies?passage=3-mois", "/radiation", "Étape 1")?;

    let desk = format!("{}?q=diallo", covered.replace("/domicilies/", "/accueil/"));
    take(&browser, "accueil", &desk).await?;
    take(&browser, "a-traiter", "/a-traiter").await?;
    take(&browser, "agenda", "/agenda?agent=tous").await?;
    let at_the_desk = covered.replace("/domicilies/", "/accueil/");
    take(&browser, "accueil", &at_the_desk).await?;
    take(&browser, "liste", "/domicilies").await?;
    take(&browser, "dossier", &covered).await?;
    take(&browser, "demande-entretien", &asking).await?;
    take(&browser, "accorder", &proposed).await?;
    take(&browser, "radiation", &silent).await?;
    take(&browser, "formulaires", &format!("{covered}/documents")).await?;
    browser.visit(&covered).await?;
    browser.press("Lire l’attestation").await?;
    take(&browser, "attestation", &browser.path().await?).await?;
    take(&browser, "import", &a_register(&browser).await?).await?;
    browser.sign_out().await?;
    browser.sign_in(ADMINISTRATION, PASSWORD).await?;
    take(&browser, "equipe", "/equipe").await
}

/// The lines of a register that was just brought, one of them wrong.
async fn a_register(browser: &Browser) -> Result<String> {
    let file = std::env::temp_dir().join(format!("registre-{}.csv", std::process::id()));
    let lines = [
        "Civilité;Nom;Prénom;Date de naissance;Lieu de naissance;Statut;Type de demande;Début;Fin;Portable",
        "F;Diallo;Aminata;12/05/1975;Bouaké;VALIDE;PREMIERE;01/10/2026;30/09/2027;0612345678",
        "H;Nowak;Piotr;31/02/1980;Gdansk;VALIDE;RENOUVELLEMENT;15/06/2026;14/06/2027;",
        "F;Roux;Léa;;Rennes;RADIE;PREMIERE;;02/03/2026;02 99 12 34 56",
        "H;Petit;Paul;03/11/1990;Rennes;VALIDE;PREMIERE;01/02/2026;31/01/2027;06 12 34 56 79",
    ];
    fs::write(&file, lines.join("\r\n"))?;
    browser.visit("/import").await?;
    let chooser = browser.client().find(Locator::Id("fichier")).await?;
    chooser.send_keys(&file.to_string_lossy()).await?;
    browser.press("Lire le fichier").await?;
    fs::remove_file(&file)?;
    browser.path().await
}

/// A picture of a page, from its top.
async fn take(browser: &Browser, name: &str, path: &str) -> Result<()> {
    browser.client().set_window_size(WIDTH, 900).await?;
    browser.visit(path).await?;
    let sizes = browser
        .run("return [document.documentElement.scrollHeight, outerHeight - innerHeight]")
        .await?;
    let size = |index: usize| sizes[index].as_u64().unwrap_or_default();
    let height = u32::try_from(size(0).min(TALLEST) + size(1))?;
    browser.client().set_window_size(WIDTH, height).await?;
    let images = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/images");
    browser
        .picture(&images.join(name).with_extension("png"))
        .await
}
