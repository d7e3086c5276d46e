//! Who the person is, who is covered with them, and how they are reached.

use kernel::{BirthDate, Email, PhoneNumber, ShortText, StaffId, Text};

kernel::vocabulary! {
    /// The civility the official forms ask for.
    Civility {
        Madame = "madame", "Madame";
        Monsieur = "monsieur", "Monsieur";
    }
}

kernel::vocabulary! {
    /// How a dependant is tied to the holder.
    ///
    /// # Law
    /// note DGCS of 5 March 2018.
    Lien {
        Conjoint = "conjoint", "Conjoint ou partenaire";
        Enfant = "enfant", "Enfant";
        Parent = "parent", "Parent";
        Autre = "autre", "Autre personne à charge";
    }
}

/// The holder of a dossier, as the official forms name them.
///
/// # Law
/// CASF art. D. 264-1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Identity {
    /// Madame or Monsieur.
    pub civility: Civility,
    /// Name at birth.
    pub nom: ShortText,
    /// First names.
    pub prenoms: ShortText,
    /// Name in use or nickname.
    pub usage: Option<Text<400>>,
    /// Date of birth, as far as it is known.
    pub birth: BirthDate,
    /// Town, or country, of birth.
    pub birth_place: Text<100>,
}

/// Somebody covered by the holder's election.
///
/// # Law
/// CASF art. D. 264-1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AyantDroit {
    /// Name.
    pub nom: ShortText,
    /// First names.
    pub prenoms: ShortText,
    /// Date of birth, as far as it is known.
    pub birth: BirthDate,
    /// Tie with the holder.
    pub lien: Lien,
}

/// How the person is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Coordinates {
    /// Telephone.
    pub phone: Option<PhoneNumber>,
    /// E-mail.
    pub email: Option<Email>,
    /// Whether the person accepts text messages. Objection is always honoured.
    pub sms: bool,
    /// Whether the person asks to be written to by e-mail, as well or instead.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "std::ops::Not::not")
    )]
    pub by_email: bool,
    /// Language spoken, as an ISO 639 code or a word.
    pub language: Option<Text<20>>,
}

/// How the structure files the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Filing {
    /// The structure's own identifier for the person.
    pub reference: Option<Text<50>>,
    /// Box, BP or TSA number printed on the postal address.
    pub distribution: Option<Text<50>>,
    /// The member of staff who follows the person.
    pub referent: Option<StaffId>,
}
