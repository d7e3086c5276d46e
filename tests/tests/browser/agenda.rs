//! The agenda in a real browser: fixed, refused, moved, not honoured, given up by the
//! keyboard alone; on a narrow screen, on paper and without scripts.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use fantoccini::key::Key;
use product_tests::harness::{Browser, Look, Office, demo::GESTION};

/// Opens what can be done about somebody's appointment, then does one of it.
async fn acts(browser: &Browser, person: &str, act: &str) -> Result<()> {
    browser.tabs_to(&format!("Agir : Mme {person}")).await?;
    browser.keys(&Key::Enter.to_string()).await?;
    go(browser, act).await
}

async fn go(browser: &Browser, what: &str) -> Result<()> {
    browser.tabs_to(what).await?;
    browser.enters().await
}

/// Types over what stands in the fields, by Tab, then Enter.
async fn fixes(browser: &Browser, day: &str, hour: &str) -> Result<()> {
    for (field, text) in [("date", day), ("heure", hour)] {
        browser.tabs_to(field).await?;
        browser.keys(text).await?;
    }
    browser.enters().await
}

#[tokio::test]
async fn an_appointment_lives_by_the_keyboard_alone() -> Result<()> {
    let office = Office::open().await?;
    let (first, second) = (
        office.somebody("Zoungrana", "Awa")?,
        office.somebody("Zongo", "Awa")?,
    );
    let browser = office.browser(GESTION, Look::Desk).await?;
    let step = |home: &str| format!("{home}/demande/rendez-vous");

    browser.visit_and_check(&step(&first)).await?;
    fixes(&browser, &office.day(0), "19:00").await?;
    browser.sees("Le rendez-vous est fixé").await?;
    browser.check().await?;

    // The same colleague at the same hour: refused at the field, with free hours.
    browser.visit(&step(&second)).await?;
    fixes(&browser, &office.day(0), "19 h 15").await?;
    browser.sees("Ce collègue a déjà un rendez-vous le").await?;
    browser.sees("de 19 h à 19 h 30").await?;
    browser.check().await?;
    ensure!(
        browser.value("heure").await? == "19 h 15",
        "the hour is lost"
    );
    // Another day changes what is proposed, and nothing else.
    let day = office.today + Days::new(7);
    browser.tabs_to("date").await?;
    browser.keys(&office.day(7)).await?;
    browser.keys(&Key::Tab.to_string()).await?;
    proposes_from(&browser, day).await?;
    browser.awaits_focus("#heure").await?;
    ensure!(
        browser.value("heure").await? == "19 h 15",
        "the hour is lost"
    );
    browser.check().await?;
    go(&browser, "Fixer le rendez-vous, ").await?;
    browser.sees("Le rendez-vous est fixé").await?;

    browser.visit_and_check("/agenda").await?;
    acts(&browser, "ZOUNGRANA Awa", "Non honoré").await?;
    browser
        .sees("Il est noté que la personne n’est pas venue")
        .await?;
    browser.sees("Non honoré").await?;
    browser.check().await?;
    go(&browser, "Rétablir").await?;
    browser.sees("le rendez-vous est de nouveau prévu").await?;
    acts(&browser, "ZOUNGRANA Awa", "Déplacer").await?;
    browser.check().await?;
    fixes(&browser, &office.day(0), "20:00").await?;
    browser.sees("Le rendez-vous est déplacé").await?;
    browser.check().await?;
    acts(&browser, "ZOUNGRANA Awa", "Annuler").await?;
    browser.check().await?;
    fills(&browser, "raison", "Elle a téléphoné.").await?;
    go(&browser, "Annuler le rendez-vous").await?;
    browser.sees("Le rendez-vous est annulé").await?;
    browser.check().await
}

async fn fills(browser: &Browser, field: &str, text: &str) -> Result<()> {
    browser.tabs_to(field).await?;
    browser.keys(text).await
}

/// Waits until nothing before that day is proposed.
async fn proposes_from(browser: &Browser, day: NaiveDate) -> Result<()> {
    let first = "return document.querySelector('button[name=creneau]').value.split('/')[1]";
    for _ in 0..200 {
        let proposed = browser.run(first).await?;
        if proposed
            .as_str()
            .is_some_and(|at| at >= day.to_string().as_str())
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    Err(browser.here("earlier hours are still proposed").await)
}

#[tokio::test]
async fn the_agenda_fits_a_telephone_and_leaves_by_a_secret_link() -> Result<()> {
    let office = Office::open().await?;
    let home = office.somebody("Zoungrana", "Awa")?;
    let browser = office.browser(GESTION, Look::Narrow).await?;
    let step = format!("{home}/demande/rendez-vous");
    let entry = home.replace("domicilies", "agenda");
    browser.visit_and_check(&step).await?;
    browser.fill("date", &office.day(0)).await?;
    browser.fill("heure", "19:00").await?;
    browser
        .fill("lieu", "Annexe de la mairie, 12 rue des Lilas")
        .await?;
    browser.press("Fixer le rendez-vous").await?;
    browser.sees("Le rendez-vous est fixé").await?;
    for path in [
        "/agenda?agent=tous".to_owned(),
        "/agenda?agent=tous&vue=jour".to_owned(),
        format!("{entry}/deplacer"),
        format!("{entry}/annuler"),
        "/mon-compte/agenda".to_owned(),
    ] {
        browser.visit_and_check(&path).await?;
    }
    browser.press("Créer mon lien secret").await?;
    browser.sees("Ce lien n’est affiché qu’une fois").await?;
    browser.check().await?;
    let text = browser.text().await?;
    let link = text
        .split_whitespace()
        .find(|word| word.contains("/agenda/flux/"))
        .context("no link is shown")?;
    let path = link.get(link.find("/agenda").unwrap_or_default()..);
    let path = path.unwrap_or_default();
    let calendar = office.site.get(path, "")?;
    let told = calendar.text();
    ensure!(
        calendar.status == 200 && told.starts_with("BEGIN:VCALENDAR"),
        "{told}"
    );
    ensure!(
        told.contains("SUMMARY:Entretien") && !told.contains("ZOUNGRANA"),
        "{told}"
    );
    Ok(())
}

#[tokio::test]
async fn without_scripts_an_hour_is_found_and_taken() -> Result<()> {
    let office = Office::open().await?;
    let home = office.somebody("Zoungrana", "Awa")?;
    let browser = office.browser(GESTION, Look::WithoutScripts).await?;
    browser
        .visit(&format!("{home}/demande/rendez-vous"))
        .await?;
    browser.fill("date", &office.day(7)).await?;
    browser.press("Actualiser les créneaux").await?;
    browser
        .sees("Presser une heure fixe le rendez-vous")
        .await?;
    browser.press("Fixer le rendez-vous, ").await?;
    browser.sees("Le rendez-vous est fixé").await?;
    let file = format!("{}/rendez-vous.ics", home.replace("domicilies", "agenda"));
    let file = office.site.get(&file, &office.cookie)?;
    let text = file.text();
    let start = text.split("DTSTART:").nth(1).and_then(|at| at.get(..8));
    let start = NaiveDate::parse_from_str(start.unwrap_or_default(), "%Y%m%d")?;
    let before = start - Days::new(7);
    browser.visit(&format!("/agenda?jour={before}")).await?;
    browser.lacks("ZOUNGRANA Awa").await?;
    browser.press("Semaine suivante").await?;
    browser.sees("ZOUNGRANA Awa").await
}
