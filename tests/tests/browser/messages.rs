//! Messages in a real browser: settled by the keyboard with each of them as it would arrive,
//! or without scripts; the log, the figures, the texts and the tab of a person, at all widths.

use anyhow::{Context, Result, ensure};
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ADMINISTRATION, GESTION, PASSWORD},
};

const SETTINGS: &str = "/parametres/messages";

async fn administrator(site: &Site, look: Look) -> Result<Browser> {
    let browser = Browser::open(site, look).await?;
    browser.sign_in(ADMINISTRATION, PASSWORD).await?;
    Ok(browser)
}

#[tokio::test]
async fn settings_are_changed_by_the_keyboard_and_the_preview_follows_what_is_typed() -> Result<()>
{
    let site = Site::demo().await?;
    let browser = administrator(&site, Look::Desk).await?;
    browser.visit_and_check(SETTINGS).await?;
    browser.sees("Cette installation n’envoie rien").await?;

    // The telephone shows what is typed, without leaving the page.
    browser.run("window.same = true").await?;
    browser.fill("signature", "").await?;
    browser.tabs_to("signature").await?;
    browser.keys("Accueil 04 00").await?;
    browser.awaits("Accueil 04 00").await?;
    browser.fill("expediteur", "").await?;
    browser.tabs_to("expediteur").await?;
    browser.keys("CCAS LYON").await?;
    browser.awaits("dit que la personne est aidée").await?;
    browser.check().await?;
    browser.select("langue", "Arabe").await?;
    let rtl = "return document.querySelectorAll('#apercu-messages [lang=ar][dir=rtl]').length";
    for _ in 0..50 {
        if browser.run(rtl).await? == 6 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    ensure!(browser.run(rtl).await? == 6, "the preview is not in Arabic");
    ensure!(
        browser.run("return window.same").await? == true,
        "another page came"
    );
    browser.check().await?;

    // What reveals something is refused at its field, and nothing typed is lost.
    browser.tabs_to("Enregistrer").await?;
    browser.enters().await?;
    browser.sees("Une erreur à corriger").await?;
    ensure!(
        browser.value("signature").await? == "Accueil 04 00",
        "the signature is lost"
    );
    browser.check().await?;
    browser.fill("expediteur", "ST AUBIN").await?;
    browser.tabs_to("Enregistrer").await?;
    browser.enters().await?;
    browser
        .sees("Les réglages des messages sont enregistrés")
        .await?;
    browser.check().await
}

#[tokio::test]
async fn without_scripts_the_preview_comes_with_the_page_and_keeps_what_was_typed() -> Result<()> {
    let site = Site::demo().await?;
    let browser = administrator(&site, Look::WithoutScripts).await?;
    browser.visit(SETTINGS).await?;
    browser.fill("plafond", "500").await?;
    browser.select("langue", "Anglais (English)").await?;
    browser.press("Actualiser l’aperçu").await?;
    browser.sees("2 letters").await?;
    ensure!(
        browser.value("plafond").await? == "500",
        "what was typed is lost"
    );
    // Without scripts, what is typed comes after what was there.
    browser
        .visit("/parametres/messages/textes/courrier/ar")
        .await?;
    browser.fill("texte", "{nom}").await?;
    browser.press("Enregistrer ce texte").await?;
    browser.sees("« {nom} » n’est pas connu").await?;
    ensure!(
        browser.value("texte").await?.ends_with("{nom}"),
        "what was typed is lost"
    );
    Ok(())
}

#[tokio::test]
async fn a_text_is_written_previewed_read_over_and_given_up() -> Result<()> {
    let site = Site::demo().await?;
    let browser = administrator(&site, Look::Desk).await?;
    browser
        .visit_and_check("/parametres/messages/textes")
        .await?;
    browser
        .visit_and_check("/parametres/messages/textes/courrier/ar")
        .await?;
    browser
        .visit_and_check("/parametres/messages/textes/courrier/en")
        .await?;
    browser
        .fill("texte", "Hello, {courrier} for you. Ça va ?")
        .await?;
    browser.awaits("Hello, 2 letters").await?;
    browser.check().await?;
    browser.press("Enregistrer ce texte").await?;
    browser.sees("Le texte est enregistré").await?;
    browser.press("Je l’ai relu, il est juste").await?;
    browser.sees("Relu par").await?;
    browser.check().await?;
    browser.press("Revenir au texte proposé").await?;
    browser
        .sees("Le texte proposé est de nouveau utilisé")
        .await?;
    browser.lacks("Relu par").await
}

#[tokio::test]
async fn the_log_leads_to_a_person_and_to_a_message_at_all_widths() -> Result<()> {
    let site = Site::demo().await?;
    let desk = Browser::open(&site, Look::Desk).await?;
    desk.sign_in(GESTION, PASSWORD).await?;
    desk.visit_and_check("/messages").await?;
    desk.sees("À regarder").await?;
    desk.unfold("Ce que veut dire chaque état").await?;
    desk.check().await?;
    desk.visit_and_check("/messages?etat=recu&canal=sms")
        .await?;
    let first = "return document.querySelector('.app-row-name a').getAttribute('href')";
    let tab = desk.run(first).await?;
    let tab = tab.as_str().context("nobody received anything")?.to_owned();
    desk.visit_and_check(&tab).await?;
    desk.sees("Comment prévenir la personne").await?;
    // The words come when they are asked for.
    desk.unfold("Lire le texte").await?;
    let words = "return document.querySelectorAll('.app-sent .app-phone__text, .app-sent .app-mail').length > 0";
    for _ in 0..50 {
        if desk.run(words).await? == true {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    ensure!(desk.run(words).await? == true, "the words do not come");
    desk.check().await?;

    let narrow = administrator(&site, Look::Narrow).await?;
    for page in [
        "/messages",
        "/messages?etat=echec",
        "/messages/echecs",
        "/messages/chiffres",
        SETTINGS,
        "/parametres/messages/textes",
        "/parametres/messages/textes/rendez-vous/prs",
        &tab,
        "/mon-compte",
    ] {
        narrow.visit_and_check(page).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_failed_is_seen_and_what_is_uncertain_is_settled() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.visit("/a-traiter").await?;
    browser.sees("pas pu être remis").await?;
    browser.press("Voir ces messages").await?;
    browser.check().await?;
    browser.press("Dire ce qu’il en est").await?;
    browser.check().await?;
    browser.press("Il est parti").await?;
    browser.sees("Le message est noté comme envoyé").await?;
    browser.visit_and_check("/messages/echecs").await?;
    browser.press("Renvoyer les messages cochés").await?;
    browser.sees("sont prévus de nouveau").await?;
    // What must be corrected first is left, and nothing of it is ticked.
    browser.visit("/messages/echecs").await?;
    browser.press("Renvoyer les messages cochés").await?;
    browser.sees("cochez au moins une raison").await?;
    browser.check().await?;
    browser.visit("/messages?etat=a-regarder").await?;
    browser.press("Voir et décider").await?;
    browser.check().await?;
    browser.press("C’est vu").await?;
    browser.sees("ne demande plus d’attention").await?;
    browser.press("Le renvoyer").await?;
    browser.sees("Le message est prévu de nouveau").await?;
    browser.check().await?;
    browser.press("Annuler ce message").await?;
    browser.sees("il ne partira pas").await
}
