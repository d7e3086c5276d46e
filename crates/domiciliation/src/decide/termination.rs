//! Ending an election, in two steps; closing a lapsed file, in one.

use chrono::NaiveDate;
use kernel::Note;

use crate::{
    author::Standing,
    command::Context,
    dossier::Dossier,
    fact::Fact,
    presence::Clock,
    radiation::{PlannedRadiation, Radiation, RadiationGround, RadiationMotif, observations_until},
    refused::Refused,
    term::Term,
};

impl Dossier {
    /// The term that an end of election would end.
    fn running_term(&self, context: &Context<'_>) -> Result<&Term, Refused> {
        let term = self.current_term().ok_or(Refused::NoElection)?;
        if context.today > term.period().end() {
            return Err(Refused::Lapsed {
                end: term.period().end(),
            });
        }
        Ok(term)
    }

    /// the silence itself, read anew at each step.
    fn silent_long_enough(&self, context: &Context<'_>) -> Result<(), Refused> {
        match self.clock(context.policy.portal_login_counts, context.today) {
            Clock::Unknown => Err(Refused::ClockUnknown),
            Clock::Suspended { since } => Err(Refused::ClockSuspended { since }),
            Clock::Running { first_day, .. } if context.today < first_day => {
                Err(Refused::TooEarly { first_day })
            }
            Clock::Running { .. } => Ok(()),
        }
    }

    fn motif_is_open(&self, motif: RadiationMotif, context: &Context<'_>) -> Result<(), Refused> {
        if !motif.is_open_to(context.policy.kind) {
            return Err(Refused::MotifClosed { motif });
        }
        if motif == RadiationMotif::NonManifestation {
            self.silent_long_enough(context)?;
        }
        Ok(())
    }

    pub(super) fn plan_radiation(
        &self,
        motif: RadiationMotif,
        notified_on: NaiveDate,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        let term = self.running_term(context)?;
        if !motif.needs_observations() {
            return Err(Refused::NoNoticeNeeded);
        }
        if self.planned_radiation().is_some() {
            return Err(Refused::AlreadyPlanned);
        }
        context.not_future(notified_on)?;
        if notified_on < term.period().start().min(context.today) {
            return Err(Refused::TooFarBack {
                earliest: term.period().start(),
            });
        }
        self.motif_is_open(motif, context)?;
        Ok(vec![Fact::RadiationPlanned(PlannedRadiation {
            notified_on,
            observations_until: observations_until(notified_on, context.policy.notice_days),
            motif,
        })])
    }

    pub(super) fn drop_radiation(
        &self,
        reason: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        if self.planned_radiation().is_none() {
            return Err(Refused::NotPlanned);
        }
        Ok(vec![Fact::RadiationDropped {
            on: context.today,
            reason,
        }])
    }

    pub(super) fn pronounce_radiation(
        &self,
        ground: RadiationGround,
        effective_on: NaiveDate,
        urgency: Option<Note>,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        let motif = ground.motif();
        // a death is recorded whenever it is learnt of, lapsed or not.
        let term = if motif == RadiationMotif::Deces {
            self.current_term().ok_or(Refused::NoElection)?
        } else {
            self.running_term(context)?
        };
        if let RadiationGround::Deces { on: day } | RadiationGround::ADemande { asked_on: day } =
            ground
        {
            context.not_future(day)?;
        }
        self.motif_is_open(motif, context)?;
        if motif.needs_observations() && urgency.is_none() {
            self.observations_are_over(motif, context)?;
        }
        let earliest = self.earliest_effect(&ground, term, context);
        if effective_on < earliest || effective_on > context.today {
            return Err(Refused::EffectOutOfRange {
                earliest,
                latest: context.today,
            });
        }
        Ok(vec![Fact::Terminated(Radiation {
            decided_on: context.today,
            effective_on,
            ground,
            urgency,
        })])
    }

    /// the person was told of this ground, and had time to answer.
    fn observations_are_over(
        &self,
        motif: RadiationMotif,
        context: &Context<'_>,
    ) -> Result<(), Refused> {
        let planned = self
            .planned_radiation()
            .ok_or(Refused::ObservationsNotInvited)?;
        if planned.motif != motif {
            return Err(Refused::OtherGroundAnnounced {
                announced: planned.motif,
            });
        }
        if planned.is_open(context.today) {
            return Err(Refused::ObservationsRunning {
                until: planned.observations_until,
            });
        }
        Ok(())
    }

    /// an end binds from its decision on; only what the person did or underwent
    /// (a request, a death) may date it back.
    fn earliest_effect(
        &self,
        ground: &RadiationGround,
        term: &Term,
        context: &Context<'_>,
    ) -> NaiveDate {
        let day = match ground {
            RadiationGround::ADemande { asked_on } => *asked_on,
            RadiationGround::Deces { on } => *on,
            RadiationGround::DomicileStable { .. }
            | RadiationGround::NonManifestation
            | RadiationGround::PlusDeLien { .. }
            | RadiationGround::ReglementInterieur { .. }
            | RadiationGround::Transfert { .. }
            | RadiationGround::Autre { .. } => context.today,
        };
        let first = self
            .terms()
            .iter()
            .filter(|t| t.ended_on().is_none())
            .map(|t| t.period().start())
            .min();
        day.max(first.unwrap_or(term.period().start()))
            .min(context.today)
    }

    pub(super) fn close_after_expiry(&self, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        let term = self.current_term().ok_or(Refused::NoElection)?;
        if context.today <= term.period().end() {
            return Err(Refused::NotLapsed {
                end: term.period().end(),
            });
        }
        if self.pending_demande().is_some() {
            return Err(Refused::RenewalPending);
        }
        Ok(vec![Fact::ClosedAfterExpiry { on: context.today }])
    }
}
