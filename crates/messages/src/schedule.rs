//! When messages may leave: the courtesy window, the days of a structure, its holidays and
//! its zone.

use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use kernel::{Holidays, Zone, date::add_days, previous_day};

use crate::Rhythm;

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// The hours at which people may be disturbed, in civil time, from Monday to Saturday, on
/// days that are no holidays of the territory (T-03).
pub const COURTESY: Range<NaiveTime> = hour(8)..hour(20);

/// When the staff is written to: in the morning of working days, in civil time.
pub const MORNING: NaiveTime = hour(8);

/// How many days are looked at for a day on which messages leave, before or after another.
/// A week always holds one of each structure's days; holidays move it on by a few.
const NEAR: i32 = 31;

/// Where a structure lies in time: its zone, and the holidays of its territory.
///
/// Messages leave at slots: the hour that the structure settled, each day from Monday to
/// Saturday that is no holiday. Mail is announced at some of them: those of the days that the
/// structure chose. One of these that is a holiday moves to the next day that is none, so
/// that a week with a holiday is not a week without news; it never merges two slots into
/// more than one message, for what was told is not told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The zone in which hours and days are counted.
    pub zone: Zone,
    /// The holidays of the territory.
    pub holidays: Holidays,
}

impl Place {
    /// A zone and its holidays.
    #[must_use]
    pub const fn new(zone: Zone, holidays: Holidays) -> Self {
        Self { zone, holidays }
    }

    /// Whether people may be written to on a day.
    ///
    /// # Law
    /// T-03 of the rule table (messages).
    #[must_use]
    pub fn is_permitted(self, day: NaiveDate) -> bool {
        day.weekday() != Weekday::Sun && !self.holidays.is_holiday(day)
    }

    /// Whether mail is announced on a day: one of the structure's, or the one that its
    /// holiday moved to.
    fn is_mail_day(self, day: NaiveDate, rhythm: &Rhythm) -> bool {
        let moved_here = |day: &NaiveDate| !self.is_permitted(*day);
        let mut moved = days_down(previous_day(day)).take_while(moved_here);
        let is_chosen = |day: NaiveDate| rhythm.days().contains(&day.weekday());
        self.is_permitted(day) && (is_chosen(day) || moved.any(is_chosen))
    }

    /// Whether people may be written to now: within the courtesy window.
    ///
    /// # Law
    /// T-03 of the rule table (messages).
    #[must_use]
    pub fn may_send_at(self, now: DateTime<Utc>) -> bool {
        let local = self.zone.time_of(now);
        COURTESY.contains(&local.time()) && self.is_permitted(local.date())
    }

    /// The first moment from `now` on at which people may be written to.
    #[must_use]
    pub fn next_opening(self, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.may_send_at(now) {
            return now;
        }
        self.next_at(now, COURTESY.start, |day| self.is_permitted(day))
    }

    /// The first slot after a moment at which mail is announced.
    #[must_use]
    pub fn next_mail_slot(self, after: DateTime<Utc>, rhythm: &Rhythm) -> DateTime<Utc> {
        self.next_at(after, rhythm.at(), |day| self.is_mail_day(day, rhythm))
    }

    /// The first slot after a moment.
    #[must_use]
    pub fn next_daily_slot(self, after: DateTime<Utc>, rhythm: &Rhythm) -> DateTime<Utc> {
        self.next_at(after, rhythm.at(), |day| self.is_permitted(day))
    }

    /// The last slot that has come, the moment itself included.
    #[must_use]
    pub fn last_daily_slot_until(self, now: DateTime<Utc>, rhythm: &Rhythm) -> DateTime<Utc> {
        let slots = days_down(self.zone.date_of(now))
            .filter(|day| self.is_permitted(*day))
            .map(|day| self.slot(day, rhythm.at()));
        let mut come = slots.filter(|slot| *slot <= now);
        come.next().unwrap_or(now)
    }

    /// The last slot of the days before a day.
    #[must_use]
    pub fn last_daily_slot_before(self, day: NaiveDate, rhythm: &Rhythm) -> DateTime<Utc> {
        let eve = days_down(previous_day(day)).find(|day| self.is_permitted(*day));
        self.slot(eve.unwrap_or(previous_day(day)), rhythm.at())
    }

    /// Whether a slot at which mail is announced lies after a moment and not after another.
    #[must_use]
    pub fn has_mail_slot_between(
        self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        rhythm: &Rhythm,
    ) -> bool {
        self.next_mail_slot(after, rhythm) <= until
    }

    /// Whether a slot lies after a moment and not after another.
    #[must_use]
    pub fn has_daily_slot_between(
        self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        rhythm: &Rhythm,
    ) -> bool {
        self.next_daily_slot(after, rhythm) <= until
    }

    /// The first morning of a working day after a moment.
    #[must_use]
    pub fn next_morning(self, after: DateTime<Utc>) -> DateTime<Utc> {
        self.next_at(after, MORNING, |day| self.holidays.is_working_day(day))
    }

    /// The moment at which the clock shows an hour of a day, or jumps over it.
    fn slot(self, day: NaiveDate, at: NaiveTime) -> DateTime<Utc> {
        self.zone.instant_of(day.and_time(at))
    }

    /// The first moment after another at which the clock shows an hour of such a day.
    fn next_at(
        self,
        after: DateTime<Utc>,
        at: NaiveTime,
        is_one: impl Fn(NaiveDate) -> bool,
    ) -> DateTime<Utc> {
        let today = self.zone.date_of(after);
        let days = (0..=NEAR).map(|ahead| add_days(today, ahead));
        let mut slots = days
            .filter(|day| is_one(*day))
            .map(|day| self.slot(day, at))
            .filter(|slot| *slot > after);
        // No calendar keeps a month of holidays; if one did, messages would leave after it.
        let beyond = || self.slot(add_days(today, NEAR + 1), at);
        slots.next().unwrap_or_else(beyond)
    }
}

/// A day and those before it, the nearest first.
fn days_down(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..=NEAR).map(move |back| add_days(day, -back))
}
