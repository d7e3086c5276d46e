//! Bounded free text: trimmed, never blank, without control characters.

use std::{fmt, str::FromStr};

/// Text written by people, at most `MAX` characters, never blank.
///
/// Control characters other than line breaks and tabs are refused: nothing prints
/// them, and they break documents. `Debug` shows only the length, since most of
/// what people write here is about somebody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Text<const MAX: usize>(String);

/// One line: names, labels, remarks.
pub type ShortText = Text<200>;
/// A paragraph: facts, reasons, notes.
pub type Note = Text<1000>;

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing but white space.
    #[error("the text is blank")]
    Blank,
    /// More than the limit, in characters.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The limit, in characters.
        max: usize,
    },
    /// A control character, such as NUL.
    #[error("the text holds a control character")]
    Control,
}

impl<const MAX: usize> Text<MAX> {
    /// The limit, in characters.
    pub const MAX: usize = MAX;

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `None` for blank text, which means "not given" in an optional field.
    ///
    /// # Errors
    /// [`InvalidText`] when it is too long or holds a control character.
    pub fn optional(text: &str) -> Result<Option<Self>, InvalidText> {
        match text.parse() {
            Ok(text) => Ok(Some(text)),
            Err(InvalidText::Blank) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().replace("\r\n", "\n");
        if text.is_empty() {
            return Err(InvalidText::Blank);
        }
        if text.chars().count() > MAX {
            return Err(InvalidText::TooLong { max: MAX });
        }
        if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            return Err(InvalidText::Control);
        }
        Ok(Self(text))
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_bounded_and_never_blank() {
        assert_eq!(
            " été \r\n ".parse::<Text<3>>().map(String::from),
            Ok("été".into())
        );
        assert_eq!(
            "étés".parse::<Text<3>>(),
            Err(InvalidText::TooLong { max: 3 })
        );
        assert_eq!(" \n".parse::<Text<3>>(), Err(InvalidText::Blank));
        assert_eq!("a\0b".parse::<Text<3>>(), Err(InvalidText::Control));
        assert_eq!(Text::<3>::optional("  "), Ok(None));
    }

    #[test]
    fn debug_does_not_show_what_was_written() {
        let text: ShortText = "Aminata".parse().unwrap();
        assert_eq!(format!("{text:?}"), "Text(7 characters)");
    }
}
