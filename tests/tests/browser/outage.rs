//! The database goes away, and comes back.

use anyhow::{Result, ensure};
use product_tests::harness::{
    Browser, Look, Site,
    demo::{GESTION, PASSWORD},
};

#[tokio::test]
async fn pages_say_that_the_database_is_away_and_come_back_with_it() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;

    site.database.go_away().await?;
    browser.visit("/domicilies").await?;
    browser.sees("Service momentanément indisponible").await?;
    browser.check().await?;
    ensure!(
        site.get("/domicilies", &cookie)?.status == 503,
        "the list is there"
    );
    ensure!(
        site.get("/readyz", "")?.status == 503,
        "the program says that it is ready"
    );
    ensure!(
        site.get("/healthz", "")?.status == 200,
        "the program says that it is ill"
    );
    ensure!(
        site.get("/accessibilite", "")?.status == 200,
        "a page without data needs the database"
    );

    site.database.come_back().await?;
    browser.visit("/domicilies").await?;
    browser.sees("personnes actives").await?;
    ensure!(
        site.get("/readyz", "")?.status == 200,
        "the program does not come back"
    );
    Ok(())
}
