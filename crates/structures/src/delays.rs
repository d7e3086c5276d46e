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
}
