//! How values of the domain stand in several columns.

use chrono::NaiveDate;
use domiciliation::Situation;
use kernel::{BirthDate, StoreError};

/// The word of a situation; the end of a term has a column of its own.
pub(crate) const fn situation_code(situation: Situation) -> &'static str {
    match situation {
        Situation::Elected { .. } => "elected",
        Situation::Proposed => "proposed",
        Situation::Requested => "requested",
        Situation::Ended => "ended",
        Situation::Refused => "refused",
    }
}

pub(crate) const fn term_end(situation: Situation) -> Option<NaiveDate> {
    match situation {
        Situation::Elected { end } => Some(end),
        Situation::Proposed | Situation::Requested | Situation::Ended | Situation::Refused => None,
    }
}

pub(crate) fn situation(code: &str, term_end: Option<NaiveDate>) -> Result<Situation, StoreError> {
    match (code, term_end) {
        ("elected", Some(end)) => Ok(Situation::Elected { end }),
        ("proposed", None) => Ok(Situation::Proposed),
        ("requested", None) => Ok(Situation::Requested),
        ("ended", None) => Ok(Situation::Ended),
        ("refused", None) => Ok(Situation::Refused),
        _ => Err(StoreError::Corrupt("the situation of a dossier")),
    }
}

/// A date of birth as year, month and day, as far as they are known.
pub(crate) type BirthColumns = (Option<i16>, Option<i16>, Option<i16>);

pub(crate) fn birth_columns(birth: Option<BirthDate>) -> BirthColumns {
    let small = |part: Option<u32>| part.and_then(|part| i16::try_from(part).ok());
    (
        birth.and_then(|b| i16::try_from(b.year()).ok()),
        small(birth.and_then(BirthDate::month)),
        small(birth.and_then(BirthDate::day)),
    )
}

pub(crate) fn birth((year, month, day): BirthColumns) -> Result<Option<BirthDate>, StoreError> {
    let part = |part: Option<i16>| {
        part.map(u32::try_from)
            .transpose()
            .map_err(|_| StoreError::Corrupt("a date of birth"))
    };
    let (month, day) = (part(month)?, part(day)?);
    year.map(|year| {
        BirthDate::new(i32::from(year), month, day)
            .map_err(|_| StoreError::Corrupt("a date of birth"))
    })
    .transpose()
}

/// A count, which the database stores signed.
pub(crate) fn count(stored: i32) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|_| StoreError::Corrupt("a count"))
}

/// A count, for the database.
pub(crate) fn stored(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
