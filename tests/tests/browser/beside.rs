//! What stands beside a person, by the keyboard alone: proxies, mail sent on, a decision
//! taken back; absences, what is kept, the history on paper; two dossiers made one.

use anyhow::{Context, Result, ensure};
use product_tests::harness::{
    Browser, Effort, Look, Site,
    demo::{ACCUEIL, GESTION, PASSWORD, dossiers},
};

#[tokio::test]
async fn a_proxy_and_a_transfer_by_the_keyboard_alone() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;

    browser.visit("/domicilies?q=zakaryan").await?;
    let mut job = Effort::of("23 add a proxy", "5 clicks, 5 fields", &browser);
    job.goes("ZAKARYAN").await?;
    job.goes("Procurations et réexpédition").await?;
    job.fills("nom", "Koné").await?;
    job.fills("prenoms", "Issa").await?;
    job.fills("naissance", "1990").await?;
    job.enters().await?;
    browser.sees("La procuration est enregistrée").await?;
    browser.sees("KONÉ Issa").await?;
    job.done_within(5)?;
    browser.check().await?;

    browser.visit("/domicilies?q=zakaryan").await?;
    let mut job = Effort::of("24 add a transfer", "4 clicks, 4 fields", &browser);
    job.goes("ZAKARYAN").await?;
    job.goes("Procurations et réexpédition").await?;
    job.fills("lieu", "Centre des Tilleuls").await?;
    job.fills("adresse", "8 allée des Tilleuls").await?;
    job.to("reexpedier_du").await?;
    job.fills("reexpedier_au", "31/12/2099").await?;
    job.enters().await?;
    browser.sees("La réexpédition est enregistrée").await?;
    job.done_within(4)?;
    browser.check().await?;

    // Whoever delivers now is offered the choice, and what was typed wrong comes back.
    browser.fill("nom", "<b>").await?;
    browser.press("Enregistrer la procuration").await?;
    browser.sees("sans « < » ni « > »").await?;
    browser.check().await
}

#[tokio::test]
async fn the_last_decision_is_taken_back_by_the_keyboard_alone() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.visit("/domicilies?q=tsiklauri").await?;
    let mut job = Effort::of("20 take back the last decision", "5 clicks", &browser);
    job.goes("TSIKLAURI").await?;
    job.goes("Décisions").await?;
    job.goes("Annuler").await?;
    browser.check().await?;
    job.to("motif").await?;
    job.presses(" ").await?;
    job.fills("raison", "Saisie dans le mauvais dossier.")
        .await?;
    job.goes("Annuler la décision").await?;
    browser.sees("La décision est annulée").await?;
    job.done_within(5)
}

#[tokio::test]
async fn two_dossiers_of_one_person_become_one() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    let kept = of(&site, &cookie, "/domicilies?onglet=actifs&q=bangoura")?;
    let gone = of(&site, &cookie, "/domicilies?onglet=radies&q=bangoura")?;
    ensure!(kept != gone, "one dossier where two were wanted");
    browser.visit_and_check(&format!("{kept}/dossier")).await?;
    browser
        .sees("Dossiers peut-être de la même personne")
        .await?;
    browser.press("Comparer").await?;
    browser.check().await?;
    browser.sees("Ce qui va se passer").await?;
    browser.press("Garder plutôt le dossier").await?;
    browser.press("Garder plutôt le dossier").await?;
    browser.press("Réunir les deux dossiers").await?;
    browser.sees("Les deux dossiers sont réunis").await?;
    browser.check().await?;
    ensure!(browser.path().await? == kept, "not on the dossier kept");
    browser.visit(&format!("{gone}/historique")).await?;
    let there = browser.path().await?;
    ensure!(there == format!("{kept}/historique"), "led to {there}");
    browser.sees("réuni à celui-ci").await?;
    browser.check().await
}

fn of(site: &Site, cookie: &str, list: &str) -> Result<String> {
    let found = dossiers(site, cookie, list)?;
    found.first().cloned().context("nobody")
}

#[tokio::test]
async fn every_page_beside_the_dossier_is_accessible_and_fits_in_320_pixels() -> Result<()> {
    let site = Site::demo().await?;
    for look in [Look::Desk, Look::Narrow] {
        let browser = Browser::open(&site, look).await?;
        browser.sign_in(GESTION, PASSWORD).await?;
        let cookie = browser.cookie().await?;
        let person = of(&site, &cookie, "/domicilies?onglet=actifs&q=lambert")?;
        let double = of(&site, &cookie, "/domicilies?q=hernandez&onglet=instruction")?;
        for page in [
            "procurations",
            "absences",
            "conservation",
            "reunir?q=fall",
            "notes?q=a",
            "historique?masquer=oui&du=hier",
            "historique?tout=oui",
            "dossier",
            "passage/nouveau",
        ] {
            browser.visit_and_check(&format!("{person}/{page}")).await?;
        }
        browser.visit_and_check(&format!("{double}/reunir")).await?;
        browser.press("Comparer").await?;
        browser.check().await?;
        browser.visit(&format!("{person}/absences")).await?;
        browser.press("Enregistrer l’absence").await?;
        browser.check().await?;
        browser.press("Noter la fin de l’absence").await?;
        browser.sees("La fin de l’absence est enregistrée").await?;
        browser.visit(&format!("{person}/conservation")).await?;
        browser.choose("motif", "Recours").await?;
        browser.press("Suspendre l’effacement").await?;
        browser.check().await?;
        browser.press("Lever la suspension").await?;
        browser.sees("La suspension est levée").await?;
    }
    Ok(())
}
