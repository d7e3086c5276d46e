//! French as it is written: dates, numbers, lists and the spaces before punctuation.

use chrono::NaiveDate;
use maud::{Markup, html};
use std::fmt::Display;

pub use kernel::french::{NBSP, clock_time, day_month_year, long_date, short_date, typo};

/// A day told from another: « aujourd'hui », « hier », « il y a 12 jours », « demain »,
/// « dans 3 jours ». Days are counted, never rounded to months: the law counts them.
#[must_use]
pub fn relative_day(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "aujourd’hui".to_owned(),
        -1 => "hier".to_owned(),
        1 => "demain".to_owned(),
        past if past < 0 => format!("il y a {} jours", number(past.unsigned_abs())),
        future => format!("dans {} jours", number(future.unsigned_abs())),
    }
}

/// The form of a word that goes with a number; in French zero is singular.
#[must_use]
pub const fn plural<'a>(count: u64, one: &'a str, several: &'a str) -> &'a str {
    if count < 2 { one } else { several }
}

/// « 0 lettre », « 1 lettre », « 1 204 lettres ».
#[must_use]
pub fn count(count: u64, one: &str, several: &str) -> String {
    format!("{}{NBSP}{}", number(count), plural(count, one, several))
}

/// A whole number with its thousands apart: « 15 000 ».
#[must_use]
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut spaced = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            spaced.push(NBSP);
        }
        spaced.push(digit);
    }
    spaced
}

/// « une lettre, un colis et un avis ».
#[must_use]
pub fn list<T: Display>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("{} et {last}", first.join(", "))
        }
    }
}

/// A date for a line of text: « dimanche 14 mars 2027 », readable by programs.
#[must_use]
pub fn time_long(date: NaiveDate) -> Markup {
    html! { time datetime=(date) { (long_date(date)) } }
}

/// A date for a list: « 14/03/2027 » to the eye, « 14 mars 2027 » to a screen reader.
#[must_use]
pub fn time_short(date: NaiveDate) -> Markup {
    html! {
        time datetime=(date) {
            span aria-hidden="true" { (short_date(date)) }
            span.fr-sr-only { (day_month_year(date)) }
        }
    }
}
