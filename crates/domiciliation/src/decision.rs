//! Decisions: proposals, grants, notifications.

use chrono::NaiveDate;
use kernel::{FactId, Note, Periode, ShortText};

use crate::{author::Author, radiation::Radiation, refusal::Refus};

/// What whoever instructs submits to whoever decides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Proposal {
    /// The day it was submitted.
    pub on: NaiveDate,
    /// Whether acceptance or refusal is proposed.
    pub favourable: bool,
    /// Remarks for whoever decides.
    pub remarks: Option<Note>,
}

/// An election granted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Accord {
    /// The day of the decision, which the forms print.
    pub decided_on: NaiveDate,
    /// The term granted.
    pub period: Periode,
    /// Why the term is shorter than a year, when it is.
    pub shorter_because: Option<Note>,
    /// Commune or arrondissement of attachment.
    pub rattachement: Option<ShortText>,
}

impl Accord {
    /// An election of one year from `start`, as the law has it.
    #[must_use]
    pub fn one_year(decided_on: NaiveDate, start: NaiveDate) -> Self {
        Self {
            decided_on,
            period: crate::term::one_year(start),
            shorter_because: None,
            rattachement: None,
        }
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The request was granted.
    Accepted(Accord),
    /// The request was refused.
    Refused(Refus),
    /// The election was ended.
    Terminated(Radiation),
    /// A lapsed file was closed, which is not striking off.
    ClosedAfterExpiry {
        /// The day it was closed.
        on: NaiveDate,
    },
}

kernel::vocabulary! {
    /// How a decision was brought to the person's knowledge.
    ///
    /// # Law
    /// CRPA art. L. 221-8. The person's only address being the body
    /// itself, a letter sent there proves little: hand it over first.
    NotificationMode {
        HandedOver = "remise", "Remise en main propre";
        RegisteredLetter = "lrar", "Lettre recommandée avec accusé de réception";
        Letter = "courrier", "Courrier à l’adresse de domiciliation";
        Email = "courriel", "Courriel";
        Portal = "portail", "Espace personnel en ligne";
    }
}

/// A decision brought to the person's knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notification {
    /// The fact that recorded it.
    pub fact: FactId,
    /// The day.
    pub on: NaiveDate,
    /// How.
    pub mode: NotificationMode,
}

/// A decision that stands, and what followed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub(crate) fact: FactId,
    pub(crate) author: Author,
    pub(crate) demande: Option<FactId>,
    pub(crate) outcome: Outcome,
    pub(crate) notification: Option<Notification>,
}

impl Decision {
    /// The fact that recorded it.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }

    /// Who recorded it: the human who took it, or the register that tells of it.
    #[must_use]
    pub const fn author(&self) -> &Author {
        &self.author
    }

    /// The human who took it; unknown where a register tells of it.
    #[must_use]
    pub fn decided_by(&self) -> Option<&Author> {
        Some(&self.author).filter(|author| !author.is_register())
    }

    /// Whether it was taken elsewhere, before a register was taken over.
    #[must_use]
    pub const fn is_taken_over(&self) -> bool {
        self.author.is_register()
    }

    /// The request it answers; none for an end of election.
    #[must_use]
    pub const fn demande(&self) -> Option<FactId> {
        self.demande
    }

    /// What was decided.
    #[must_use]
    pub const fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// How and when the person learnt of it.
    #[must_use]
    pub const fn notification(&self) -> Option<Notification> {
        self.notification
    }

    /// The day of the decision, distinct from those of notification and effect.
    #[must_use]
    pub const fn decided_on(&self) -> NaiveDate {
        match &self.outcome {
            Outcome::Accepted(accord) => accord.decided_on,
            Outcome::Refused(refus) => refus.decided_on,
            Outcome::Terminated(radiation) => radiation.decided_on,
            Outcome::ClosedAfterExpiry { on } => *on,
        }
    }

    /// Whether the person can appeal against it, so that its notification starts a
    /// time limit.
    #[must_use]
    pub const fn is_unfavourable(&self) -> bool {
        match &self.outcome {
            Outcome::Refused(_) | Outcome::Terminated(_) => true,
            Outcome::Accepted(_) | Outcome::ClosedAfterExpiry { .. } => false,
        }
    }
}
