//! Time limits of the procedure.

use chrono::NaiveDate;
use kernel::{Holidays, add_months, next_day};

/// The last day, included, on which a request received on `received` may be answered.
///
/// Past it the request counts as refused by silence and may be challenged; nothing
/// is ever decided automatically.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::deadline::answer_limit;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(answer_limit(day(2025, 12, 31)), day(2026, 2, 28));
/// ```
///
/// # Law
/// R-22, R-23: CASF art. D. 264-1; two months.
#[must_use]
pub fn answer_limit(received: NaiveDate) -> NaiveDate {
    add_months(received, 2)
}

/// The answer limit when missing documents were asked for: each such wait, from the
/// day they were asked to the day they came or the delay ran out, is added.
///
/// # Law
/// R-24: CRPA art. L. 114-5.
#[must_use]
pub fn suspended_answer_limit(received: NaiveDate, waits: &[(NaiveDate, NaiveDate)]) -> NaiveDate {
    let days: i64 = waits
        .iter()
        .map(|(from, to)| (*to - *from).num_days().max(0))
        .sum();
    kernel::date::add_days(
        answer_limit(received),
        i32::try_from(days).unwrap_or(i32::MAX),
    )
}

/// The last useful day of an appeal against a decision notified on `notified`: two
/// months *franc* (neither the first nor the last day counts), carried to the next
/// working day of the territory.
///
/// ```
/// # use chrono::NaiveDate; use domiciliation::deadline::appeal_last_day;
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let paris = kernel::Holidays::of("75".parse().unwrap());
/// // 1 March 2026 is a Sunday.
/// assert_eq!(appeal_last_day(day(2025, 12, 30), &paris), day(2026, 3, 2));
/// ```
///
/// # Law
/// R-67: CJA art. R. 421-1 and R. 421-5; CRPA art. L. 411-2.
#[must_use]
pub fn appeal_last_day(notified: NaiveDate, holidays: &Holidays) -> NaiveDate {
    holidays.next_working_day(next_day(add_months(notified, 2)))
}

/// The day after which a missing acknowledgement is worth a warning: one working day
/// after filing.
///
/// # Law
/// R-21: CASF art. D. 264-1; CRPA art. L. 112-3.
#[must_use]
pub fn acknowledgement_due(filed: NaiveDate, holidays: &Holidays) -> NaiveDate {
    holidays.next_working_day(next_day(filed))
}

/// The last day on which a département or a paying body is to be answered: a month.
///
/// # Law
/// R-97: CASF art. D. 264-7.
#[must_use]
pub fn payer_answer_limit(received: NaiveDate) -> NaiveDate {
    add_months(received, 1)
}

/// The last day on which La Poste keeps a registered item: fifteen calendar days from
/// the day after the notice.
///
/// # Law
/// R-82.
#[must_use]
pub fn notice_expires(notice: NaiveDate) -> NaiveDate {
    kernel::date::add_days(notice, 15)
}

/// The day until which a decision that created rights may be withdrawn on the body's
/// own initiative: four months.
///
/// # Law
/// R-38: CRPA art. L. 242-1.
#[must_use]
pub fn withdrawal_limit(decided_on: NaiveDate) -> NaiveDate {
    add_months(decided_on, 4)
}
