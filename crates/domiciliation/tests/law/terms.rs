//! The term of an election and its renewal.

use domiciliation::{
    Command, Refused, Status, decision::Accord, radiation::RadiationMotif, request::DemandeKind,
};
use kernel::{date::add_days, next_day, previous_day};
use proptest::prelude::*;

use crate::{
    case::{Case, accord, day, note, period},
    steps::any_date,
};

fn lasting(case: &Case, start: chrono::NaiveDate, end: chrono::NaiveDate) -> Accord {
    Accord {
        period: period(start, end),
        ..accord(case.today, start)
    }
}

#[test]
fn r30_an_election_lasts_a_year_never_more_and_less_only_with_a_reason() {
    let mut case = Case::requested(day(2024, 2, 29));
    case.interview();
    let start = case.today;
    let longer = lasting(&case, start, day(2025, 3, 1));
    assert_eq!(
        case.try_to(Command::Accept(longer)),
        Err(Refused::OverOneYear {
            latest: day(2025, 2, 28)
        })
    );
    let mut shorter = lasting(&case, start, day(2025, 2, 27));
    let bare = Command::Accept(shorter.clone());
    assert_eq!(case.try_to(bare), Err(Refused::ShorterWithoutReason));
    shorter.shorter_because = Some(note("Reprise d’un dossier tenu sur papier."));
    assert!(case.clone().try_to(Command::Accept(shorter)).is_ok());
    case.must(Command::Accept(accord(start, start)));
    assert_eq!(
        case.dossier.current_term().unwrap().period().end(),
        day(2025, 2, 28)
    );
}

#[test]
fn r37_a_renewed_term_may_start_the_day_after_the_former_one_and_not_before() {
    let mut case = Case::granted(day(2026, 3, 15));
    let former = case.dossier.current_term().unwrap().period();
    case.on(day(2027, 2, 1));
    case.file(domiciliation::request::Channel::InPerson);
    case.interview();
    let overlapping = accord(case.today, former.end());
    assert_eq!(
        case.try_to(Command::Accept(overlapping)),
        Err(Refused::Overlaps { with: former })
    );
    assert_eq!(case.dossier.proposed_start(case.today), day(2027, 3, 15));
    case.must(Command::Accept(accord(case.today, day(2027, 3, 15))));
    assert_eq!(case.status(), Status::Actif);
}

#[test]
fn r37_an_election_ended_early_gives_its_days_back() {
    let mut case = Case::ended(day(2026, 1, 5), day(2026, 3, 1));
    case.renew();
    let starts: Vec<_> = case
        .dossier
        .terms()
        .iter()
        .map(|t| t.period().start())
        .collect();
    assert_eq!(starts, [day(2026, 1, 5), day(2026, 3, 1)]);
}

#[test]
fn r44_a_term_starts_between_its_request_and_a_year_after_its_decision() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.pass(10);
    case.interview();
    let range = Err(Refused::StartOutOfRange {
        earliest: day(2026, 1, 5),
        latest: day(2027, 1, 15),
    });
    let start = |on| {
        case.clone()
            .try_to(Command::Accept(accord(day(2026, 1, 15), on)))
    };
    assert_eq!(start(day(2026, 1, 4)), range);
    assert_eq!(start(day(2027, 1, 16)), range);
    assert!(start(day(2026, 1, 5)).is_ok());
    assert!(start(day(2027, 1, 15)).is_ok());
}

#[test]
fn r44_a_late_renewal_leaves_the_gap_visible() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2027, 2, 10));
    assert_eq!(case.status(), Status::Echu);
    case.renew();
    let term = case.dossier.current_term().unwrap().period();
    assert_eq!(term.start(), day(2027, 2, 10));
}

#[test]
fn r32_r70_an_election_holds_all_day_on_its_last_day() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2027, 1, 4));
    assert_eq!(case.status(), Status::Actif);
    case.on(day(2027, 1, 5));
    assert_eq!(case.status(), Status::Echu);
}

#[test]
fn r41_r43_a_request_before_a_lapsed_file_is_closed_renews_it_and_mail_still_comes() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2027, 3, 1));
    assert!(case.dossier.receives_mail(case.today, 30));
    case.file(domiciliation::request::Channel::Phone);
    let renewal = case.dossier.pending_renewal().unwrap();
    assert_eq!(renewal.kind(), DemandeKind::Renewal);
    assert_eq!(case.status(), Status::Echu);
    assert!(case.dossier.receives_mail(case.today, 30));
}

#[test]
fn r33_renewals_even_late_keep_the_date_of_first_domiciliation() {
    let mut case = Case::granted(day(2024, 1, 5));
    case.on(day(2024, 12, 20));
    case.renew();
    case.on(day(2026, 4, 1));
    case.renew();
    case.on(day(2026, 5, 1));
    case.pronounce(RadiationMotif::ADemande).unwrap();
    assert_eq!(case.dossier.first_domiciliation(0), Some(day(2024, 1, 5)));
}

#[test]
fn r33_after_an_end_the_date_is_kept_within_the_tolerance_only() {
    let mut case = Case::ended(day(2026, 1, 5), day(2026, 3, 1));
    let mut at_once = case.clone();
    at_once.renew();
    assert_eq!(
        at_once.dossier.first_domiciliation(0),
        Some(day(2026, 1, 5))
    );
    case.pass(5);
    case.renew();
    assert_eq!(case.dossier.first_domiciliation(4), Some(day(2026, 3, 6)));
    assert_eq!(case.dossier.first_domiciliation(5), Some(day(2026, 1, 5)));
}

#[test]
fn r33_closing_a_lapsed_file_late_does_not_bridge_the_gap() {
    let mut case = Case::granted(day(2024, 1, 5));
    case.on(day(2026, 1, 20));
    case.must(Command::CloseAfterExpiry);
    case.renew();
    assert_eq!(case.dossier.first_domiciliation(30), Some(day(2026, 1, 20)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn r37_a_renewal_is_granted_from_the_day_after_the_former_term_on(
        start in any_date(), shift in -3..4_i32,
    ) {
        let mut case = Case::granted(start);
        let former = case.dossier.current_term().unwrap().period();
        case.on(add_days(former.end(), -30));
        case.file(domiciliation::request::Channel::InPerson);
        case.interview();
        let granted = case.try_to(Command::Accept(accord(case.today, add_days(former.end(), shift))));
        prop_assert_eq!(granted.is_ok(), shift > 0);
    }

    #[test]
    fn r44_the_proposed_start_is_always_accepted(start in any_date(), n in 1..500_i32) {
        let mut case = Case::granted(start);
        let end = case.dossier.current_term().unwrap().period().end();
        case.on(add_days(start, n));
        case.renew();
        let renewed = case.dossier.current_term().unwrap().period();
        prop_assert_eq!(renewed.start(), next_day(end).max(case.today));
        prop_assert!(previous_day(renewed.start()) >= end);
    }
}
