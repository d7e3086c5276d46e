//! The invented people of the demo: states that take months to reach.

use anyhow::{Context, Result, ensure};
use product_tests::harness::{
    Browser, Look, Site,
    demo::{GESTION, PASSWORD, dossiers},
};

#[tokio::test]
async fn every_state_is_reached_from_the_list() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    browser.visit("/domicilies").await?;
    for tab in [
        "En instruction",
        "À valider",
        "Renouvellements en cours",
        "Échus",
        "Refusés",
        "Radiés",
        "Tous",
    ] {
        browser.press(tab).await?;
        browser.check().await?;
    }
    let cookie = browser.cookie().await?;
    silence_ends_a_domiciliation(&site, &browser, &cookie).await?;
    an_old_term_is_closed(&site, &browser, &cookie).await?;
    a_request_is_refused(&site, &browser, &cookie).await?;
    a_proposal_is_sent_back(&site, &browser, &cookie).await
}

/// Told long enough ago and never seen since: the second step is open, and ends it.
async fn silence_ends_a_domiciliation(site: &Site, browser: &Browser, cookie: &str) -> Result<()> {
    browser.visit("/domicilies").await?;
    browser.select("passage", "Plus de 3 mois").await?;
    browser.press("Filtrer").await?;
    browser.sees("sans passage depuis plus de 3 mois").await?;
    browser.check().await?;
    let mut ready = None;
    for dossier in dossiers(site, cookie, "/domicilies?passage=3-mois")? {
        let page = site.get(&format!("{dossier}/radiation"), cookie)?.text();
        if page.contains("radiation/prononcer?motif=non_manifestation\">Prononcer la radiation") {
            ready = Some(dossier);
        }
    }
    let dossier = ready.context("nobody was told long enough ago")?;
    browser.visit_and_check(&dossier).await?;
    browser.sees("radiable depuis le").await?;
    browser.press("Suivre la radiation envisagée").await?;
    browser.sees("Délai terminé le").await?;
    browser.check().await?;
    browser.press("Prononcer la radiation").await?;
    browser.sees("l’absence est vérifiée de nouveau").await?;
    browser.check().await?;
    browser.press("Prononcer la radiation").await?;
    browser.sees("La radiation est prononcée").await?;
    browser.check().await
}

/// A term that ended is renewed or closed; closing is no striking-off.
async fn an_old_term_is_closed(site: &Site, browser: &Browser, cookie: &str) -> Result<()> {
    let lapsed = dossiers(site, cookie, "/domicilies?onglet=echus")?;
    let mut closed = false;
    for dossier in lapsed {
        browser.visit(&dossier).await?;
        browser.sees("Domiciliation échue le").await?;
        if browser.offers("Clore le dossier échu").await? {
            browser.check().await?;
            browser.press("Clore le dossier échu").await?;
            browser.sees("Ce n’est pas une radiation").await?;
            browser.check().await?;
            browser.press("Clore le dossier").await?;
            browser.sees("Le dossier est clos").await?;
            closed = true;
            break;
        }
    }
    ensure!(closed, "no dossier can be closed");
    Ok(())
}

/// A refusal says why, with facts, and where else the person is received.
async fn a_request_is_refused(site: &Site, browser: &Browser, cookie: &str) -> Result<()> {
    let proposed = dossiers(site, cookie, "/domicilies?onglet=a-valider")?;
    let dossier = proposed.first().context("nothing is proposed")?;
    browser.visit(dossier).await?;
    browser.press("Refuser la demande").await?;
    browser.check().await?;
    browser.press("Refuser la demande").await?;
    browser.sees("Écrivez le nom de l’organisme").await?;
    browser.check().await?;
    browser
        .choose("motif", "Absence de lien avec la commune")
        .await?;
    browser
        .fill(
            "faits",
            "Aucun lien n’a pu être établi pendant l’entretien.",
        )
        .await?;
    browser.choose("organisme", "CCAS").await?;
    browser.fill("nom", "CCAS de Valbrume").await?;
    browser
        .fill("contact", "1 rue du Lavoir, le matin.")
        .await?;
    browser.press("Refuser la demande").await?;
    browser.sees("La demande est refusée").await?;
    browser.check().await
}

/// A proposal that lacks something goes back to who instructs, with the reason.
async fn a_proposal_is_sent_back(site: &Site, browser: &Browser, cookie: &str) -> Result<()> {
    let proposed = dossiers(site, cookie, "/domicilies?onglet=a-valider")?;
    let dossier = proposed.first().context("nothing is proposed")?;
    browser.visit(dossier).await?;
    browser.press("Renvoyer pour complément").await?;
    browser.check().await?;
    browser
        .fill("raison", "Préciser le lien avec la commune.")
        .await?;
    browser.press("Renvoyer pour complément").await?;
    browser
        .sees("La demande est renvoyée pour complément")
        .await?;
    browser.sees("En instruction").await
}

#[tokio::test]
async fn a_second_start_of_the_demo_keeps_what_was_done() -> Result<()> {
    let site = Site::demo().await?;
    let browser = Browser::open(&site, Look::Desk).await?;
    browser.sign_in(GESTION, PASSWORD).await?;
    let cookie = browser.cookie().await?;
    let dossier = dossiers(&site, &cookie, "/domicilies")?.swap_remove(0);
    let people = |page: String| {
        let page = page.replace('\u{a0}', " ");
        page.match_indices(" dossiers").find_map(|(end, _)| {
            let digits = page[..end].rsplit(|c: char| !c.is_ascii_digit()).next()?;
            (!digits.is_empty()).then(|| digits.to_owned())
        })
    };
    let everybody = "/domicilies?onglet=tous";
    let loaded = people(site.get(everybody, &cookie)?.text()).context("nobody is counted")?;
    let notes = format!("{dossier}/notes");
    browser.visit(&notes).await?;
    browser
        .fill("note", "Écrite avant le second chargement.")
        .await?;
    browser.press("Ajouter la note").await?;

    let again = site.command().arg("demo").output()?;
    ensure!(
        again.status.success(),
        String::from_utf8_lossy(&again.stderr).into_owned()
    );
    let said = String::from_utf8(again.stdout)?;
    ensure!(
        said.contains(GESTION) && said.contains(PASSWORD),
        "the accounts are not told: {said}"
    );
    browser.visit(&notes).await?;
    browser.sees("Écrite avant le second chargement").await?;
    browser.visit(everybody).await?;
    browser.sees(&format!("{loaded} dossiers")).await
}
