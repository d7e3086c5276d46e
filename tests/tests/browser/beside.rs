//! What stands beside a person, by the keyboard alone: proxies, mail sent on, a decision
//! taken back; absences, what is kept, the history on paper; two dossiers made one.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ACCUEIL, GESTION, PASSWORD, dossiers},
};

/// A hand on the keyboard, which counts what it does.
struct Hand<'a> {
    browser: &'a Browser,
    moves: u32,
    presses: u32,
    fields: u32,
}

impl<'a> Hand<'a> {
    const fn on(browser: &'a Browser) -> Self {
        Self {
            browser,
            moves: 0,
            presses: 0,
            fields: 0,
        }
    }

    async fn keys(&self, text: &str) -> Result<()> {
        let focused = self.browser.client().active_element().await?;
        Ok(focused.send_keys(text).await?)
    }

    /// Moves by Tab until something has the focus.
    async fn to(&mut self, what: &str) -> Result<()> {
        let tab = String::from(char::from(Key::Tab));
        for _ in 0..120 {
            self.keys(&tab).await?;
            self.moves += 1;
            let focused = self
                .browser
                .run("const e = document.activeElement; return [e.id, e.innerText || '']")
                .await?;
            let is = |index: usize| focused[index].as_str().unwrap_or_default().trim();
            if is(0) == what || is(1).starts_with(what) {
                return Ok(());
            }
        }
        Err(self
            .browser
            .here(&format!("Tab does not lead to « {what} »"))
            .await)
    }

    /// Presses what leads on.
    async fn enter(&mut self) -> Result<()> {
        self.presses += 1;
        let enter = String::from(char::from(Key::Enter));
        self.browser.leads_on("Entrée", self.keys(&enter)).await
    }

    async fn go(&mut self, what: &str) -> Result<()> {
        self.to(what).await?;
        self.enter().await
    }

    async fn fill(&mut self, field: &str, text: &str) -> Result<()> {
        self.to(field).await?;
        self.fields += 1;
        self.keys(text).await
    }

    /// Says how it compares, and holds to it.
    fn job(&self, job: &str, reference: &str, most: u32) -> Result<()> {
        println!(
            "{job}: {} presses + {} fields ({} moves by Tab); reference: {reference}",
            self.presses, self.fields, self.moves
        );
        ensure!(self.presses <= most, "{job} takes {} presses", self.presses);
        Ok(())
    }
}

#[tokio::test]
async fn a_proxy_and_a_transfer_by_the_keyboard_alone() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;

    browser.visit("/domicilies?q=zakaryan").await?;
    let mut hand = Hand::on(&browser);
    hand.go("ZAKARYAN").await?;
    hand.go("Procurations et réexpédition").await?;
    hand.fill("nom", "Koné").await?;
    hand.fill("prenoms", "Issa").await?;
    hand.fill("naissance", "1990").await?;
    hand.enter().await?;
    browser.sees("La procuration est enregistrée").await?;
    browser.sees("KONÉ Issa").await?;
    hand.job("Job 23", "5 clicks + 5 fields", 5)?;
    browser.check().await?;

    browser.visit("/domicilies?q=zakaryan").await?;
    let mut hand = Hand::on(&browser);
    hand.go("ZAKARYAN").await?;
    hand.go("Procurations et réexpédition").await?;
    hand.fill("lieu", "Centre des Tilleuls").await?;
    hand.fill("adresse", "8 allée des Tilleuls").await?;
    hand.to("reexpedier_du").await?;
    hand.fill("reexpedier_au", "31/12/2099").await?;
    hand.enter().await?;
    browser.sees("La réexpédition est enregistrée").await?;
    hand.job("Job 24", "4 clicks + 4 fields", 4)?;
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
    let mut hand = Hand::on(&browser);
    hand.go("TSIKLAURI").await?;
    hand.go("Décisions").await?;
    hand.go("Annuler").await?;
    browser.check().await?;
    hand.to("motif").await?;
    hand.fields += 1;
    hand.keys(" ").await?;
    hand.fill("raison", "Saisie dans le mauvais dossier.")
        .await?;
    hand.go("Annuler la décision").await?;
    browser.sees("La décision est annulée").await?;
    hand.job("Job 20", "5 clicks", 5)
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
