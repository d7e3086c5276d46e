//! The days that are kept of a dossier, and what they make due.

use chrono::NaiveDate;

use super::{Calendar, Due, Duty, Thresholds};
use crate::{
    decision::{Decision, Outcome},
    dossier::Dossier,
    mail::WaitingMail,
    presence, radiation,
    request::{Demande, Stage},
    term::{self, Term},
};

/// All that is kept of a dossier to tell its duties on any day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Anchors {
    /// Last day of the term that no decision ended.
    pub term_end: Option<NaiveDate>,
    /// Whether a renewal runs beside that term.
    pub renewal_pending: bool,
    /// Since when the clock of the three months runs, open absences left out.
    pub silent_since: Option<NaiveDate>,
    /// First day of an absence that is open.
    pub suspended_since: Option<NaiveDate>,
    /// Last day of the time for observations on an end that is considered.
    pub observations_until: Option<NaiveDate>,
    /// The day of a contact that answered the notice of an end for silence.
    pub seen_since_notice: Option<NaiveDate>,
    /// When the pending request was filed, while its receipt is not acknowledged.
    pub unacknowledged_since: Option<NaiveDate>,
    /// Until when the pending request must be answered.
    pub answer_limit: Option<NaiveDate>,
    /// The day of the appointment that stands.
    pub appointment_on: Option<NaiveDate>,
    /// When a decision on the pending request was proposed.
    pub proposed_on: Option<NaiveDate>,
    /// The day of the last decision, while the person does not know of it.
    pub unnotified_since: Option<NaiveDate>,
    /// From when mail of somebody who is no longer domiciled is kept.
    pub mail_kept_since: Option<NaiveDate>,
    /// When La Poste gives the first registered item back.
    pub notice_expires_on: Option<NaiveDate>,
}

impl Anchors {
    /// What is kept of a dossier. `portal_login_counts` is the choice of the body.
    #[must_use]
    pub fn of(dossier: &Dossier, portal_login_counts: bool) -> Self {
        let pending = dossier.pending_demande();
        let open = |a: &&presence::Absence| a.until().is_none();
        let planned = dossier.planned_radiation();
        let seen = dossier.last_contact(portal_login_counts);
        let silence_told = planned
            .filter(|p| p.motif == radiation::RadiationMotif::NonManifestation)
            .map(|p| p.notified_on);
        Self {
            term_end: dossier.current_term().map(|t| t.period().end()),
            renewal_pending: dossier.pending_renewal().is_some(),
            silent_since: presence::silent_since(seen, dossier.absences()),
            suspended_since: dossier
                .absences()
                .iter()
                .filter(open)
                .map(presence::Absence::from)
                .min(),
            observations_until: planned.map(|p| p.observations_until),
            seen_since_notice: silence_told.and_then(|told| seen.filter(|on| *on >= told)),
            unacknowledged_since: pending
                .filter(|d| d.acknowledged_on().is_none())
                .map(Demande::filed_on),
            answer_limit: pending.map(Demande::answer_limit),
            appointment_on: pending.and_then(Demande::appointment).map(|a| a.at.date()),
            proposed_on: pending.and_then(|d| match d.stage() {
                Stage::Proposed(proposal) => Some(proposal.on),
                Stage::Open | Stage::Decided(_) | Stage::Withdrawn => None,
            }),
            unnotified_since: dossier.decision_to_notify().map(Decision::decided_on),
            mail_kept_since: dossier.mail_kept_since(),
            notice_expires_on: dossier
                .waiting_mail()
                .iter()
                .filter_map(WaitingMail::notice_expires)
                .min(),
        }
    }

    /// Whether an election runs.
    fn is_running(&self, today: NaiveDate) -> bool {
        self.term_end
            .is_some_and(|end| !term::is_expired(end, today))
    }

    /// Since when silence is measured: while an election runs and no absence is open.
    ///
    /// # Law
    ///
    fn silence(&self, today: NaiveDate) -> Option<NaiveDate> {
        let suspended = self.suspended_since.is_some_and(|since| since <= today);
        self.silent_since
            .filter(|_| self.is_running(today) && !suspended)
    }

    /// The anchor of a duty, where it can concern this dossier on a day.
    #[must_use]
    pub fn anchor(&self, duty: Duty, today: NaiveDate) -> Option<NaiveDate> {
        match duty {
            Duty::PlannedButSeen => self.seen_since_notice.filter(|_| self.is_running(today)),
            Duty::ObservationsOver => self
                .observations_until
                .filter(|_| self.seen_since_notice.is_none() && self.is_running(today)),
            // An end that is considered already: nothing to do before it can be pronounced.
            Duty::SilenceOver | Duty::SilenceNearlyOver | Duty::SilenceTwoMonths => self
                .silence(today)
                .filter(|_| self.observations_until.is_none()),
            Duty::Lapsed | Duty::TermEnding | Duty::RenewalAdvised => {
                self.term_end.filter(|_| !self.renewal_pending)
            }
            Duty::Answer => self.answer_limit,
            Duty::Acknowledgement => self.unacknowledged_since,
            Duty::Appointment => self.appointment_on,
            Duty::Decision => self.proposed_on,
            Duty::NotNotified => self.unnotified_since,
            Duty::MailKept => self.mail_kept_since,
            Duty::Notice => self.notice_expires_on,
        }
    }

    /// The duties that show on the day of the calendar, gravest first.
    #[must_use]
    pub fn duties(&self, calendar: Calendar<'_>) -> Vec<Due> {
        let due = |duty: &Duty| duty.due(self.anchor(*duty, calendar.today)?, calendar);
        Duty::ALL.iter().filter_map(due).collect()
    }

    /// The same found by thresholds, as storage finds them.
    #[must_use]
    pub fn duties_by(&self, thresholds: &Thresholds) -> Vec<Due> {
        let due = |duty: &Duty| thresholds.due(*duty, self.anchor(*duty, thresholds.today)?);
        Duty::ALL.iter().filter_map(due).collect()
    }

    /// The silence of somebody whose end of election is considered: no duty for now, yet
    /// worth a warning.
    pub(crate) fn silence_beside_a_plan(&self, calendar: Calendar<'_>) -> Option<Due> {
        self.observations_until?;
        let alone = Self {
            observations_until: None,
            ..*self
        };
        alone
            .duties(calendar)
            .into_iter()
            .find(|due| due.duty.rule() == Duty::SilenceOver.rule())
    }

    /// The anchors that make no duty show yet, each with its duty.
    pub fn to_come(&self, thresholds: &Thresholds) -> impl Iterator<Item = (Duty, NaiveDate)> {
        Duty::ALL.iter().filter_map(|duty| {
            let anchor = self.anchor(*duty, thresholds.today)?;
            let range = thresholds.shown(*duty)?;
            (anchor > range.upto).then_some((*duty, anchor))
        })
    }
}

impl Dossier {
    /// The last decision, while the person does not know of it. Closing a lapsed file is
    /// told to nobody, nobody is left to tell after a death, and what a register tells was
    /// notified by whoever decided it.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn decision_to_notify(&self) -> Option<&Decision> {
        self.last_decision()
            .filter(|d| d.notification().is_none() && !d.is_taken_over())
            .filter(|d| !matches!(d.outcome(), Outcome::ClosedAfterExpiry { .. }))
            .filter(|_| self.deceased_on().is_none())
    }

    /// From when mail is kept for somebody who is no longer domiciled: the end of their
    /// last term or, where none was ended, the decision that left them without one.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn mail_kept_since(&self) -> Option<NaiveDate> {
        if self.waiting_mail().is_empty() || self.current_term().is_some() {
            return None;
        }
        let decided = self.last_decision()?.decided_on();
        Some(self.last_end().unwrap_or(decided))
    }

    /// The day on which a decision ended the last term.
    pub(crate) fn last_end(&self) -> Option<NaiveDate> {
        self.terms().iter().filter_map(Term::ended_on).max()
    }
}
