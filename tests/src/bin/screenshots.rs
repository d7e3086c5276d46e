//! Takes the pictures of the user guide, from the demo: run by hand when pages change.
//!
//! `DOMIFA_TEST_DATABASE` names a server, as for the tests.

use std::path::Path;

use anyhow::{Result, bail};
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
    browser.sign_out().await?;
    browser.sign_in(ADMINISTRATION, PASSWORD).await?;
    take(&browser, "equipe", "/equipe").await
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
