//! Dates of birth, which may be known only in part.

use chrono::{Datelike, NaiveDate};

/// A date of birth, known to the day, to the month, or only to the year.
///
/// Many people were registered without a day or a month; inventing a first of
/// January would print a lie on an official document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "Raw", into = "Raw")
)]
pub struct BirthDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// The parts do not name a date, or name one outside 1900–2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date of birth")]
pub struct InvalidBirthDate;

impl BirthDate {
    /// A date known as far as its parts are given.
    ///
    /// # Errors
    /// [`InvalidBirthDate`] for a day without a month, a day that the month lacks,
    /// or a year outside 1900–2199. Whether it lies in the future is for whoever
    /// knows today.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Result<Self, InvalidBirthDate> {
        let date = Self { year, month, day };
        let plausible = (1900..2200).contains(&year) && (day.is_none() || month.is_some());
        if plausible
            && NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some()
        {
            Ok(date)
        } else {
            Err(InvalidBirthDate)
        }
    }

    /// A date known to the day.
    ///
    /// # Errors
    /// [`InvalidBirthDate`] for a year outside 1900–2199.
    pub fn on(date: NaiveDate) -> Result<Self, InvalidBirthDate> {
        Self::new(date.year(), Some(date.month()), Some(date.day()))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    #[must_use]
    pub const fn month(self) -> Option<u32> {
        self.month
    }

    /// The day of the month, where it is known.
    #[must_use]
    pub const fn day(self) -> Option<u32> {
        self.day
    }

    /// The earliest day that the known parts allow.
    #[must_use]
    pub fn earliest(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .unwrap_or(NaiveDate::MIN)
    }

    /// Age in full years on `today`, the youngest that the known parts allow: the
    /// birthday is counted as reached on that day, and somebody born on
    /// 29 February turns on 1 March in a common year.
    #[must_use]
    pub fn age_on(self, today: NaiveDate) -> i32 {
        let birthday = (self.month.unwrap_or(12), self.day.unwrap_or(31));
        let before_birthday = (today.month(), today.day()) < birthday;
        today.year() - self.year - i32::from(before_birthday)
    }

    /// Whether two dates may be the same, as far as both are known.
    #[must_use]
    pub fn compatible_with(self, other: Self) -> bool {
        let agree = |a: Option<u32>, b: Option<u32>| a.is_none() || b.is_none() || a == b;
        self.year == other.year && agree(self.month, other.month) && agree(self.day, other.day)
    }
}

impl std::fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BirthDate(…)")
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Raw {
    year: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<u32>,
}

#[cfg(feature = "serde")]
impl From<BirthDate> for Raw {
    fn from(d: BirthDate) -> Self {
        Self {
            year: d.year,
            month: d.month,
            day: d.day,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Raw> for BirthDate {
    type Error = InvalidBirthDate;

    fn try_from(raw: Raw) -> Result<Self, Self::Error> {
        Self::new(raw.year, raw.month, raw.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_leap_day_child_turns_on_the_first_of_march() {
        let born = BirthDate::on(day(2008, 2, 29)).unwrap();
        assert_eq!(born.age_on(day(2026, 2, 28)), 17);
        assert_eq!(born.age_on(day(2026, 3, 1)), 18);
        assert_eq!(born.age_on(day(2028, 2, 29)), 20);
    }

    #[test]
    fn a_partial_date_gives_the_youngest_age_and_matches_what_it_may_be() {
        let born = BirthDate::new(1990, Some(6), None).unwrap();
        assert_eq!(born.age_on(day(2026, 6, 30)), 35);
        assert!(born.compatible_with(BirthDate::on(day(1990, 6, 12)).unwrap()));
        assert!(!born.compatible_with(BirthDate::on(day(1990, 7, 12)).unwrap()));
    }

    #[test]
    fn impossible_dates_are_refused() {
        assert_eq!(BirthDate::new(1990, None, Some(3)), Err(InvalidBirthDate));
        assert_eq!(
            BirthDate::new(2025, Some(2), Some(29)),
            Err(InvalidBirthDate)
        );
        assert_eq!(BirthDate::new(1850, None, None), Err(InvalidBirthDate));
    }
}
