//! From what a register says to facts, and what a dossier knows of having come so.

use chrono::NaiveDate;
use kernel::{ImportId, Note, Periode, ShortText};

use super::{TakenEnd, TakenSituation, Takeover, UNSAID, ended_term};
use crate::{
    author::{Author, Standing},
    command::Context,
    decision::Accord,
    dossier::Dossier,
    fact::{ContactKind, Fact},
    identity::{Coordinates, Filing},
    interview::Interview,
    radiation::{Radiation, RadiationGround, RadiationMotif},
    refusal::{Orientation, OrientationKind, Refus},
    refused::Refused,
    request::{Channel, DemandeKind},
    term,
};

impl Takeover {
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
            by_email: own.by_email,
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
