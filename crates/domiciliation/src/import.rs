//! Taking over a register kept elsewhere: dated facts of the past, marked as such.
//!
//! What another tool or a sheet says of a person was decided there, before. The guards of
//! a decision taken here do not apply to it: no interview of ours preceded it, no
//! contact of ours starts its clock, its ground may be closed to the body,
//! its facts and its orientation may not have been written down, and nobody
//! was invited by us to present observations. What the dates say still holds: an
//! election that runs lasts a year at most, and nothing of the past lies in the
//! future. All of it bears the author [`crate::Author::Register`].

mod facts;

use chrono::NaiveDate;
use kernel::{Note, Periode, RuleId, ShortText, StructureKind, add_months};

use crate::{
    identity::{AyantDroit, Coordinates, Filing, Identity},
    interview::Interview,
    mail::{MailKind, Quantity},
    presence,
    procuration::{MAX_PROCURATIONS, Procuration, Transfer},
    radiation::RadiationMotif,
    refusal::{self, RefusalGround},
    refused::Refused,
    request::DemandeKind,
    term,
};

/// What stands where a register says nothing and a fact must say something.
pub const UNSAID: &str = "Non précisé dans le registre repris";

/// The age from which a person is of age.
const MAJORITY: i32 = 18;

/// What another register says of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeover {
    /// Who they are.
    pub identity: Identity,
    /// Who is covered with them.
    pub ayants_droit: Vec<AyantDroit>,
    /// How they are reached.
    pub coordinates: Coordinates,
    /// How the dossier is filed.
    pub filing: Filing,
    /// What was declared, where anything was.
    pub interview: Option<Box<Interview>>,
    /// First request or renewal.
    pub kind: DemandeKind,
    /// Where the person stands.
    pub situation: TakenSituation,
    /// The day of the first election at this body, where the register knows it.
    pub first_elected_on: Option<NaiveDate>,
    /// The day of the last contact, where the register knows it.
    pub last_contact: Option<NaiveDate>,
    /// Proxies.
    pub procurations: Vec<Procuration>,
    /// Where mail is sent on.
    pub transfer: Option<Transfer>,
    /// Mail that waits, of each kind.
    pub waiting: Vec<(MailKind, Quantity)>,
    /// What has no place of its own, in the register's words.
    pub notes: Vec<Note>,
}

/// Where the register says that the person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenSituation {
    /// An election was granted and no decision ended it; its term may be over.
    InForce {
        /// The day of the decision.
        decided_on: NaiveDate,
        /// The term.
        period: Periode,
        /// Commune or arrondissement of attachment, which the attestation prints.
        rattachement: Option<ShortText>,
    },
    /// The last request was refused.
    Refused {
        /// The day of the decision.
        on: NaiveDate,
        /// The ground in law that the register's comes nearest to.
        ground: RefusalGround,
        /// The register's own words, where it has any.
        words: Option<Note>,
    },
    /// The election was ended.
    Ended {
        /// The day of the decision.
        on: NaiveDate,
        /// How.
        how: TakenEnd,
        /// The register's own words, where it has any.
        words: Option<Note>,
        /// The first day of the term that was ended, where the register knows it.
        start: Option<NaiveDate>,
    },
}

/// How an election ended in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenEnd {
    /// By a decision, on the ground in law that the register's comes nearest to.
    Radiated(RadiationMotif),
    /// By lapse, which is not a decision of striking off.
    Lapsed,
}

/// What deserves a look before a person is taken over, without forbidding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The holder is a minor.
    MinorHolder,
    /// Dependants are of age and could hold a dossier.
    AdultAyantDroit {
        /// How many.
        count: usize,
    },
    /// The term is over.
    Lapsed {
        /// Its last day.
        end: NaiveDate,
    },
    /// The term, which is over, lasted longer than the year of the law.
    LongerTerm {
        /// The last day that the law gave it.
        full_end: NaiveDate,
    },
    /// The term is shorter than the year of the law.
    ShorterTerm {
        /// The last day that the law gives it.
        full_end: NaiveDate,
    },
    /// No contact is known: the clock of the three months starts today.
    NoLastContact,
    /// Silence has lasted more than three months.
    LongSilence {
        /// The first day on which the person may be struck off.
        first_day: NaiveDate,
    },
    /// The ground of the refusal is closed to this kind of body.
    ClosedGround {
        /// The ground.
        ground: RefusalGround,
    },
    /// The ground of the end is closed to this kind of body.
    ClosedMotif {
        /// The ground.
        motif: RadiationMotif,
    },
    /// The ground of the end has no text of its own.
    NoStatutoryGround {
        /// The ground.
        motif: RadiationMotif,
    },
}

impl Doubt {
    /// The rule behind the doubt.
    #[must_use]
    pub const fn rule(self) -> RuleId {
        RuleId(match self {
            Self::MinorHolder => "R-13",
            Self::AdultAyantDroit { .. } => "R-12",
            Self::Lapsed { .. } => "R-70",
            Self::LongerTerm { .. } | Self::ShorterTerm { .. } => "R-30",
            Self::NoLastContact | Self::LongSilence { .. } => "R-50",
            Self::ClosedGround { .. } => "R-60",
            Self::ClosedMotif { .. } | Self::NoStatutoryGround { .. } => "R-63",
        })
    }
}

/// Whether a register's term may be taken over: a year at most, like any other. Of a term
/// that is over, up to a month more is taken as it stands: registers count the anniversary
/// in, or a day was mistyped, and nobody is covered by those days any more.
///
/// # Errors
/// [`Refused::OverOneYear`].
///
/// # Law
/// CASF art. L. 264-2.
pub fn within_a_year(period: Periode, today: NaiveDate) -> Result<(), Refused> {
    let full = term::one_year(period.start()).end();
    let latest = if term::is_expired(period.end(), today) {
        add_months(full, 1)
    } else {
        full
    };
    if period.end() > latest {
        return Err(Refused::OverOneYear { latest: full });
    }
    Ok(())
}

impl Takeover {
    /// Everything about it that deserves a look.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn doubts(&self, kind: StructureKind, today: NaiveDate) -> Vec<Doubt> {
        let mut found = Vec::new();
        if self.identity.birth.age_on(today) < MAJORITY {
            found.push(Doubt::MinorHolder);
        }
        let grown = |a: &&AyantDroit| a.birth.age_on(today) >= MAJORITY;
        let count = self.ayants_droit.iter().filter(grown).count();
        if count > 0 {
            found.push(Doubt::AdultAyantDroit { count });
        }
        match &self.situation {
            TakenSituation::InForce { period, .. } => self.about_term(*period, today, &mut found),
            TakenSituation::Refused { ground, .. } => {
                // Whether the cap was reached on that day, nobody knows any more.
                if !refusal::admissibility(kind, *ground, true).is_allowed() {
                    found.push(Doubt::ClosedGround { ground: *ground });
                }
            }
            TakenSituation::Ended {
                how: TakenEnd::Radiated(motif),
                ..
            } if !motif.is_open_to(kind) => found.push(Doubt::ClosedMotif { motif: *motif }),
            TakenSituation::Ended {
                how: TakenEnd::Radiated(motif),
                ..
            } if !motif.is_statutory() => found.push(Doubt::NoStatutoryGround { motif: *motif }),
            TakenSituation::Ended { .. } => {}
        }
        found
    }

    fn about_term(&self, period: Periode, today: NaiveDate, found: &mut Vec<Doubt>) {
        let full_end = term::one_year(period.start()).end();
        if term::is_expired(period.end(), today) {
            found.push(Doubt::Lapsed { end: period.end() });
        }
        if period.end() > full_end {
            found.push(Doubt::LongerTerm { full_end });
        } else if period.end() < full_end {
            found.push(Doubt::ShorterTerm { full_end });
        }
        match self.last_contact.map(presence::first_radiable_day) {
            None => found.push(Doubt::NoLastContact),
            Some(first_day) if today >= first_day && period.contains(today) => {
                found.push(Doubt::LongSilence { first_day });
            }
            Some(_) => {}
        }
    }

    /// Why it cannot be taken over.
    ///
    /// # Errors
    /// [`Refused::BornInTheFuture`], [`Refused::InTheFuture`], [`Refused::OverOneYear`],
    /// [`Refused::StartOutOfRange`], [`Refused::TooManyProcurations`].
    ///
    /// # Law
    ///
    pub fn refused(&self, today: NaiveDate) -> Result<(), Refused> {
        let born = std::iter::once(&self.identity.birth)
            .chain(self.ayants_droit.iter().map(|a| &a.birth))
            .chain(self.procurations.iter().filter_map(|p| p.birth.as_ref()));
        if born.into_iter().any(|birth| birth.earliest() > today) {
            return Err(Refused::BornInTheFuture);
        }
        let decided = match &self.situation {
            TakenSituation::InForce { decided_on, .. } => *decided_on,
            TakenSituation::Refused { on, .. } | TakenSituation::Ended { on, .. } => *on,
        };
        let past = [Some(decided), self.last_contact, self.first_elected_on];
        if past.into_iter().flatten().any(|on| on > today) {
            return Err(Refused::InTheFuture);
        }
        if let TakenSituation::InForce { period, .. } = &self.situation {
            within_a_year(*period, today)?;
            let (earliest, latest) = (NaiveDate::MIN, add_months(today, 12));
            if period.start() > latest {
                return Err(Refused::StartOutOfRange { earliest, latest });
            }
        }
        if self.procurations.len() > MAX_PROCURATIONS {
            return Err(Refused::TooManyProcurations);
        }
        Ok(())
    }
}

/// The term that ended on a day, where it can have begun on another: within the year
/// before. Of an older start nobody knows how many terms followed.
#[must_use]
pub fn ended_term(start: NaiveDate, ended_on: NaiveDate) -> Option<Periode> {
    let full = term::one_year(start);
    full.contains(ended_on).then_some(full)
}
