//! A browser in front of a site, told what people tell it: fill this, press that.
//!
//! Whatever fails says on which page, and leaves a picture of it.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Error, Result, anyhow, bail, ensure};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{Driver, Site, axe, site::output_folder};

/// How the browser is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A desk.
    Desk,
    /// A window of 320 pixels, which is also a desk zoomed to 400 %.
    Narrow,
    /// A desk where no script runs.
    WithoutScripts,
}

/// A browser on a site.
pub struct Browser {
    client: Client,
    site: String,
    look: Look,
    _driver: Driver,
}

impl Browser {
    /// Opens it.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn open(site: &Site, look: Look) -> Result<Self> {
        let driver = Driver::start().await?;
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".into(), options(look));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .context("the browser does not start")?;
        Ok(Self {
            client,
            site: site.url(""),
            look,
            _driver: driver,
        })
    }

    /// The browser itself, for what is said nowhere else.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Goes to a page of the site.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn visit(&self, path: &str) -> Result<()> {
        Ok(self.client.goto(&format!("{}{path}", self.site)).await?)
    }

    /// Goes to a page of the site and checks it.
    ///
    /// # Errors
    /// As [`Self::visit`] and [`Self::check`].
    pub async fn visit_and_check(&self, path: &str) -> Result<()> {
        self.visit(path).await?;
        self.check().await
    }

    /// Checks the page that is open: its accessibility, and that it fits in its window.
    ///
    /// # Errors
    /// Says all that is wrong.
    pub async fn check(&self) -> Result<()> {
        let found = axe::violations(&self.client).await?;
        if !found.is_empty() {
            return Err(self.here(&found.join("\n")).await);
        }
        let script = "return [document.querySelectorAll('h1').length, document.documentElement.scrollWidth, innerWidth]";
        let measured = self.client.execute(script, vec![]).await?;
        let of = |index: usize| measured[index].as_u64().unwrap_or_default();
        if of(0) != 1 {
            return Err(self.here(&format!("{} titles of level 1", of(0))).await);
        }
        if of(1) > of(2) {
            return Err(self
                .here(&format!("{} pixels in a window of {}", of(1), of(2)))
                .await);
        }
        Ok(())
    }

    /// Signs in.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<()> {
        self.visit("/connexion").await?;
        self.fill("email", email).await?;
        self.fill("mot_de_passe", password).await?;
        self.press("Se connecter").await?;
        match self.path().await?.as_str() {
            "/connexion" => Err(self.here("not signed in").await),
            _ => Ok(()),
        }
    }

    /// Signs out.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub async fn sign_out(&self) -> Result<()> {
        self.unfold("Mon espace").await?;
        self.press("Se déconnecter").await
    }

    /// Types in a field, in place of what was there.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let field = self.element(&format!("//*[@id='{id}']"), id).await?;
        if self.look == Look::WithoutScripts {
            // Clearing needs a script.
            return Ok(field.send_keys(text).await?);
        }
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// What a field holds.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn value(&self, id: &str) -> Result<String> {
        let field = self.element(&format!("//*[@id='{id}']"), id).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    /// Chooses among radio buttons or boxes by what is written beside.
    ///
    /// # Errors
    /// When there is no such choice.
    pub async fn choose(&self, name: &str, label: &str) -> Result<()> {
        let path = format!(
            "//label[@for=//input[@name='{name}']/@id][starts-with(normalize-space(.), {})]",
            quoted(label)
        );
        Ok(self.element(&path, label).await?.click().await?)
    }

    /// Chooses in a list.
    ///
    /// # Errors
    /// When there is no such choice.
    pub async fn select(&self, id: &str, label: &str) -> Result<()> {
        let path = format!(
            "//select[@id='{id}']//option[starts-with(normalize-space(.), {})]",
            quoted(label)
        );
        Ok(self.element(&path, label).await?.click().await?)
    }

    /// Presses a button or follows a link, and waits for the page it leads to.
    ///
    /// # Errors
    /// When there is none of that name, or it leads nowhere.
    pub async fn press(&self, label: &str) -> Result<()> {
        let q = quoted(label);
        let path = format!(
            "//button[not(@aria-disabled)][starts-with(normalize-space(.), {q})] | //a[@href][starts-with(normalize-space(.), {q})]"
        );
        let pressed = self.element(&path, label).await?;
        self.leads_on(label, pressed.click()).await
    }

    /// Does something that leads to another page, and waits for it.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub async fn leads_on<E: Into<Error>>(
        &self,
        what: &str,
        act: impl Future<Output = Result<(), E>>,
    ) -> Result<()> {
        let before = self.document().await?;
        act.await
            .map_err(Into::into)
            .with_context(|| format!("pressing « {what} »"))?;
        let start = Instant::now();
        while self.document().await? == before {
            if start.elapsed() > Duration::from_secs(10) {
                return Err(self.here(&format!("« {what} » leads nowhere")).await);
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        Ok(())
    }

    /// What tells one page loaded from another, be it at the same address.
    async fn document(&self) -> Result<String> {
        let start = Instant::now();
        loop {
            match self.client.find(Locator::Css("html")).await {
                Ok(found) => return Ok(found.element_id().to_string()),
                // Between two pages there may be none.
                Err(_) if start.elapsed() < Duration::from_secs(10) => {
                    tokio::time::sleep(Duration::from_millis(30)).await;
                }
                Err(error) => bail!(error),
            }
        }
    }

    /// Waits until something is written on the page, which stays the same page.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn awaits(&self, words: &str) -> Result<()> {
        let start = Instant::now();
        loop {
            match self.sees(words).await {
                Err(_) if start.elapsed() < Duration::from_secs(10) => {
                    tokio::time::sleep(Duration::from_millis(30)).await;
                }
                ended => return ended,
            }
        }
    }

    /// Presses a button or follows a link that leaves one on the page, and waits for what it
    /// says there.
    ///
    /// # Errors
    /// When there is none of that name, or it does not say it.
    pub async fn does(&self, label: &str, said: &str) -> Result<()> {
        let q = quoted(label);
        let path = format!(
            "//button[not(@aria-disabled)][starts-with(normalize-space(.), {q})] | //a[@href][starts-with(normalize-space(.), {q})]"
        );
        self.element(&path, label).await?.click().await?;
        self.awaits(said).await
    }

    /// Opens what is folded.
    ///
    /// # Errors
    /// When nothing of that name is.
    pub async fn unfold(&self, label: &str) -> Result<()> {
        let path = format!(
            "//summary[starts-with(normalize-space(.), {})]",
            quoted(label)
        );
        Ok(self.element(&path, label).await?.click().await?)
    }

    /// Whether a button or a link is there to be pressed.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn offers(&self, label: &str) -> Result<bool> {
        let q = quoted(label);
        let path = format!(
            "//button[not(@aria-disabled)][starts-with(normalize-space(.), {q})] | //a[@href][starts-with(normalize-space(.), {q})]"
        );
        Ok(!self
            .client
            .find_all(Locator::XPath(&path))
            .await?
            .is_empty())
    }

    /// What is written on the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn text(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// Makes sure that something is written on the page, whatever its case and spaces.
    ///
    /// # Errors
    /// When it is not.
    pub async fn sees(&self, words: &str) -> Result<()> {
        if plain(&self.text().await?).contains(&plain(words)) {
            return Ok(());
        }
        Err(self.here(&format!("« {words} » is not on the page")).await)
    }

    /// Makes sure that something is not written on the page.
    ///
    /// # Errors
    /// When it is.
    pub async fn lacks(&self, words: &str) -> Result<()> {
        if !plain(&self.text().await?).contains(&plain(words)) {
            return Ok(());
        }
        Err(self.here(&format!("« {words} » is on the page")).await)
    }

    /// Runs a script on the page.
    ///
    /// # Errors
    /// When it fails.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, vec![]).await?)
    }

    /// The path of the page that is open.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn path(&self) -> Result<String> {
        Ok(self.client.current_url().await?.path().to_owned())
    }

    /// The cookies of the site, as a request carries them.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn cookie(&self) -> Result<String> {
        let cookies = self.client.get_all_cookies().await?;
        let pairs: Vec<String> = cookies
            .iter()
            .map(|c| format!("{}={}", c.name(), c.value()))
            .collect();
        Ok(pairs.join("; "))
    }

    /// The first element shown at a path.
    async fn element(&self, path: &str, what: &str) -> Result<Element> {
        let found = self.client.find_all(Locator::XPath(path)).await?;
        // Whether something is shown takes a script to know.
        if self.look == Look::WithoutScripts {
            return found
                .into_iter()
                .next()
                .with_context(|| format!("no « {what} »"));
        }
        for element in found {
            if element.is_displayed().await? {
                return Ok(element);
            }
        }
        Err(self.here(&format!("no « {what} »")).await)
    }

    /// What went wrong, where, with a picture.
    pub async fn here(&self, what: &str) -> Error {
        let path = self.path().await.unwrap_or_default();
        let name: String = path
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let picture = output_folder().join(format!("failed{name}.png"));
        let told = match self.picture(&picture).await {
            Ok(()) => format!("see {}", picture.display()),
            Err(_) => "no picture".to_owned(),
        };
        anyhow!("{path}: {what} ({told})")
    }

    /// A picture of the window.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn picture(&self, to: &PathBuf) -> Result<()> {
        let taken = self.client.screenshot().await?;
        ensure!(!taken.is_empty(), "an empty picture");
        Ok(fs::write(to, taken)?)
    }
}

fn options(look: Look) -> Value {
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    let mut options = json!({
        "binary": chromium,
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,900", "--lang=fr-FR",
        ],
    });
    match look {
        Look::Desk => {}
        Look::Narrow => {
            options["mobileEmulation"] = json!({ "deviceMetrics": { "width": 320, "height": 640, "pixelRatio": 1.0, "mobile": false, "touch": false } });
        }
        Look::WithoutScripts => {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
    }
    options
}

/// As XPath quotes it.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Without what typography and style sheets add.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
