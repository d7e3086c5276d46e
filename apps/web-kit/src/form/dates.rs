//! Dates and times as people type them.

use chrono::{NaiveDate, NaiveTime};

/// A year, then a month if it is known, then a day if it is known.
pub type PartialDate = (i32, Option<u32>, Option<u32>);

/// A whole date typed `jj/mm/aaaa`, `j/m/aaaa` (also with `-`, `.` or a space), `jjmmaaaa`
/// or `aaaa-mm-jj`, between the years 1900 and 2199.
#[must_use]
pub fn date(typed: &str) -> Option<NaiveDate> {
    let (year, month, day) = partial_date(typed)?;
    NaiveDate::from_ymd_opt(year, month?, day?)
}

/// A date of which only the year (`aaaa`), or the month and the year (`mm/aaaa`), may be known.
#[must_use]
pub fn partial_date(typed: &str) -> Option<PartialDate> {
    let parts: Vec<&str> = typed.trim().split(['/', '-', '.', ' ']).collect();
    let (year, month, day) = match parts.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => (&all[4..], Some(&all[2..4]), Some(&all[..2])),
        [year] => (*year, None, None),
        [month, year] => (*year, Some(*month), None),
        [year, month, day] if year.len() == 4 => (*year, Some(*month), Some(*day)),
        [day, month, year] => (*year, Some(*month), Some(*day)),
        _ => return None,
    };
    let year = digits(year, 4..=4).and_then(|year| i32::try_from(year).ok())?;
    let month = month
        .map(|month| digits(month, 1..=2).ok_or(()))
        .transpose()
        .ok()?;
    let day = day
        .map(|day| digits(day, 1..=2).ok_or(()))
        .transpose()
        .ok()?;
    let exists = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
    ((1900..2200).contains(&year) && exists).then_some((year, month, day))
}

/// A time typed `14:30`, `14h30` or `14 h`.
#[must_use]
pub fn time(typed: &str) -> Option<NaiveTime> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (hour, minute) = plain.split_once(['h', 'H', ':'])?;
    let minute = if minute.is_empty() { "0" } else { minute };
    NaiveTime::from_hms_opt(digits(hour, 1..=2)?, digits(minute, 1..=2)?, 0)
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}
