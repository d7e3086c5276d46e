//! The mail round in a real browser: a bag of mail by the keyboard alone, what is not sure,
//! and what survives a closed browser.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use product_tests::harness::{Browser, Effort, Look, Office, demo::ACCUEIL};

fn key(key: Key) -> String {
    key.to_string()
}

/// Registers somebody; the number of their dossier.
fn somebody(office: &Office, nom: &str, prenoms: &str) -> Result<String> {
    office.number(&office.somebody(nom, prenoms)?)
}

/// Opens a round; its path.
async fn begin(browser: &Browser) -> Result<String> {
    browser.visit("/tournee").await?;
    browser.press("Commencer une tournée").await?;
    browser.awaits_focus("#qui").await?;
    browser.path().await
}

#[tokio::test]
async fn twenty_people_by_the_keyboard_alone_and_a_closed_browser() -> Result<()> {
    let office = Office::open().await?;
    let mut numbers = Vec::new();
    for n in 0..20 {
        let prenoms = format!("Awa{}", char::from(b'a' + n));
        numbers.push(somebody(&office, "Zoungrana", &prenoms)?);
    }
    let browser = office.browser(ACCUEIL, Look::Desk).await?;
    let round = begin(&browser).await?;
    let mut job = Effort::of(
        "a bag for twenty people, by number",
        "20 × (1 click, 1 field), one person at a time",
        &browser,
    );
    // As fast as the keys go: nothing waits for the answers.
    for number in &numbers {
        job.types(number).await?;
        job.presses(&key(Key::Enter)).await?;
    }
    browser.awaits("20 courriers").await?;
    job.done_within(20)?;
    browser.check().await?;

    // The same Enter twice is one letter.
    browser.keys(&numbers[0]).await?;
    browser.keys(&key(Key::Enter).repeat(2)).await?;
    browser.awaits("21 courriers").await?;
    drop(browser);

    let browser = office.browser(ACCUEIL, Look::Desk).await?;
    browser.visit("/tournee").await?;
    browser.press("Reprendre").await?;
    ensure!(browser.path().await? == round, "another round");
    browser.sees("21 courriers").await?;

    let mut job = Effort::of(
        "a letter for one of several of a name",
        "2 clicks, 1 field",
        &browser,
    );
    browser.awaits_focus("#qui").await?;
    job.types("zoungrana x2").await?;
    job.presses(&key(Key::Enter)).await?;
    browser.awaits_focus("#personne-0").await?;
    browser.check().await?;
    job.presses(&key(Key::Down)).await?;
    job.presses(&key(Key::Enter)).await?;
    browser.awaits("23 courriers").await?;
    browser.awaits_focus("#qui").await?;
    job.done_within(3)?;

    // Nobody: what was typed stays, and goes aside by one press.
    browser.keys("Quidam Inconnu").await?;
    browser.keys(&key(Key::Enter)).await?;
    browser.awaits("Personne ne répond à").await?;
    ensure!(
        browser.value("qui").await? == "Quidam Inconnu",
        "the text is lost"
    );
    browser.check().await?;
    browser.does("Mettre à part", "1 à part").await?;

    browser.press("Corriger").await?;
    browser.check().await?;
    browser.choose("nature", "Colis").await?;
    browser.press("Enregistrer la correction").await?;
    browser.sees("La ligne est corrigée").await?;
    browser.sees("21 courriers et 2 colis").await?;

    browser.press("Terminer").await?;
    browser.sees("Quidam Inconnu").await?;
    browser.check().await?;
    browser.press("Clore la tournée").await?;
    browser.sees("La tournée est close").await?;
    browser.lacks("Quidam").await?;
    browser.check().await
}

#[tokio::test]
async fn a_list_from_a_scanner_shows_what_it_does_not_know() -> Result<()> {
    let office = Office::open().await?;
    let number = somebody(&office, "Zoungrana", "Awa")?;
    let browser = office.browser(ACCUEIL, Look::Desk).await?;
    begin(&browser).await?;
    browser.press("Saisir une liste").await?;
    browser.check().await?;
    let list = format!("{number}\nINCONNU-7\n{number};colis;2\n");
    browser.fill("liste", &list).await?;
    browser.press("Vérifier la liste").await?;
    browser.sees("3 plis trouvés").await?;
    browser.sees("INCONNU-7").await?;
    browser.check().await?;
    browser.press("Enregistrer les").await?;
    browser.sees("1 courrier et 2 colis").await?;
    browser.sees("INCONNU-7").await
}

#[tokio::test]
async fn narrow_or_without_scripts_the_round_works() -> Result<()> {
    let office = Office::open().await?;
    let number = somebody(&office, "Zoungrana", "Awa")?;
    let narrow = office.browser(ACCUEIL, Look::Narrow).await?;
    let round = begin(&narrow).await?;
    narrow.keys(&number).await?;
    narrow.keys(&key(Key::Enter)).await?;
    narrow.awaits("1 courrier").await?;
    narrow.check().await?;
    for page in ["/recapitulatif", "/liste", "/lignes/1"] {
        narrow.visit_and_check(&format!("{round}{page}")).await?;
    }
    narrow.visit_and_check("/tournee").await?;
    drop(narrow);

    let plain = office.browser(ACCUEIL, Look::WithoutScripts).await?;
    plain.visit(&round).await?;
    plain.fill("qui", "zoungrana awa x2").await?;
    plain.press("Enregistrer").await?;
    plain.sees("Est-ce bien cette personne").await?;
    plain.press("Enregistrer pour cette personne").await?;
    plain.sees("3 courriers").await
}

#[tokio::test]
async fn a_server_that_starts_again_and_answers_that_are_lost_cost_no_letter() -> Result<()> {
    let mut office = Office::open().await?;
    let number = somebody(&office, "Zoungrana", "Awa")?;
    let browser = office.browser(ACCUEIL, Look::Desk).await?;
    begin(&browser).await?;
    let enters = async || -> Result<()> {
        browser.keys(&number).await?;
        browser.keys(&key(Key::Enter)).await
    };
    enters().await?;
    browser.awaits("1 courrier").await?;

    // The server stops: whoever enters mail types on, and sees what is not recorded.
    office.site.stop().await?;
    enters().await?;
    enters().await?;
    browser.awaits("Le réseau ne répond pas").await?;
    browser.awaits_focus("#qui").await?;
    browser.check().await?;
    office.site.start_again().await?;
    browser.does("Réessayer", "3 courriers").await?;
    browser.lacks("Le réseau ne répond pas").await?;

    // What is sent arrives, but its answer is lost: sent again, it is the same letter.
    browser
        .run(
            "window.whole = window.fetch;
            window.fetch = async (...sent) => { await window.whole(...sent); throw new TypeError(); }",
        )
        .await?;
    enters().await?;
    browser.awaits("Le réseau ne répond pas").await?;
    browser.run("window.fetch = window.whole").await?;
    browser.does("Réessayer", "4 courriers").await?;
    enters().await?;
    browser.awaits("5 courriers").await
}
