//! The term of an election: its length, its renewal, its reminders.

use chrono::NaiveDate;
use kernel::{FactId, Periode, add_months, next_day};

/// The term of an election that starts on `start`: one year, both days included.
///
/// # Law
/// CASF art. L. 264-2 and D. 264-1.
#[must_use]
pub fn one_year(start: NaiveDate) -> Periode {
    Periode::one_year_from(start)
}

/// Whether a term has lapsed: from the day after its last day.
///
/// # Law
/// CASF art. L. 264-2. Lapsing is not a decision.
#[must_use]
pub fn is_expired(end: NaiveDate, today: NaiveDate) -> bool {
    today > end
}

/// The day from which renewal is worth a reminder: `months` before the end.
///
/// # Law
/// recommended two months ahead by the official form; never an obstacle to a
/// late request.
#[must_use]
pub fn reminder_from(end: NaiveDate, months: u32) -> NaiveDate {
    add_months(end, -i32::try_from(months).unwrap_or(i32::MAX))
}

/// Whether the reminder is to be sent today: due, not sent for this term, and not
/// after its end. Never by equality of dates: a term that ends on 31 December has
/// no 31 November.
///
/// # Law
///
#[must_use]
pub fn is_reminder_due(end: NaiveDate, months: u32, today: NaiveDate, sent: bool) -> bool {
    !sent && today >= reminder_from(end, months) && today <= end
}

/// The day on which a renewed term starts: the day after the former one when it is
/// decided in time, the day of the decision when it is late (the gap stays visible).
///
/// # Law
///
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

    /// The day on which a decision ended it, where one did.
    #[must_use]
    pub const fn ended_on(&self) -> Option<NaiveDate> {
        self.ended_on
    }
}

/// The date of first domiciliation at this body: the start of the first term,
/// unchanged by renewals. After an end by decision followed by a new request it is
/// kept only when the gap is within `tolerance_days`.
///
/// # Law
/// the form prints it, and the length of the link opens rights.
#[must_use]
pub fn first_domiciliation(terms: &[Term], tolerance_days: u32) -> Option<NaiveDate> {
    let mut sorted: Vec<&Term> = terms.iter().collect();
    sorted.sort_by_key(|t| t.period.start());
    let mut first = None;
    let mut ended: Option<NaiveDate> = None;
    for term in sorted {
        let kept = ended
            .is_none_or(|end| (term.period.start() - end).num_days() <= i64::from(tolerance_days));
        if first.is_none() || !kept {
            first = Some(term.period.start());
        }
        ended = term.ended_on;
    }
    first
}
