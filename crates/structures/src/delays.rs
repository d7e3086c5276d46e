//! The delays that the law leaves to each structure, within bounds.

use std::{fmt, str::FromStr};

/// A whole number from `MIN` to `MAX`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u16", into = "u16")
)]
pub struct Within<const MIN: u16, const MAX: u16>(u16);

/// Not a whole number within the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a whole number from {min} to {max}")]
pub struct OutOfRange {
    /// The least value.
    pub min: u16,
    /// The greatest value.
    pub max: u16,
}

impl<const MIN: u16, const MAX: u16> Within<MIN, MAX> {
    /// The least value.
    pub const MIN: u16 = MIN;
    /// The greatest value.
    pub const MAX: u16 = MAX;

    /// A number known at compile time, refused there when out of bounds.
    ///
    /// ```compile_fail
    /// structures::Within::<1, 3>::of::<4>();
    /// ```
    #[must_use]
    pub const fn of<const N: u16>() -> Self {
        const { assert!(MIN <= N && N <= MAX) }
        Self(N)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<const MIN: u16, const MAX: u16> TryFrom<u16> for Within<MIN, MAX> {
    type Error = OutOfRange;

    fn try_from(number: u16) -> Result<Self, Self::Error> {
        let fits = (MIN..=MAX).contains(&number);
        if fits {
            Ok(Self(number))
        } else {
            Err(OutOfRange { min: MIN, max: MAX })
        }
    }
}

impl<const MIN: u16, const MAX: u16> FromStr for Within<MIN, MAX> {
    type Err = OutOfRange;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number: u16 = text
            .trim()
            .parse()
            .map_err(|_| OutOfRange { min: MIN, max: MAX })?;
        number.try_into()
    }
}

impl<const MIN: u16, const MAX: u16> From<Within<MIN, MAX>> for u16 {
    fn from(number: Within<MIN, MAX>) -> Self {
        number.0
    }
}

impl<const MIN: u16, const MAX: u16> fmt::Display for Within<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When the person is reminded that the term ends: some months before, once, and a
/// second time, earlier, where the structure wants it.
///
/// # Law
/// R-42: CERFA 16030*01: renewal is recommended two months before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "RawReminders", into = "RawReminders")
)]
pub struct Reminders {
    last_months: Within<1, 6>,
    early_months: Option<Within<1, 6>>,
}

/// The second reminder would not come before the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the second reminder must come earlier than the other")]
pub struct SecondReminderNotEarlier;

impl Reminders {
    /// A reminder `last_months` before the end, and one `early_months` before it.
    ///
    /// # Errors
    /// [`SecondReminderNotEarlier`] unless `early_months` is more.
    pub fn new(
        last_months: Within<1, 6>,
        early_months: Option<Within<1, 6>>,
    ) -> Result<Self, SecondReminderNotEarlier> {
        if early_months.is_some_and(|early| early <= last_months) {
            return Err(SecondReminderNotEarlier);
        }
        Ok(Self {
            last_months,
            early_months,
        })
    }

    /// Months from the reminder that everybody gets to the end of the term.
    #[must_use]
    pub const fn last_months(self) -> Within<1, 6> {
        self.last_months
    }

    /// Months from the additional, earlier reminder to the end of the term.
    #[must_use]
    pub const fn early_months(self) -> Option<Within<1, 6>> {
        self.early_months
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct RawReminders {
    last_months: Within<1, 6>,
    early_months: Option<Within<1, 6>>,
}

#[cfg(feature = "serde")]
impl From<Reminders> for RawReminders {
    fn from(reminders: Reminders) -> Self {
        Self {
            last_months: reminders.last_months,
            early_months: reminders.early_months,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<RawReminders> for Reminders {
    type Error = SecondReminderNotEarlier;

    fn try_from(raw: RawReminders) -> Result<Self, Self::Error> {
        Self::new(raw.last_months, raw.early_months)
    }
}

/// What a structure settles for itself, each within the bounds of its type.
///
/// # Law
/// Policy, not law: §10 of the rule table. The defaults are its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Delays {
    /// Days left for observations before a striking off (R-65: CRPA art. L. 121-1).
    /// Fewer than eight would leave no time to answer.
    pub notice_days: Within<8, 90>,
    /// Days for which mail is kept after the end (R-83). La Poste keeps a notice
    /// fifteen days (R-82): less would return what can still be collected.
    pub mail_keeping_days: Within<15, 365>,
    /// Reminders before the end of the term (R-42).
    pub reminders: Reminders,
    /// Months of silence after which the structure is warned a first time (R-50).
    pub presence_warning_months: Within<1, 2>,
    /// Days before the third month of silence is over, when it is warned again.
    pub presence_warning_days: Within<1, 30>,
    /// Days between two elections up to which the date of the first one is kept
    /// (R-33).
    pub first_domiciliation_gap_days: Within<0, 365>,
    /// Months for which a dossier is kept after its last contact. Two years at most
    /// (CNIL); one at least, as long as a decision can be appealed (R-67).
    pub retention_months: Within<12, 24>,
    /// Months in intermediate archive after that; none is allowed.
    pub archive_months: Within<0, 36>,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            notice_days: Within::of::<15>(),
            mail_keeping_days: Within::of::<30>(),
            reminders: Reminders {
                last_months: Within::of::<1>(),
                early_months: None,
            },
            presence_warning_months: Within::of::<2>(),
            presence_warning_days: Within::of::<7>(),
            first_domiciliation_gap_days: Within::of::<0>(),
            retention_months: Within::of::<24>(),
            archive_months: Within::of::<36>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_stays_within_its_bounds() {
        let refused = Err(OutOfRange { min: 8, max: 90 });
        for wrong in ["", "7", "91", "-8", "15,5", "quinze", "99999999"] {
            assert_eq!(wrong.parse::<Within<8, 90>>(), refused, "{wrong}");
        }
        assert_eq!(" 8 ".parse::<Within<8, 90>>().map(Within::get), Ok(8));
        assert_eq!(Within::<8, 90>::try_from(90).map(u16::from), Ok(90));
    }

    #[test]
    fn the_second_reminder_comes_earlier_than_the_other() {
        let last = Within::of::<2>();
        assert!(Reminders::new(last, None).is_ok());
        assert!(Reminders::new(last, Some(Within::of::<3>())).is_ok());
        assert_eq!(
            Reminders::new(last, Some(Within::of::<2>())),
            Err(SecondReminderNotEarlier)
        );
    }
}
