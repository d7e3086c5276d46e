//! Printing for several people at once, in a real browser: ordered by the keyboard, followed
//! as it is made, read back from the file; over a server that starts again, and without
//! scripts.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};
use product_tests::harness::{Browser, Look, Office, demo::GESTION, output_folder};

/// Orders the attestations of the active people who were not seen for three months.
async fn orders(browser: &Browser) -> Result<String> {
    browser.visit("/domicilies?passage=3-mois").await?;
    browser.tabs_to("Sélectionner les").await?;
    browser.enters().await?;
    browser.tabs_to("Imprimer leurs documents").await?;
    browser.enters().await?;
    browser.sees("personnes choisies").await?;
    browser.check().await?;
    browser.tabs_to("Préparer l’impression").await?;
    browser.enters().await?;
    browser.sees("L’impression est demandée").await?;
    browser.path().await
}

/// The text of a file that was printed.
fn printed(office: &Office, order: &str) -> Result<String> {
    let reply = office
        .site
        .get(&format!("{order}/fichier"), &office.cookie)?;
    ensure!(reply.status == 200, "{}", reply.status);
    let file = output_folder().join("printed.pdf");
    fs::write(&file, &reply.body)?;
    let read = Command::new("pdftotext").arg(&file).arg("-").output();
    let read = read.context("pdftotext is not there: run the tests with `cargo xtask test`")?;
    Ok(String::from_utf8(read.stdout)?)
}

#[tokio::test]
async fn attestations_are_ordered_by_the_keyboard_and_followed_until_they_are_ready() -> Result<()>
{
    let office = Office::open().await?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    let order = orders(&browser).await?;
    browser.run("window.same = true").await?;
    browser.check().await?;
    ready(&browser).await?;
    ensure!(
        browser.run("return window.same").await? == true,
        "another page came"
    );
    browser.check().await?;
    let text = printed(&office, &order)?;
    let wanted = browser.text().await?;
    let count = wanted
        .split("Ouvrir le PDF (")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .context("no count")?;
    let count: usize = count.parse()?;
    let sheets = text.split_terminator('\u{c}').count();
    ensure!(count > 2 && sheets >= count, "{sheets} sheets for {count}");

    browser.visit_and_check("/impressions").await?;
    browser.sees("Prête").await?;
    browser.visit(&order).await?;
    browser.press("Supprimer cette impression").await?;
    browser.sees("L’impression est supprimée").await?;
    browser.check().await
}

/// Waits until an order is ready: typesetting is slow in an unoptimised build.
async fn ready(browser: &Browser) -> Result<()> {
    for _ in 0..300 {
        if browser.sees("L’impression est prête.").await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    browser.sees("L’impression est prête.").await
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_with_what_was_ordered() -> Result<()> {
    let mut office = Office::open().await?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    let order = orders(&browser).await?;
    office.site.stop().await?;
    office.site.start_again().await?;
    browser.visit(&order).await?;
    ready(&browser).await?;
    ensure!(!printed(&office, &order)?.is_empty(), "nothing is printed");
    Ok(())
}

#[tokio::test]
async fn at_320_pixels_and_without_scripts_a_month_is_printed() -> Result<()> {
    let office = Office::open().await?;
    let narrow = office.browser(GESTION, Look::Narrow).await?;
    narrow.visit_and_check("/impressions").await?;
    orders(&narrow).await?;
    narrow.check().await?;
    drop(narrow);

    let plain = office.browser(GESTION, Look::WithoutScripts).await?;
    plain.visit("/impressions").await?;
    let page = office.site.get("/impressions", &office.cookie)?.text();
    let months: Vec<&str> = page
        .split("<option value=\"20")
        .skip(1)
        .filter_map(|rest| rest.split('>').nth(1)?.split('<').next())
        .collect();
    // Somebody's domiciliation ends in the next month but one, in the demo of any day.
    let month = months.get(1).context("no month")?;
    plain.select("mois", month).await?;
    plain.press("Préparer l’impression").await?;
    plain.sees("L’impression est demandée").await?;
    plain.sees("Cette page s’actualise").await?;
    ready(&plain).await?;
    plain.lacks("Cette page s’actualise").await
}
