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

    /// First days of the terms that no decision ended.
    fn standing_starts(&self) -> impl Iterator<Item = NaiveDate> {
        let standing = self.terms().iter().filter(|t| t.ended_on().is_none());
        standing.map(|t| t.period().start())
    }

    /// The first day of the term that runs. A renewal granted ahead starts later; the
    /// terms before it are over.
    fn runs_since(&self, today: NaiveDate) -> Option<NaiveDate> {
        let begun = self.standing_starts().filter(|start| *start <= today).max();
        begun.or_else(|| self.standing_starts().min())
    }

    /// the silence itself, read anew at each step; since when it has
    /// lasted long enough.
    fn silent_long_enough(&self, context: &Context<'_>) -> Result<NaiveDate, Refused> {
        match self.clock(context.policy.portal_login_counts, context.today) {
            Clock::Unknown => Err(Refused::ClockUnknown),
            Clock::Suspended { since } => Err(Refused::ClockSuspended { since }),
            Clock::Running { first_day, .. } if context.today < first_day => {
                Err(Refused::TooEarly { first_day })
            }
            Clock::Running { first_day, .. } => Ok(first_day),
        }
    }

    /// whether the ground is open to this body and has come about, and since when
    /// where time makes it.
    fn ground_open_since(
        &self,
        motif: RadiationMotif,
        context: &Context<'_>,
    ) -> Result<Option<NaiveDate>, Refused> {
        if !motif.is_open_to(context.policy.kind) {
            return Err(Refused::MotifClosed { motif });
        }
        if motif == RadiationMotif::NonManifestation {
            self.silent_long_enough(context).map(Some)
        } else {
            Ok(None)
        }
    }

    pub(super) fn plan_radiation(
        &self,
        motif: RadiationMotif,
        notified_on: NaiveDate,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        self.running_term(context)?;
        if !motif.needs_observations() {
            return Err(Refused::NoNoticeNeeded);
        }
        if self.planned_radiation().is_some() {
            return Err(Refused::AlreadyPlanned);
        }
        context.not_future(notified_on)?;
        let earliest = self
            .runs_since(context.today)
            .map_or(context.today, |start| start.min(context.today));
        if notified_on < earliest {
            return Err(Refused::TooFarBack { earliest });
        }
        // nobody is told of a silence that has not lasted long enough.
        match self.ground_open_since(motif, context)? {
            Some(first_day) if notified_on < first_day => {
                return Err(Refused::TooEarly { first_day });
            }
            Some(_) | None => {}
        }
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
        // a death is recorded whenever it is learnt of, election or not, once.
        if motif != RadiationMotif::Deces {
            self.running_term(context)?;
        } else if self.deceased_on().is_some() {
            return Err(Refused::NoElection);
        }
        if let RadiationGround::Deces { on: day } | RadiationGround::ADemande { asked_on: day } =
            ground
        {
            context.not_future(day)?;
        }
        let since = self.ground_open_since(motif, context)?;
        if motif.needs_observations() && urgency.is_none() {
            self.observations_are_over(motif, since, context)?;
        }
        let earliest = self.earliest_effect(&ground, context);
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

    /// the person was told of this ground, since it came about, and had time to
    /// answer. A notice of a silence that was broken since is void.
    fn observations_are_over(
        &self,
        motif: RadiationMotif,
        since: Option<NaiveDate>,
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
        if since.is_some_and(|since| planned.notified_on < since) {
            return Err(Refused::ObservationsNotInvited);
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
    fn earliest_effect(&self, ground: &RadiationGround, context: &Context<'_>) -> NaiveDate {
        let earliest = match ground {
            // Whoever was granted a new term since did not leave.
            RadiationGround::ADemande { asked_on } => self
                .runs_since(context.today)
                .map_or(*asked_on, |start| start.max(*asked_on)),
            RadiationGround::Deces { on } => self
                .standing_starts()
                .min()
                .map_or(*on, |start| start.max(*on)),
            RadiationGround::DomicileStable { .. }
            | RadiationGround::NonManifestation
            | RadiationGround::PlusDeLien { .. }
            | RadiationGround::ReglementInterieur { .. }
            | RadiationGround::Transfert { .. }
            | RadiationGround::Autre { .. } => context.today,
        };
        earliest.min(context.today)
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
