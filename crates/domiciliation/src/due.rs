//! What the law or the calendar makes due, for whom, on which day.
//!
//! A duty is counted from one day that is kept of the dossier, its anchor: the older the
//! anchor, the more pressing the duty. So storage can find everybody whom a duty concerns
//! by comparing anchors with a few days that are computed here, the [`Thresholds`], and
//! knows no rule. A property proves that both ways find the same people.

use chrono::NaiveDate;
use kernel::{Holidays, RuleId, add_months, date::add_days};

use crate::{
    command::{Context, Policy},
    deadline,
    decision::{Decision, Outcome},
    dossier::Dossier,
    mail::{self, WaitingMail},
    presence, radiation,
    request::{Demande, Stage},
    term::{self, Term},
    vocabulary::vocabulary,
};

vocabulary! {
    /// Something that waits to be done about one person, gravest first.
    Duty {
        /// The person came back since an end for silence was considered: it is dropped.
        PlannedButSeen = "radiations-a-abandonner", "Radiations à abandonner";
        /// A request is to be answered.
        Answer = "reponses", "Réponses aux demandes";
        /// The receipt of a request is to be acknowledged.
        Acknowledgement = "accuses-de-reception", "Accusés de réception";
        /// Somebody is to be received; once the day has passed, what came of it is missing.
        Appointment = "rendez-vous", "Rendez-vous";
        /// The election lapsed, and nothing was done about it.
        Lapsed = "echeances-depassees", "Échéances dépassées";
        /// La Poste gives a registered item back.
        Notice = "avis-de-passage", "Avis de passage";
        /// Mail is kept beyond the time that the house set.
        MailKept = "courrier-garde", "Courrier gardé trop longtemps";
        /// A decision is proposed.
        Decision = "decisions", "Décisions à prendre";
        /// A decision was taken, and the person does not know.
        NotNotified = "decisions-a-notifier", "Décisions à notifier";
        /// The person had time to answer: an end of election is pronounced or dropped.
        ObservationsOver = "observations-closes", "Délais d’observations clos";
        /// Silence has lasted more than three months, and no end is considered.
        SilenceOver = "silence-de-trois-mois", "Plus de trois mois sans nouvelles";
        /// The term ends within two weeks.
        TermEnding = "fins-proches", "Fins de domiciliation proches";
        /// Three months of silence are nearly over.
        SilenceNearlyOver = "silence-presque-de-trois-mois", "Bientôt trois mois sans nouvelles";
        /// Renewal is advised.
        RenewalAdvised = "renouvellements-conseilles", "Renouvellements conseillés";
        /// Silence has lasted two months.
        SilenceTwoMonths = "silence-de-deux-mois", "Plus de deux mois sans nouvelles";
    }
}

vocabulary! {
    /// How pressing a duty is.
    Urgency {
        /// A limit has passed.
        Late = "retard", "En retard";
        /// It can be done from now on, or ends today.
        Today = "aujourd-hui", "Aujourd’hui";
        /// It is near.
        Soon = "bientot", "Bientôt";
    }
}

/// What makes a day due: the day, what the body set, the holidays of its territory.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// The civil date at the structure.
    pub today: NaiveDate,
    /// The body.
    pub policy: &'a Policy,
    /// The holidays of its territory.
    pub holidays: &'a Holidays,
}

impl<'a> Calendar<'a> {
    /// That of a context.
    #[must_use]
    pub const fn of(context: &Context<'a>) -> Self {
        Self {
            today: context.today,
            policy: context.policy,
            holidays: context.holidays,
        }
    }

    /// The same on another day.
    #[must_use]
    pub const fn on(self, today: NaiveDate) -> Self {
        Self { today, ..self }
    }
}

/// How far a duty has come. It only moves on as days pass, and is further the older the
/// anchor: that order is what thresholds rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Progress {
    NotYet,
    Soon,
    Today,
    Late,
    /// Another duty has taken its place.
    Replaced,
}

impl Progress {
    const fn urgency(self) -> Option<Urgency> {
        match self {
            Self::NotYet | Self::Replaced => None,
            Self::Soon => Some(Urgency::Soon),
            Self::Today => Some(Urgency::Today),
            Self::Late => Some(Urgency::Late),
        }
    }

    /// What has a last day: near from some day on, late after it.
    fn towards(last: NaiveDate, near_from: NaiveDate, today: NaiveDate) -> Self {
        if today > last {
            Self::Late
        } else if today == last {
            Self::Today
        } else if today >= near_from {
            Self::Soon
        } else {
            Self::NotYet
        }
    }

    const fn once(reached: bool, progress: Self) -> Self {
        if reached { progress } else { Self::NotYet }
    }
}

/// Days before an appointment from which it is near.
const APPOINTMENT_NEAR: i32 = 7;
/// Days before the limit of an answer from which it is near.
const ANSWER_NEAR: i32 = 14;
/// Days before La Poste takes an item back from which that is near.
const NOTICE_NEAR: i32 = 3;
/// Days before the end of a term from which renewing is no longer merely advised.
const TERM_NEAR: i32 = 15;

impl Duty {
    /// The rule behind the duty.
    #[must_use]
    pub const fn rule(self) -> RuleId {
        RuleId(match self {
            Self::PlannedButSeen | Self::ObservationsOver => "R-65",
            Self::Answer => "R-23",
            Self::Acknowledgement => "R-21",
            Self::Appointment => "R-26",
            Self::Lapsed => "R-70",
            Self::Notice => "R-82",
            Self::MailKept => "R-83",
            Self::Decision => "R-35",
            Self::NotNotified => "R-36",
            Self::SilenceOver | Self::SilenceNearlyOver | Self::SilenceTwoMonths => "R-50",
            Self::TermEnding | Self::RenewalAdvised => "R-42",
        })
    }

    fn progress(self, anchor: NaiveDate, calendar: Calendar<'_>) -> Progress {
        let Calendar {
            today,
            policy,
            holidays,
        } = calendar;
        let known = anchor <= today;
        match self {
            Self::PlannedButSeen => Progress::once(known, Progress::Late),
            Self::Decision | Self::NotNotified => Progress::once(known, Progress::Today),
            Self::Answer => Progress::towards(anchor, add_days(anchor, -ANSWER_NEAR), today),
            Self::Acknowledgement => {
                let due = deadline::acknowledgement_due(anchor, holidays);
                Progress::towards(due, anchor, today)
            }
            Self::Appointment => {
                Progress::towards(anchor, add_days(anchor, -APPOINTMENT_NEAR), today)
            }
            Self::Notice => Progress::towards(anchor, add_days(anchor, -NOTICE_NEAR), today),
            Self::MailKept => {
                let kept = policy.mail_keep_days;
                Progress::once(mail::is_kept_too_long(anchor, kept, today), Progress::Late)
            }
            Self::ObservationsOver => {
                let open = radiation::may_be_observed(anchor, today);
                Progress::once(!open, Progress::Today)
            }
            Self::Lapsed => Progress::once(term::is_expired(anchor, today), Progress::Late),
            Self::TermEnding if term::is_expired(anchor, today) => Progress::Replaced,
            Self::TermEnding => Progress::towards(anchor, add_days(anchor, -TERM_NEAR), today),
            Self::RenewalAdvised if today >= add_days(anchor, -TERM_NEAR) => Progress::Replaced,
            Self::RenewalAdvised => {
                let months = policy.renewal_advice_months;
                let advised = term::is_reminder_due(anchor, months, today, false);
                Progress::once(advised, Progress::Soon)
            }
            Self::SilenceOver => {
                let over = Silence::since(anchor, calendar) == Silence::Over;
                Progress::once(over, Progress::Today)
            }
            Self::SilenceNearlyOver => match Silence::since(anchor, calendar) {
                Silence::Short | Silence::TwoMonths => Progress::NotYet,
                Silence::NearlyOver => Progress::Soon,
                Silence::Over => Progress::Replaced,
            },
            Self::SilenceTwoMonths => match Silence::since(anchor, calendar) {
                Silence::Short => Progress::NotYet,
                Silence::TwoMonths => Progress::Soon,
                Silence::NearlyOver | Silence::Over => Progress::Replaced,
            },
        }
    }

    /// What an anchor makes due.
    #[must_use]
    pub fn due(self, anchor: NaiveDate, calendar: Calendar<'_>) -> Option<Due> {
        let urgency = self.progress(anchor, calendar).urgency()?;
        Some(Due {
            duty: self,
            urgency,
            anchor,
        })
    }

    /// The first day, from today on, on which the duty shows; none when it does not within
    /// some years, or has been replaced by another.
    #[must_use]
    pub fn shows_on(self, anchor: NaiveDate, calendar: Calendar<'_>) -> Option<NaiveDate> {
        let day = |ahead| add_days(calendar.today, ahead);
        let progress = |ahead| self.progress(anchor, calendar.on(day(ahead)));
        let ahead = first(0, FAR, |ahead| progress(ahead) > Progress::NotYet)?;
        progress(ahead).urgency().map(|_| day(ahead))
    }
}

/// How long somebody has been silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    Short,
    TwoMonths,
    NearlyOver,
    Over,
}

impl Silence {
    /// # Law
    /// CASF art. D. 264-3; the body chooses when it is warned ahead.
    fn since(from: NaiveDate, calendar: Calendar<'_>) -> Self {
        let Calendar { today, policy, .. } = calendar;
        let first_day = presence::first_radiable_day(from);
        let months = i32::from(policy.silence_warning_months);
        if today >= first_day {
            Self::Over
        } else if today >= add_days(first_day, -i32::from(policy.silence_warning_days)) {
            Self::NearlyOver
        } else if today > add_months(from, months) {
            Self::TwoMonths
        } else {
            Self::Short
        }
    }
}

/// A duty that shows today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What is to be done.
    pub duty: Duty,
    /// How pressing it is.
    pub urgency: Urgency,
    /// The day it is counted from.
    pub anchor: NaiveDate,
}

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
    fn anchor(&self, duty: Duty, today: NaiveDate) -> Option<NaiveDate> {
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

/// The anchors that make a duty as pressing as asked: those after a day, up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Anchors up to this day do not count; none when they all do.
    pub after: Option<NaiveDate>,
    /// The last day that counts.
    pub upto: NaiveDate,
}

impl Range {
    fn holds(self, anchor: NaiveDate) -> bool {
        self.after.is_none_or(|after| anchor > after) && anchor <= self.upto
    }
}

/// For each progress, the latest anchor that makes a duty come as far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cuts {
    replaced: Option<NaiveDate>,
    late: Option<NaiveDate>,
    today: Option<NaiveDate>,
    soon: Option<NaiveDate>,
}

/// The days with which anchors are compared, on one day at one body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds {
    today: NaiveDate,
    cuts: [Cuts; Duty::ALL.len()],
}

/// Days, before and after today, beyond which no anchor is looked for.
const FAR: i32 = 200 * 366;

/// The first number from `from` to `to` for which something holds that holds from there on.
fn first(from: i32, to: i32, holds: impl Fn(i32) -> bool) -> Option<i32> {
    let (mut low, mut high) = (from, to);
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

impl Thresholds {
    /// The thresholds of a day.
    #[must_use]
    pub fn of(calendar: Calendar<'_>) -> Self {
        let today = calendar.today;
        // Older anchors come further, so counting back one finds the latest first.
        let latest = |duty: Duty, progress| {
            first(-FAR, FAR, |back| {
                duty.progress(add_days(today, -back), calendar) >= progress
            })
            .map(|back| add_days(today, -back))
        };
        let cuts = |index: usize| Cuts {
            replaced: latest(Duty::ALL[index], Progress::Replaced),
            late: latest(Duty::ALL[index], Progress::Late),
            today: latest(Duty::ALL[index], Progress::Today),
            soon: latest(Duty::ALL[index], Progress::Soon),
        };
        Self {
            today,
            cuts: std::array::from_fn(cuts),
        }
    }

    /// An election runs when its term ends on this day or later.
    #[must_use]
    pub const fn runs_when_it_ends_from(&self) -> NaiveDate {
        self.today
    }

    /// The clock stands still when an absence is open since this day or before.
    #[must_use]
    pub const fn suspended_when_absent_since(&self) -> NaiveDate {
        self.today
    }

    fn cuts(&self, duty: Duty) -> &Cuts {
        &self.cuts[duty as usize]
    }

    /// The anchors that make a duty this pressing; none when no anchor does.
    #[must_use]
    pub fn range(&self, duty: Duty, urgency: Urgency) -> Option<Range> {
        let cuts = self.cuts(duty);
        let (after, upto) = match urgency {
            Urgency::Late => (cuts.replaced, cuts.late),
            Urgency::Today => (cuts.late, cuts.today),
            Urgency::Soon => (cuts.today, cuts.soon),
        };
        let upto = upto?;
        after
            .is_none_or(|after| after < upto)
            .then_some(Range { after, upto })
    }

    /// The anchors that make a duty show, however pressing.
    #[must_use]
    pub fn shown(&self, duty: Duty) -> Option<Range> {
        let ranges = Urgency::ALL.iter().filter_map(|u| self.range(duty, *u));
        ranges.reduce(|older, newer| Range {
            after: older.after,
            upto: newer.upto,
        })
    }

    /// What an anchor makes due.
    #[must_use]
    pub fn due(&self, duty: Duty, anchor: NaiveDate) -> Option<Due> {
        let urgency = Urgency::ALL.iter().copied().find(|urgency| {
            self.range(duty, *urgency)
                .is_some_and(|range| range.holds(anchor))
        })?;
        Some(Due {
            duty,
            urgency,
            anchor,
        })
    }
}

impl Dossier {
    /// The last decision, while the person does not know of it. Closing a lapsed file is
    /// told to nobody, and nobody is left to tell after a death.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn decision_to_notify(&self) -> Option<&Decision> {
        self.last_decision()
            .filter(|d| d.notification().is_none())
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
        let ended = self.terms().iter().filter_map(Term::ended_on).max();
        Some(ended.unwrap_or(decided))
    }
}
