//! Dates, hours and sentences as French writes them: documents and pages say them alike.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

/// The space that neither breaks nor stretches, which French puts before `:` `;` `?` `!`
/// and inside « ».
pub const NBSP: char = '\u{a0}';

const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// « dimanche 14 mars 2027 », « lundi 1er mars 2027 ».
#[must_use]
pub fn long_date(date: NaiveDate) -> String {
    let weekday = DAYS[date.weekday().num_days_from_monday() as usize];
    format!("{weekday} {}", day_month_year(date))
}

/// « 14 mars 2027 », « 1er mars 2027 »: the long date without its weekday.
#[must_use]
pub fn day_month_year(date: NaiveDate) -> String {
    let ordinal = if date.day() == 1 { "er" } else { "" };
    format!(
        "{}{ordinal} {} {}",
        date.day(),
        MONTHS[date.month0() as usize],
        date.year()
    )
}

/// « 14/03/2027 ».
#[must_use]
pub fn short_date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// « 9 h 05 », « 14 h ».
#[must_use]
pub fn clock_time(time: NaiveTime) -> String {
    match time.minute() {
        0 => format!("{}{NBSP}h", time.hour()),
        minute => format!("{}{NBSP}h{NBSP}{minute:02}", time.hour()),
    }
}

/// Puts non-breaking spaces where French wants them, in a sentence written with plain ones.
#[must_use]
pub fn typo(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len() + 8);
    let mut rest = sentence.chars().peekable();
    while let Some(c) = rest.next() {
        let before_sign = rest
            .peek()
            .is_some_and(|next| matches!(next, ':' | ';' | '?' | '!' | '»'));
        let after_quote = out.ends_with('«');
        out.push(if c == ' ' && (before_sign || after_quote) {
            NBSP
        } else {
            c
        });
    }
    out
}
