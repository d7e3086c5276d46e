//! What is due: each duty on its days, and thresholds that find the same people.

use chrono::NaiveDate;
use domiciliation::{
    Command, Policy,
    due::{Anchors, Calendar, Due, Duty, Thresholds, Urgency},
    mail::MailKind,
    radiation::RadiationMotif,
    request::Channel,
};
use kernel::{Holidays, StructureKind, date::add_days, next_day, previous_day};
use proptest::prelude::*;

use crate::{
    case::{Case, accord, day, holidays},
    lives::any_life,
    steps::{any_date, lived},
};

fn dues(case: &Case) -> Vec<Due> {
    Anchors::of(&case.dossier, case.policy.portal_login_counts).duties(calendar(case))
}

fn calendar(case: &Case) -> Calendar<'_> {
    Calendar::of(&case.context())
}

/// How pressing a duty is on a day.
fn pressing(case: &Case, duty: Duty, on: NaiveDate) -> Option<Urgency> {
    let mut case = case.clone();
    case.on(on);
    let found = dues(&case).into_iter().find(|due| due.duty == duty);
    found.map(|due| due.urgency)
}

/// Whether a duty turns this pressing on a day, and was not the day before.
fn turns(case: &Case, duty: Duty, urgency: Urgency, first: NaiveDate) {
    let before = pressing(case, duty, previous_day(first));
    assert_ne!(before, Some(urgency), "{duty:?} too early");
    let then = pressing(case, duty, first);
    assert_eq!(then, Some(urgency), "{duty:?} on {first}");
}

/// Whether a duty shows until a day, and not the day after.
fn leaves(case: &Case, duty: Duty, last: NaiveDate) {
    assert!(pressing(case, duty, last).is_some(), "{duty:?} on {last}");
    assert_eq!(pressing(case, duty, next_day(last)), None, "{duty:?}");
}

/// What `days` before and after today make of a duty: by its rule, and by thresholds.
fn agree(duties: &[Duty], today: NaiveDate, days: i32, policy: &Policy, holidays: &Holidays) {
    let calendar = Calendar {
        today,
        policy,
        holidays,
    };
    let thresholds = Thresholds::of(calendar);
    for duty in duties {
        for anchor in (-days..=days).map(|ahead| add_days(today, ahead)) {
            assert_eq!(
                thresholds.due(*duty, anchor),
                duty.due(anchor, calendar),
                "{duty:?} of {anchor} on {today}"
            );
        }
    }
}

fn ccas() -> Policy {
    Policy::of(StructureKind::Ccas, None)
}

const SILENCES: [Duty; 3] = [
    Duty::SilenceOver,
    Duty::SilenceNearlyOver,
    Duty::SilenceTwoMonths,
];
const TERMS: [Duty; 3] = [Duty::Lapsed, Duty::TermEnding, Duty::RenewalAdvised];

#[test]
fn thresholds_agree_with_the_rules_on_every_day_of_a_leap_year_and_its_neighbours() {
    let (policy, holidays) = (ccas(), holidays());
    let mut today = day(2023, 11, 1);
    while today < day(2025, 4, 1) {
        agree(Duty::ALL, today, 100, &policy, &holidays);
        today = next_day(today);
    }
}

#[test]
fn r50_contacts_of_the_ends_of_months_are_found_on_their_day_and_not_before() {
    let (policy, holidays) = (ccas(), holidays());
    // Three ends of November have one first day: 1 March.
    for last in [day(2024, 11, 28), day(2024, 11, 29), day(2024, 11, 30)] {
        for (today, found) in [(day(2025, 2, 28), false), (day(2025, 3, 1), true)] {
            let thresholds = Thresholds::of(Calendar {
                today,
                policy: &policy,
                holidays: &holidays,
            });
            let range = thresholds.range(Duty::SilenceOver, Urgency::Today).unwrap();
            assert_eq!(last <= range.upto, found, "{last} on {today}");
        }
    }
}

#[test]
fn r50_silence_shows_after_two_months_then_a_week_ahead_then_over() {
    let case = Case::granted(day(2026, 1, 15));
    turns(
        &case,
        Duty::SilenceTwoMonths,
        Urgency::Soon,
        day(2026, 3, 16),
    );
    leaves(&case, Duty::SilenceTwoMonths, day(2026, 4, 8));
    turns(
        &case,
        Duty::SilenceNearlyOver,
        Urgency::Soon,
        day(2026, 4, 9),
    );
    leaves(&case, Duty::SilenceNearlyOver, day(2026, 4, 15));
    turns(&case, Duty::SilenceOver, Urgency::Today, day(2026, 4, 16));
    leaves(&case, Duty::SilenceOver, day(2027, 1, 14));
}

#[test]
fn r50_the_body_chooses_when_silence_is_told_ahead() {
    let policy = Policy {
        silence_warning_months: 1,
        silence_warning_days: 20,
        ..ccas()
    };
    let case = Case::granted(day(2026, 1, 15)).at(policy);
    turns(
        &case,
        Duty::SilenceTwoMonths,
        Urgency::Soon,
        day(2026, 2, 16),
    );
    turns(
        &case,
        Duty::SilenceNearlyOver,
        Urgency::Soon,
        day(2026, 3, 27),
    );
}

#[test]
fn r54_r65_nothing_is_due_of_silence_during_an_absence_or_beside_a_considered_end() {
    let silent = |case: &Case| dues(case).iter().any(|due| SILENCES.contains(&due.duty));
    let mut case = Case::granted(day(2026, 1, 15));
    case.on(day(2026, 4, 20));
    assert!(silent(&case));
    let mut told = case.clone();
    told.plan(RadiationMotif::NonManifestation).unwrap();
    assert!(!silent(&told));
    turns(
        &told,
        Duty::ObservationsOver,
        Urgency::Today,
        day(2026, 5, 6),
    );
    let from = case.today;
    case.must(Command::JustifyAbsence { from, until: None });
    assert!(!silent(&case));
    case.on(day(2026, 10, 1));
    assert!(!silent(&case));
}

#[test]
fn r42_r70_the_end_of_a_term_is_advised_then_near_then_today_then_late() {
    let case = Case::granted(day(2026, 1, 15));
    let end = day(2027, 1, 14);
    turns(
        &case,
        Duty::RenewalAdvised,
        Urgency::Soon,
        day(2026, 11, 14),
    );
    leaves(&case, Duty::RenewalAdvised, day(2026, 12, 29));
    turns(&case, Duty::TermEnding, Urgency::Soon, day(2026, 12, 30));
    turns(&case, Duty::TermEnding, Urgency::Today, end);
    leaves(&case, Duty::TermEnding, end);
    turns(&case, Duty::Lapsed, Urgency::Late, next_day(end));
    let mut renewing = case;
    renewing.on(day(2026, 12, 31));
    renewing.file(Channel::Post);
    for duty in TERMS {
        assert_eq!(pressing(&renewing, duty, renewing.today), None);
        assert_eq!(pressing(&renewing, duty, next_day(end)), None);
    }
}

#[test]
fn r21_an_acknowledgement_is_due_by_the_working_day_after_the_request() {
    // A Friday.
    let mut case = Case::requested(day(2026, 1, 16));
    let duty = Duty::Acknowledgement;
    turns(&case, duty, Urgency::Soon, day(2026, 1, 16));
    turns(&case, duty, Urgency::Today, day(2026, 1, 19));
    turns(&case, duty, Urgency::Late, day(2026, 1, 20));
    case.must(Command::AcknowledgeDemande { on: case.today });
    assert_eq!(pressing(&case, duty, day(2026, 1, 20)), None);
}

#[test]
fn r23_an_answer_is_near_two_weeks_before_its_limit() {
    let case = Case::requested(day(2026, 1, 15));
    turns(&case, Duty::Answer, Urgency::Soon, day(2026, 3, 1));
    turns(&case, Duty::Answer, Urgency::Today, day(2026, 3, 15));
    turns(&case, Duty::Answer, Urgency::Late, day(2026, 3, 16));
}

#[test]
fn r26_an_appointment_is_near_for_a_week_and_late_without_a_trace() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.appointment(day(2026, 1, 20));
    turns(&case, Duty::Appointment, Urgency::Soon, day(2026, 1, 13));
    turns(&case, Duty::Appointment, Urgency::Today, day(2026, 1, 20));
    turns(&case, Duty::Appointment, Urgency::Late, day(2026, 1, 21));
    case.on(day(2026, 1, 20));
    case.interview();
    assert_eq!(pressing(&case, Duty::Appointment, day(2026, 1, 21)), None);
}

#[test]
fn r35_r36_a_decision_waits_from_its_proposal_and_then_to_be_told() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.on(day(2026, 1, 7));
    case.interview();
    case.must(Command::Propose {
        favourable: true,
        remarks: None,
    });
    turns(&case, Duty::Decision, Urgency::Today, day(2026, 1, 7));
    case.on(day(2026, 1, 9));
    let decision = case.must(Command::Accept(accord(case.today, case.today)));
    assert_eq!(pressing(&case, Duty::Decision, case.today), None);
    turns(&case, Duty::NotNotified, Urgency::Today, day(2026, 1, 9));
    case.notify(decision);
    assert_eq!(pressing(&case, Duty::NotNotified, case.today), None);
}

#[test]
fn r65_whoever_came_back_since_the_notice_is_due_before_anything_else() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 4, 10));
    case.plan(RadiationMotif::NonManifestation).unwrap();
    case.on(day(2026, 4, 30));
    case.contact(domiciliation::fact::ContactKind::PhoneCall);
    let found = dues(&case);
    assert_eq!(found[0].duty, Duty::PlannedButSeen);
    assert_eq!(found[0].urgency, Urgency::Late);
    assert!(found.iter().all(|due| due.duty != Duty::ObservationsOver));
}

#[test]
fn r82_r83_mail_is_due_before_la_poste_takes_it_back_and_when_it_was_kept_too_long() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Notice, 1);
    turns(&case, Duty::Notice, Urgency::Soon, day(2026, 1, 17));
    turns(&case, Duty::Notice, Urgency::Today, day(2026, 1, 20));
    turns(&case, Duty::Notice, Urgency::Late, day(2026, 1, 21));
    case.on(day(2026, 2, 1));
    case.pronounce(RadiationMotif::ADemande).unwrap();
    turns(&case, Duty::MailKept, Urgency::Late, day(2026, 3, 4));
}

#[test]
fn every_duty_names_a_rule_of_the_table_and_has_a_code_of_its_own() {
    for duty in Duty::ALL {
        assert!(domiciliation::law::law(duty.rule()).is_some(), "{duty:?}");
        assert_eq!(duty.code().parse(), Ok(*duty));
    }
}

fn any_calendar() -> impl Strategy<Value = (NaiveDate, Policy)> {
    let policy = (1_u16..=2, 1_u16..=30, 15_u16..=365).prop_map(|(months, days, keep)| Policy {
        silence_warning_months: months,
        silence_warning_days: days,
        mail_keep_days: keep,
        ..ccas()
    });
    (any_date(), policy)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn r50_thresholds_find_the_silent_as_the_clock_does((today, policy) in any_calendar()) {
        agree(&SILENCES, today, 400, &policy, &holidays());
    }

    #[test]
    fn r42_thresholds_find_the_terms_as_their_rules_do((today, policy) in any_calendar()) {
        agree(&TERMS, today, 400, &policy, &holidays());
    }

    #[test]
    fn r23_thresholds_find_everything_else_as_its_rule_does((today, policy) in any_calendar()) {
        agree(Duty::ALL, today, 400, &policy, &holidays());
    }

    #[test]
    fn r50_older_silence_is_never_less_pressing((today, policy) in any_calendar(), ago in 0..400_i32) {
        let holidays = holidays();
        let calendar = Calendar { today, policy: &policy, holidays: &holidays };
        let rank = |anchor| SILENCES.iter().position(|d| d.due(anchor, calendar).is_some());
        let (older, newer) = (rank(add_days(today, -ago - 1)), rank(add_days(today, -ago)));
        prop_assert!(older.unwrap_or(9) <= newer.unwrap_or(9));
    }

    #[test]
    fn what_is_due_is_found_by_thresholds_in_every_life((case, steps) in any_life(), days in 0..500_i32) {
        let mut case = lived(case, &steps);
        case.pass(days);
        let anchors = Anchors::of(&case.dossier, case.policy.portal_login_counts);
        let thresholds = Thresholds::of(calendar(&case));
        prop_assert_eq!(anchors.duties_by(&thresholds), anchors.duties(calendar(&case)));
        // Gravest first, and each once.
        let order: Vec<Duty> = anchors.duties(calendar(&case)).iter().map(|d| d.duty).collect();
        prop_assert!(order.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn what_comes_next_shows_on_its_day_and_not_before((case, steps) in any_life()) {
        let case = lived(case, &steps);
        let anchors = Anchors::of(&case.dossier, case.policy.portal_login_counts);
        let coming: Vec<_> = anchors.to_come(&Thresholds::of(calendar(&case))).collect();
        for (duty, anchor) in coming {
            let Some(shows) = duty.shows_on(anchor, calendar(&case)) else { continue };
            prop_assert!(shows > case.today);
            let policy = case.policy.clone();
            let holidays = holidays();
            let on = |today| duty.due(anchor, Calendar { today, policy: &policy, holidays: &holidays });
            prop_assert_eq!(on(previous_day(shows)), None);
            prop_assert!(on(shows).is_some());
        }
    }
}
