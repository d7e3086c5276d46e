//! What leaves the structure on paper beside the official forms: letters, the card that the
//! desk scans, the answer to a paying body, the slip of a round, the letterhead.

use anyhow::{Context, Result, ensure};
use fantoccini::{Locator, key::Key};
use product_tests::harness::{
    Browser, Look, Office,
    demo::{ACCUEIL, ADMINISTRATION, GESTION},
};

/// A picture of one pixel.
const PIXEL: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\
    \x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\
    \x54\x78\xda\x63\x64\xf8\xcf\x50\x0f\x00\x03\x86\x01\x80\x5a\x34\x7d\x6b\x00\x00\
    \x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// What a link of the page leads to, as the server sends it.
async fn file(office: &Office, browser: &Browser, address: &str) -> Result<Vec<u8>> {
    let reply = office.site.get(address, &browser.cookie().await?)?;
    ensure!(reply.status == 200, "{address}: {}", reply.status);
    Ok(reply.body)
}

#[tokio::test]
async fn a_letter_is_read_printed_and_opened_in_word() -> Result<()> {
    let office = Office::open().await?;
    let dossier = office.somebody("Zoungrana", "Awa")?;
    let browser = office.browser(GESTION, Look::Desk).await?;
    browser.visit(&format!("{dossier}/documents")).await?;
    browser.sees("Accusé de réception de la demande").await?;
    browser.check().await?;
    browser
        .unfold("Courriers qui ne sont pas prêts aujourd’hui")
        .await?;
    browser.sees("Aucun rendez-vous n’est à venir.").await?;

    browser.press("Accusé de réception de la demande").await?;
    browser.sees("vaut refus implicite").await?;
    browser.sees("Mme ZOUNGRANA Awa").await?;
    browser.check().await?;
    let letter = browser.path().await?;
    let pdf = file(&office, &browser, &format!("{letter}/lettre.pdf")).await?;
    ensure!(pdf.starts_with(b"%PDF-1."), "no PDF");
    let docx = file(&office, &browser, &format!("{letter}/lettre.docx")).await?;
    ensure!(docx.starts_with(b"PK"), "no Word file");

    let narrow = office.browser(GESTION, Look::Narrow).await?;
    for page in [
        format!("{dossier}/documents"),
        letter,
        format!("{dossier}/carte"),
    ] {
        narrow.visit_and_check(&page).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_card_that_was_printed_opens_its_person_at_the_desk() -> Result<()> {
    let office = Office::open().await?;
    let dossier = office.somebody("Zoungrana", "Awa")?;
    let browser = office.browser(ACCUEIL, Look::Desk).await?;
    browser.visit_and_check(&format!("{dossier}/carte")).await?;
    let code = browser
        .client()
        .find(Locator::Css(".app-card__letters span"))
        .await?;
    let code = code.text().await?;
    let pdf = file(&office, &browser, &format!("{dossier}/carte.pdf")).await?;
    ensure!(pdf.starts_with(b"%PDF-1."), "no PDF");

    // What a scanner does: it types the code, then Enter.
    browser.visit("/accueil").await?;
    browser.keys(&code).await?;
    browser.keys(&Key::Enter.to_string()).await?;
    browser.awaits("ZOUNGRANA Awa").await?;
    let id = dossier.rsplit('/').next().context("no identifier")?;
    ensure!(browser.path().await?.contains(id), "another person");
    Ok(())
}

#[tokio::test]
async fn a_paying_body_is_answered_without_a_script() -> Result<()> {
    let office = Office::open().await?;
    let dossier = office.somebody("Zoungrana", "Awa")?;
    let browser = office.browser(GESTION, Look::WithoutScripts).await?;
    browser.visit(&format!("{dossier}/documents")).await?;
    browser.press("Répondre à un organisme payeur").await?;
    browser.press("Enregistrer et préparer la réponse").await?;
    browser.sees("Indiquez le nom de l’organisme.").await?;
    browser.fill("organisme", "CAF de Paris").await?;
    browser.press("Enregistrer et préparer la réponse").await?;
    browser.sees("La réponse est enregistrée").await?;
    browser
        .sees("n’est pas domiciliée auprès de notre organisme")
        .await?;
    browser.visit(&format!("{dossier}/historique")).await?;
    browser.sees("Réponse à CAF de Paris").await?;

    let desk = office.browser(GESTION, Look::Desk).await?;
    desk.visit_and_check(&format!("{dossier}/organisme-payeur"))
        .await
}

#[tokio::test]
async fn a_round_is_deposited_with_a_slip() -> Result<()> {
    let office = Office::open().await?;
    let number = office.number(&office.somebody("Zoungrana", "Awa")?)?;
    let browser = office.browser(ACCUEIL, Look::Desk).await?;
    browser.visit("/tournee").await?;
    browser.press("Commencer une tournée").await?;
    browser.awaits_focus("#qui").await?;
    browser.keys(&number).await?;
    browser.keys(&Key::Enter.to_string()).await?;
    browser.awaits("1 courrier").await?;
    let round = browser.path().await?;
    browser.visit(&format!("{round}/recapitulatif")).await?;
    browser.press("Bordereau à signer").await?;
    browser.sees("ZOUNGRANA Awa").await?;
    browser.sees("Reçu par").await?;
    browser.check().await?;
    let pdf = file(&office, &browser, &format!("{round}/bordereau.pdf")).await?;
    ensure!(pdf.starts_with(b"%PDF-1."), "no PDF");
    Ok(())
}

#[tokio::test]
async fn a_logo_stands_on_the_letters() -> Result<()> {
    let office = Office::open().await?;
    let dossier = office.somebody("Zoungrana", "Awa")?;
    let picture = std::env::temp_dir().join(format!("logo-{}.png", std::process::id()));
    std::fs::write(&picture, PIXEL)?;
    let browser = office.browser(ADMINISTRATION, Look::Desk).await?;
    browser.visit_and_check("/structure/documents").await?;
    browser.press("Changer le logo ou la signature").await?;
    browser.check().await?;
    let chooser = browser.client().find(Locator::Id("logo")).await?;
    chooser
        .send_keys(picture.to_str().context("a path in letters")?)
        .await?;
    browser.press("Enregistrer l").await?;
    browser.sees("L’image est enregistrée").await?;
    browser.check().await?;
    std::fs::remove_file(&picture)?;

    browser.visit(&format!("{dossier}/documents")).await?;
    browser.press("Accusé de réception de la demande").await?;
    let width = browser
        .run("return document.querySelector('.app-letter__head img').naturalWidth")
        .await?;
    ensure!(width == 1, "the logo does not show: {width}");
    let pdf = format!("{}/lettre.pdf", browser.path().await?);
    ensure!(
        file(&office, &browser, &pdf).await?.starts_with(b"%PDF-1."),
        "no PDF"
    );
    Ok(())
}
