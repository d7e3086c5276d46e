//! A text that a structure wrote itself.

use super::{
    Facts, Placeholder, fill,
    placeholder::{Piece, pieces},
};
use crate::{Kind, Language, lint, segments::Segments};

/// How many segments a text may take, its signature included.
pub const MOST_SEGMENTS: u32 = 4;

/// How long a signature is at most, its line break included.
const SIGNATURE: &str = "\n123456789012345678901234567890";

/// The words of a structure for a kind of message in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnText {
    kind: Kind,
    language: Language,
    text: String,
}

/// Why a text cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextRefused {
    /// Nothing but white space.
    #[error("the text is blank")]
    Blank,
    /// It would take too many segments, once filled in and signed.
    #[error("the text takes {segments} segments, more than {most}")]
    TooLong {
        /// How many.
        segments: u32,
        /// How many it may.
        most: u32,
    },
    /// Nothing of that name can be filled in.
    #[error("an unknown placeholder")]
    Unknown {
        /// What stands between the braces.
        name: String,
    },
    /// It cannot be filled in here.
    #[error("a placeholder that does not belong here")]
    NotHere(Placeholder),
    /// Without it the message would be of no use.
    #[error("a placeholder is missing")]
    Missing(Placeholder),
    /// It tells that the person is helped, domiciled, or why.
    #[error("a text that reveals something")]
    Revealing {
        /// By these words.
        word: String,
    },
    /// A control character, such as NUL.
    #[error("the text holds a control character")]
    Control,
}

impl OwnText {
    /// A text of a structure, within the rules: it says what it must, betrays nothing, and
    /// stays short.
    ///
    /// # Errors
    /// [`TextRefused`].
    ///
    /// # Law
    /// T-07, T-08 of the rule table (messages).
    pub fn parse(kind: Kind, language: Language, raw: &str) -> Result<Self, TextRefused> {
        let text = raw.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            return Err(TextRefused::Blank);
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(TextRefused::Control);
        }
        let unknown = |name: &str| TextRefused::Unknown {
            name: name.to_owned(),
        };
        let allowed = Placeholder::allowed(kind);
        let mut there = Vec::new();
        let mut words = String::new();
        for piece in pieces(&text) {
            match piece {
                Piece::Words(said) => words.push_str(said),
                Piece::Unclosed(rest) => return Err(unknown(rest)),
                Piece::Open(name) => {
                    let found: Placeholder = name.parse().map_err(|_| unknown(name))?;
                    if !allowed.contains(&found) {
                        return Err(TextRefused::NotHere(found));
                    }
                    there.push(found);
                    words.push(' ');
                }
            }
        }
        let required = Placeholder::required(kind).iter().copied();
        if let Some(missing) = required.into_iter().find(|p| !there.contains(p)) {
            return Err(TextRefused::Missing(missing));
        }
        if let Some(word) = lint::revealing(&words, language) {
            return Err(TextRefused::Revealing { word });
        }
        let longest = fill(&text, &Facts::longest(kind), language) + SIGNATURE;
        let segments = Segments::of(&crate::segments::gsm_friendly(&longest)).parts;
        if segments > MOST_SEGMENTS {
            return Err(TextRefused::TooLong {
                segments,
                most: MOST_SEGMENTS,
            });
        }
        Ok(Self {
            kind,
            language,
            text,
        })
    }

    /// Its words, as they were written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Of which messages.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// In which language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }
}
