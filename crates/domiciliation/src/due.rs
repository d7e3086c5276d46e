//! What the law or the calendar makes due, for whom, on which day.
//!
//! A duty is counted from one day that is kept of the dossier, its anchor: the older the
//! anchor, the more pressing the duty. So storage can find everybody whom a duty concerns
//! by comparing anchors with a few days that are computed here, the [`Thresholds`], and
//! knows no rule. A property proves that both ways find the same people.

mod anchors;
mod thresholds;

use chrono::NaiveDate;
use kernel::{Holidays, RuleId, add_months, date::add_days};

use crate::{
    command::{Context, Policy},
    deadline, mail, presence, radiation, term,
};

pub use anchors::Anchors;
pub use thresholds::{Range, Thresholds};

kernel::vocabulary! {
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

kernel::vocabulary! {
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
