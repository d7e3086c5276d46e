//! An office of the demo: browsers of those who work there, and people who are registered
//! without a browser.

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};

use super::{
    Browser, Look, Site,
    demo::{GESTION, PASSWORD},
    form, send,
};

/// A site of the demo, and somebody of it who may register people.
pub struct Office {
    /// The site.
    pub site: Site,
    /// The session of whoever registers people.
    pub cookie: String,
    /// The day it is there.
    pub today: NaiveDate,
}

impl Office {
    /// Opens a demo of its own.
    ///
    /// # Errors
    /// When the site does not start.
    pub async fn open() -> Result<Self> {
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

    /// A browser in which somebody of the demo is signed in.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn browser(&self, email: &str, look: Look) -> Result<Browser> {
        let browser = Browser::open(&self.site, look).await?;
        browser.sign_in(email, PASSWORD).await?;
        Ok(browser)
    }

    /// Registers a woman who asks for a domicile today; the path of her dossier.
    ///
    /// # Errors
    /// When she is not accepted.
    pub fn somebody(&self, nom: &str, prenoms: &str) -> Result<String> {
        let page = self.site.get("/domicilies/nouveau", &self.cookie)?.text();
        let id = proposed(&page, "dossier");
        self.sends(
            "/domicilies/nouveau",
            &[
                ("dossier", &id),
                ("civilite", "madame"),
                ("nom", nom),
                ("prenoms", prenoms),
                ("naissance", "1990"),
                ("lieu_naissance", "Lyon"),
                ("canal", "in_person"),
                ("date_demande", &self.day(0)),
            ],
        )?;
        Ok(format!("/domicilies/{id}"))
    }

    /// The number of a dossier.
    ///
    /// # Errors
    /// When its page tells none.
    pub fn number(&self, dossier: &str) -> Result<String> {
        let text = self.site.get(dossier, &self.cookie)?.text();
        let after = text.split("N°\u{a0}").nth(1).context("no number")?;
        Ok(after.chars().take_while(char::is_ascii_digit).collect())
    }

    /// Sends a form that is accepted.
    ///
    /// # Errors
    /// When it is not.
    pub fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        let sent = form(path, &self.cookie, body.join("&").as_bytes());
        let reply = send(&self.site.address(), &sent)?;
        ensure!(reply.status == 303, "{path}: {}", reply.text());
        Ok(())
    }

    /// So many days from today, in figures.
    #[must_use]
    pub fn day(&self, after: u64) -> String {
        let day = self.today + Days::new(after);
        day.format("%d/%m/%Y").to_string()
    }
}

/// What a form of a page proposes in a field.
#[must_use]
pub fn proposed(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\"")).nth(1);
    let value = after.unwrap_or_default().split("value=\"").nth(1);
    let value = value.and_then(|value| value.split('"').next());
    value.unwrap_or_default().to_owned()
}
