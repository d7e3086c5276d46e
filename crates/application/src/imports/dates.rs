//! Dates as people write them in sheets: day first, in figures or in words, as a serial
//! number, known in part.

use chrono::{Datelike, NaiveDate};
use kernel::{BirthDate, fold};

use super::table::Cell;

/// Why a cell is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// Nothing like a date.
    Unreadable,
    /// It has the shape of a date, and no calendar has it: 29/02/2018.
    Impossible,
    /// The year has two figures: nobody can tell the century.
    TwoDigitYear,
    /// Only a month and a year, or a year, where a day is needed.
    Partial,
}

/// A date as far as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// The serial numbers that may be days: from 1900 to 2199.
const SERIALS: std::ops::RangeInclusive<i64> = 1..=109_574;

/// The day that a cell holds.
pub(crate) fn day(cell: &Cell) -> Result<NaiveDate, DateFault> {
    let written = written(cell)?;
    match (written.month, written.day) {
        (Some(month), Some(day)) => {
            NaiveDate::from_ymd_opt(written.year, month, day).ok_or(DateFault::Impossible)
        }
        (None, _) | (_, None) => Err(DateFault::Partial),
    }
}

/// The date of birth that a cell holds, as far as it is known; `None` before 1900.
pub(crate) fn birth(cell: &Cell) -> Result<Option<BirthDate>, DateFault> {
    let written = written(cell)?;
    if !(1900..2200).contains(&written.year) {
        return Ok(None);
    }
    BirthDate::new(written.year, written.month, written.day)
        .map(Some)
        .map_err(|_| DateFault::Impossible)
}

fn written(cell: &Cell) -> Result<Written, DateFault> {
    match cell {
        Cell::Date(date) => Ok(full(*date)),
        Cell::Number(number) => figures(&Cell::Number(*number).shown()),
        Cell::Text(text) => text_date(text),
        Cell::Empty | Cell::Bool(_) | Cell::Fault(_) => Err(DateFault::Unreadable),
    }
}

fn full(date: NaiveDate) -> Written {
    Written {
        year: date.year(),
        month: Some(date.month()),
        day: Some(date.day()),
    }
}

/// A date in words or in figures, its hour and its weekday left out.
fn text_date(text: &str) -> Result<Written, DateFault> {
    let folded = fold(text);
    let mut parts: Vec<&str> = folded.split(' ').filter(|part| !part.is_empty()).collect();
    if parts.first().is_some_and(|first| is_weekday(first)) {
        parts.remove(0);
    }
    drop_hour(text, &mut parts);
    match parts[..] {
        [alone] => figures(alone),
        [month, year] => {
            let month = month_of(month)?;
            partial(Some(month), year_of(year)?)
        }
        [first, second, third] => three(first, second, third),
        _ => Err(DateFault::Unreadable),
    }
}

/// `2026-03-14T00:00:00`, `14/03/2026 00:00`: what follows the date is an hour.
fn drop_hour(text: &str, parts: &mut Vec<&str>) {
    let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let iso = parts.get(2).and_then(|third| third.split_once('t'));
    if let Some((day, hour)) = iso
        && figures(day)
        && figures(hour)
        && !day.is_empty()
    {
        parts[2] = day;
        parts.truncate(3);
    } else if parts.len() > 3 && text.contains(':') && parts[3..].iter().all(|p| hourly(p)) {
        parts.truncate(3);
    }
}

/// A part of an hour: its figures, or the letters that go with them.
fn hourly(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit()) || matches!(part, "am" | "pm" | "z" | "a")
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 14] = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mar",
        "mer", "jeu", "ven", "sam", "dim",
    ];
    DAYS.contains(&word)
}

/// Figures without anything between them: a year, a serial number, or a whole date.
fn figures(text: &str) -> Result<Written, DateFault> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        // A serial number with the hour as its fraction.
        let whole = text.split_once('.').map(|(whole, _)| whole);
        return match whole {
            Some(whole) if whole.len() == 5 => figures(whole),
            Some(_) | None => Err(DateFault::Unreadable),
        };
    }
    let number: i64 = text.parse().map_err(|_| DateFault::Unreadable)?;
    match text.len() {
        4 if (1900..2200).contains(&number) => partial(None, year_of(text)?),
        5 if SERIALS.contains(&number) => {
            let first = NaiveDate::from_ymd_opt(1899, 12, 30).ok_or(DateFault::Unreadable)?;
            let date = first.checked_add_signed(chrono::TimeDelta::days(number));
            date.map(full).ok_or(DateFault::Unreadable)
        }
        // The leading zero of a day typed as a number is lost.
        7 => compact(&format!("0{text}")),
        8 => compact(text),
        _ => Err(DateFault::Unreadable),
    }
}

/// `14032026`, or `20260314`.
fn compact(text: &str) -> Result<Written, DateFault> {
    let (Some(a), Some(b), Some(c)) = (text.get(0..2), text.get(2..4), text.get(4..8)) else {
        return Err(DateFault::Unreadable);
    };
    if let Ok(written) = three(a, b, c)
        && (1900..2200).contains(&written.year)
    {
        return Ok(written);
    }
    match (text.get(0..4), text.get(4..6), text.get(6..8)) {
        (Some(a), Some(b), Some(c)) => three(a, b, c),
        _ => Err(DateFault::Unreadable),
    }
}

/// Three parts: day, month, year or, with the year first, year, month, day.
fn three(first: &str, second: &str, third: &str) -> Result<Written, DateFault> {
    let first = first.strip_suffix("er").unwrap_or(first);
    let year_first = first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit());
    let (day, month, year) = if year_first {
        (third, second, first)
    } else {
        (first, second, third)
    };
    let day: u32 = number(day, 2)?;
    let month = month_of(month)?;
    let year = year_of(year)?;
    // 00/00/1991, 00/06/1991: what is not known.
    let month = Some(month).filter(|month| *month != 0);
    let day = Some(day).filter(|day| *day != 0);
    if month.is_none() && day.is_some() {
        return Err(DateFault::Impossible);
    }
    let exists = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
    if !exists {
        return Err(DateFault::Impossible);
    }
    Ok(Written { year, month, day })
}

fn partial(month: Option<u32>, year: i32) -> Result<Written, DateFault> {
    if month.is_some_and(|month| !(1..=12).contains(&month)) {
        return Err(DateFault::Impossible);
    }
    Ok(Written {
        year,
        month,
        day: None,
    })
}

fn number(text: &str, most: usize) -> Result<u32, DateFault> {
    if text.is_empty() || text.len() > most || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateFault::Unreadable);
    }
    text.parse().map_err(|_| DateFault::Unreadable)
}

fn year_of(text: &str) -> Result<i32, DateFault> {
    match (text.len(), number(text, 4)) {
        (4, Ok(year)) => i32::try_from(year).map_err(|_| DateFault::Unreadable),
        (2, Ok(_)) => Err(DateFault::TwoDigitYear),
        (_, _) => Err(DateFault::Unreadable),
    }
}

/// A month in figures or in words, however it is shortened.
fn month_of(text: &str) -> Result<u32, DateFault> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return number(text, 2);
    }
    const STARTS: [(&str, u32); 18] = [
        ("jan", 1),
        ("fev", 2),
        ("feb", 2),
        ("mar", 3),
        ("avr", 4),
        ("apr", 4),
        ("mai", 5),
        ("may", 5),
        ("juin", 6),
        ("jun", 6),
        ("juil", 7),
        ("jul", 7),
        ("aou", 8),
        ("aug", 8),
        ("sep", 9),
        ("oct", 10),
        ("nov", 11),
        ("dec", 12),
    ];
    let found = STARTS.iter().find(|(start, _)| text.starts_with(start));
    found.map(|(_, month)| *month).ok_or(DateFault::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn read(text: &str) -> Result<NaiveDate, DateFault> {
        day(&Cell::text(text))
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for text in [
            "14/03/2026",
            "14/3/2026",
            "14-03-2026",
            "14.03.2026",
            "14 03 2026",
            " 14/03/2026 ",
            "2026-03-14",
            "2026-03-14T00:00:00",
            "2026-03-14 00:00:00",
            "14/03/2026 12:30",
            "14 mars 2026",
            "14 Mars 2026",
            "samedi 14 mars 2026",
            "14-Mar-2026",
            "14032026",
            "20260314",
            "46095",
        ] {
            assert_eq!(read(text), Ok(on(2026, 3, 14)), "{text}");
        }
        assert_eq!(read("1er janv. 1980"), Ok(on(1980, 1, 1)));
        assert_eq!(read("3 févr. 1980"), Ok(on(1980, 2, 3)));
        assert_eq!(read("3 août 1980"), Ok(on(1980, 8, 3)));
        assert_eq!(day(&Cell::Number(46095.0)), Ok(on(2026, 3, 14)));
        assert_eq!(day(&Cell::Number(46095.5)), Ok(on(2026, 3, 14)));
        assert_eq!(day(&Cell::Number(7_081_998.0)), Ok(on(1998, 8, 7)));
    }

    #[test]
    fn what_is_no_day_is_told_for_what_it_is() {
        assert_eq!(read("29/02/2018"), Err(DateFault::Impossible));
        assert_eq!(read("31/04/2020"), Err(DateFault::Impossible));
        assert_eq!(read("12/25/1990"), Err(DateFault::Impossible));
        assert_eq!(read("14/03/26"), Err(DateFault::TwoDigitYear));
        assert_eq!(read("03/2026"), Err(DateFault::Partial));
        assert_eq!(read("2026"), Err(DateFault::Partial));
        for text in [
            "hier",
            "14/mars",
            "1/2/3/4",
            "14/03/20266",
            "vers 1980",
            "06 12 34 56 78",
        ] {
            assert_eq!(read(text), Err(DateFault::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_birth_may_be_known_in_part() {
        let read = |text| birth(&Cell::text(text)).unwrap().unwrap();
        assert_eq!(read("1991"), BirthDate::new(1991, None, None).unwrap());
        assert_eq!(
            read("00/00/1991"),
            BirthDate::new(1991, None, None).unwrap()
        );
        assert_eq!(
            read("06/1991"),
            BirthDate::new(1991, Some(6), None).unwrap()
        );
        assert_eq!(
            read("juin 1991"),
            BirthDate::new(1991, Some(6), None).unwrap()
        );
        assert_eq!(birth(&Cell::text("01/01/1850")), Ok(None));
        assert_eq!(
            birth(&Cell::Number(1991.0)).unwrap(),
            BirthDate::new(1991, None, None).ok()
        );
    }
}
