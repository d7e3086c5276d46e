//! From the filing of a request to its interview.

use chrono::NaiveDate;
use kernel::{Note, add_months};

use crate::{
    author::Standing,
    command::{Context, author_name},
    dossier::Dossier,
    fact::Fact,
    interview::Interview,
    refused::Refused,
    request::{Appointment, Channel, Demande, DemandeKind},
};

/// a request is not filed in the future, nor before the last decision, nor more
/// than a year back.
pub(super) fn filing_day(
    on: NaiveDate,
    after: Option<NaiveDate>,
    context: &Context<'_>,
) -> Result<(), Refused> {
    context.not_future(on)?;
    let a_year_back = add_months(context.today, -12);
    let earliest = after.map_or(a_year_back, |after| after.max(a_year_back));
    if on < earliest {
        Err(Refused::TooFarBack { earliest })
    } else {
        Ok(())
    }
}

impl Dossier {
    pub(crate) fn pending(&self) -> Result<&Demande, Refused> {
        self.pending_demande().ok_or(Refused::NoRequest)
    }

    fn since_filing(&self, on: NaiveDate, context: &Context<'_>) -> Result<&Demande, Refused> {
        let demande = self.pending()?;
        context.not_future(on)?;
        if on < demande.filed_on() {
            return Err(Refused::BeforeFiling {
                filed_on: demande.filed_on(),
            });
        }
        Ok(demande)
    }

    /// a renewal is a new request of the same form: a request filed
    /// before a lapsed file is closed renews it.
    pub(super) fn file_demande(
        &self,
        on: NaiveDate,
        channel: Channel,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        if self.deceased_on().is_some() {
            return Err(Refused::Deceased);
        }
        if self.pending_demande().is_some() {
            return Err(Refused::RequestPending);
        }
        filing_day(
            on,
            self.last_decision()
                .map(crate::decision::Decision::decided_on),
            context,
        )?;
        let kind = if self.current_term().is_some() {
            DemandeKind::Renewal
        } else {
            DemandeKind::First
        };
        Ok(vec![Fact::DemandeFiled { kind, on, channel }])
    }

    pub(super) fn acknowledge(
        &self,
        on: NaiveDate,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        if self.since_filing(on, context)?.acknowledged_on().is_some() {
            return Err(Refused::AlreadyAcknowledged);
        }
        Ok(vec![Fact::DemandeAcknowledged { on }])
    }

    pub(super) fn request_pieces(
        &self,
        until: NaiveDate,
        missing: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        self.pending()?;
        if until < context.today {
            return Err(Refused::DelayReversed);
        }
        Ok(vec![Fact::PiecesRequested {
            on: context.today,
            until,
            missing,
        }])
    }

    pub(super) fn receive_pieces(
        &self,
        on: NaiveDate,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        let demande = self.since_filing(on, context)?;
        match demande.pieces_wanted() {
            Some((asked, ..)) if on >= *asked => Ok(vec![Fact::PiecesReceived { on }]),
            Some(_) => Err(Refused::DelayReversed),
            None => Err(Refused::NoPiecesAwaited),
        }
    }

    pub(super) fn forward_demande(
        &self,
        to: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        self.pending()?;
        Ok(vec![Fact::DemandeForwarded {
            on: context.today,
            to,
        }])
    }

    pub(super) fn withdraw_demande(
        &self,
        reason: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        self.pending()?;
        if self.decisions().is_empty() {
            return Err(Refused::FirstRequestNotWithdrawn);
        }
        Ok(vec![Fact::DemandeWithdrawn {
            on: context.today,
            reason,
        }])
    }

    pub(super) fn fix_appointment(
        &self,
        appointment: Appointment,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        if self.pending()?.interview().is_some() {
            return Err(Refused::InterviewAlreadyHeld);
        }
        let latest = add_months(context.today, 24);
        let day = appointment.at.date();
        if day < context.today || day > latest {
            return Err(Refused::AppointmentOutOfRange { latest });
        }
        Ok(vec![Fact::AppointmentFixed(appointment)])
    }

    pub(super) fn miss_appointment(&self, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        match self.pending()?.appointment() {
            Some(appointment) if appointment.slot().has_come(context.today) => {
                Ok(vec![Fact::AppointmentMissed {
                    on: appointment.at.date(),
                }])
            }
            Some(_) | None => Err(Refused::NoPastAppointment),
        }
    }

    pub(super) fn cancel_appointment(
        &self,
        reason: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        if self.pending()?.appointment().is_none() {
            return Err(Refused::NoAppointment);
        }
        Ok(vec![Fact::AppointmentCancelled {
            on: context.today,
            reason,
        }])
    }

    pub(super) fn hold_interview(
        &self,
        on: NaiveDate,
        interview: Box<Interview>,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        let by = author_name(context.author).ok_or(Refused::NotHuman)?;
        if self.since_filing(on, context)?.interview().is_some() {
            return Err(Refused::InterviewAlreadyHeld);
        }
        Ok(vec![Fact::InterviewHeld { on, by, interview }])
    }

    pub(super) fn correct_interview(
        &self,
        interview: Box<Interview>,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        if self.demandes().iter().all(|d| d.interview().is_none()) {
            return Err(Refused::NoInterview);
        }
        Ok(vec![Fact::InterviewCorrected { interview }])
    }
}
