//! The browser by the keyboard alone.

use std::time::{Duration, Instant};

use anyhow::Result;
use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};

use super::Browser;

/// More stops than any page has.
const STOPS: usize = 250;

impl Browser {
    /// Presses keys, which act where the focus is at each, as those of a keyboard do.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        let keyboard = KeyActions::new("keyboard".to_owned());
        let pressed = keys.chars().fold(keyboard, |actions, value| {
            actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
        });
        Ok(self.client().perform_actions(pressed).await?)
    }

    /// Waits until the focus is on an element that a selector names.
    ///
    /// # Errors
    /// When it does not get there.
    pub async fn awaits_focus(&self, selector: &str) -> Result<()> {
        let start = Instant::now();
        let there = format!("return document.activeElement.matches({selector:?})");
        while self.run(&there).await? != true {
            if start.elapsed() > Duration::from_secs(10) {
                let focused = self
                    .run("const e = document.activeElement; return e.tagName + '#' + e.id")
                    .await?;
                let told = format!("the focus is on {focused}, not on {selector}");
                return Err(self.here(&told).await);
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        Ok(())
    }

    /// Moves by Tab until something has the focus: what has this identifier or this name, or
    /// whose words begin so; how many times that took.
    ///
    /// # Errors
    /// When Tab does not lead there.
    pub async fn tabs_to(&self, what: &str) -> Result<usize> {
        let tab = Key::Tab.to_string();
        let focused = "const e = document.activeElement;
            return [e.id, e.name || '', e.getAttribute('aria-label') || '', e.innerText || '']";
        for moves in 1..STOPS {
            self.keys(&tab).await?;
            let found = self.run(focused).await?;
            let is = |index: usize| {
                let words = found[index].as_str().unwrap_or_default();
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            if is(0) == what || is(1) == what || is(2).starts_with(what) || is(3).starts_with(what)
            {
                return Ok(moves);
            }
        }
        let told = format!("Tab does not lead to « {what} »");
        Err(self.here(&told).await)
    }

    /// Presses Enter on what leads to another page.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub async fn enters(&self) -> Result<()> {
        let enter = Key::Enter.to_string();
        self.leads_on("Entrée", self.keys(&enter)).await
    }
}
