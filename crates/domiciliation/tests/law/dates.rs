//! Dates, to the letter: every example and every trap.

use chrono::{Datelike, NaiveDate, Weekday};
use domiciliation::{
    deadline::{
        acknowledgement_due, answer_limit, appeal_last_day, notice_expires, suspended_answer_limit,
        withdrawal_limit,
    },
    presence::{Absence, Clock, clock, first_radiable_day, threshold},
    radiation::observations_until,
    retention::purgeable_from,
    term::{is_expired, is_reminder_due, one_year, reminder_ends, reminder_from, renewal_start},
};
use kernel::{BirthDate, Holidays, add_months, date::add_days, next_day, previous_day};
use proptest::prelude::*;

use crate::{
    case::{day, holidays, period},
    steps::any_date,
};

#[test]
fn months_are_added_on_the_same_day_number_or_the_last_of_the_month() {
    assert_eq!(add_months(day(2024, 11, 30), 3), day(2025, 2, 28));
    assert_eq!(add_months(day(2025, 8, 31), 3), day(2025, 11, 30));
}

#[test]
fn r30_a_year_ends_on_the_eve_of_its_anniversary() {
    for (start, end) in [
        (day(2025, 1, 1), day(2025, 12, 31)),
        (day(2023, 3, 1), day(2024, 2, 29)),
        (day(2024, 3, 1), day(2025, 2, 28)),
        (day(2024, 2, 28), day(2025, 2, 27)),
    ] {
        assert_eq!(one_year(start).end(), end, "{start}");
    }
}

#[test]
fn r30_a_year_begun_on_a_leap_day_is_not_one_day_short() {
    let start = day(2024, 2, 29);
    assert_eq!(one_year(start).end(), day(2025, 2, 28));
    // The trap: the day before the clamped anniversary.
    assert_eq!(previous_day(add_months(start, 12)), day(2025, 2, 27));
}

#[test]
fn r50_striking_off_starts_the_day_after_three_months() {
    for (last_contact, first_day) in [
        (day(2026, 1, 15), day(2026, 4, 16)),
        (day(2024, 11, 28), day(2025, 3, 1)),
        (day(2024, 11, 29), day(2025, 3, 1)),
        (day(2024, 11, 30), day(2025, 3, 1)),
        (day(2024, 2, 29), day(2024, 5, 30)),
    ] {
        assert_eq!(
            first_radiable_day(last_contact),
            first_day,
            "{last_contact}"
        );
        let at = |today| clock(Some(last_contact), &[], today).is_due(today);
        assert!(
            !at(threshold(last_contact)),
            "exactly three months are not more than three"
        );
        assert!(at(first_day));
    }
}

#[test]
fn r50_the_clock_is_not_counted_backward_from_today() {
    for last_contact in [
        day(2026, 2, 28),
        day(2024, 2, 29),
        day(2026, 4, 30),
        day(2026, 9, 30),
    ] {
        let forward = first_radiable_day(last_contact);
        let backward = (0..)
            .map(|n| add_days(forward, n))
            .find(|today| last_contact < add_months(*today, -3))
            .unwrap();
        assert!(
            (1..=3).contains(&(backward - forward).num_days()),
            "{last_contact}"
        );
    }
}

#[test]
fn r23_an_answer_is_due_within_two_months_last_day_included() {
    assert_eq!(answer_limit(day(2025, 12, 31)), day(2026, 2, 28));
    assert_eq!(answer_limit(day(2026, 7, 31)), day(2026, 9, 30));
}

#[test]
fn r24_waiting_for_documents_is_added_to_the_limit() {
    let waits = [
        (day(2026, 1, 10), day(2026, 1, 15)),
        (day(2026, 1, 20), day(2026, 1, 21)),
    ];
    assert_eq!(
        suspended_answer_limit(day(2026, 1, 5), &[]),
        day(2026, 3, 5)
    );
    assert_eq!(
        suspended_answer_limit(day(2026, 1, 5), &waits),
        day(2026, 3, 11)
    );
}

#[test]
fn r67_an_appeal_has_two_full_months_carried_to_the_next_working_day() {
    // 1 March 2026 is a Sunday.
    assert_eq!(
        appeal_last_day(day(2025, 12, 30), &holidays()),
        day(2026, 3, 2)
    );
    // 1 November 2026 is a Sunday, and All Saints' Day.
    assert_eq!(
        appeal_last_day(day(2026, 8, 31), &holidays()),
        day(2026, 11, 2)
    );
    // The day after 10 November is a holiday.
    assert_eq!(
        appeal_last_day(day(2026, 9, 10), &holidays()),
        day(2026, 11, 12)
    );
    assert_eq!(
        appeal_last_day(day(2026, 1, 12), &holidays()),
        day(2026, 3, 13)
    );
}

#[test]
fn r67_holidays_are_those_of_the_territory() {
    let reunion = Holidays::of("974".parse().unwrap());
    // 20 December 2027, a Monday, is kept in La Réunion alone.
    assert_eq!(
        appeal_last_day(day(2027, 10, 19), &holidays()),
        day(2027, 12, 20)
    );
    assert_eq!(
        appeal_last_day(day(2027, 10, 19), &reunion),
        day(2027, 12, 21)
    );
}

#[test]
fn r42_a_reminder_is_due_from_a_day_on_and_until_the_end() {
    let end = day(2025, 4, 30);
    assert_eq!(reminder_from(end, 2), day(2025, 2, 28));
    assert!(!is_reminder_due(end, 2, day(2025, 2, 27), false));
    assert!(is_reminder_due(end, 2, day(2025, 2, 28), false));
    assert!(
        !is_reminder_due(end, 2, day(2025, 3, 28), true),
        "sent already"
    );
    assert!(is_reminder_due(end, 2, end, false));
    assert!(!is_reminder_due(end, 2, next_day(end), false));
}

#[test]
fn r42_a_reminder_by_equality_of_dates_would_never_come() {
    let end = day(2025, 12, 31);
    let year = |day: &NaiveDate| day.year() == 2025;
    let mut days = day(2025, 1, 1).iter_days().take_while(year);
    assert!(days.clone().all(|today| add_months(today, 1) != end));
    assert!(days.any(|today| is_reminder_due(end, 1, today, false)));
}

#[test]
fn r44_a_renewed_term_follows_the_former_one_or_starts_with_a_late_decision() {
    let end = day(2026, 3, 14);
    assert_eq!(renewal_start(end, day(2026, 2, 1)), day(2026, 3, 15));
    assert_eq!(renewal_start(end, end), day(2026, 3, 15));
    assert_eq!(renewal_start(end, day(2026, 3, 15)), day(2026, 3, 15));
    assert_eq!(renewal_start(end, day(2026, 4, 2)), day(2026, 4, 2));
}

#[test]
fn r21_a_missing_acknowledgement_is_late_after_one_working_day() {
    // Filed on a Friday.
    assert_eq!(
        acknowledgement_due(day(2026, 1, 9), &holidays()),
        day(2026, 1, 12)
    );
    assert_eq!(
        acknowledgement_due(day(2026, 4, 30), &holidays()),
        day(2026, 5, 4)
    );
}

#[test]
fn r82_la_poste_keeps_a_registered_item_fifteen_days_from_the_day_after() {
    assert_eq!(notice_expires(day(2026, 1, 20)), day(2026, 2, 4));
}

#[test]
fn r38_a_grant_can_be_withdrawn_for_four_months() {
    assert_eq!(withdrawal_limit(day(2025, 10, 31)), day(2026, 2, 28));
}

#[test]
fn r65_observations_are_open_for_the_delay_of_the_house() {
    assert_eq!(observations_until(day(2026, 2, 20), 15), day(2026, 3, 7));
}

#[test]
fn r13_majority_is_reached_on_the_birthday_and_on_1_march_by_leap_day_children() {
    let born = |y, m, d| BirthDate::on(day(y, m, d)).unwrap();
    assert_eq!(born(2008, 5, 3).age_on(day(2026, 5, 2)), 17);
    assert_eq!(born(2008, 5, 3).age_on(day(2026, 5, 3)), 18);
    assert_eq!(born(2008, 2, 29).age_on(day(2026, 2, 28)), 17);
    assert_eq!(born(2008, 2, 29).age_on(day(2026, 3, 1)), 18);
}

#[test]
fn r54_the_clock_restarts_from_the_end_of_a_justified_absence() {
    let last = Some(day(2026, 1, 10));
    let until = |end| Absence::new(day(2026, 1, 20), end).unwrap();
    let running = |absence, today| match clock(last, &[absence], today) {
        Clock::Running {
            from,
            threshold,
            first_day,
        } => (from, threshold, first_day),
        other @ (Clock::Unknown | Clock::Suspended { .. }) => panic!("{other:?}"),
    };
    assert_eq!(
        running(until(Some(day(2026, 3, 31))), day(2026, 4, 20)),
        (day(2026, 3, 31), day(2026, 6, 30), day(2026, 7, 1))
    );
    // An absence that ended before the last contact changes nothing.
    let past = Absence::new(day(2026, 1, 1), Some(day(2026, 1, 2))).unwrap();
    assert_eq!(running(past, day(2026, 4, 20)).0, day(2026, 1, 10));
    // Open, it suspends from its first day on.
    let suspended = Clock::Suspended {
        since: day(2026, 1, 20),
    };
    assert_eq!(clock(last, &[until(None)], day(2026, 1, 20)), suspended);
    assert_eq!(clock(last, &[until(None)], day(2030, 1, 1)), suspended);
    assert_eq!(running(until(None), day(2026, 1, 19)).0, day(2026, 1, 10));
    assert_eq!(Absence::new(day(2026, 1, 2), Some(day(2026, 1, 1))), None);
    // without any contact no silence can be measured.
    assert_eq!(clock(None, &[], day(2026, 1, 1)), Clock::Unknown);
}

#[test]
fn retention_runs_from_its_anchor_and_ends_the_day_after_the_delay() {
    assert_eq!(purgeable_from(day(2024, 2, 29), 24), day(2026, 3, 1));
    assert_eq!(purgeable_from(day(2024, 3, 31), 24), day(2026, 4, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn r30_a_term_lasts_365_days_or_366_over_a_leap_day(start in any_date()) {
        let term = one_year(start);
        let last = (term.end() - start).num_days();
        prop_assert!((364..=365).contains(&last), "{last}");
        // Two terms in a row leave no gap and share no day.
        prop_assert!(!term.overlaps(one_year(next_day(term.end()))));
    }

    #[test]
    fn r50_the_first_day_comes_90_to_93_days_after_the_contact(contact in any_date()) {
        let days = (first_radiable_day(contact) - contact).num_days();
        prop_assert!((90..=93).contains(&days), "{days}");
    }

    #[test]
    fn r50_a_later_contact_never_has_an_earlier_threshold(a in any_date(), b in any_date()) {
        prop_assert!(threshold(a.min(b)) <= threshold(a.max(b)));
    }

    #[test]
    fn r50_whoever_may_be_struck_off_today_may_be_tomorrow(contact in any_date(), n in 80..100_i32) {
        let today = add_days(contact, n);
        let due = |on| clock(Some(contact), &[], on).is_due(on);
        prop_assert!(!due(today) || due(next_day(today)));
        prop_assert_eq!(due(today), today > add_months(contact, 3));
    }

    #[test]
    fn r70_a_term_lapses_the_day_after_its_end(start in any_date(), n in 360..370_i32) {
        let (term, today) = (one_year(start), add_days(start, n));
        prop_assert_eq!(is_expired(term.end(), today), today > term.end());
        prop_assert_eq!(is_expired(term.end(), today), !term.contains(today));
    }

    #[test]
    fn r44_a_renewed_term_never_shares_a_day_and_never_starts_before_its_decision_once_late(
        start in any_date(), n in 300..430_i32,
    ) {
        let (former, decided) = (one_year(start), add_days(start, n));
        let renewed = one_year(renewal_start(former.end(), decided));
        prop_assert!(!former.overlaps(renewed));
        prop_assert_eq!(renewed.start(), next_day(former.end()).max(decided));
    }

    #[test]
    fn r42_every_term_has_a_day_of_reminder_and_stays_due_until_its_end(
        start in any_date(), months in 1..4_u32,
    ) {
        let end = one_year(start).end();
        let from = reminder_from(end, months);
        prop_assert!(is_reminder_due(end, months, from, false));
        prop_assert!(!is_reminder_due(end, months, previous_day(from), false));
        prop_assert!(is_reminder_due(end, months, end, false));
        prop_assert!(!is_reminder_due(end, months, next_day(end), false));
    }

    #[test]
    fn r42_the_ends_found_by_a_day_are_those_whose_reminder_is_due(
        today in any_date(), months in 0..5_u32,
    ) {
        let ends = reminder_ends(today, months);
        for end in (-3..170).map(|ahead| add_days(today, ahead)) {
            let due = is_reminder_due(end, months, today, false);
            prop_assert_eq!(ends.contains(&end), due, "{} on {}", end, today);
        }
    }

    #[test]
    fn r67_the_last_day_of_appeal_is_a_working_day_after_two_full_months(
        notified in any_date(), territory in 0..108_usize,
    ) {
        let territory = kernel::Departement::all().nth(territory).unwrap();
        let holidays = Holidays::of(territory);
        let last = appeal_last_day(notified, &holidays);
        prop_assert!(last > add_months(notified, 2));
        prop_assert!(holidays.is_working_day(last));
        prop_assert!(!matches!(last.weekday(), Weekday::Sat | Weekday::Sun));
        let mut skipped = add_months(notified, 2).iter_days().skip(1).take_while(|day| *day < last);
        prop_assert!(skipped.all(|day| !holidays.is_working_day(day)));
    }

    #[test]
    fn r24_a_delay_to_complete_never_shortens_the_limit(
        filed in any_date(), asked in 0..60_i32, length in 0..60_i32,
    ) {
        let from = add_days(filed, asked);
        let limit = suspended_answer_limit(filed, &[(from, add_days(from, length))]);
        prop_assert_eq!((limit - answer_limit(filed)).num_days(), i64::from(length));
    }

    #[test]
    fn r54_an_absence_never_makes_anybody_radiable_earlier(
        contact in any_date(), from in -100..200_i32, length in prop::option::of(0..100_i32), n in 0..300_i32,
    ) {
        let from = add_days(contact, from);
        let absence = Absence::new(from, length.map(|days| add_days(from, days))).unwrap();
        let today = add_days(contact, n);
        let with = clock(Some(contact), &[absence], today);
        prop_assert!(!with.is_due(today) || clock(Some(contact), &[], today).is_due(today));
        prop_assert!(!(absence.is_open(today) && with.is_due(today)));
        if let (Some(until), Some(first_day)) = (absence.until(), with.first_day()) {
            prop_assert!(first_day >= first_radiable_day(until));
        }
    }

    #[test]
    fn retention_starts_the_day_after_the_delay(anchor in any_date(), months in 0..60_u32) {
        let from = purgeable_from(anchor, months);
        prop_assert_eq!(previous_day(from), add_months(anchor, i32::try_from(months).unwrap()));
    }

    #[test]
    fn r32_a_period_holds_on_both_its_ends(start in any_date(), length in 0..400_i32) {
        let term = period(start, add_days(start, length));
        prop_assert!(term.contains(term.start()) && term.contains(term.end()));
        prop_assert!(!term.contains(previous_day(term.start())) && !term.contains(next_day(term.end())));
    }
}
