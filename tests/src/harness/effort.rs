//! What a job costs whoever does it: keys, fields and clicks, beside what the reference
//! product asks for the same job.

use std::{fmt::Write, fs, io, io::Write as _};

use anyhow::{Context, Result};

use super::{Browser, output_folder};

/// One job under way. As in the reference's own count, what is typed in a field is one
/// field, however long.
pub struct Effort<'a> {
    browser: &'a Browser,
    job: &'static str,
    reference: &'static str,
    keys: usize,
    fields: usize,
}

impl<'a> Effort<'a> {
    /// A job, and what the reference needs for it.
    #[must_use]
    pub const fn of(job: &'static str, reference: &'static str, browser: &'a Browser) -> Self {
        Self {
            browser,
            job,
            reference,
            keys: 0,
            fields: 0,
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
}

/// The jobs that were done.
#[derive(Default)]
pub struct Efforts(String);

impl Efforts {
    /// A job is done.
    pub fn done(&mut self, effort: &Effort<'_>) {
        let Effort {
            job,
            reference,
            keys,
            fields,
            ..
        } = effort;
        let _ = writeln!(self.0, "| {job} | {keys} | {fields} | 0 | {reference} |");
    }

    /// Prints the table, also where tests keep their output to themselves, and keeps it
    /// beside their pictures.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn told(&self, name: &str) -> Result<()> {
        let table = format!(
            "| job | keys | fields | clicks | reference |\n|---|---|---|---|---|\n{}",
            self.0
        );
        writeln!(io::stdout(), "\n{table}")?;
        let file = output_folder().join(name);
        fs::write(&file, table).with_context(|| file.display().to_string())
    }
}
