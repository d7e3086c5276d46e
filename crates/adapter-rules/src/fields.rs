//! Reading the fields of a question, and writing the dates of an answer.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as NoSuchWord},
};
use serde_json::{Map, Value};

use crate::error::Misunderstood;

/// The years that four digits can write; there is no year zero.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// The most months that a delay may last: a century.
const MAX_MONTHS: u32 = 1200;

/// An object of the question, and where it stands in it.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    within: Option<(&'static str, usize)>,
}

impl<'a> Fields<'a> {
    pub(crate) const fn of(object: &'a Map<String, Value>) -> Self {
        Self {
            object,
            within: None,
        }
    }

    /// That the field is not what it should be.
    pub(crate) fn invalid(&self, field: &str, expected: &'static str) -> Misunderstood {
        Misunderstood::InvalidField {
            field: self.path(field),
            expected,
        }
    }

    fn path(&self, field: &str) -> String {
        match self.within {
            Some((list, index)) => format!("{list}[{index}].{field}"),
            None => field.to_owned(),
        }
    }

    fn value(&self, field: &str) -> Result<&'a Value, Misunderstood> {
        self.object
            .get(field)
            .ok_or_else(|| Misunderstood::MissingField {
                field: self.path(field),
            })
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.object.contains_key(field)
    }

    pub(crate) fn text(&self, field: &str) -> Result<&'a str, Misunderstood> {
        self.value(field)?
            .as_str()
            .ok_or_else(|| self.invalid(field, "a string"))
    }

    /// A word of one of the domain's closed lists.
    pub(crate) fn word<T: Deserialize<'a>>(&self, field: &str) -> Result<T, Misunderstood> {
        let text: &str = self.text(field)?;
        T::deserialize(IntoDeserializer::<NoSuchWord>::into_deserializer(text))
            .map_err(|_| self.invalid(field, "one of the words that `--list` prints"))
    }

    pub(crate) fn date(&self, field: &str) -> Result<NaiveDate, Misunderstood> {
        self.value(field)?
            .as_str()
            .and_then(parse_date)
            .ok_or_else(|| self.invalid(field, "a date, YYYY-MM-DD"))
    }

    pub(crate) fn date_or_null(&self, field: &str) -> Result<Option<NaiveDate>, Misunderstood> {
        let value = self.value(field)?;
        if value.is_null() {
            return Ok(None);
        }
        match value.as_str().and_then(parse_date) {
            Some(date) => Ok(Some(date)),
            None => Err(self.invalid(field, "a date, YYYY-MM-DD, or null")),
        }
    }

    pub(crate) fn flag(&self, field: &str) -> Result<bool, Misunderstood> {
        self.value(field)?
            .as_bool()
            .ok_or_else(|| self.invalid(field, "true or false"))
    }

    /// A flag that is false when it is absent.
    pub(crate) fn flag_or_false(&self, field: &str) -> Result<bool, Misunderstood> {
        if self.has(field) {
            self.flag(field)
        } else {
            Ok(false)
        }
    }

    pub(crate) fn months(&self, field: &str) -> Result<u32, Misunderstood> {
        self.value(field)?
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .filter(|n| *n <= MAX_MONTHS)
            .ok_or_else(|| self.invalid(field, "a whole number from 0 to 1200"))
    }

    /// The objects of a list, each read by `read`.
    pub(crate) fn each<T>(
        &self,
        field: &'static str,
        read: impl Fn(Self) -> Result<T, Misunderstood>,
    ) -> Result<Vec<T>, Misunderstood> {
        let expected = "a list of objects";
        let list = self
            .value(field)?
            .as_array()
            .ok_or_else(|| self.invalid(field, expected))?;
        list.iter()
            .enumerate()
            .map(|(index, item)| {
                let object = item
                    .as_object()
                    .ok_or_else(|| self.invalid(field, expected))?;
                let within = Some((field, index));
                read(Self { object, within })
            })
            .collect()
    }
}

/// Exactly four, two and two digits that name a day of the calendar.
fn parse_date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let month = text.get(5..7)?.parse().ok()?;
    let day = text.get(8..)?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year))
}

/// A date of the answer, under the name it has there.
pub(crate) fn written(field: &'static str, date: NaiveDate) -> Result<Value, Misunderstood> {
    if YEARS.contains(&date.year()) {
        Ok(Value::String(date.to_string()))
    } else {
        Err(Misunderstood::OutOfRange { field })
    }
}

/// A date of the answer, or null.
pub(crate) fn written_or_null(
    field: &'static str,
    date: Option<NaiveDate>,
) -> Result<Value, Misunderstood> {
    date.map_or(Ok(Value::Null), |date| written(field, date))
}
