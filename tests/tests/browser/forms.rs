//! The official forms of a person: found under their documents, read on screen, and the same
//! in the file.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use product_tests::harness::{
    Browser, Look, Site,
    demo::{GESTION, PASSWORD, dossiers},
    output_folder,
};

/// Where a link of the page leads.
async fn leads(browser: &Browser, label: &str) -> Result<String> {
    let script = format!(
        "return [...document.querySelectorAll('main a')].find(a => a.innerText.startsWith('{label}'))?.getAttribute('href')"
    );
    let found = browser.run(&script).await?;
    Ok(found
        .as_str()
        .with_context(|| format!("no link « {label} »"))?
        .to_owned())
}

/// The words of a file.
fn read(site: &Site, path: &str, cookie: &str) -> Result<String> {
    let reply = site.get(path, cookie)?;
    ensure!(reply.status == 200, "{path}: {}", reply.status);
    let file = output_folder().join("formulaire.pdf");
    fs::write(&file, &reply.body)?;
    let read = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()
        .context("pdftotext is not there: run the tests with `cargo xtask test`")?;
    Ok(String::from_utf8(read.stdout)?)
}

#[tokio::test]
async fn a_request_is_printed_before_it_is_decided_and_its_attestation_as_a_projet() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Narrow).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    let asking = dossiers(&site, &cookie, "/domicilies?onglet=instruction")?;
    let home = asking.first().context("nobody asks")?;
    browser
        .visit_and_check(&format!("{home}/documents"))
        .await?;
    browser.sees("Formulaires officiels").await?;

    let request = leads(&browser, "Demande").await?;
    browser.visit_and_check(&request).await?;
    browser.sees("4. Proposition d’entretien").await?;
    browser.lacks("Décision relative").await?;
    let printed = read(&site, &format!("{request}.pdf"), &cookie)?;
    ensure!(
        printed.contains("DEMANDE D’ÉLECTION DE DOMICILE"),
        "{printed}"
    );
    ensure!(!printed.contains("DÉCISION"), "{printed}");

    browser.visit(&format!("{home}/documents")).await?;
    let projet = leads(&browser, "Projet").await?;
    browser.visit_and_check(&projet).await?;
    browser.sees("Projet, sans valeur").await?;
    let printed = read(&site, &format!("{projet}.pdf"), &cookie)?;
    ensure!(printed.contains("sans valeur"), "{printed}");
    // The demo has no blank of the administration: nothing speaks of one.
    browser.lacks("formulaire de l’administration").await
}
