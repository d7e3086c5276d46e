//! Days as spreadsheets count them.

use application::imports::table::Cell;
use chrono::{Days, NaiveDate};

/// The last day a sheet can show: 31/12/9999.
const LAST: f64 = 2_958_465.0;

/// Which day is number one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Calendar {
    /// 1 is the 1st of January 1900, and 60 a 29th of February that never was.
    #[default]
    From1900,
    /// 0 is the 1st of January 1904: old workbooks of the Macintosh.
    From1904,
}

/// The day that a number stands for, its hour left out. One that no calendar has is a fault
/// that says what the sheet shows.
pub fn cell_of(serial: f64, calendar: Calendar) -> Cell {
    let number = match calendar {
        Calendar::From1900 => serial.floor(),
        Calendar::From1904 => serial.floor() + 1462.0,
    };
    if !(0.0..=LAST).contains(&number) {
        return Cell::Fault("Date hors calendrier".into());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number between 0 and LAST"
    )]
    let number = number as u64;
    let before_the_lost_day = match number {
        0 => return Cell::Fault("00/01/1900".into()),
        60 => return Cell::Fault("29/02/1900".into()),
        1..60 => 1,
        _ => 0,
    };
    NaiveDate::from_ymd_opt(1899, 12, 30)
        .and_then(|zero| zero.checked_add_days(Days::new(number + before_the_lost_day)))
        .map_or_else(|| Cell::Fault("Date hors calendrier".into()), Cell::Date)
}

/// The number that stands for a day, where the first is the 1st of January 1900.
pub fn serial_of(day: NaiveDate) -> Option<f64> {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let number = i32::try_from(day.signed_duration_since(first).num_days()).ok()?;
    match number {
        61..=2_958_465 => Some(f64::from(number)),
        2..61 => Some(f64::from(number - 1)),
        _ => None,
    }
}

/// The day of an ISO date (`1980-01-23`, `1980-01-23T10:00:00`).
pub fn cell_of_iso(text: &str) -> Cell {
    text.get(..10)
        .filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'))
        .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())
        .map_or_else(|| Cell::Fault("Date hors calendrier".into()), Cell::Date)
}

/// Whether a number format shows a day. Its text is in the format's own language (`dd/mm/yyyy`),
/// whatever the language of the program.
pub fn shows_a_day(format: &str) -> bool {
    let mut chars = format.chars();
    let mut months = 0;
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => break,
            'd' | 'y' => return true,
            'm' => {
                months += 1;
                if months == 3 {
                    return true;
                }
            }
            _ => months = 0,
        }
    }
    false
}

/// Whether the built-in number format of this number shows a day.
pub fn is_built_in_day(format: u16) -> bool {
    matches!(format, 14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn days_are_counted_as_sheets_count_them() {
        let from_1900 = |serial| cell_of(serial, Calendar::From1900);
        assert!(from_1900(1.0) == Cell::Date(day(1900, 1, 1)));
        assert!(from_1900(59.0) == Cell::Date(day(1900, 2, 28)));
        assert!(from_1900(60.0) == Cell::Fault("29/02/1900".into()));
        assert!(from_1900(61.0) == Cell::Date(day(1900, 3, 1)));
        assert!(from_1900(45_000.75) == Cell::Date(day(2023, 3, 15)));
        assert!(from_1900(LAST) == Cell::Date(day(9999, 12, 31)));
        assert!(cell_of(0.0, Calendar::From1904) == Cell::Date(day(1904, 1, 1)));
        assert!(cell_of(43_538.0, Calendar::From1904) == Cell::Date(day(2023, 3, 15)));
        for outside in [0.5, -1.0, LAST + 1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(matches!(from_1900(outside), Cell::Fault(_)), "{outside}");
        }
    }

    #[test]
    fn a_day_and_its_number_come_back_to_each_other() {
        for number in [1.0, 59.0, 61.0, 30_000.0, LAST] {
            let Cell::Date(day) = cell_of(number, Calendar::From1900) else {
                panic!("{number} is a day");
            };
            assert_eq!(serial_of(day), Some(number));
        }
        assert_eq!(serial_of(day(1899, 12, 31)), None);
    }

    #[test]
    fn a_format_shows_a_day_when_it_names_one() {
        for days in [
            "dd/mm/yyyy",
            "[$-40C]d mmmm yyyy;@",
            "mmm-yy",
            "MMMM",
            "[Red]d",
        ] {
            assert!(shows_a_day(days), "{days}");
        }
        for others in [
            "General",
            "0.00",
            "h:mm:ss",
            "[h]:mm",
            "0\" day\"",
            "\\d0",
            "#;d",
            "mm:ss",
        ] {
            assert!(!shows_a_day(others), "{others}");
        }
    }
}
