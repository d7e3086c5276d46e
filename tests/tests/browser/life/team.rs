//! Who works there: accounts, links, passwords; and who works elsewhere.

use anyhow::{Result, ensure};
use product_tests::harness::{Browser, Site};

use super::Person;
use crate::people::{
    ACCUEIL, DIRECTION, ELSEWHERE, GESTION, INSTRUCTION, PASSWORD, choose_password,
    create_structure, invite,
};

/// The administrator comes in by the printed link, and the others by theirs.
pub async fn settles_in(site: &Site, browser: &Browser) -> Result<()> {
    let link = create_structure(site, "CCAS de Valbrume", &DIRECTION)?;
    browser.visit_and_check(&link).await?;
    browser.fill("mot_de_passe", "Valbrume2026").await?;
    browser
        .fill("mot_de_passe_confirme", "Valbrume2026")
        .await?;
    browser.press("Enregistrer le mot de passe").await?;
    browser.sees("Ce mot de passe est trop court").await?;
    browser.check().await?;
    choose_password(browser, &link).await?;
    browser.check().await?;

    browser.sign_in(DIRECTION.email, PASSWORD).await?;
    browser
        .sees("Aucune personne n’est encore enregistrée")
        .await?;
    browser.check().await?;
    browser.press("Voir par où commencer").await?;
    browser.sees("Pour commencer").await?;
    browser.check().await?;
    let mut links = Vec::new();
    for colleague in [&GESTION, &INSTRUCTION, &ACCUEIL] {
        links.push(invite(browser, colleague).await?);
    }
    browser.check().await?;
    for path in [
        "/equipe",
        "/equipe/nouveau",
        "/structure",
        "/structure/modifier",
        "/droits",
        "/mon-compte",
        "/mon-compte/mot-de-passe",
    ] {
        browser.visit_and_check(path).await?;
    }
    browser.sign_out().await?;
    for link in links {
        choose_password(browser, &link).await?;
    }
    for path in [
        "/connexion",
        "/accessibilite",
        "/mentions-legales",
        "/confidentialite",
    ] {
        browser.visit_and_check(path).await?;
    }
    browser.sign_in(INSTRUCTION.email, PASSWORD).await
}

/// The dossier of one structure is nowhere for another.
pub async fn of_another_structure_finds_nothing(
    site: &Site,
    browser: &Browser,
    person: &Person,
) -> Result<()> {
    let link = create_structure(site, "CCAS d’Autreville", &ELSEWHERE)?;
    browser.visit("/domicilies").await?;
    browser.sign_out().await?;
    choose_password(browser, &link).await?;
    browser.sign_in(ELSEWHERE.email, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    for path in [
        person.home.clone(),
        person.under("historique"),
        person.under("radiation"),
    ] {
        ensure!(
            site.get(&path, &cookie)?.status == 404,
            "{path} is known to another structure"
        );
    }
    browser.visit(&person.home).await?;
    browser.sees("Page introuvable").await?;
    browser.check().await?;
    browser.visit("/domicilies?q=keita&onglet=tous").await?;
    browser.lacks("KEÏTA").await
}
