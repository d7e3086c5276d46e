//! Deciding about one person, by the keyboard alone: granting what was proposed, ending what
//! may end.

use anyhow::{Context, Result};
use product_tests::harness::{Browser, Effort, Look, Office, demo::GESTION};

/// The name in the first row of the list, as its link writes it.
async fn first_row(browser: &Browser) -> Result<String> {
    let name = browser
        .run("return document.querySelector('main tbody .app-who a')?.innerText")
        .await?;
    Ok(name.as_str().context("the list is empty")?.to_owned())
}

#[tokio::test]
async fn what_was_proposed_is_granted_by_the_keyboard_alone() -> Result<()> {
    let office = Office::open().await?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    browser.visit("/domicilies").await?;
    let mut job = Effort::of("14 accept from the waiting list", "4 clicks", &browser);
    job.goes("À valider").await?;
    let name = first_row(&browser).await?;
    job.goes(&name).await?;
    job.goes("Accorder la domiciliation").await?;
    browser.sees("Ce qui va se passer").await?;
    job.goes("Accorder la domiciliation").await?;
    browser.sees("La domiciliation est accordée").await?;
    job.done_within(4)?;
    browser.check().await
}

#[tokio::test]
async fn one_person_is_struck_off_by_the_keyboard_alone() -> Result<()> {
    let office = Office::open().await?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    browser.visit("/domicilies").await?;
    let name = first_row(&browser).await?;
    let mut job = Effort::of(
        "18 strike off one, at her request",
        "4 clicks, 2 fields",
        &browser,
    );
    job.goes(&name).await?;
    job.goes("Mettre fin à la domiciliation").await?;
    job.goes("À la demande de la personne").await?;
    job.fills("jour", &office.day(0)).await?;
    job.enters().await?;
    browser.sees("La radiation est prononcée").await?;
    job.done_within(4)?;
    browser.check().await
}
