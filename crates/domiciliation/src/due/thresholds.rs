//! The rules turned round: the anchors that make a duty show, found by bisection.

use chrono::NaiveDate;
use kernel::date::add_days;

use super::{Calendar, Due, Duty, FAR, Progress, Urgency, first};

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
    pub(super) today: NaiveDate,
    cuts: [Cuts; Duty::ALL.len()],
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
