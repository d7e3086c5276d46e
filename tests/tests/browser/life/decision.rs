//! Granting, attesting, erasing, renewing, annulling.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use chrono::Days;
use product_tests::harness::{Browser, Site, output_folder};

use super::{Person, in_figures, in_words};
use crate::people::{GESTION, INSTRUCTION};

/// A gestionnaire grants, notes the notification, and reads the attestation.
pub async fn is_granted(site: &Site, browser: &Browser, person: &Person) -> Result<()> {
    GESTION.sits_down(browser).await?;
    browser.press("À valider").await?;
    browser.check().await?;
    browser.press("KEÏTA Aminata").await?;
    browser.check().await?;
    browser.press("Accorder la domiciliation").await?;
    browser.sees("Ce qui va se passer").await?;
    browser.check().await?;
    browser.press("Accorder la domiciliation").await?;
    browser.sees("La domiciliation est accordée").await?;
    browser.sees(&in_words(person.last_day())).await?;
    browser
        .sees(&format!(
            "radiable à partir du {}",
            in_words(person.first_radiable_day())
        ))
        .await?;
    browser.check().await?;

    browser.press("Noter la notification").await?;
    browser.check().await?;
    browser.choose("mode", "Remise en main propre").await?;
    browser.press("Enregistrer la notification").await?;
    browser.sees("La notification est enregistrée").await?;

    browser.press("Lire l’attestation").await?;
    browser
        .sees(&format!(
            "du {} au {}",
            in_figures(person.today),
            in_figures(person.last_day())
        ))
        .await?;
    browser.check().await?;
    is_attested(
        site,
        browser,
        person,
        &["KEÏTA", "Aminata", "Bamako", "DIALLO"],
    )
    .await
}

/// The paper, read back from the file.
async fn is_attested(
    site: &Site,
    browser: &Browser,
    person: &Person,
    words: &[&str],
) -> Result<()> {
    let path = format!("{}.pdf", browser.path().await?);
    let reply = site.get(&path, &browser.cookie().await?)?;
    ensure!(reply.status == 200, "{path}: {}", reply.status);
    ensure!(
        reply.header("content-type") == Some("application/pdf"),
        "{}",
        reply.head
    );
    let file = output_folder().join("attestation.pdf");
    fs::write(&file, &reply.body)?;
    let read = Command::new("pdftotext")
        .args(["-layout"])
        .arg(&file)
        .arg("-")
        .output()
        .context("pdftotext is not there: run the tests with `cargo xtask test`")?;
    let text = String::from_utf8(read.stdout)?;
    let dates = [in_figures(person.today), in_figures(person.last_day())];
    for word in words
        .iter()
        .copied()
        .chain(dates.iter().map(String::as_str))
    {
        ensure!(
            text.to_lowercase().contains(&word.to_lowercase()),
            "« {word} » is not in the PDF:\n{text}"
        );
    }
    Ok(())
}

/// The dossier opened twice is erased, with a reason, and cannot be found again.
pub async fn mistake_is_erased(browser: &Browser, mistake: &str) -> Result<()> {
    browser.visit(mistake).await?;
    browser.press("Effacer ce dossier saisi par erreur").await?;
    browser.check().await?;
    browser.choose("motif", "Doublon").await?;
    browser.fill("numero", "3").await?;
    browser.press("Effacer définitivement le dossier").await?;
    browser.sees("Pour confirmer").await?;
    browser.check().await?;
    browser.fill("numero", "2").await?;
    browser.press("Effacer définitivement le dossier").await?;
    browser.sees("Le dossier est effacé").await?;
    browser.visit(mistake).await?;
    browser.sees("Page introuvable").await
}

/// The renewal runs beside the term; granted, it follows it; annulled, it is open again.
pub async fn is_renewed_then_annulled(browser: &Browser, person: &Person) -> Result<()> {
    INSTRUCTION.sits_down(browser).await?;
    browser.visit(&person.home).await?;
    browser.press("Renouveler la domiciliation").await?;
    browser.check().await?;
    browser.press("Déposer le renouvellement").await?;
    browser.visit_and_check(&person.home).await?;
    browser.sees("Renouvellement en cours").await?;
    browser.sees("Domiciliée jusqu’au").await?;
    browser.sees(&in_words(person.last_day())).await?;
    browser.visit(&person.under("demande/entretien")).await?;
    browser
        .sees("Les réponses du dernier entretien sont reprises")
        .await?;
    browser.press("Enregistrer l’entretien").await?;
    browser.check().await?;

    GESTION.sits_down(browser).await?;
    browser.visit(&person.under("decision/accorder")).await?;
    browser.check().await?;
    let start = person.last_day() + Days::new(1);
    ensure!(
        browser.value("debut").await? == in_figures(start),
        "the renewal does not follow the term"
    );
    browser.press("Accorder la domiciliation").await?;
    browser.sees("La domiciliation est accordée").await?;
    browser.visit_and_check(&person.under("decisions")).await?;
    browser.sees(&in_words(start)).await?;
    browser.press("Annuler la décision").await?;
    browser.check().await?;
    browser.choose("motif", "Erreur de saisie").await?;
    browser
        .fill("raison", "Le renouvellement a été accordé trop tôt.")
        .await?;
    browser.press("Annuler la décision").await?;
    browser.sees("La décision est annulée").await?;
    browser.sees("Renouvellement en cours").await?;
    browser.visit_and_check(&person.under("decisions")).await?;
    browser.sees("Décisions annulées").await?;
    browser.visit(&person.home).await?;
    browser.press("Lire l’attestation").await?;
    browser.sees("Identité corrigée depuis la délivrance").await
}
