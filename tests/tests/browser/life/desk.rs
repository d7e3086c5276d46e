//! What happens every day at the desk, by somebody who decides nothing.

use anyhow::{Result, ensure};
use product_tests::harness::{Browser, Site};

use super::{Person, in_words};
use crate::people::{ACCUEIL, INSTRUCTION};

/// Mail that comes and goes, a visit too many, and the doors that stay closed.
pub async fn serves(site: &Site, browser: &Browser, person: &Person) -> Result<()> {
    ACCUEIL.sits_down(browser).await?;
    browser.fill("recherche", "diallo aminata").await?;
    browser.press("Rechercher").await?;
    browser.check().await?;
    browser.press("KEÏTA Aminata").await?;
    browser.check().await?;

    let letter = "Enregistré : 1 courrier reçu";
    browser.does("Recevoir un courrier", letter).await?;
    browser
        .does("Recevoir un colis", "Enregistré : 1 colis reçu")
        .await?;
    browser.does("Recevoir un courrier", letter).await?;
    browser.sees("2 courriers").await?;
    browser.sees("1 colis").await?;
    browser.check().await?;

    browser
        .does("Remettre en partie ou à un tiers", "À qui ?")
        .await?;
    browser.check().await?;
    browser.fill("courriers", "1").await?;
    browser.fill("colis", "").await?;
    browser
        .does("Enregistrer la remise", "Enregistré : 1 courrier remis")
        .await?;
    browser.sees("1 courrier").await?;
    browser.lacks("2 courriers en attente").await?;
    browser
        .sees(&format!(
            "radiable à partir du {}",
            in_words(person.first_radiable_day())
        ))
        .await?;

    browser
        .does("Noter un passage", "Enregistré : Passage")
        .await?;
    browser.does("Annuler", "Annulé : Passage").await?;
    browser.visit_and_check(&person.under("courrier")).await?;
    browser.sees("Annulé le").await?;
    browser.sees("1 courrier et 1 colis").await?;

    browser.visit(&person.under("notes")).await?;
    browser
        .fill("note", "Préfère être appelée le matin.")
        .await?;
    browser.press("Ajouter la note").await?;
    browser.sees("La note est ajoutée").await?;
    browser.check().await?;

    decides_nothing(site, browser, person).await?;
    identity_is_corrected(browser, person).await
}

/// What is for other roles is not shown, and refused to who knows the address.
async fn decides_nothing(site: &Site, browser: &Browser, person: &Person) -> Result<()> {
    browser.visit(&person.home).await?;
    for label in [
        "Renouveler",
        "Mettre fin à la domiciliation",
        "Noter la notification",
        "Effacer",
    ] {
        ensure!(
            !browser.offers(label).await?,
            "an agent is offered « {label} »"
        );
    }
    let cookie = browser.cookie().await?;
    for what in [
        "renouvellement",
        "radiation",
        "radiation/prononcer?motif=a_demande",
        "effacer",
        "cloture",
        "identite",
        "demande/entretien",
    ] {
        let path = person.under(what);
        ensure!(
            site.get(&path, &cookie)?.status == 403,
            "{path} is open to an agent"
        );
    }
    for path in ["/domicilies/nouveau", "/equipe", "/structure"] {
        ensure!(
            site.get(path, &cookie)?.status == 403,
            "{path} is open to an agent"
        );
    }
    browser.visit(&person.under("radiation")).await?;
    browser.sees("Action non autorisée").await
}

/// A second first name was forgotten: the correction is a fact with its author.
async fn identity_is_corrected(browser: &Browser, person: &Person) -> Result<()> {
    INSTRUCTION.sits_down(browser).await?;
    browser.visit_and_check(&person.under("dossier")).await?;
    browser.press("Corriger l’identité").await?;
    browser.check().await?;
    browser.fill("prenoms", "Aminata Fatou").await?;
    browser.press("Enregistrer").await?;
    browser.sees("KEÏTA Aminata Fatou").await?;
    browser.check().await
}
