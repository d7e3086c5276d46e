//! Contacts, absences, and the annulment of entries.

use chrono::NaiveDate;
use kernel::{FactId, Note, add_months};

use crate::{
    author::Standing,
    command::{Context, undo_is_open},
    dossier::Dossier,
    fact::{AnnulmentMotive, ContactKind, Fact, Recorded},
    fold::fold,
    mail,
    presence::Absence,
    refused::Refused,
};

impl Dossier {
    /// The earliest day on which a contact or mail may still be entered: neither before
    /// the person was known, nor more than a year back.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn earliest_contact(&self, today: NaiveDate) -> NaiveDate {
        let known_since = self
            .demandes()
            .iter()
            .map(crate::request::Demande::filed_on)
            .min()
            .unwrap_or(NaiveDate::MIN);
        known_since.max(add_months(today, -12))
    }

    /// the day of the contact, not of its entry; never in the future.
    pub(super) fn contact_day(&self, on: NaiveDate, context: &Context<'_>) -> Result<(), Refused> {
        context.not_future(on)?;
        let earliest = self.earliest_contact(context.today);
        if on < earliest {
            Err(Refused::TooFarBack { earliest })
        } else {
            Ok(())
        }
    }

    pub(super) fn record_contact(
        &self,
        on: NaiveDate,
        kind: ContactKind,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        self.contact_day(on, context)?;
        if self.deceased_on().is_some_and(|died| on > died) {
            return Err(Refused::Deceased);
        }
        Ok(vec![Fact::ContactMade { on, kind }])
    }

    pub(super) fn justify_absence(
        &self,
        from: NaiveDate,
        until: Option<NaiveDate>,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        if Absence::new(from, until).is_none() {
            return Err(Refused::AbsenceReversed);
        }
        if self.absences().iter().any(|a| a.until().is_none()) {
            return Err(Refused::AbsenceOpen);
        }
        Ok(vec![Fact::AbsenceJustified { from, until }])
    }

    pub(super) fn end_absence(
        &self,
        absence: FactId,
        until: NaiveDate,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        let open = self
            .absences()
            .iter()
            .find(|a| a.fact() == Some(absence) && a.until().is_none())
            .ok_or(Refused::UnknownAbsence)?;
        if until < open.from() {
            return Err(Refused::AbsenceReversed);
        }
        Ok(vec![Fact::AbsenceEnded { absence, until }])
    }

    pub(super) fn undo(&self, target: FactId, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        let recorded = self.annullable(target)?;
        let mine = recorded.author.staff_id().is_some()
            && recorded.author.staff_id() == context.author.staff_id();
        if !mine || !undo_is_open(recorded.at, context.now) {
            return Err(Refused::UndoExpired);
        }
        self.annul(recorded, AnnulmentMotive::EntryError, None)
    }

    pub(super) fn annul_entry(
        &self,
        target: FactId,
        motive: AnnulmentMotive,
        reason: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        let recorded = self.annullable(target)?;
        // absences are seen and written by those who decide.
        if matches!(
            recorded.fact,
            Fact::AbsenceJustified { .. } | Fact::AbsenceEnded { .. }
        ) {
            context.require(Standing::Decides)?;
        }
        self.annul(recorded, motive, Some(reason))
    }

    /// Entries of the desk: what is not a decision and what no other fact is built on.
    fn annullable(&self, target: FactId) -> Result<&Recorded, Refused> {
        let recorded = self
            .fact(target)
            .filter(|r| !self.is_annulled(r.id))
            .ok_or(Refused::UnknownEntry)?;
        match recorded.fact {
            Fact::ContactMade { .. }
            | Fact::MailReceived { .. }
            | Fact::MailDelivered { .. }
            | Fact::Notified { .. }
            | Fact::AbsenceJustified { .. }
            | Fact::AbsenceEnded { .. }
            | Fact::AppointmentMissed { .. }
            | Fact::AppointmentCancelled { .. }
            | Fact::DemandeAcknowledged { .. }
            | Fact::PayerAnswered(_)
            | Fact::RadiationPlanned(_)
            | Fact::InterviewHeld { .. } => Ok(recorded),
            Fact::IdentityRecorded(_)
            | Fact::AyantsDroitRecorded { .. }
            | Fact::CoordinatesRecorded(_)
            | Fact::FilingRecorded(_)
            | Fact::DemandeFiled { .. }
            | Fact::PiecesRequested { .. }
            | Fact::PiecesReceived { .. }
            | Fact::DemandeForwarded { .. }
            | Fact::DemandeWithdrawn { .. }
            | Fact::AppointmentFixed(_)
            | Fact::InterviewCorrected { .. }
            | Fact::DecisionProposed(_)
            | Fact::DecisionPostponed { .. }
            | Fact::Accepted(_)
            | Fact::Refused(_)
            | Fact::RadiationDropped { .. }
            | Fact::Terminated(_)
            | Fact::ClosedAfterExpiry { .. }
            | Fact::ProcurationGiven(_)
            | Fact::ProcurationEnded { .. }
            | Fact::TransferSet(_)
            | Fact::TransferEnded { .. }
            | Fact::NoteAdded { .. }
            | Fact::NotePinned { .. }
            | Fact::NoteUnpinned { .. }
            | Fact::NoteArchived { .. }
            | Fact::HoldSet { .. }
            | Fact::HoldLifted { .. }
            | Fact::Merged { .. }
            | Fact::TakenOver { .. }
            | Fact::Annulled { .. } => Err(Refused::UnknownEntry),
        }
    }

    /// The annulment, unless what came later could not have happened without the entry.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`annullable` lists the kinds that come here"
    )]
    fn annul(
        &self,
        recorded: &Recorded,
        motive: AnnulmentMotive,
        reason: Option<Note>,
    ) -> Result<Vec<Fact>, Refused> {
        let without: Vec<Recorded> = self
            .history()
            .iter()
            .filter(|r| r.id != recorded.id)
            .cloned()
            .collect();
        let state = fold(&without);
        if mail::waiting(&state.movements).is_err() {
            return Err(Refused::MailHasLeft);
        }
        let used = match recorded.fact {
            Fact::InterviewHeld { .. } | Fact::AppointmentMissed { .. } => {
                let position = |id: FactId| self.history().iter().position(|r| r.id == id);
                let since = position(recorded.id);
                self.history().iter().any(|r| {
                    let rests = matches!(
                        r.fact,
                        Fact::DecisionProposed(_) | Fact::Accepted(_) | Fact::Refused(_)
                    );
                    rests && !self.is_annulled(r.id) && position(r.id) > since
                })
            }
            Fact::RadiationPlanned(_) => self.planned_radiation().is_none(),
            Fact::AbsenceJustified { .. } => self.history().iter().any(|r| {
                matches!(r.fact, Fact::AbsenceEnded { absence, .. } if absence == recorded.id)
                    && !self.is_annulled(r.id)
            }),
            // It would open again beside the one that is open.
            Fact::AbsenceEnded { .. } => self.absences().iter().any(|a| a.until().is_none()),
            _ => false,
        };
        if used {
            return Err(Refused::SomethingRestsOnIt);
        }
        Ok(vec![Fact::Annulled {
            target: recorded.id,
            motive,
            reason,
        }])
    }
}
