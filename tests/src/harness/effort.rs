//! What a job costs whoever does it by the keyboard alone: keys and fields, beside what the
//! reference product asks for the same job.

use std::fs;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;

use super::{Browser, output_folder};

/// One job under way. As in the reference's own count, what is typed in a field is one
/// field, however long, and moving to it costs nothing; moves are told all the same.
pub struct Effort<'a> {
    browser: &'a Browser,
    job: &'static str,
    reference: &'static str,
    keys: usize,
    fields: usize,
    moves: usize,
}

impl<'a> Effort<'a> {
    /// A job, its name beginning with the reference's number where it has one, and what the
    /// reference needs for it.
    #[must_use]
    pub const fn of(job: &'static str, reference: &'static str, browser: &'a Browser) -> Self {
        Self {
            browser,
            job,
            reference,
            keys: 0,
            fields: 0,
            moves: 0,
        }
    }

    /// Presses keys one after another where the focus is.
    ///
    /// # Errors
    /// When nothing can be typed there.
    pub async fn presses(&mut self, keys: &str) -> Result<()> {
        self.keys += keys.chars().count();
        self.browser.keys(keys).await
    }

    /// Fills the field that has the focus.
    ///
    /// # Errors
    /// As [`Self::presses`].
    pub async fn types(&mut self, text: &str) -> Result<()> {
        self.fields += 1;
        self.browser.keys(text).await
    }

    /// Moves by Tab until something has the focus.
    ///
    /// # Errors
    /// When Tab does not lead there.
    pub async fn to(&mut self, what: &str) -> Result<()> {
        self.moves += self.browser.tabs_to(what).await?;
        Ok(())
    }

    /// Moves to a field and fills it.
    ///
    /// # Errors
    /// As [`Self::to`].
    pub async fn fills(&mut self, field: &str, text: &str) -> Result<()> {
        self.to(field).await?;
        self.types(text).await
    }

    /// Presses Enter, which leads to another page.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub async fn enters(&mut self) -> Result<()> {
        let enter = Key::Enter.to_string();
        let browser = self.browser;
        browser.leads_on("Entrée", self.presses(&enter)).await
    }

    /// Moves to what leads to another page, and presses Enter.
    ///
    /// # Errors
    /// As [`Self::to`] and [`Self::enters`].
    pub async fn goes(&mut self, what: &str) -> Result<()> {
        self.to(what).await?;
        self.enters().await
    }

    /// The job is done. Its line is kept where `cargo xtask test` gathers one table of all.
    ///
    /// # Errors
    /// When it took more keys than this, or its line cannot be written.
    pub fn done_within(&self, most: usize) -> Result<()> {
        let Self {
            job,
            reference,
            keys,
            fields,
            moves,
            ..
        } = self;
        let line = format!("| {job} | {keys} | {fields} | {moves} | 0 | {reference} |\n");
        let folder = output_folder().join("efforts");
        fs::create_dir_all(&folder)?;
        let name = job.replace(|letter: char| !letter.is_alphanumeric(), "-");
        let file = folder.join(name).with_extension("md");
        fs::write(&file, &line).with_context(|| file.display().to_string())?;
        ensure!(*keys <= most, "more than {most} keys: {line}");
        Ok(())
    }
}
