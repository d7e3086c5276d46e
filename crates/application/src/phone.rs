//! Telephone numbers as people type them: the numbering plans, behind a port.

use kernel::{Departement, PhoneNumber};

/// A typed number that a numbering plan knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedPhone {
    /// The number, for storage.
    pub number: PhoneNumber,
    /// Whether it takes text messages.
    pub mobile: bool,
    /// Whether it is of a country other than France and its territories.
    pub foreign: bool,
}

/// No numbering plan knows the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no numbering plan knows this number")]
pub struct InvalidPhone;

/// The numbering plans of the world.
pub trait PhonePlan: Send + Sync {
    /// Reads a number as people type it in a territory: without a prefix it is of
    /// metropolitan France or of that territory; with `+` or `00` of anywhere.
    ///
    /// # Errors
    /// [`InvalidPhone`] when no plan knows it.
    ///
    /// # Law
    /// T-11 of the rule table (messages): the prefix goes by territory.
    fn parse(&self, typed: &str, territory: Departement) -> Result<ParsedPhone, InvalidPhone>;

    /// The number as people write it: `06 12 34 56 78` where it is of France or of
    /// its territories, `+32 470 12 34 56` elsewhere.
    fn display(&self, number: &PhoneNumber) -> String;
}
