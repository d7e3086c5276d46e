//! What an order prints, and how it comes.

use std::str::FromStr;

use domiciliation::letter::LetterKind;
use structures::{Action, UnknownCode};

use crate::letters;

/// What is printed for each person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// The attestation of the term that runs today or ran last.
    Attestation,
    /// The personal card.
    Card,
    /// The letter of this kind that is due today.
    Letter(LetterKind),
}

impl PaperKind {
    /// All of them: every letter that is written to the person.
    pub const ALL: &'static [Self] = &[
        Self::Attestation,
        Self::Card,
        Self::Letter(LetterKind::Acknowledgement),
        Self::Letter(LetterKind::Convocation),
        Self::Letter(LetterKind::Refusal),
        Self::Letter(LetterKind::PlannedRadiation),
        Self::Letter(LetterKind::Radiation),
    ];

    /// The stable code, for storage and forms: that of the letter where it is one.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Card => "carte",
            Self::Letter(kind) => kind.code(),
        }
    }

    /// What one must be permitted to print it for one person.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Attestation => Action::DownloadAttestation,
            Self::Card => Action::PrintCard,
            Self::Letter(kind) => letters::action_for(kind),
        }
    }
}

impl FromStr for PaperKind {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.code() == code).ok_or(UnknownCode)
    }
}

/// How the papers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// One PDF of all of them.
    OnePdf,
    /// An archive with one PDF for each person.
    Zip,
}

impl Binding {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::OnePdf, Self::Zip];

    /// The stable code, for storage and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnePdf => "pdf",
            Self::Zip => "zip",
        }
    }
}

impl FromStr for Binding {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|binding| binding.code() == code)
            .ok_or(UnknownCode)
    }
}
