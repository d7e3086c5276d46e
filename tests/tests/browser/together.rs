//! Two desks, one person: what one does the other sees, and neither loses what is typed.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fantoccini::{Locator, key::Key};
use product_tests::harness::{
    Browser, Look, Site,
    demo::{ACCUEIL, ADMINISTRATION, GESTION, PASSWORD, dossiers},
};

/// As long as an act of another desk may stay unseen.
const SOON: Duration = Duration::from_secs(2);
/// The same on a machine that has much else to do, where it is seen all the same.
const AT_LAST: Duration = Duration::from_secs(15);

/// Waits until something is written on the page, and says how long that took.
async fn appears(browser: &Browser, words: &str, patience: Duration) -> Result<Duration> {
    let begin = Instant::now();
    loop {
        let seen = browser.sees(words).await;
        if seen.is_ok() {
            return Ok(begin.elapsed());
        }
        if begin.elapsed() > patience {
            return seen.map(|()| begin.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// Presses what stays on its page.
async fn press_here(browser: &Browser, id: &str) -> Result<()> {
    let button = browser.client().find(Locator::Id(id)).await?;
    Ok(button.click().await?)
}

async fn focused(browser: &Browser) -> Result<String> {
    let id = browser.run("return document.activeElement.id").await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

async fn desk(site: &Site, email: &str) -> Result<Browser> {
    let browser = Browser::open(site, Look::Desk).await?;
    browser.sign_in(email, PASSWORD).await?;
    Ok(browser)
}

/// Somebody for whom mail waits.
async fn somebody(site: &Site, browser: &Browser) -> Result<String> {
    let cookie = browser.cookie().await?;
    let found = dossiers(site, &cookie, "/domicilies?courrier=oui")?;
    Ok(found[0].clone())
}

#[tokio::test]
async fn two_desks_see_each_other_s_acts_and_keep_focus_and_text() -> Result<()> {
    let site = Site::demo().await?;
    let mine = desk(&site, ACCUEIL).await?;
    let theirs = desk(&site, GESTION).await?;
    let person = somebody(&site, &mine).await?;
    mine.visit(&person).await?;
    theirs.visit(&person).await?;

    // Half a word in the search box, the caret in it.
    mine.fill("recherche", "dial").await?;
    let mut quickest = Duration::MAX;
    for (act, said) in [
        ("acte-appel", "appel"),
        ("acte-passage", "passage"),
        ("acte-message", "message"),
    ] {
        press_here(&theirs, act).await?;
        let line = format!("vient d’enregistrer : {said}");
        let took = appears(&mine, &line, AT_LAST).await?;
        println!("an act of another desk is seen after {took:?}");
        quickest = quickest.min(took);
    }
    ensure!(quickest < SOON, "seen after {quickest:?} at the soonest");
    ensure!(focused(&mine).await? == "recherche", "the focus moved");
    ensure!(
        mine.value("recherche").await? == "dial",
        "what was typed is lost"
    );
    mine.check().await?;

    // On a button that is drawn again.
    mine.run("document.getElementById('acte-passage').focus()")
        .await?;
    let before = mine
        .run("return document.getElementById('vif').dataset.version")
        .await?;
    press_here(&theirs, "acte-appel").await?;
    let begin = Instant::now();
    while mine
        .run("return document.getElementById('vif').dataset.version")
        .await?
        == before
    {
        ensure!(begin.elapsed() < AT_LAST, "the page stays as it was");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    ensure!(
        focused(&mine).await? == "acte-passage",
        "the focus moved to « {} »",
        focused(&mine).await?
    );

    // One's own act is not announced to oneself, and is to the other.
    theirs.lacks("vient d’enregistrer").await?;
    press_here(&mine, "acte-appel").await?;
    appears(&theirs, "vient d’enregistrer", AT_LAST).await?;
    Ok(())
}

#[tokio::test]
async fn a_list_says_that_it_changed_and_moves_nothing() -> Result<()> {
    let site = Site::demo().await?;
    let mine = desk(&site, ACCUEIL).await?;
    let theirs = desk(&site, GESTION).await?;
    let person = somebody(&site, &mine).await?;
    mine.visit("/domicilies").await?;
    theirs.visit(&person).await?;
    mine.fill("recherche", "ba").await?;
    let rows = "return document.querySelector('main table').innerText";
    let before = mine.run(rows).await?;
    press_here(&theirs, "acte-appel").await?;
    appears(&mine, "La liste a changé", AT_LAST).await?;
    ensure!(mine.run(rows).await? == before, "the list moved");
    ensure!(
        mine.value("recherche").await? == "ba",
        "what was typed is lost"
    );
    mine.check().await?;
    mine.press("Actualiser").await?;
    mine.lacks("La liste a changé").await
}

#[tokio::test]
async fn a_server_that_was_away_is_said_to_be_and_the_page_catches_up() -> Result<()> {
    let mut site = Site::demo().await?;
    let mine = desk(&site, ACCUEIL).await?;
    let theirs = desk(&site, GESTION).await?;
    let person = somebody(&site, &mine).await?;
    mine.visit(&person).await?;
    theirs.visit(&person).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;

    site.stop().await?;
    let cut = "les actes des autres postes ne s’affichent plus";
    let took = appears(&mine, cut, Duration::from_secs(20)).await?;
    ensure!(took > Duration::from_secs(5), "said too soon: {took:?}");
    mine.check().await?;

    site.start_again().await?;
    press_here(&theirs, "acte-appel").await?;
    appears(&mine, "vient d’enregistrer", Duration::from_secs(40)).await?;
    mine.lacks(cut).await
}

#[tokio::test]
async fn what_two_typed_differently_comes_back_with_both_versions_by_keyboard() -> Result<()> {
    let site = Site::demo().await?;
    let mine = desk(&site, GESTION).await?;
    let theirs = desk(&site, ADMINISTRATION).await?;
    let person = somebody(&site, &mine).await?;
    let page = format!("{person}/identite");
    mine.visit(&page).await?;
    theirs.visit(&page).await?;
    theirs.fill("lieu_naissance", "Bamako").await?;
    theirs.press("Enregistrer").await?;

    mine.fill("lieu_naissance", "Kayes").await?;
    let field = mine.client().find(Locator::Id("lieu_naissance")).await?;
    let enter = Key::Enter.to_string();
    mine.leads_on("Entrée", field.send_keys(&enter)).await?;
    mine.sees("Enregistré maintenant : Bamako").await?;
    mine.sees("Votre saisie : Kayes").await?;
    ensure!(
        focused(&mine).await? == "conflit",
        "the conflict has not the focus"
    );
    ensure!(
        mine.value("lieu_naissance").await? == "Kayes",
        "what was typed is lost"
    );
    mine.check().await?;

    // From the summary to the field, and sent again: on purpose this time.
    let tab = String::from(char::from(Key::Tab));
    let active = mine.client().active_element().await?;
    active.send_keys(&tab).await?;
    mine.client()
        .active_element()
        .await?
        .send_keys(&enter)
        .await?;
    ensure!(
        focused(&mine).await? == "lieu_naissance",
        "the link leads elsewhere"
    );
    let field = mine.client().active_element().await?;
    mine.leads_on("Entrée", field.send_keys(&enter)).await?;
    mine.sees("L’identité est corrigée").await?;
    mine.sees("Kayes").await
}

#[tokio::test]
async fn a_conflict_fits_in_320_pixels() -> Result<()> {
    let site = Site::demo().await?;
    let mine = Browser::open(&site, Look::Narrow).await?;
    mine.sign_in(GESTION, PASSWORD).await?;
    let theirs = desk(&site, ADMINISTRATION).await?;
    let page = format!("{}/identite", somebody(&site, &mine).await?);
    mine.visit(&page).await?;
    theirs.visit(&page).await?;
    theirs.fill("lieu_naissance", "Bamako").await?;
    theirs.press("Enregistrer").await?;
    mine.fill("lieu_naissance", "Kayes").await?;
    mine.press("Enregistrer").await?;
    mine.sees("Votre saisie : Kayes").await?;
    mine.check().await
}
