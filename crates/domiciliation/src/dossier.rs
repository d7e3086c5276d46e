//! One person at one structure.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DossierId, FactId, Note, Periode, StructureId};

use crate::{
    appointment::FixedAppointment,
    author::Author,
    decision::{Decision, Outcome},
    fact::{Fact, HoldKind, Recorded},
    fold::{State, fold},
    identity::{AyantDroit, Coordinates, Filing, Identity},
    interview::Interview,
    mail::{self, MailKind, WaitingMail},
    presence::{self, Absence, Clock, Manifestation},
    procuration::{StandingProcuration, Transfer},
    radiation::PlannedRadiation,
    request::{Demande, Stage},
    status::{Situation, Status},
    term::{self, Term},
};

/// A note that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingNote {
    pub(crate) fact: FactId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) author: Author,
    pub(crate) text: Note,
    pub(crate) pinned: bool,
    pub(crate) archived: bool,
}

impl StandingNote {
    /// The fact that wrote it.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }
    /// When it was written.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }
    /// Who wrote it.
    #[must_use]
    pub const fn author(&self) -> &Author {
        &self.author
    }
    /// What it says.
    #[must_use]
    pub const fn text(&self) -> &Note {
        &self.text
    }
    /// Whether it is the one shown first.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        self.pinned
    }
    /// Whether it was put away.
    #[must_use]
    pub const fn is_archived(&self) -> bool {
        self.archived
    }
}

/// Something that suspends forgetting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    pub(crate) fact: FactId,
    pub(crate) kind: HoldKind,
    pub(crate) since: NaiveDate,
}

impl Hold {
    /// The fact that set it.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }
    /// Why.
    #[must_use]
    pub const fn kind(&self) -> HoldKind {
        self.kind
    }
    /// Since when.
    #[must_use]
    pub const fn since(&self) -> NaiveDate {
        self.since
    }
}

/// One person at one structure: the facts, and what they amount to.
///
/// Commands are in [`crate::command`]; this is what one reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    id: DossierId,
    structure: StructureId,
    number: u32,
    history: Vec<Recorded>,
    pub(crate) state: State,
}

impl Dossier {
    /// The dossier that these facts, in order of entry, amount to.
    #[must_use]
    pub fn from_history(
        structure: StructureId,
        id: DossierId,
        number: u32,
        history: Vec<Recorded>,
    ) -> Self {
        let state = fold(&history);
        Self {
            id,
            structure,
            number,
            history,
            state,
        }
    }

    /// The same dossier with more facts.
    #[must_use]
    pub fn with(mut self, facts: impl IntoIterator<Item = Recorded>) -> Self {
        self.history.extend(facts);
        self.state = fold(&self.history);
        self
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> DossierId {
        self.id
    }

    /// The structure it belongs to.
    #[must_use]
    pub const fn structure(&self) -> StructureId {
        self.structure
    }

    /// Its number in the structure, given once.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Everything recorded, in order of entry, annulled facts included.
    #[must_use]
    pub fn history(&self) -> &[Recorded] {
        &self.history
    }

    /// A recorded fact.
    #[must_use]
    pub fn fact(&self, id: FactId) -> Option<&Recorded> {
        self.history.iter().find(|r| r.id == id)
    }

    /// Whether a fact was annulled.
    #[must_use]
    pub fn is_annulled(&self, id: FactId) -> bool {
        self.state.annulled.contains(&id)
    }

    /// The holder. None only in a history that misses its opening.
    #[must_use]
    pub const fn identity(&self) -> Option<&Identity> {
        self.state.identity.as_ref()
    }

    /// The dependants.
    #[must_use]
    pub fn ayants_droit(&self) -> &[AyantDroit] {
        &self.state.ayants_droit
    }

    /// How the person is reached.
    #[must_use]
    pub const fn coordinates(&self) -> &Coordinates {
        &self.state.coordinates
    }

    /// How the structure files the dossier.
    #[must_use]
    pub const fn filing(&self) -> &Filing {
        &self.state.filing
    }

    /// What was declared at the last interview.
    #[must_use]
    pub const fn interview(&self) -> &Interview {
        &self.state.interview
    }

    /// All requests, oldest first.
    #[must_use]
    pub fn demandes(&self) -> &[Demande] {
        &self.state.demandes
    }

    /// The request that waits for a decision.
    #[must_use]
    pub fn pending_demande(&self) -> Option<&Demande> {
        self.state.demandes.iter().rev().find(|d| d.is_pending())
    }

    /// All appointments ever fixed, with what became of them, in the order in which they
    /// were fixed.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn appointments(&self) -> &[FixedAppointment] {
        &self.state.appointments
    }

    /// The appointment that stands.
    #[must_use]
    pub fn planned_appointment(&self) -> Option<&FixedAppointment> {
        self.state.appointments.last().filter(|a| a.is_planned())
    }

    /// All decisions that stand, oldest first.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.state.decisions
    }

    /// The last decision that stands.
    #[must_use]
    pub fn last_decision(&self) -> Option<&Decision> {
        self.state.decisions.last()
    }

    /// A decision that stands.
    #[must_use]
    pub fn decision(&self, id: FactId) -> Option<&Decision> {
        self.state.decisions.iter().find(|d| d.fact() == id)
    }

    /// All terms granted, by date of grant.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.state.terms
    }

    /// The latest term that no decision ended, lapsed or not.
    #[must_use]
    pub fn current_term(&self) -> Option<&Term> {
        self.state
            .terms
            .iter()
            .filter(|t| t.ended_on().is_none())
            .max_by_key(|t| t.period().end())
    }

    /// The date of first domiciliation here, which the form prints.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn first_domiciliation(&self, tolerance_days: u32) -> Option<NaiveDate> {
        term::first_domiciliation(&self.state.terms, tolerance_days).or(self.state.first_elected_on)
    }

    /// Where it stands before today is known.
    #[must_use]
    pub fn situation(&self) -> Situation {
        if let Some(term) = self.current_term() {
            return Situation::Elected {
                end: term.period().end(),
            };
        }
        if let Some(demande) = self.pending_demande() {
            return match demande.stage() {
                Stage::Proposed(_) => Situation::Proposed,
                Stage::Open | Stage::Decided(_) | Stage::Withdrawn => Situation::Requested,
            };
        }
        match self.last_decision().map(Decision::outcome) {
            Some(Outcome::Refused(_)) => Situation::Refused,
            Some(
                Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } | Outcome::Accepted(_),
            ) => Situation::Ended,
            None => Situation::Requested,
        }
    }

    /// Its one status on a day.
    #[must_use]
    pub fn status(&self, today: NaiveDate) -> Status {
        self.situation().status(today)
    }

    /// The renewal that runs beside a term.
    #[must_use]
    pub fn pending_renewal(&self) -> Option<&Demande> {
        self.current_term().and_then(|_| self.pending_demande())
    }

    /// The day of the last contact that counts.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn last_contact(&self, portal_login_counts: bool) -> Option<NaiveDate> {
        presence::last_contact(
            self.state.manifestations.iter().copied(),
            portal_login_counts,
        )
    }

    /// The day on which the person was last seen or heard, by any means: unlike the clock,
    /// which may start on the day a register was taken over for want of any other.
    #[must_use]
    pub fn last_seen(&self) -> Option<NaiveDate> {
        let seen = self.state.manifestations.iter().copied();
        presence::last_contact(
            seen.filter(|(kind, _)| *kind != Manifestation::RegisterTakenOver),
            true,
        )
    }

    /// Days of the contacts that count, in no order.
    pub fn contact_days(&self, portal_login_counts: bool) -> impl Iterator<Item = NaiveDate> {
        self.state
            .manifestations
            .iter()
            .filter(move |(kind, _)| kind.counts(portal_login_counts))
            .map(|(_, on)| *on)
    }

    /// The clock of the three months.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn clock(&self, portal_login_counts: bool, today: NaiveDate) -> Clock {
        presence::clock(
            self.last_contact(portal_login_counts),
            &self.state.absences,
            today,
        )
    }

    /// Justified absences.
    #[must_use]
    pub fn absences(&self) -> &[Absence] {
        &self.state.absences
    }

    /// The end of election that is considered, once the person was told.
    #[must_use]
    pub const fn planned_radiation(&self) -> Option<&PlannedRadiation> {
        self.state.planned.as_ref()
    }

    /// Mail that waits, oldest first.
    #[must_use]
    pub fn waiting_mail(&self) -> &[WaitingMail] {
        &self.state.waiting
    }

    /// How many items of a kind wait.
    #[must_use]
    pub fn waiting_count(&self, kind: MailKind) -> u32 {
        self.state
            .waiting
            .iter()
            .filter(|m| m.kind() == kind)
            .map(WaitingMail::quantity)
            .sum()
    }

    /// Proxies, valid or not.
    #[must_use]
    pub fn procurations(&self) -> &[StandingProcuration] {
        &self.state.procurations
    }

    /// Where mail is to be sent on, whatever its period; none once it was stopped.
    #[must_use]
    pub const fn transfer(&self) -> Option<&Transfer> {
        self.state.transfer.as_ref()
    }

    /// Where mail is sent on, while the period lasts.
    #[must_use]
    pub fn transfer_on(&self, day: NaiveDate) -> Option<&Transfer> {
        self.state
            .transfer
            .as_ref()
            .filter(|t| t.period.contains(day))
    }

    /// Numbers of the dossiers that were merged into this one.
    pub fn merged_numbers(&self) -> impl Iterator<Item = u32> {
        self.history.iter().filter_map(|recorded| {
            if let Fact::Merged { number } = recorded.fact {
                Some(number)
            } else {
                None
            }
        })
    }

    /// Notes, oldest first.
    #[must_use]
    pub fn notes(&self) -> &[StandingNote] {
        &self.state.notes
    }

    /// What suspends forgetting.
    #[must_use]
    pub fn holds(&self) -> &[Hold] {
        &self.state.holds
    }

    /// The day of death, once recorded.
    #[must_use]
    pub const fn deceased_on(&self) -> Option<NaiveDate> {
        self.state.deceased_on
    }

    /// Whether mail is still received: while an election runs or has lapsed without
    /// being closed, and while a renewal is pending; for some days after that, by the
    /// rules of the house.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn receives_mail(&self, today: NaiveDate, keep_days: u16) -> bool {
        match self.situation() {
            Situation::Elected { .. } => true,
            Situation::Ended | Situation::Proposed | Situation::Requested | Situation::Refused => {
                self.last_end()
                    .is_some_and(|end| !mail::is_kept_too_long(end, keep_days, today))
            }
        }
    }

    /// The period of the term granted by a decision.
    #[must_use]
    pub fn period_of(&self, decision: FactId) -> Option<Periode> {
        self.state
            .terms
            .iter()
            .find(|t| t.decision() == decision)
            .map(Term::period)
    }

    /// Whether the identity was corrected after that decision, so that a reprint must
    /// say so.
    #[must_use]
    pub fn identity_corrected_since(&self, decision: FactId) -> bool {
        let position = |id: FactId| self.history.iter().position(|r| r.id == id);
        match (
            self.state.identity_since.and_then(position),
            position(decision),
        ) {
            (Some(identity), Some(decision)) => identity > decision,
            (None, _) | (_, None) => false,
        }
    }

    /// The identity as it stood when a fact was recorded.
    #[must_use]
    pub fn identity_at(&self, fact: FactId) -> Option<&Identity> {
        let upto = self.history.iter().position(|r| r.id == fact)?;
        self.history[..=upto]
            .iter()
            .rev()
            .filter(|r| !self.is_annulled(r.id))
            .find_map(|r| {
                if let Fact::IdentityRecorded(identity) = &r.fact {
                    Some(identity)
                } else {
                    None
                }
            })
    }
}
