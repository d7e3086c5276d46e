//! The structure's own templates: how they are added, and the list of their tags.

use anyhow::{Result, ensure};
use fantoccini::Locator;
use product_tests::harness::{Browser, Look, Office, demo::ADMINISTRATION};

/// Chooses the file of the template.
async fn choose(browser: &Browser, file: &std::path::Path) -> Result<()> {
    let chooser = browser.client().find(Locator::Id("fichier")).await?;
    Ok(chooser.send_keys(&file.to_string_lossy()).await?)
}

#[tokio::test]
async fn the_tags_are_listed_and_what_is_no_template_is_refused_with_its_reason() -> Result<()> {
    let office = Office::open().await?;
    for look in [Look::Desk, Look::Narrow] {
        let browser = office.browser(ADMINISTRATION, look).await?;
        for page in ["/structure/documents", "/structure/documents/balises"] {
            browser.visit_and_check(page).await?;
        }
        browser.sees("USAGER_NOM").await?;
        browser
            .visit_and_check("/structure/documents/nouveau-modele")
            .await?;
        browser.choose("usage", "Autre").await?;
        browser.fill("nom", "Attestation postale").await?;
        let file =
            std::env::temp_dir().join(format!("modele-{look:?}-{}.docx", std::process::id()));
        std::fs::write(&file, b"MZ, a program")?;
        choose(&browser, &file).await?;
        browser.press("Vérifier et enregistrer").await?;
        std::fs::remove_file(&file)?;
        browser.sees("Ce n’est pas un document Word").await?;
        browser.check().await?;
        let kept = browser.value("nom").await?;
        ensure!(
            kept == "Attestation postale",
            "what was typed is lost: {kept}"
        );
    }
    Ok(())
}
