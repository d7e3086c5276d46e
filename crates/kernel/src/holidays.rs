//! Public holidays and working days, territory by territory.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{Departement, date::add_days, next_day};

/// The public holidays of one territory.
///
/// The law of today, applied to every year: what it was before is of no use to
/// deadlines. Where only a part of a territory keeps a day, the whole does here,
/// which moves a deadline in favour of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holidays(Departement);

/// A day of every year, as month and day.
type Fixed = (u32, u32);

/// Code du travail, art. L. 3133-1, the days that have a fixed date.
const NATIONAL: [Fixed; 8] = [
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
];

/// Days from Easter Sunday to Easter Monday, Ascension and Whit Monday.
///
/// Code du travail, art. L. 3133-1.
const NATIONAL_FROM_EASTER: [i32; 3] = [1, 39, 50];

/// Good Friday, in days from Easter Sunday.
const GOOD_FRIDAY: i32 = -2;

impl Holidays {
    /// The holidays of a territory.
    #[must_use]
    pub const fn of(territory: Departement) -> Self {
        Self(territory)
    }

    /// Whether this day is a public holiday here.
    #[must_use]
    pub fn is_holiday(self, date: NaiveDate) -> bool {
        let day = (date.month(), date.day());
        let from_easter =
            |days| easter(date.year()).is_some_and(|easter| add_days(easter, days) == date);
        NATIONAL.contains(&day)
            || self.fixed(date.year()).contains(&day)
            || NATIONAL_FROM_EASTER.into_iter().any(from_easter)
            || (self.keeps_good_friday() && from_easter(GOOD_FRIDAY))
    }

    /// Whether this day is neither a Saturday, a Sunday nor a public holiday.
    #[must_use]
    pub fn is_working_day(self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.is_holiday(date)
    }

    /// The day itself when it is a working day, else the first that follows.
    ///
    /// # Law
    /// Code de procédure civile, art. 642, applied by analogy.
    #[must_use]
    pub fn next_working_day(self, date: NaiveDate) -> NaiveDate {
        let mut day = date;
        while !self.is_working_day(day) && day != NaiveDate::MAX {
            day = next_day(day);
        }
        day
    }

    /// The days that this territory adds at a fixed date.
    fn fixed(self, year: i32) -> &'static [Fixed] {
        match self.0.code() {
            // Code du travail, art. L. 3134-13 (droit local d'Alsace-Moselle).
            "57" | "67" | "68" => &[(12, 26)],
            // Abolition of slavery: loi n° 83-550 and décret n° 83-1003;
            // Code du travail, art. L. 3422-2.
            "971" => &[(5, 27)],
            "972" => &[(5, 22)],
            "973" => &[(6, 10)],
            "974" => &[(12, 20)],
            "976" => &[(4, 27)],
            "977" => &[(10, 9)],
            "978" => &[(5, 28)],
            // Saint Pierre Chanel and the day of the territory, by local law.
            "986" => &[(4, 28), (7, 29)],
            // Code du travail of Polynésie: arrival of the Gospel, and the day of
            // autonomy, which a loi du pays of 2025 replaced by Matari'i.
            "987" if year < 2025 => &[(3, 5), (6, 29)],
            "987" => &[(3, 5), (11, 20)],
            // Day of citizenship, by local law.
            "988" => &[(9, 24)],
            _ => &[],
        }
    }

    /// Code du travail, art. L. 3134-13 (droit local: communes with a Protestant
    /// church); Code du travail of Polynésie.
    fn keeps_good_friday(self) -> bool {
        matches!(self.0.code(), "57" | "67" | "68" | "987")
    }
}

/// Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher), or `None`
/// outside the calendar.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let in_century = year.rem_euclid(100);
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * (in_century / 4) - epact - in_century % 4)
        .rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let days_from_march = epact + weekday - 7 * shift + 21;
    Some(add_days(
        NaiveDate::from_ymd_opt(year, 3, 1)?,
        days_from_march,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::previous_day;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn at(code: &str) -> Holidays {
        Holidays::of(code.parse().unwrap())
    }

    fn days_of(code: &str, year: i32) -> Vec<String> {
        day(year, 1, 1)
            .iter_days()
            .take_while(|d| d.year() == year)
            .filter(|d| at(code).is_holiday(*d))
            .map(|d| d.format("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn easter_falls_as_the_almanacs_say() {
        for (y, m, d) in [
            (1583, 4, 10),
            (1818, 3, 22),
            (1900, 4, 15),
            (1943, 4, 25),
            (1954, 4, 18),
            (1961, 4, 2),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2019, 4, 21),
            (2020, 4, 12),
            (2021, 4, 4),
            (2022, 4, 17),
            (2023, 4, 9),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2029, 4, 1),
            (2030, 4, 21),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
            (2285, 3, 22),
        ] {
            assert_eq!(easter(y), Some(day(y, m, d)));
        }
    }

    #[test]
    fn metropolitan_france_has_eleven_days() {
        assert_eq!(
            days_of("75", 2026),
            [
                "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01",
                "11-11", "12-25"
            ]
        );
        // In 2008 Ascension fell on 1 May.
        assert_eq!(days_of("75", 2008).len(), 10);
    }

    #[test]
    fn each_territory_adds_its_own() {
        for (code, added) in [
            ("57", vec!["04-03", "12-26"]),
            ("67", vec!["04-03", "12-26"]),
            ("68", vec!["04-03", "12-26"]),
            ("971", vec!["05-27"]),
            ("972", vec!["05-22"]),
            ("973", vec!["06-10"]),
            ("974", vec!["12-20"]),
            ("975", vec![]),
            ("976", vec!["04-27"]),
            ("977", vec!["10-09"]),
            ("978", vec!["05-28"]),
            ("984", vec![]),
            ("986", vec!["04-28", "07-29"]),
            ("987", vec!["03-05", "04-03", "11-20"]),
            ("988", vec!["09-24"]),
            ("2A", vec![]),
            ("54", vec![]),
        ] {
            let national = days_of("75", 2026);
            let own: Vec<_> = days_of(code, 2026)
                .into_iter()
                .filter(|d| !national.contains(d))
                .collect();
            assert_eq!(own, added, "{code}");
        }
        assert!(at("987").is_holiday(day(2024, 6, 29)));
        assert!(!at("987").is_holiday(day(2025, 6, 29)));
    }

    #[test]
    fn the_next_working_day_jumps_over_week_ends_and_holidays() {
        // Saturday 4 April 2026, Easter, Easter Monday.
        assert_eq!(at("75").next_working_day(day(2026, 4, 4)), day(2026, 4, 7));
        // Good Friday before it, in Alsace-Moselle only.
        assert_eq!(at("67").next_working_day(day(2026, 4, 3)), day(2026, 4, 7));
        assert_eq!(at("75").next_working_day(day(2026, 4, 3)), day(2026, 4, 3));
        assert_eq!(at("75").next_working_day(NaiveDate::MAX), NaiveDate::MAX);
    }

    proptest! {
        #[test]
        fn the_next_working_day_is_the_first_one(days in 0_i32..80_000, index in 0_usize..108) {
            let holidays = Holidays::of(Departement::all().nth(index).unwrap());
            let asked = add_days(day(1950, 1, 1), days);
            let found = holidays.next_working_day(asked);
            prop_assert!(holidays.is_working_day(found));
            prop_assert!(found <= add_days(asked, 5));
            let mut skipped = found;
            while skipped > asked {
                skipped = previous_day(skipped);
                prop_assert!(!holidays.is_working_day(skipped));
            }
        }
    }
}
