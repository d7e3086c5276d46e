//! When messages leave, in every zone and across both clock changes (T-03).

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use kernel::{Departement, Holidays, Zone, territory::ZONES};
use messages::{Place, Rhythm, schedule::COURTESY};
use proptest::prelude::*;

const DAYS: [Weekday; 6] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
];

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

fn hour(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn place(departement: &str) -> Place {
    let departement: Departement = departement.parse().unwrap();
    Place::new(departement.zone(), Holidays::of(departement))
}

fn rhythm(days: &[Weekday]) -> Rhythm {
    Rhythm::new(days.iter().copied(), hour(19, 0)).unwrap()
}

/// The zones of the territories of France, then those that the world has had for longest or
/// that change their clocks oddly.
fn zones() -> Vec<Zone> {
    let odd = [
        "America/Nuuk",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Tehran",
        "Asia/Kathmandu",
        "Antarctica/Troll",
        "Antarctica/Casey",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Europe/London",
    ];
    let odd = odd.map(|name| name.parse().unwrap());
    ZONES.into_iter().chain(odd).collect()
}

fn any_place() -> impl Strategy<Value = Place> {
    let territories: Vec<Departement> = Departement::all().collect();
    (
        prop::sample::select(zones()),
        prop::sample::select(territories),
        any::<bool>(),
    )
        .prop_map(|(zone, territory, at_home)| {
            let zone = if at_home { territory.zone() } else { zone };
            Place::new(zone, Holidays::of(territory))
        })
}

fn any_rhythm() -> impl Strategy<Value = Rhythm> {
    let minutes = prop_oneof![Just(19 * 60), 8_u32 * 60..20 * 60];
    let days = prop::sample::subsequence(&DAYS[..], 1..=6);
    (days, minutes).prop_map(|(days, m)| Rhythm::new(days, hour(m / 60, m % 60)).unwrap())
}

/// Moments of 2020 to 2040, often within a day of a clock change of Europe or America, or at
/// the hour of a slot.
fn any_moment() -> impl Strategy<Value = DateTime<Utc>> {
    let start = at("2020-01-01T00:00:00Z");
    let end = at("2040-12-31T23:59:59Z");
    let anywhen = (0..(end - start).num_seconds())
        .prop_map(move |seconds| start + TimeDelta::seconds(seconds));
    let sunday = |year: i32, month: u32, nth: i32| {
        // The last Sunday of a month, or the nth.
        let days = NaiveDate::from_ymd_opt(year, month, 1).unwrap().iter_days();
        let sundays: Vec<NaiveDate> = days
            .take_while(|d| d.month() == month)
            .filter(|d| d.weekday() == Weekday::Sun)
            .collect();
        match nth {
            0 => *sundays.last().unwrap(),
            nth => sundays[usize::try_from(nth - 1).unwrap()],
        }
    };
    let change = (
        2020..=2040_i32,
        prop::sample::select(vec![(3_u32, 0), (10, 0), (3, 2), (11, 1)]),
        -36 * 3600..36 * 3600_i64,
    )
        .prop_map(move |(year, (month, nth), seconds)| {
            sunday(year, month, nth).and_time(NaiveTime::MIN).and_utc()
                + TimeDelta::seconds(seconds)
        });
    let round = anywhen
        .clone()
        .prop_map(|moment| moment - TimeDelta::seconds(moment.timestamp().rem_euclid(1800)));
    prop_oneof![anywhen, change, round]
}

/// The days from one to another, both left out.
fn between(after: NaiveDate, before: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    after
        .iter_days()
        .skip(1)
        .take_while(move |day| *day < before)
}

fn is_in_window(place: Place, moment: DateTime<Utc>) -> bool {
    let local = place.zone.time_of(moment);
    COURTESY.contains(&local.time())
        && local.weekday() != Weekday::Sun
        && !place.holidays.is_holiday(local.date())
}

/// Whether mail is to be announced on a day, said again: the first permitted day from one of
/// the structure's days on.
fn is_mail_day(place: Place, rhythm: &Rhythm, day: NaiveDate) -> bool {
    (0..=14).any(|back| {
        let chosen = kernel::date::add_days(day, -back);
        let mut from_there = chosen.iter_days().take(20);
        rhythm.days().contains(&chosen.weekday())
            && from_there.find(|day| place.is_permitted(*day)) == Some(day)
    })
}

proptest! {
    #[test]
    fn a_slot_is_ahead_on_a_permitted_day_at_the_hour_that_was_settled(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
    ) {
        for slot in [
            place.next_mail_slot(moment, &rhythm),
            place.next_daily_slot(moment, &rhythm),
        ] {
            let local = place.zone.time_of(slot);
            prop_assert!(slot > moment);
            prop_assert!(is_in_window(place, slot));
            prop_assert!(place.may_send_at(slot));
            // No clock of these years jumps by day.
            prop_assert_eq!(local.time(), rhythm.at());
        }
    }

    #[test]
    fn no_slot_is_skipped(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
    ) {
        let today = place.zone.date_of(moment);
        let slot_of = |day: NaiveDate| place.zone.instant_of(day.and_time(rhythm.at()));
        let daily = place.next_daily_slot(moment, &rhythm);
        let mail = place.next_mail_slot(moment, &rhythm);
        prop_assert!(is_mail_day(place, &rhythm, place.zone.date_of(mail)));
        for day in today.iter_days().take_while(|day| slot_of(*day) < mail) {
            let ahead = slot_of(day) > moment;
            prop_assert!(!ahead || !is_mail_day(place, &rhythm, day));
            prop_assert!(!ahead || slot_of(day) >= daily || !place.is_permitted(day));
        }
    }

    #[test]
    fn slots_are_in_the_order_of_the_moments_before_them(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
        later in 0..4_000_000_i64,
    ) {
        let later = moment + TimeDelta::seconds(later);
        prop_assert!(
            place.next_mail_slot(moment, &rhythm) <= place.next_mail_slot(later, &rhythm)
        );
        prop_assert!(
            place.next_daily_slot(moment, &rhythm) <= place.next_daily_slot(later, &rhythm)
        );
        prop_assert!(place.next_opening(moment) <= place.next_opening(later));
        prop_assert!(place.next_morning(moment) <= place.next_morning(later));
    }

    #[test]
    fn a_slot_for_mail_is_a_slot(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
    ) {
        let mail = place.next_mail_slot(moment, &rhythm);
        prop_assert_eq!(place.last_daily_slot_until(mail, &rhythm), mail);
        prop_assert_eq!(place.next_daily_slot(mail - TimeDelta::seconds(1), &rhythm), mail);
    }

    #[test]
    fn the_last_slot_is_the_one_before_the_next(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
    ) {
        let last = place.last_daily_slot_until(moment, &rhythm);
        let next = place.next_daily_slot(moment, &rhythm);
        prop_assert!(last <= moment && moment < next);
        prop_assert_eq!(place.next_daily_slot(last, &rhythm), next);
        prop_assert_eq!(place.last_daily_slot_until(next - TimeDelta::microseconds(1), &rhythm), last);
    }

    #[test]
    fn a_span_holds_a_slot_when_one_lies_in_it(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
        span in 0..400_000_i64,
    ) {
        let until = moment + TimeDelta::seconds(span);
        let mail = place.next_mail_slot(moment, &rhythm);
        prop_assert_eq!(place.has_mail_slot_between(moment, until, &rhythm), mail <= until);
        prop_assert!(place.has_mail_slot_between(moment, mail, &rhythm));
        prop_assert!(!place.has_mail_slot_between(mail, mail, &rhythm), "counted once");
        prop_assert!(
            place.has_daily_slot_between(moment, until, &rhythm)
                == (place.last_daily_slot_until(until, &rhythm) > moment)
        );
    }

    #[test]
    fn whoever_is_expected_on_a_day_is_reminded_at_the_last_slot_before_it(
        place in any_place(), rhythm in any_rhythm(), moment in any_moment(),
    ) {
        let day = place.zone.date_of(moment);
        let eve = place.last_daily_slot_before(day, &rhythm);
        let eve_day = place.zone.date_of(eve);
        prop_assert!(eve_day < day);
        prop_assert!(is_in_window(place, eve));
        for skipped in between(eve_day, day) {
            prop_assert!(!place.is_permitted(skipped), "{skipped} lies nearer");
        }
    }

    #[test]
    fn people_are_disturbed_within_the_window_only(
        place in any_place(), moment in any_moment(),
    ) {
        prop_assert_eq!(place.may_send_at(moment), is_in_window(place, moment));
        let opening = place.next_opening(moment);
        prop_assert!(place.may_send_at(opening));
        prop_assert!(opening >= moment);
        if opening > moment {
            prop_assert!(!place.may_send_at(moment));
            prop_assert!(!place.may_send_at(opening - TimeDelta::seconds(1)));
            prop_assert_eq!(place.zone.time_of(opening).time(), COURTESY.start);
            // A week end and the holidays around it at most.
            prop_assert!(opening - moment < TimeDelta::days(6));
        }
    }

    #[test]
    fn the_staff_is_written_to_in_the_morning_of_working_days(
        place in any_place(), moment in any_moment(),
    ) {
        let morning = place.next_morning(moment);
        let local = place.zone.time_of(morning);
        prop_assert!(morning > moment);
        prop_assert!(place.holidays.is_working_day(local.date()));
        prop_assert_eq!(local.time(), hour(8, 0));
        for skipped in between(place.zone.date_of(moment), local.date()) {
            prop_assert!(!place.holidays.is_working_day(skipped));
        }
    }
}

#[test]
fn every_zone_of_the_world_has_its_slots_through_the_clock_changes_of_a_year() {
    let rhythm = rhythm(&[Weekday::Tue, Weekday::Thu]);
    let paris = Holidays::of("75".parse().unwrap());
    for tz in chrono_tz::TZ_VARIANTS {
        let place = Place::new(Zone::new(tz), paris);
        let mut moment = at("2026-01-01T00:00:00Z");
        let mut slots = 0;
        while moment < at("2027-01-01T00:00:00Z") {
            let next = place.next_daily_slot(moment, &rhythm);
            let local = place.zone.time_of(next);
            assert!(next > moment && local.time() == rhythm.at(), "{tz} {next}");
            moment = next;
            slots += 1;
        }
        // 313 days but Sundays, and the ten holidays that fall on none.
        assert!((302..=305).contains(&slots), "{tz} {slots}");
    }
}

#[test]
fn slots_fall_as_the_table_of_the_reference_says() {
    let friday = rhythm(&[Weekday::Fri]);
    // Friday 10 May 2024, noon in London: the same evening at 19:00 wherever one lives.
    for (territory, slot) in [
        ("75", "2024-05-10T17:00:00Z"),
        ("973", "2024-05-10T22:00:00Z"),
        ("974", "2024-05-10T15:00:00Z"),
        ("972", "2024-05-10T23:00:00Z"),
        ("976", "2024-05-10T16:00:00Z"),
        // It is Friday evening already further east, and the slot of the week has passed.
        ("988", "2024-05-17T08:00:00Z"),
        ("987", "2024-05-11T05:00:00Z"),
    ] {
        let from = at("2024-05-10T12:00:00Z");
        assert_eq!(
            place(territory).next_mail_slot(from, &friday),
            at(slot),
            "{territory}"
        );
    }
}

#[test]
fn the_evening_that_has_begun_is_over() {
    let friday = rhythm(&[Weekday::Fri]);
    let paris = place("75");
    let slot = |from| paris.next_mail_slot(at(from), &friday);
    assert_eq!(slot("2024-05-10T16:59:59Z"), at("2024-05-10T17:00:00Z"));
    assert_eq!(slot("2024-05-10T17:00:00Z"), at("2024-05-17T17:00:00Z"));
    assert_eq!(slot("2024-05-11T10:00:00Z"), at("2024-05-17T17:00:00Z"));
    // From a Friday evening to a Monday.
    let monday = rhythm(&[Weekday::Mon, Weekday::Wed]);
    assert_eq!(
        paris.next_mail_slot(at("2024-05-10T18:00:00Z"), &monday),
        at("2024-05-13T17:00:00Z")
    );
}

#[test]
fn the_day_is_that_of_the_structure_and_not_of_the_server() {
    // Tuesday 24 November in Nouméa is Monday evening in Paris for nine hours.
    let tuesday = rhythm(&[Weekday::Tue]);
    let noumea = place("988");
    assert_eq!(
        noumea.next_mail_slot(at("2026-11-23T20:00:00Z"), &tuesday),
        at("2026-11-24T08:00:00Z")
    );
}

#[test]
fn a_day_for_mail_that_is_a_holiday_moves_to_the_next_that_is_none() {
    let paris = place("75");
    // Tuesday 14 July 2026.
    let tuesday = rhythm(&[Weekday::Tue]);
    assert_eq!(
        paris.next_mail_slot(at("2026-07-12T10:00:00Z"), &tuesday),
        at("2026-07-15T17:00:00Z")
    );
    // Saturday 15 August 2026: over the Sunday to Monday.
    let saturday = rhythm(&[Weekday::Sat]);
    assert_eq!(
        paris.next_mail_slot(at("2026-08-13T10:00:00Z"), &saturday),
        at("2026-08-17T17:00:00Z")
    );
    // Good Friday is a holiday in Strasbourg only.
    let friday = rhythm(&[Weekday::Fri]);
    let from = at("2026-04-02T10:00:00Z");
    assert_eq!(
        paris.next_mail_slot(from, &friday),
        at("2026-04-03T17:00:00Z")
    );
    assert_eq!(
        place("67").next_mail_slot(from, &friday),
        at("2026-04-04T17:00:00Z")
    );
}

#[test]
fn the_hour_stays_the_same_on_the_clock_across_both_changes() {
    let paris = place("75");
    let daily = Rhythm::default();
    // Saturday 28 and Monday 30 March 2026, around the night that is one hour short.
    let saturday = paris.next_daily_slot(at("2026-03-28T09:00:00Z"), &daily);
    assert_eq!(saturday, at("2026-03-28T18:00:00Z"));
    assert_eq!(
        paris.next_daily_slot(saturday, &daily),
        at("2026-03-30T17:00:00Z")
    );
    // Saturday 24 and Monday 26 October 2026.
    let saturday = paris.next_daily_slot(at("2026-10-24T09:00:00Z"), &daily);
    assert_eq!(saturday, at("2026-10-24T17:00:00Z"));
    assert_eq!(
        paris.next_daily_slot(saturday, &daily),
        at("2026-10-26T18:00:00Z")
    );
}

#[test]
fn whoever_is_expected_after_a_long_week_end_is_reminded_before_it() {
    let paris = place("75");
    // Easter Monday is 6 April 2026: of a Tuesday, the eve is the Saturday.
    let tuesday = NaiveDate::from_ymd_opt(2026, 4, 7).unwrap();
    assert_eq!(
        paris.last_daily_slot_before(tuesday, &Rhythm::default()),
        at("2026-04-04T17:00:00Z")
    );
}
