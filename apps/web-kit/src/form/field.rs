//! One field of a form: what was typed and what is wrong with it.

use super::dates;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use std::{fmt, str::FromStr};

/// What was typed, kept as it was, and the error to show beside it.
///
/// In a submitted struct, write `#[serde(default)] name: Field`: an absent field is an empty one.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// As typed.
    pub raw: String,
    /// What is wrong and what would be right, in French.
    pub error: Option<String>,
}

impl Field {
    /// A field that shows a value.
    #[must_use]
    pub fn new(raw: impl Into<String>) -> Self {
        Self {
            raw: raw.into(),
            error: None,
        }
    }

    /// What was typed, without the spaces around it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.raw.trim()
    }

    /// Whether nothing was typed but spaces.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text().is_empty()
    }

    /// Whether the checkbox of this name is ticked.
    #[must_use]
    pub fn is_ticked(&self) -> bool {
        !self.is_blank()
    }

    /// Shows an error beside the field.
    pub fn refuse(&mut self, message: impl Into<String>) {
        self.error = Some(message.into());
    }

    /// The value, or the error `message` beside the field. A blank field is an error.
    pub fn parse<T: FromStr>(&mut self, message: &str) -> Option<T> {
        self.parse_with(|text| text.parse().ok(), message)
    }

    /// The value, by a function of the trimmed text; a blank field is given to it too.
    pub fn parse_with<T>(
        &mut self,
        read: impl FnOnce(&str) -> Option<T>,
        message: &str,
    ) -> Option<T> {
        let value = read(self.text());
        if value.is_none() {
            self.refuse(message);
        }
        value
    }

    /// The value, by a function whose error is put into words.
    pub fn try_parse<T, E>(
        &mut self,
        read: impl FnOnce(&str) -> Result<T, E>,
        explain: impl FnOnce(E) -> String,
    ) -> Option<T> {
        match read(self.text()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(explain(error));
                None
            }
        }
    }

    /// The trimmed text, or the error `message` when there is none.
    pub fn required(&mut self, message: &str) -> Option<String> {
        self.parse_with(|text| (!text.is_empty()).then(|| text.to_owned()), message)
    }

    /// `Some(None)` when blank, `Some(Some(value))` when understood, else `None` and the error.
    pub fn optional<T: FromStr>(&mut self, message: &str) -> Option<Option<T>> {
        if self.is_blank() {
            Some(None)
        } else {
            self.parse(message).map(Some)
        }
    }

    /// A whole date; see [`dates::date`] for what is accepted.
    pub fn date(&mut self, message: &str) -> Option<NaiveDate> {
        self.parse_with(dates::date, message)
    }

    /// As [`Field::optional`], for a whole date.
    pub fn optional_date(&mut self, message: &str) -> Option<Option<NaiveDate>> {
        if self.is_blank() {
            Some(None)
        } else {
            self.date(message).map(Some)
        }
    }

    /// A date of which only the year, or the month and the year, may be known.
    pub fn partial_date(&mut self, message: &str) -> Option<dates::PartialDate> {
        self.parse_with(dates::partial_date, message)
    }
}

/// Never shows what was typed.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("in_error", &self.error.is_some())
            .finish_non_exhaustive()
    }
}

impl From<&str> for Field {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for Field {
    fn from(raw: String) -> Self {
        Self::new(raw)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
