//! Where a dossier stands.

use chrono::NaiveDate;

use crate::term;

kernel::vocabulary! {
    /// The one status a dossier has on a day, the first that holds, in this order.
    Status {
        Actif = "actif", "Actif";
        Echu = "echu", "Échu";
        AValider = "a_valider", "À valider";
        EnInstruction = "en_instruction", "En instruction";
        Radie = "radie", "Radié";
        Refuse = "refuse", "Refusé";
    }
}

/// Where a dossier stands whatever the day: what its facts say before today is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// A term was granted and no decision ended it.
    Elected {
        /// Its last day.
        end: NaiveDate,
    },
    /// A request waits for a decision that was proposed.
    Proposed,
    /// A request is being instructed.
    Requested,
    /// The last decision ended the election, or closed a lapsed file.
    Ended,
    /// The last decision refused.
    Refused,
}

impl Situation {
    /// The status on a day.
    ///
    /// # Law
    /// a term holds all day on its last day and lapses the day after;
    /// lapsing is derived, never stored.
    #[must_use]
    pub fn status(self, today: NaiveDate) -> Status {
        match self {
            Self::Elected { end } if term::is_expired(end, today) => Status::Echu,
            Self::Elected { .. } => Status::Actif,
            Self::Proposed => Status::AValider,
            Self::Requested => Status::EnInstruction,
            Self::Ended => Status::Radie,
            Self::Refused => Status::Refuse,
        }
    }
}
