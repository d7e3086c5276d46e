//! What somebody may be called by exactly, so that no choice is left.

use domiciliation::card::CardCode;
use kernel::DossierId;

/// The exact readings of what was typed or scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    /// As the number of a dossier.
    pub number: Option<u32>,
    /// As a reference of the structure or as a box, in small letters.
    pub key: String,
    /// As the code of a card.
    pub card: Option<DossierId>,
}

impl Exact {
    /// One dossier and no other.
    #[must_use]
    pub const fn of(dossier: DossierId) -> Self {
        Self {
            number: None,
            key: String::new(),
            card: Some(dossier),
        }
    }
}

/// Reads what was typed or scanned in every exact way.
#[must_use]
pub fn exact_forms(typed: &str) -> Exact {
    let typed = typed.trim();
    Exact {
        number: typed.parse().ok(),
        key: exact_key(typed),
        card: CardCode::parse(typed).map(CardCode::dossier),
    }
}

/// How references and boxes compare: capitals of the alphabet aside, letter by letter.
/// Storage computes the same, which is why it goes no further.
#[must_use]
pub fn exact_key(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}
