//! The term of an election: its length, its renewal, its reminders.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use kernel::{FactId, Periode, add_months, date::add_days, next_day};

/// The term of an election that starts on `start`: one year, both days included.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::term::one_year;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(one_year(day(2025, 1, 1)).end(), day(2025, 12, 31));
/// // A year begun on a leap day is not one day short.
/// assert_eq!(one_year(day(2024, 2, 29)).end(), day(2025, 2, 28));
/// ```
///
/// # Law
/// R-30, R-32: CASF art. L. 264-2 and D. 264-1.
#[must_use]
pub fn one_year(start: NaiveDate) -> Periode {
    Periode::one_year_from(start)
}

/// Whether a term has lapsed: from the day after its last day.
///
/// # Law
/// R-70: CASF art. L. 264-2. Lapsing is not a decision.
#[must_use]
pub fn is_expired(end: NaiveDate, today: NaiveDate) -> bool {
    today > end
}

/// The day from which renewal is worth a reminder: `months` before the end.
///
/// # Law
/// R-42: recommended two months ahead by the official form; never an obstacle to a
/// late request.
#[must_use]
pub fn reminder_from(end: NaiveDate, months: u32) -> NaiveDate {
    add_months(end, -i32::try_from(months).unwrap_or(i32::MAX))
}

/// Whether the reminder is to be sent today: due, not sent for this term, and not
/// after its end. Never by equality of dates: a term that ends on 31 December has
/// no 31 November.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::term::is_reminder_due;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let end = day(2026, 12, 31);
/// assert!(!is_reminder_due(end, 1, day(2026, 11, 29), false));
/// assert!(is_reminder_due(end, 1, day(2026, 11, 30), false));
/// assert!(!is_reminder_due(end, 1, day(2026, 12, 1), true), "sent already");
/// ```
///
/// # Law
/// R-42.
#[must_use]
pub fn is_reminder_due(end: NaiveDate, months: u32, today: NaiveDate, sent: bool) -> bool {
    !sent && today >= reminder_from(end, months) && today <= end
}

/// The ends of term whose reminder is due today: [`is_reminder_due`] turned round, so that
/// storage finds them by comparing one day with two.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::term::reminder_ends;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// // Terms that end on the 29th, 30th or 31st of March have no other day in February.
/// let ends = reminder_ends(day(2027, 2, 28), 1);
/// assert_eq!(ends, day(2027, 2, 28)..=day(2027, 3, 31));
/// ```
///
/// # Law
/// R-42.
#[must_use]
pub fn reminder_ends(today: NaiveDate, months: u32) -> RangeInclusive<NaiveDate> {
    let ahead = add_months(today, i32::try_from(months).unwrap_or(i32::MAX));
    // The month ahead may have up to three days more than this one.
    let last = (0..=3)
        .map(|more| add_days(ahead, more))
        .take_while(|end| is_reminder_due(*end, months, today, false))
        .last();
    today..=last.unwrap_or(ahead)
}

/// The day on which a renewed term starts: the day after the former one when it is
/// decided in time, the day of the decision when it is late (the gap stays visible).
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::term::renewal_start;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(renewal_start(day(2026, 3, 14), day(2026, 2, 1)), day(2026, 3, 15));
/// assert_eq!(renewal_start(day(2026, 3, 14), day(2026, 4, 2)), day(2026, 4, 2));
/// ```
///
/// # Law
/// R-44.
#[must_use]
pub fn renewal_start(former_end: NaiveDate, decided_on: NaiveDate) -> NaiveDate {
    if is_expired(former_end, decided_on) {
        decided_on
    } else {
        next_day(former_end)
    }
}

/// A term that was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub(crate) decision: FactId,
    pub(crate) period: Periode,
    pub(crate) renews: bool,
    pub(crate) first_elected_on: Option<NaiveDate>,
    pub(crate) ended_on: Option<NaiveDate>,
}

impl Term {
    /// The decision that granted it.
    #[must_use]
    pub const fn decision(&self) -> FactId {
        self.decision
    }

    /// The days it was granted for.
    #[must_use]
    pub const fn period(&self) -> Periode {
        self.period
    }

    /// Whether it answered a renewal.
    #[must_use]
    pub const fn renews(&self) -> bool {
        self.renews
    }

    /// The day of the first election in an unbroken line that this term goes on with, where
    /// a register that was taken over knew it.
    #[must_use]
    pub const fn first_elected_on(&self) -> Option<NaiveDate> {
        self.first_elected_on
    }

    /// The first day of the line it stands in, as far as it knows by itself.
    fn line_start(&self) -> NaiveDate {
        let start = self.period.start();
        self.first_elected_on
            .map_or(start, |first| first.min(start))
    }

    /// The day on which a decision ended it, where one did.
    #[must_use]
    pub const fn ended_on(&self) -> Option<NaiveDate> {
        self.ended_on
    }

    /// The first day on which it no longer covers the person: the day after its end, or
    /// that of the decision that ended it before.
    #[must_use]
    pub fn over_on(&self) -> NaiveDate {
        let lapses = next_day(self.period.end());
        self.ended_on.map_or(lapses, |ended| ended.min(lapses))
    }
}

/// The date of first domiciliation at this body: the start of the first term,
/// unchanged by renewals, late ones included. A new first request after an end keeps it
/// only when at most `tolerance_days` days lie uncovered in between.
///
/// # Law
/// R-33, R-17: the form prints it, and the length of the link opens rights.
#[must_use]
pub fn first_domiciliation(terms: &[Term], tolerance_days: u32) -> Option<NaiveDate> {
    let mut sorted: Vec<&Term> = terms.iter().collect();
    sorted.sort_by_key(|t| t.period.start());
    let mut first = sorted.first()?.line_start();
    for (former, term) in sorted.iter().zip(sorted.iter().skip(1)) {
        let start = term.period.start();
        let gap = (start - former.over_on()).num_days();
        if !term.renews && gap > i64::from(tolerance_days) {
            first = term.line_start();
        }
    }
    Some(first)
}
