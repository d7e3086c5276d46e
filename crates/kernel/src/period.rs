//! A period of civil days, both ends included.

use chrono::NaiveDate;

use crate::anniversary_end;

/// A period of whole days, both ends included: never empty, never reversed.
///
/// Something valid until the 14th is valid all day on the 14th.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "Raw", into = "Raw")
)]
pub struct Periode {
    start: NaiveDate,
    end: NaiveDate,
}

/// The end of a period stood before its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the period ends on {end}, before its start on {start}")]
pub struct EndBeforeStart {
    /// First day asked for.
    pub start: NaiveDate,
    /// Last day asked for.
    pub end: NaiveDate,
}

impl Periode {
    /// A period from `start` to `end`, both included.
    ///
    /// # Errors
    /// [`EndBeforeStart`] when `end < start`.
    pub fn new(start: NaiveDate, end: NaiveDate) -> Result<Self, EndBeforeStart> {
        if end < start {
            return Err(EndBeforeStart { start, end });
        }
        Ok(Self { start, end })
    }

    /// The full year that begins on `start`.
    #[must_use]
    pub fn one_year_from(start: NaiveDate) -> Self {
        Self {
            start,
            end: anniversary_end(start),
        }
    }

    /// First day, included.
    #[must_use]
    pub const fn start(self) -> NaiveDate {
        self.start
    }

    /// Last day, included.
    #[must_use]
    pub const fn end(self) -> NaiveDate {
        self.end
    }

    /// Whether `day` lies in the period.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.start <= day && day <= self.end
    }

    /// Whether the two periods share at least one day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Raw {
    start: NaiveDate,
    end: NaiveDate,
}

#[cfg(feature = "serde")]
impl From<Periode> for Raw {
    fn from(p: Periode) -> Self {
        Self {
            start: p.start,
            end: p.end,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Raw> for Periode {
    type Error = EndBeforeStart;

    fn try_from(raw: Raw) -> Result<Self, Self::Error> {
        Self::new(raw.start, raw.end)
    }
}
