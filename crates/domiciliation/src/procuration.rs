//! Who may take the person's mail, and where it may be sent on.

use chrono::NaiveDate;
use kernel::{BirthDate, FactId, Note, Periode, ShortText};

/// How many proxies may be valid at a time.
pub const MAX_PROCURATIONS: usize = 5;

/// A power given to somebody to collect the person's mail, for a period both of whose
/// ends are included. Handing over to a proxy is not a visit of the person.
///
/// # Law
///
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Procuration {
    /// Name of the proxy.
    pub nom: ShortText,
    /// First names of the proxy.
    pub prenoms: ShortText,
    /// Their date of birth, where it was given.
    pub birth: Option<BirthDate>,
    /// The days on which the power holds.
    pub period: Periode,
}

/// Mail sent on to another address for a period. It is not a contact of the person.
///
/// # Law
///
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Transfer {
    /// Name of the place.
    pub name: ShortText,
    /// Its address.
    pub address: Note,
    /// The days on which mail is sent on.
    pub period: Periode,
}

/// Where a proxy stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcurationState {
    /// The proxy may take mail.
    Valid,
    /// Its first day is still to come.
    ToCome,
    /// Its last day is over.
    Expired,
    /// It was withdrawn, from this day on.
    Withdrawn {
        /// The first day on which it no longer holds.
        on: NaiveDate,
    },
}

/// A proxy as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingProcuration {
    pub(crate) fact: FactId,
    pub(crate) procuration: Procuration,
    pub(crate) ended_on: Option<NaiveDate>,
}

impl StandingProcuration {
    /// The fact that gave it.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }

    /// To whom and for how long.
    #[must_use]
    pub const fn procuration(&self) -> &Procuration {
        &self.procuration
    }

    /// Whether it lets the proxy take mail on that day.
    ///
    /// # Law
    /// dates included; ended powers end on the day they are withdrawn.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.procuration.period.contains(day) && self.ended_on.is_none_or(|end| day < end)
    }

    /// The days on which it lets the proxy take mail; none when it was withdrawn before
    /// its first day.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn holds(&self) -> Option<Periode> {
        let period = self.procuration.period;
        match self.ended_on {
            None => Some(period),
            Some(on) => Periode::new(period.start(), period.end().min(on.pred_opt()?)).ok(),
        }
    }

    /// Where it stands on a day.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn state(&self, day: NaiveDate) -> ProcurationState {
        match self.ended_on {
            Some(on) => ProcurationState::Withdrawn { on },
            None if self.is_valid_on(day) => ProcurationState::Valid,
            None if day < self.procuration.period.start() => ProcurationState::ToCome,
            None => ProcurationState::Expired,
        }
    }
}
