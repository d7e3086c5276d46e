//! Taking over a register kept elsewhere: dated facts of the past, marked as such.
//!
//! What another tool or a sheet says of a person was decided there, before. The guards of
//! a decision taken here do not apply to it: no interview of ours preceded it, no
//! contact of ours starts its clock, its ground may be closed to the body,
//! its facts and its orientation may not have been written down, and nobody
//! was invited by us to present observations. What the dates say still holds: an
//! election that runs lasts a year at most, and nothing of the past lies in the
//! future. All of it bears the author [`crate::Author::Register`].

use chrono::NaiveDate;
use kernel::{ImportId, Note, Periode, RuleId, ShortText, StructureKind, add_months};

use crate::{
    author::{Author, Standing},
    command::Context,
    decision::Accord,
    dossier::Dossier,
    fact::{ContactKind, Fact},
    identity::{AyantDroit, Coordinates, Filing, Identity},
    interview::Interview,
    mail::{MailKind, Quantity},
    presence,
    procuration::{MAX_PROCURATIONS, Procuration, Transfer},
    radiation::{Radiation, RadiationGround, RadiationMotif},
    refusal::{self, Orientation, OrientationKind, Refus, RefusalGround},
    refused::Refused,
    request::{Channel, DemandeKind},
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

    /// What happened, as far as the register tells: dated facts, the last of which says
    /// that they were taken over.
    fn facts(self, import: ImportId, today: NaiveDate) -> Vec<Fact> {
        let mut facts = vec![Fact::IdentityRecorded(self.identity)];
        if !self.ayants_droit.is_empty() {
            facts.push(Fact::AyantsDroitRecorded {
                ayants_droit: self.ayants_droit,
            });
        }
        facts.push(Fact::CoordinatesRecorded(self.coordinates));
        facts.push(Fact::FilingRecorded(self.filing));
        let in_force = matches!(self.situation, TakenSituation::InForce { .. });
        facts.extend(self.situation.facts(self.kind));
        // Held by whom and when, the register does not say: what it tells is no interview.
        let told = self.interview.filter(|told| **told != Interview::default());
        facts.extend(told.map(|interview| Fact::InterviewCorrected { interview }));
        facts.extend(self.last_contact.map(|on| Fact::ContactMade {
            on,
            kind: ContactKind::Visit,
        }));
        facts.extend(self.procurations.into_iter().map(Fact::ProcurationGiven));
        facts.extend(self.transfer.map(Fact::TransferSet));
        facts.extend(
            self.waiting
                .into_iter()
                .map(|(kind, quantity)| Fact::MailReceived {
                    on: today,
                    kind,
                    quantity,
                    remark: None,
                }),
        );
        facts.extend(self.notes.into_iter().map(|text| Fact::NoteAdded { text }));
        facts.push(Fact::TakenOver {
            import,
            on: today,
            first_elected_on: self.first_elected_on,
            clock_starts: in_force && self.last_contact.is_none(),
        });
        facts
    }
}

impl TakenSituation {
    fn facts(self, kind: DemandeKind) -> Vec<Fact> {
        let filed = |on| Fact::DemandeFiled {
            kind,
            on,
            channel: Channel::Register,
        };
        match self {
            Self::InForce {
                decided_on,
                period,
                rattachement,
            } => vec![
                // A term cannot have been asked for after it began.
                filed(decided_on.min(period.start())),
                Fact::Accepted(granted(decided_on, period, rattachement)),
            ],
            Self::Refused { on, ground, words } => vec![
                filed(on),
                Fact::Refused(Refus {
                    decided_on: on,
                    ground,
                    facts: words.unwrap_or_else(unsaid),
                    orientation: Orientation {
                        kind: OrientationKind::Autre,
                        name: unsaid(),
                        contact: unsaid(),
                    },
                }),
            ],
            Self::Ended {
                on,
                how,
                words,
                start,
            } => {
                let ended = start.and_then(|start| ended_term(start, on));
                let term = ended.map(|period| {
                    let decided_on = period.start();
                    [
                        filed(decided_on),
                        Fact::Accepted(granted(decided_on, period, None)),
                    ]
                });
                let end = match how {
                    TakenEnd::Radiated(motif) => Fact::Terminated(Radiation {
                        decided_on: on,
                        effective_on: on,
                        ground: ground(motif, on, words),
                        urgency: None,
                    }),
                    TakenEnd::Lapsed => Fact::ClosedAfterExpiry { on },
                };
                term.into_iter().flatten().chain([end]).collect()
            }
        }
    }
}

/// The term that ended on a day, where it can have begun on another: within the year
/// before. Of an older start nobody knows how many terms followed.
#[must_use]
pub fn ended_term(start: NaiveDate, ended_on: NaiveDate) -> Option<Periode> {
    let full = term::one_year(start);
    full.contains(ended_on).then_some(full)
}

fn granted(decided_on: NaiveDate, period: Periode, rattachement: Option<ShortText>) -> Accord {
    let full = term::one_year(period.start()).end();
    Accord {
        decided_on,
        period,
        shorter_because: (period.end() < full).then(unsaid),
        rattachement,
    }
}

fn unsaid<const MAX: usize>() -> kernel::Text<MAX> {
    UNSAID.parse().expect("it is short, and not blank")
}

fn ground(motif: RadiationMotif, on: NaiveDate, words: Option<Note>) -> RadiationGround {
    let said = words.unwrap_or_else(unsaid);
    match motif {
        RadiationMotif::ADemande => RadiationGround::ADemande { asked_on: on },
        RadiationMotif::DomicileStable => RadiationGround::DomicileStable { evidence: said },
        RadiationMotif::NonManifestation => RadiationGround::NonManifestation,
        RadiationMotif::PlusDeLien => RadiationGround::PlusDeLien { facts: said },
        RadiationMotif::ReglementInterieur => RadiationGround::ReglementInterieur { facts: said },
        RadiationMotif::Deces => RadiationGround::Deces { on },
        RadiationMotif::Transfert => RadiationGround::Transfert { to: unsaid() },
        RadiationMotif::Autre => RadiationGround::Autre { facts: said },
    }
}

impl Dossier {
    /// Takes a person over from another register: the facts of a new dossier, to be
    /// recorded with [`Author::register`] as their author.
    ///
    /// # Errors
    /// [`Refused::NotHuman`], [`Refused::NotDeciding`], and those of [`Takeover::refused`].
    ///
    /// # Law
    /// whoever takes a register over answers for the decisions it tells.
    pub fn take_over(
        takeover: Takeover,
        import: ImportId,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        takeover.refused(context.today)?;
        Ok(takeover.facts(import, context.today))
    }

    /// What a register knows better than this dossier, which stays what it is otherwise:
    /// its details where they differ and are given, a later contact. Nothing where it
    /// brings nothing new; never a decision.
    ///
    /// # Errors
    /// [`Refused::NotHuman`], [`Refused::NotDeciding`], and those of [`Takeover::refused`].
    pub fn complete_from(
        &self,
        takeover: Takeover,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        takeover.refused(context.today)?;
        let mut facts = Vec::new();
        if self.identity() != Some(&takeover.identity) {
            facts.push(Fact::IdentityRecorded(takeover.identity));
        }
        if !takeover.ayants_droit.is_empty() && self.ayants_droit() != takeover.ayants_droit {
            facts.push(Fact::AyantsDroitRecorded {
                ayants_droit: takeover.ayants_droit,
            });
        }
        let (own, told) = (self.coordinates(), takeover.coordinates);
        let coordinates = Coordinates {
            phone: told.phone.or_else(|| own.phone.clone()),
            email: told.email.or_else(|| own.email.clone()),
            // An objection is always honoured: a register cannot take it back.
            sms: own.sms,
            language: told.language.or_else(|| own.language.clone()),
        };
        if coordinates != *own {
            facts.push(Fact::CoordinatesRecorded(coordinates));
        }
        let (own, told) = (self.filing(), takeover.filing);
        let filing = Filing {
            reference: told.reference.or_else(|| own.reference.clone()),
            distribution: told.distribution.or_else(|| own.distribution.clone()),
            referent: told.referent.or(own.referent),
        };
        if filing != *own {
            facts.push(Fact::FilingRecorded(filing));
        }
        let told = takeover.interview;
        facts.extend(
            told.filter(|told| **told != Interview::default() && **told != *self.interview())
                .map(|interview| Fact::InterviewCorrected { interview }),
        );
        let seen = self.last_contact(true);
        facts.extend(
            takeover
                .last_contact
                .filter(|on| seen.is_none_or(|seen| *on > seen))
                .map(|on| Fact::ContactMade {
                    on,
                    kind: ContactKind::Visit,
                }),
        );
        Ok(facts)
    }

    /// The import that this dossier comes from, once it was taken over.
    #[must_use]
    pub fn taken_over_by(&self) -> Option<ImportId> {
        self.history().iter().find_map(|recorded| {
            if let Fact::TakenOver { import, .. } = recorded.fact {
                Some(import)
            } else {
                None
            }
        })
    }

    /// Whether nothing was done on this dossier but taking it over: then undoing the
    /// import loses nothing.
    #[must_use]
    pub fn is_untouched_since(&self, import: ImportId) -> bool {
        let own = |author: &Author| matches!(author, Author::Register { .. });
        let ends = self.history().last().map(|recorded| &recorded.fact);
        matches!(ends, Some(Fact::TakenOver { import: by, .. }) if *by == import)
            && self.history().iter().all(|r| own(&r.author))
    }
}
