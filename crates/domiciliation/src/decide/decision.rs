//! Proposals, grants, refusals, notifications, annulments.

use chrono::NaiveDate;
use kernel::{FactId, Note, add_months};

use crate::{
    author::Standing,
    command::Context,
    decision::{Accord, NotificationMode, Proposal},
    dossier::Dossier,
    fact::{AnnulmentMotive, Fact},
    refusal::{self, Draft, Refus},
    refused::Refused,
    request::{Demande, Stage},
    term,
};

impl Dossier {
    pub(super) fn propose(
        &self,
        favourable: bool,
        remarks: Option<Note>,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        let demande = self.pending()?;
        if matches!(demande.stage(), Stage::Proposed(_)) {
            return Err(Refused::AlreadyProposed);
        }
        interviewed(demande, favourable, context.today)?;
        Ok(vec![Fact::DecisionProposed(Proposal {
            on: context.today,
            favourable,
            remarks,
        })])
    }

    pub(super) fn postpone(
        &self,
        reason: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        match self.pending()?.stage() {
            Stage::Proposed(_) => Ok(vec![Fact::DecisionPostponed {
                on: context.today,
                reason,
            }]),
            Stage::Open | Stage::Decided(_) | Stage::Withdrawn => Err(Refused::NotProposed),
        }
    }

    /// A decision on the pending request, dated between its filing and today.
    fn deciding(&self, decided_on: NaiveDate, context: &Context<'_>) -> Result<&Demande, Refused> {
        context.require(Standing::Decides)?;
        let demande = self.pending()?;
        context.not_future(decided_on)?;
        if decided_on < demande.filed_on() {
            return Err(Refused::BeforeFiling {
                filed_on: demande.filed_on(),
            });
        }
        Ok(demande)
    }

    pub(super) fn accept(
        &self,
        accord: Accord,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        let demande = self.deciding(accord.decided_on, context)?;
        if self.deceased_on().is_none() {
            // the interview of this very request, which also starts the clock.
            interviewed(demande, true, accord.decided_on)?;
        }
        self.grantable(&accord, context)?;
        Ok(vec![Fact::Accepted(accord)])
    }

    /// Whether the pending request can be granted so, whoever decides, once the person was
    /// heard.
    ///
    /// # Law
    ///
    pub(crate) fn grantable(&self, accord: &Accord, context: &Context<'_>) -> Result<(), Refused> {
        let demande = self.pending()?;
        if self.deceased_on().is_some() {
            return Err(Refused::Deceased);
        }
        let full = term::one_year(accord.period.start());
        if accord.period.end() > full.end() {
            return Err(Refused::OverOneYear { latest: full.end() });
        }
        if accord.period.end() < full.end() && accord.shorter_because.is_none() {
            return Err(Refused::ShorterWithoutReason);
        }
        // A term that a decision ended gives its remaining days back.
        if let Some(with) = self.occupied().find(|p| p.overlaps(accord.period)) {
            return Err(Refused::Overlaps { with });
        }
        let (earliest, latest) = (demande.filed_on(), add_months(accord.decided_on, 12));
        if accord.period.start() < earliest || accord.period.start() > latest {
            return Err(Refused::StartOutOfRange { earliest, latest });
        }
        let in_force = match &context.policy.agrement {
            Some(agrement) => agrement.periode().contains(accord.decided_on),
            None => context.policy.kind.is_communal(),
        };
        if !in_force {
            return Err(Refused::AgrementNotInForce);
        }
        Ok(())
    }

    /// The days taken by terms: to their end, or to the day before a decision ended them.
    pub(crate) fn occupied(&self) -> impl Iterator<Item = kernel::Periode> {
        self.terms().iter().filter_map(|t| {
            let end = t.ended_on().map_or(t.period().end(), |e| {
                t.period().end().min(kernel::previous_day(e))
            });
            kernel::Periode::new(t.period().start(), end).ok()
        })
    }

    /// The start that the rules propose for the pending request.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn proposed_start(&self, decided_on: NaiveDate) -> NaiveDate {
        self.current_term().map_or(decided_on, |t| {
            term::renewal_start(t.period().end(), decided_on)
        })
    }

    pub(super) fn refuse(&self, refus: Refus, context: &Context<'_>) -> Result<Vec<Fact>, Refused> {
        let demande = self.deciding(refus.decided_on, context)?;
        interviewed(demande, false, refus.decided_on)?;
        let cap_reached = match (&context.policy.agrement, context.elections_in_force) {
            (Some(agrement), Some(count)) => {
                agrement.cap().is_some_and(|cap| count >= u64::from(cap))
            }
            (None, _) | (_, None) => false,
        };
        let draft = Draft {
            kind: context.policy.kind,
            ground: refus.ground,
            cap_reached,
            has_facts: true,
            has_orientation: true,
        };
        if !refusal::obstacles(draft).is_empty() {
            return Err(Refused::GroundClosed {
                ground: refus.ground,
            });
        }
        Ok(vec![Fact::Refused(refus)])
    }

    pub(super) fn notify(
        &self,
        decision: FactId,
        on: NaiveDate,
        mode: NotificationMode,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Instructs)?;
        let standing = self.decision(decision).ok_or(Refused::UnknownDecision)?;
        context.not_future(on)?;
        if on < standing.decided_on() {
            return Err(Refused::BeforeDecision {
                decided_on: standing.decided_on(),
            });
        }
        if standing.notification().is_some() {
            return Err(Refused::AlreadyNotified);
        }
        Ok(vec![Fact::Notified { decision, on, mode }])
    }

    pub(super) fn annul_decision(
        &self,
        decision: FactId,
        motive: AnnulmentMotive,
        reason: Note,
        context: &Context<'_>,
    ) -> Result<Vec<Fact>, Refused> {
        context.require(Standing::Decides)?;
        let last = self.last_decision().ok_or(Refused::UnknownDecision)?;
        if self.decision(decision).is_none() {
            return Err(Refused::UnknownDecision);
        }
        if last.fact() != decision {
            return Err(Refused::NotTheLastDecision);
        }
        // A request that the decision closed would be pending again beside this one, or
        // a first request would stand beside the term that revives.
        if self.pending_demande().is_some() {
            return Err(Refused::RequestPending);
        }
        Ok(vec![Fact::Annulled {
            target: decision,
            motive,
            reason: Some(reason),
        }])
    }
}

/// acceptance needs the interview held by the day of the decision; a refusal, held
/// by then, or offered and missed.
fn interviewed(demande: &Demande, favourable: bool, by: NaiveDate) -> Result<(), Refused> {
    let held = demande.interview().is_some_and(|held| held.on <= by);
    let missed = demande.missed_on().is_some_and(|day| day <= by);
    match (held, favourable) {
        (true, _) => Ok(()),
        (false, true) => Err(Refused::InterviewMissing),
        (false, false) if missed => Ok(()),
        (false, false) => Err(Refused::InterviewNotOffered),
    }
}
