//! Civil date arithmetic by months and years, the way French procedure counts.

use chrono::{Datelike, Days, Months, NaiveDate};

/// The day bearing the same number `months` later (earlier when negative), or the
/// last day of that month when it has no such day.
///
/// Saturates at the ends of the calendar, some 260,000 years away.
///
/// ```
/// # use chrono::NaiveDate; use kernel::add_months;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(add_months(day(2024, 11, 30), 3), day(2025, 2, 28));
/// assert_eq!(add_months(day(2025, 4, 30), -2), day(2025, 2, 28));
/// ```
///
/// # Law
/// Code de procédure civile, art. 641, applied by analogy.
#[must_use]
pub fn add_months(date: NaiveDate, months: i32) -> NaiveDate {
    let step = Months::new(months.unsigned_abs());
    if months >= 0 {
        date.checked_add_months(step).unwrap_or(NaiveDate::MAX)
    } else {
        date.checked_sub_months(step).unwrap_or(NaiveDate::MIN)
    }
}

/// The last day, included, of the year that begins on `start`.
///
/// A year begun on 29 February ends on 28 February: taking a day from the clamped
/// anniversary would make it one day short.
///
/// ```
/// # use chrono::NaiveDate; use kernel::anniversary_end;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(anniversary_end(day(2025, 1, 1)), day(2025, 12, 31));
/// assert_eq!(anniversary_end(day(2024, 2, 29)), day(2025, 2, 28));
/// assert_eq!(anniversary_end(day(2023, 3, 1)), day(2024, 2, 29));
/// ```
#[must_use]
pub fn anniversary_end(start: NaiveDate) -> NaiveDate {
    let clamped = add_months(start, 12);
    if clamped.day() == start.day() {
        previous_day(clamped)
    } else {
        clamped
    }
}

/// The day after. Saturates at the end of the calendar.
#[must_use]
pub fn next_day(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// The day before. Saturates at the start of the calendar.
#[must_use]
pub fn previous_day(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap_or(NaiveDate::MIN)
}

/// `date` moved by whole days, later or (negative) earlier. Saturates.
#[must_use]
pub fn add_days(date: NaiveDate, days: i32) -> NaiveDate {
    let step = Days::new(u64::from(days.unsigned_abs()));
    if days >= 0 {
        date.checked_add_days(step).unwrap_or(NaiveDate::MAX)
    } else {
        date.checked_sub_days(step).unwrap_or(NaiveDate::MIN)
    }
}
