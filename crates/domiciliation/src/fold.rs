//! From facts to what they amount to.
//!
//! Annulled facts are left out first, whatever their kind: annulling a refusal
//! reopens its request, annulling a striking-off revives the term, without a line
//! written for it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kernel::FactId;

use crate::{
    appointment::FixedAppointment,
    decision::{Decision, Notification, Outcome},
    dossier::{Hold, StandingNote},
    fact::{Fact, Recorded},
    identity::{AyantDroit, Coordinates, Filing, Identity},
    interview::Interview,
    mail::{self, Entry, Movement},
    presence::{Absence, Manifestation},
    procuration::{StandingProcuration, Transfer},
    radiation::{PlannedRadiation, RadiationGround},
    request::{Demande, DemandeKind, HeldInterview, Postponed, Stage},
    term::Term,
};

/// Everything that the facts amount to, before today is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct State {
    pub identity: Option<Identity>,
    pub ayants_droit: Vec<AyantDroit>,
    pub coordinates: Coordinates,
    pub filing: Filing,
    pub interview: Interview,
    pub demandes: Vec<Demande>,
    pub appointments: Vec<FixedAppointment>,
    pub terms: Vec<Term>,
    /// The first election here that a register knew, while no term is known.
    pub first_elected_on: Option<NaiveDate>,
    pub decisions: Vec<Decision>,
    pub planned: Option<PlannedRadiation>,
    pub manifestations: Vec<(Manifestation, NaiveDate)>,
    pub absences: Vec<Absence>,
    pub movements: Vec<Entry>,
    pub waiting: Vec<mail::WaitingMail>,
    pub procurations: Vec<StandingProcuration>,
    pub transfer: Option<Transfer>,
    pub notes: Vec<StandingNote>,
    pub holds: Vec<Hold>,
    pub deceased_on: Option<NaiveDate>,
    pub annulled: BTreeSet<FactId>,
    /// Whether the identity changed after the facts that printed it.
    pub identity_since: Option<FactId>,
}

pub(crate) fn annulled(history: &[Recorded]) -> BTreeSet<FactId> {
    history
        .iter()
        .filter_map(|r| {
            if let Fact::Annulled { target, .. } = &r.fact {
                Some(*target)
            } else {
                None
            }
        })
        .collect()
}

pub(crate) fn fold(history: &[Recorded]) -> State {
    let mut state = State {
        annulled: annulled(history),
        ..State::default()
    };
    for recorded in history {
        if !state.annulled.contains(&recorded.id) {
            state.apply(recorded);
        }
    }
    // Nothing is left to end when the acceptance was annulled.
    if state.terms.iter().all(|term| term.ended_on.is_some()) {
        state.planned = None;
    }
    // A history written by this crate never runs short; one read from elsewhere that
    // does shows nothing as waiting rather than something that is not there.
    state.waiting = mail::waiting(&state.movements).unwrap_or_default();
    state
}

impl State {
    fn pending(&mut self) -> Option<&mut Demande> {
        self.demandes.iter_mut().rev().find(|d| d.is_pending())
    }

    /// The last term that a register told of.
    fn taken_over_term(&mut self) -> Option<&mut Term> {
        let told = self
            .decisions
            .iter()
            .rev()
            .find(|d| d.is_taken_over() && matches!(d.outcome, Outcome::Accepted(_)))?;
        self.terms.iter_mut().find(|t| t.decision == told.fact)
    }

    fn decide(&mut self, recorded: &Recorded, outcome: Outcome) {
        let demande = match outcome {
            Outcome::Accepted(_) | Outcome::Refused(_) => self.pending().map(|demande| {
                demande.stage = Stage::Decided(recorded.id);
                demande.fact
            }),
            Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } => None,
        };
        self.decisions.push(Decision {
            fact: recorded.id,
            author: recorded.author.clone(),
            demande,
            outcome,
            notification: None,
        });
    }

    fn end_terms(&mut self, on: NaiveDate) {
        for term in self.terms.iter_mut().filter(|t| t.ended_on.is_none()) {
            term.ended_on = Some(on);
        }
        self.planned = None;
        // A renewal that was pending dies with the election it would have continued.
        if let Some(demande) = self.pending() {
            demande.stage = Stage::Withdrawn;
        }
    }

    fn apply(&mut self, recorded: &Recorded) {
        let id = recorded.id;
        self.manifestations.extend(recorded.fact.manifestation());
        self.appoint(recorded);
        match &recorded.fact {
            Fact::IdentityRecorded(identity) => {
                self.identity = Some(identity.clone());
                self.identity_since = Some(id);
            }
            Fact::AyantsDroitRecorded { ayants_droit } => {
                self.ayants_droit.clone_from(ayants_droit)
            }
            Fact::CoordinatesRecorded(coordinates) => self.coordinates = coordinates.clone(),
            Fact::FilingRecorded(filing) => self.filing = filing.clone(),
            Fact::DemandeFiled { kind, on, channel } => self.demandes.push(Demande {
                fact: id,
                kind: *kind,
                filed_on: *on,
                channel: *channel,
                acknowledged_on: None,
                waits: Vec::new(),
                pieces_wanted: None,
                forwarded_to: None,
                appointment: None,
                missed_on: None,
                interview: None,
                postponed: None,
                stage: Stage::Open,
            }),
            Fact::DemandeAcknowledged { .. }
            | Fact::PiecesRequested { .. }
            | Fact::PiecesReceived { .. }
            | Fact::DemandeForwarded { .. }
            | Fact::DemandeWithdrawn { .. }
            | Fact::AppointmentFixed(_)
            | Fact::AppointmentMissed { .. }
            | Fact::AppointmentCancelled { .. }
            | Fact::InterviewHeld { .. }
            | Fact::DecisionProposed(_)
            | Fact::DecisionPostponed { .. } => self.instruct(id, &recorded.fact),
            Fact::InterviewCorrected { interview } => self.interview = interview.as_ref().clone(),
            Fact::Accepted(accord) => {
                let kind = self.pending().map(|demande| demande.kind);
                self.terms.push(Term {
                    decision: id,
                    period: accord.period,
                    renews: kind == Some(DemandeKind::Renewal),
                    first_elected_on: None,
                    ended_on: None,
                });
                // Whoever grants anew gives up the end that was considered.
                self.planned = None;
                self.decide(recorded, Outcome::Accepted(accord.clone()));
            }
            Fact::Refused(refus) => self.decide(recorded, Outcome::Refused(refus.clone())),
            Fact::Terminated(radiation) => {
                if let RadiationGround::Deces { on } = radiation.ground {
                    self.deceased_on = Some(on);
                }
                self.end_terms(radiation.effective_on);
                self.decide(recorded, Outcome::Terminated(radiation.clone()));
            }
            Fact::ClosedAfterExpiry { on } => {
                self.end_terms(*on);
                self.decide(recorded, Outcome::ClosedAfterExpiry { on: *on });
            }
            Fact::RadiationPlanned(planned) => self.planned = Some(planned.clone()),
            Fact::RadiationDropped { .. } => self.planned = None,
            Fact::Notified { decision, on, mode } => {
                if let Some(decision) = self.decisions.iter_mut().find(|d| d.fact == *decision) {
                    decision.notification = Some(Notification {
                        fact: id,
                        on: *on,
                        mode: *mode,
                    });
                }
            }
            Fact::ContactMade { .. }
            | Fact::PayerAnswered(_)
            | Fact::Merged { .. }
            | Fact::Annulled { .. } => {}
            Fact::AbsenceJustified { from, until } => {
                self.absences.push(Absence {
                    fact: Some(id),
                    from: *from,
                    until: *until,
                });
            }
            Fact::AbsenceEnded { absence, until } => {
                if let Some(absence) = self.absences.iter_mut().find(|a| a.fact == Some(*absence)) {
                    absence.until = Some(*until);
                }
            }
            Fact::MailReceived {
                on,
                kind,
                quantity,
                remark,
            } => self.movements.push(Entry {
                on: *on,
                kind: *kind,
                quantity: quantity.get(),
                movement: Movement::In {
                    fact: id,
                    remark: remark.clone(),
                },
            }),
            Fact::MailDelivered {
                on, kind, quantity, ..
            } => self.movements.push(Entry {
                on: *on,
                kind: *kind,
                quantity: quantity.get(),
                movement: Movement::Out,
            }),
            Fact::ProcurationGiven(procuration) => self.procurations.push(StandingProcuration {
                fact: id,
                procuration: procuration.clone(),
                ended_on: None,
            }),
            Fact::ProcurationEnded { procuration, on } => {
                if let Some(standing) = self
                    .procurations
                    .iter_mut()
                    .find(|p| p.fact == *procuration)
                {
                    standing.ended_on = Some(*on);
                }
            }
            Fact::TransferSet(transfer) => self.transfer = Some(transfer.clone()),
            Fact::TransferEnded { .. } => self.transfer = None,
            Fact::NoteAdded { text } => self.notes.push(StandingNote {
                fact: id,
                at: recorded.at,
                author: recorded.author.clone(),
                text: text.clone(),
                pinned: false,
                archived: false,
            }),
            Fact::NotePinned { note } => {
                for n in &mut self.notes {
                    n.pinned = n.fact == *note;
                }
            }
            Fact::NoteUnpinned { note } => self.note(*note, |n| n.pinned = false),
            Fact::NoteArchived { note } => self.note(*note, |n| {
                n.archived = true;
                n.pinned = false;
            }),
            Fact::HoldSet { kind, on } => self.holds.push(Hold {
                fact: id,
                kind: *kind,
                since: *on,
            }),
            Fact::HoldLifted { hold, .. } => self.holds.retain(|h| h.fact != *hold),
            // A term that follows keeps that day, or loses it by its own gap.
            Fact::TakenOver {
                first_elected_on, ..
            } => match self.taken_over_term() {
                Some(term) => term.first_elected_on = *first_elected_on,
                None => self.first_elected_on = *first_elected_on,
            },
        }
    }

    /// The facts that move the pending request along.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`apply` lists the facts that come here"
    )]
    fn instruct(&mut self, id: FactId, fact: &Fact) {
        if let Fact::InterviewHeld { interview, .. } = fact {
            self.interview = interview.as_ref().clone();
        }
        let Some(demande) = self.pending() else {
            return;
        };
        match fact {
            Fact::DemandeAcknowledged { on } => demande.acknowledged_on = Some(*on),
            Fact::PiecesRequested { on, until, missing } => {
                demande.end_wait(*on);
                demande.pieces_wanted = Some((*on, *until, missing.clone()));
            }
            Fact::PiecesReceived { on } => demande.end_wait(*on),
            Fact::DemandeForwarded { to, .. } => demande.forwarded_to = Some(to.clone()),
            Fact::DemandeWithdrawn { .. } => demande.stage = Stage::Withdrawn,
            Fact::AppointmentFixed(appointment) => {
                demande.appointment = Some((id, appointment.clone()))
            }
            Fact::AppointmentMissed { on } => {
                demande.missed_on = Some(*on);
                demande.appointment = None;
            }
            Fact::AppointmentCancelled { .. } => demande.appointment = None,
            Fact::InterviewHeld { on, by, .. } => {
                demande.interview = Some(HeldInterview {
                    fact: id,
                    on: *on,
                    by: by.clone(),
                });
                demande.appointment = None;
            }
            Fact::DecisionProposed(proposal) => demande.stage = Stage::Proposed(proposal.clone()),
            Fact::DecisionPostponed { on, reason } => {
                demande.stage = Stage::Open;
                demande.postponed = Some(Postponed {
                    on: *on,
                    reason: reason.clone(),
                });
            }
            _ => {}
        }
    }

    fn note(&mut self, id: FactId, change: impl FnOnce(&mut StandingNote)) {
        if let Some(note) = self.notes.iter_mut().find(|n| n.fact == id) {
            change(note);
        }
    }
}
