//! What is due, by the keyboard alone: from the header to a line, to its act, and back.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ACCUEIL, GESTION, PASSWORD},
};

use crate::people::{DIRECTION, choose_password, create_structure};

/// The number beside « À traiter ».
async fn counted(browser: &Browser) -> Result<i64> {
    let script =
        "return document.querySelector('nav a[href=\"/a-traiter\"] .app-count').textContent";
    let said = browser.run(script).await?;
    Ok(said.as_str().unwrap_or_default().parse()?)
}

#[tokio::test]
async fn by_keyboard_a_line_is_settled_and_leaves_the_list() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.tabs_to("À traiter").await?;
    browser.enters().await?;
    browser.sees("En retard").await?;
    browser.check().await?;
    let before = counted(&browser).await?;

    let moves = browser.tabs_to("Noter la notification").await?;
    browser.enters().await?;
    browser.check().await?;
    browser.tabs_to("mode").await?;
    // The second way: a letter is no visit, which would settle something else besides.
    browser.keys(&String::from(char::from(Key::Down))).await?;
    browser.tabs_to("Enregistrer la notification").await?;
    browser.enters().await?;
    browser.sees("La notification est").await?;

    browser.tabs_to("À traiter").await?;
    browser.enters().await?;
    let after = counted(&browser).await?;
    ensure!(after == before - 1, "{before} duties, then {after}");
    println!("from the work list to the act of a line: {moves} tabs and one press");

    for path in [
        "/a-traiter/decisions",
        "/a-traiter/echeances-depassees",
        "/a-traiter?pour=moi",
    ] {
        browser.visit_and_check(path).await?;
    }
    Ok(())
}

#[tokio::test]
async fn at_320_pixels_the_lines_keep_their_acts() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Narrow).await?;
    browser.sign_in(ACCUEIL, PASSWORD).await?;
    browser.visit_and_check("/a-traiter").await?;
    browser.lacks("Décisions à prendre").await?;
    browser.press("Joindre la personne").await?;
    browser.check().await?;
    browser
        .visit_and_check("/a-traiter/silence-de-deux-mois")
        .await
}

#[tokio::test]
async fn on_the_first_day_nothing_is_due_and_the_page_says_so() -> Result<()> {
    let site = Site::empty().await?;
    let link = create_structure(&site, "CCAS de Valbrume", &DIRECTION)?;
    let browser = Browser::open(&site, Look::WithoutScripts).await?;
    choose_password(&browser, &link).await?;
    browser
        .sign_in(DIRECTION.email, crate::people::PASSWORD)
        .await?;
    browser.press("À traiter").await?;
    browser
        .sees("Rien à traiter, ni aujourd’hui ni bientôt")
        .await?;
    browser.sees("paraîtront ici à leur jour").await
}
