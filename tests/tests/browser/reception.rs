//! The reception desk in a real browser: its jobs by the keyboard alone, what goes wrong,
//! and the other ways of using it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use product_tests::harness::{Browser, Effort, Look, Office, demo::ACCUEIL};

/// What the dossier says waits.
fn waits(office: &Office, dossier: &str) -> Result<String> {
    let page = office
        .site
        .get(&format!("{dossier}/courrier"), &office.cookie)?;
    let text = page.text().replace('\u{a0}', " ");
    let after = text.split("Courrier en attente").nth(1).unwrap_or_default();
    let sentence = after.split("</p>").next().unwrap_or_default();
    let words = sentence
        .split('<')
        .filter_map(|part| part.split('>').nth(1));
    Ok(words.collect::<String>().trim().to_owned())
}

fn key(key: Key) -> String {
    key.to_string()
}

/// Escape, another name, Enter: the person is open and has the focus.
async fn finds(job: &mut Effort<'_>, browser: &Browser, name: &str, shown: &str) -> Result<()> {
    browser.awaits_focus("#chercher").await?;
    job.types(name).await?;
    job.presses(&key(Key::Enter)).await?;
    browser.awaits_focus("#personne-nom").await?;
    browser.sees(shown).await
}

async fn back(browser: &Browser) -> Result<()> {
    browser.keys(&key(Key::Escape)).await?;
    browser.awaits_focus("#chercher").await
}

#[tokio::test]
async fn the_jobs_of_the_desk_by_the_keyboard_alone() -> Result<()> {
    let desk = Office::open().await?;
    let awa = desk.somebody("Zoungrana", "Awa")?;
    desk.sends(
        &format!("{awa}/procurations"),
        &[
            ("nom", "Zongo"),
            ("prenoms", "Issa"),
            ("naissance", ""),
            ("du", &desk.day(0)),
            ("au", &desk.day(60)),
        ],
    )?;
    let browser = desk.browser(ACCUEIL, Look::Desk).await?;
    ensure!(browser.path().await? == "/accueil", "the desk is not home");

    let mut job = Effort::of("01 find a person", "0 clicks, 1 field", &browser);
    finds(&mut job, &browser, "zoungrana awa", "ZOUNGRANA Awa").await?;
    job.done_within(1)?;
    back(&browser).await?;

    let mut job = Effort::of("02 record one letter", "1 click, 1 field", &browser);
    finds(&mut job, &browser, "zungrana", "ZOUNGRANA Awa").await?;
    job.presses("c").await?;
    browser.awaits("Enregistré : 1 courrier reçu").await?;
    browser.awaits_focus("#personne-nom").await?;
    job.done_within(2)?;
    back(&browser).await?;

    let mut job = Effort::of(
        "03 record 3 letters and 2 parcels",
        "2 + 5 clicks, 1 field",
        &browser,
    );
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("3c").await?;
    browser.awaits("Enregistré : 3 courriers reçus").await?;
    job.presses("2p").await?;
    browser.awaits("Enregistré : 2 colis reçus").await?;
    job.done_within(5)?;
    ensure!(
        waits(&desk, &awa)? == "4 courriers et 2 colis",
        "{}",
        waits(&desk, &awa)?
    );
    back(&browser).await?;

    let mut job = Effort::of("05 deliver some kinds only", "3 clicks, 1 field", &browser);
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("r").await?;
    browser.awaits_focus("#saisie #courriers").await?;
    job.presses(&key(Key::Delete)).await?;
    job.presses(&key(Key::Enter)).await?;
    browser.awaits("Enregistré : 2 colis remis").await?;
    browser.awaits_focus("#personne-nom").await?;
    job.done_within(4)?;
    ensure!(
        waits(&desk, &awa)? == "4 courriers",
        "{}",
        waits(&desk, &awa)?
    );
    back(&browser).await?;

    let mut job = Effort::of(
        "06 deliver to a proxy, in part",
        "3 clicks, 1 field (never in part)",
        &browser,
    );
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("r").await?;
    browser.awaits_focus("#saisie #courriers").await?;
    job.presses("1").await?;
    job.presses(&key(Key::Tab)).await?;
    job.presses(&key(Key::Down)).await?;
    job.presses(&key(Key::Enter)).await?;
    browser.awaits("Issa").await?;
    browser.awaits("Enregistré : 1 courrier remis").await?;
    job.done_within(6)?;
    ensure!(
        waits(&desk, &awa)? == "3 courriers",
        "{}",
        waits(&desk, &awa)?
    );
    back(&browser).await?;

    let mut job = Effort::of("07 return to the sender", "4 clicks, 1 field", &browser);
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("r").await?;
    browser.awaits_focus("#saisie #courriers").await?;
    job.presses("1").await?;
    job.presses(&key(Key::Tab)).await?;
    job.presses(&key(Key::Up)).await?;
    job.presses(&key(Key::Enter)).await?;
    browser.awaits("Enregistré : 1 courrier retourné").await?;
    job.done_within(6)?;
    back(&browser).await?;

    let mut job = Effort::of("08 visit", "1 click, 1 field", &browser);
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("v").await?;
    browser.awaits("Enregistré : Passage").await?;
    job.done_within(2)?;
    back(&browser).await?;

    let mut job = Effort::of("08 call", "1 click, 1 field", &browser);
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("t").await?;
    browser.awaits("Enregistré : Appel").await?;
    job.done_within(2)?;
    back(&browser).await?;

    let mut job = Effort::of(
        "04, 09 deliver everything, which is a visit",
        "2 clicks, 1 field",
        &browser,
    );
    finds(&mut job, &browser, "zoungrana", "ZOUNGRANA Awa").await?;
    job.presses("d").await?;
    browser.awaits("Enregistré : 2 courriers remis").await?;
    browser.awaits_focus("#personne-nom").await?;
    job.done_within(2)?;
    browser
        .awaits("Aucun courrier n’attend cette personne.")
        .await?;

    let mut job = Effort::of(
        "undo an act",
        "no button; the last act alone, from the history tab",
        &browser,
    );
    job.presses("z").await?;
    browser.awaits("Annulé : 2 courriers remis").await?;
    job.done_within(1)?;
    ensure!(
        waits(&desk, &awa)? == "2 courriers",
        "{}",
        waits(&desk, &awa)?
    );
    Ok(())
}

#[tokio::test]
async fn keys_act_on_the_person_alone_and_can_be_switched_off() -> Result<()> {
    let desk = Office::open().await?;
    let awa = desk.somebody("Zoungrana", "Awa")?;
    desk.somebody("Zoungrana", "Bintou")?;
    let browser = desk.browser(ACCUEIL, Look::Desk).await?;
    browser.check().await?;

    // The arrows choose among results, and typing goes on.
    browser.keys("zoung").await?;
    browser.awaits("2 personnes").await?;
    browser.check().await?;
    browser.keys(&key(Key::Down)).await?;
    browser.keys(&key(Key::Down)).await?;
    browser.awaits_focus("#resultats li:nth-child(2) a").await?;
    browser.keys("r").await?;
    browser.awaits_focus("#chercher").await?;
    ensure!(
        browser.value("chercher").await? == "zoungr",
        "{}",
        browser.value("chercher").await?
    );
    browser.awaits("2 personnes").await?;
    browser.keys(&key(Key::Down)).await?;
    browser.keys(&key(Key::Enter)).await?;
    browser.awaits_focus("#personne-nom").await?;
    browser.sees("ZOUNGRANA Awa").await?;
    ensure!(
        browser.path().await? == awa.replace("domicilies", "accueil"),
        "{}",
        browser.path().await?
    );
    browser.check().await?;

    // Escape selects what was typed; in the box a letter is a letter.
    back(&browser).await?;
    browser.keys("c").await?;
    ensure!(
        browser.value("chercher").await? == "c",
        "the text was not selected"
    );
    tokio::time::sleep(Duration::from_millis(200)).await;
    ensure!(
        waits(&desk, &awa)?.starts_with("Aucun courrier"),
        "{}",
        waits(&desk, &awa)?
    );

    // A scan while the person has the focus is no act.
    browser.keys(&key(Key::Escape)).await?;
    browser.awaits("Dernières personnes").await?;
    browser.keys(&key(Key::Down)).await?;
    browser.keys(&key(Key::Enter)).await?;
    browser.awaits_focus("#personne-nom").await?;
    browser
        .run("for (const key of 'CPVT7C4DC2PA') document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))")
        .await?;
    browser.awaits_focus("#chercher").await?;
    ensure!(
        browser.value("chercher").await? == "CPVT7C4DC2PA",
        "the code is not in the box"
    );
    ensure!(
        waits(&desk, &awa)?.starts_with("Aucun courrier"),
        "{}",
        waits(&desk, &awa)?
    );

    // Switched off, keys do nothing; buttons do.
    browser.unfold("Mon espace").await?;
    browser
        .does(
            "Désactiver les raccourcis clavier",
            "Activer les raccourcis",
        )
        .await?;
    browser.visit(&awa.replace("domicilies", "accueil")).await?;
    browser
        .run("document.getElementById('personne-nom').focus()")
        .await?;
    browser.keys("c").await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    browser.lacks("Enregistré :").await?;
    browser
        .does("Recevoir un courrier", "Enregistré : 1 courrier reçu")
        .await?;
    browser.awaits_focus("#acte-courriers").await?;
    browser.does("Annuler", "Annulé : 1 courrier reçu").await?;
    browser.check().await
}

#[tokio::test]
async fn what_goes_wrong_is_said_where_one_is_and_nothing_is_lost() -> Result<()> {
    let desk = Office::open().await?;
    let awa = desk.somebody("Zoungrana", "Awa")?;
    desk.sends(&format!("{awa}/courrier"), &[("courriers", "2")])?;
    let browser = desk.browser(ACCUEIL, Look::Desk).await?;
    browser.visit(&awa.replace("domicilies", "accueil")).await?;
    browser
        .run("document.getElementById('personne-nom').focus()")
        .await?;

    // More than waits: the form says so and keeps what was typed.
    browser.keys("r").await?;
    browser.awaits_focus("#saisie #courriers").await?;
    browser.check().await?;
    browser.keys("9").await?;
    browser.keys(&key(Key::Enter)).await?;
    browser.awaits("Il y avait 2 courriers en attente").await?;
    ensure!(
        browser.value("courriers").await? == "9",
        "what was typed is lost"
    );
    browser.check().await?;

    // Another desk hands the mail over meanwhile; this page learns it by its own act.
    desk.sends(
        &format!("{awa}/remise"),
        &[("courriers", "2"), ("a", "titulaire")],
    )?;
    browser
        .run("document.getElementById('tout-remettre')?.click()")
        .await?;
    browser
        .awaits("Aucun courrier n’attend cette personne.")
        .await?;
    ensure!(
        browser.value("courriers").await? == "9",
        "what was typed is lost"
    );

    // Hostile texts are texts.
    back(&browser).await?;
    browser
        .keys("\"><script>document.title='x'</script>")
        .await?;
    browser.awaits("Personne ne répond").await?;
    ensure!(
        browser.run("return document.title").await? != "x",
        "the search is a program"
    );

    // A scanner stuck on a key asks next to nothing.
    let counted = "return performance.getEntriesByType('resource').filter(r => r.name.includes('/accueil?')).length";
    let before = browser.run(counted).await?.as_u64().context("a number")?;
    browser
        .run("document.getElementById('chercher').value = ''")
        .await?;
    for _ in 0..10 {
        browser.keys(&"7".repeat(60)).await?;
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    let after = browser.run(counted).await?.as_u64().context("a number")?;
    ensure!(after - before <= 15, "{} requests", after - before);
    ensure!(
        browser.value("chercher").await?.len() == 200,
        "the text is not cut"
    );

    // The database goes away: the act is named, tried again, and counts once.
    desk.site.database.go_away().await?;
    browser
        .does("Recevoir un colis", "Non confirmé : « Recevoir un colis »")
        .await?;
    browser.check().await?;
    desk.site.database.come_back().await?;
    browser
        .does("Réessayer", "Enregistré : 1 colis reçu")
        .await?;
    ensure!(waits(&desk, &awa)? == "1 colis", "{}", waits(&desk, &awa)?);
    Ok(())
}

#[tokio::test]
async fn the_desk_fits_in_320_pixels_and_weighs_little() -> Result<()> {
    let desk = Office::open().await?;
    let awa = desk.somebody("Zoungrana", "Awa")?;
    desk.sends(
        &format!("{awa}/courrier"),
        &[("courriers", "2"), ("remarque", "Grande enveloppe")],
    )?;
    let browser = desk.browser(ACCUEIL, Look::Narrow).await?;
    let weight = browser
        .run("return performance.getEntriesByType('resource').reduce((sum, r) => sum + r.encodedBodySize, performance.getEntriesByType('navigation')[0].encodedBodySize)")
        .await?;
    ensure!(
        weight.as_f64().context("a number")? < 250_000.0,
        "{weight} bytes"
    );
    browser.check().await?;
    browser.keys("zoung").await?;
    browser.awaits("1 personne").await?;
    browser.check().await?;
    browser.keys(&key(Key::Enter)).await?;
    browser.awaits("Grande enveloppe").await?;
    browser.check().await?;
    browser.keys("r").await?;
    browser.awaits_focus("#saisie #courriers").await?;
    browser.check().await
}

#[tokio::test]
async fn without_scripts_the_desk_is_forms_and_links() -> Result<()> {
    let desk = Office::open().await?;
    desk.somebody("Zoungrana", "Awa")?;
    let browser = desk.browser(ACCUEIL, Look::WithoutScripts).await?;
    browser.fill("chercher", "zoungrana").await?;
    browser.press("Chercher").await?;
    browser.press("ZOUNGRANA").await?;
    browser
        .sees("Aucun courrier n’attend cette personne.")
        .await?;
    browser.press("Recevoir un avis").await?;
    browser.sees("Le courrier reçu est enregistré").await?;
    ensure!(
        browser.path().await?.starts_with("/accueil/"),
        "{}",
        browser.path().await?
    );
    browser.press("Remettre en partie").await?;
    browser.press("Enregistrer la remise").await?;
    browser.sees("Le courrier est remis à la personne").await?;
    ensure!(
        browser.path().await?.starts_with("/accueil/"),
        "{}",
        browser.path().await?
    );
    browser.press("Annuler").await?;
    browser.sees("L’enregistrement est annulé").await
}

#[tokio::test]
async fn however_soon_enter_comes_the_person_opens_without_leaving_the_page() -> Result<()> {
    let desk = Office::open().await?;
    desk.somebody("Zoungrana", "Awa")?;
    let browser = desk.browser(ACCUEIL, Look::Desk).await?;
    for moment in (0..200).step_by(25) {
        browser.visit("/accueil").await?;
        browser.awaits_focus("#chercher").await?;
        browser.run("window.samePage = true").await?;
        browser.keys("zoungrana awa").await?;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        browser.keys(&key(Key::Enter)).await?;
        browser.awaits("Ce qui attend").await?;
        ensure!(
            browser.run("return window.samePage === true").await? == true,
            "Enter after {moment} ms left the page"
        );
        browser.awaits_focus("#personne-nom").await?;
    }
    Ok(())
}
