//! The end of a domiciliation before its term, in two steps or without.

use anyhow::{Result, ensure};
use product_tests::harness::Browser;

use super::{Person, in_figures, in_words};
use crate::people::{GESTION, INSTRUCTION};

/// Silence is too young and shown closed with its day; a first step is taken and given
/// up; at the person's own request the end is pronounced.
pub async fn is_prepared_then_pronounced(browser: &Browser, person: &Person) -> Result<()> {
    INSTRUCTION.sits_down(browser).await?;
    browser.visit(&person.home).await?;
    browser.press("Mettre fin à la domiciliation").await?;
    browser.check().await?;
    browser.sees("Absence de manifestation").await?;
    browser.sees(&in_words(person.first_radiable_day())).await?;
    ensure!(
        !browser.offers("À la demande de la personne").await?,
        "an instructeur is offered to pronounce"
    );
    browser
        .choose("motif", "Accès à un domicile stable")
        .await?;
    browser
        .press("Enregistrer que la personne est informée")
        .await?;
    browser
        .sees("L’information de la personne est enregistrée")
        .await?;
    browser.check().await?;

    GESTION.sits_down(browser).await?;
    browser.visit_and_check(&person.under("radiation")).await?;
    browser
        .fill("raison", "Le logement ne s’est pas fait.")
        .await?;
    browser.press("Abandonner la radiation").await?;
    browser
        .sees("La radiation envisagée est abandonnée")
        .await?;
    browser.check().await?;

    browser.press("Mettre fin à la domiciliation").await?;
    browser.press("À la demande de la personne").await?;
    browser.check().await?;
    browser.press("Prononcer la radiation").await?;
    browser.check().await?;
    browser.fill("jour", &in_figures(person.today)).await?;
    browser.press("Prononcer la radiation").await?;
    browser.sees("La radiation est prononcée").await?;
    browser.check().await
}

/// What remains of it all, tab by tab.
pub async fn is_read_again(browser: &Browser, person: &Person) -> Result<()> {
    for tab in ["dossier", "decisions", "courrier", "historique", "notes"] {
        browser.visit_and_check(&person.under(tab)).await?;
    }
    browser.visit(&person.under("historique")).await?;
    browser.sees("Clara Duval").await?;
    browser.sees("Paul Nkosi").await?;
    browser.sees("Yanis Merle").await?;
    browser.visit("/domicilies").await?;
    browser.press("Radiés").await?;
    browser.sees("KEÏTA Aminata Fatou").await?;
    browser.check().await
}
