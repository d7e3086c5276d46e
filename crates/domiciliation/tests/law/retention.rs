//! Forgetting.

use domiciliation::{
    Command, Policy,
    fact::{ContactKind, HoldKind},
    mail::{Delivery, MailKind},
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::Channel,
    retention::{Category, Delay, Holding, POLICIES, anchor},
};
use kernel::StructureKind;

use crate::case::{Case, day, opening, refus};

#[test]
fn the_anchor_is_the_latest_of_what_is_known() {
    let (a, b, c) = (day(2024, 1, 1), day(2024, 6, 1), day(2024, 3, 1));
    assert_eq!(anchor(Some(a), Some(b), Some(c)), Some(b));
    assert_eq!(anchor(None, None, Some(c)), Some(c));
    assert_eq!(anchor(None, None, None), None);
}

#[test]
fn somebody_struck_off_is_forgotten_two_years_after_the_last_event() {
    let mut case = Case::ended(day(2024, 1, 5), day(2024, 3, 1));
    let decision = case.dossier.last_decision().unwrap().fact();
    assert_eq!(
        case.retention().anchor,
        Some(day(2024, 3, 1)),
        "the end of the term"
    );
    case.on(day(2024, 3, 10));
    case.notify(decision);
    let retention = case.retention();
    assert_eq!(retention.anchor, Some(day(2024, 3, 10)), "the notification");
    assert_eq!(retention.from, Some(day(2026, 3, 11)));
    case.on(day(2026, 3, 10));
    assert!(!case.retention().is_due(case.today));
    case.on(day(2026, 3, 11));
    assert!(case.retention().is_due(case.today));
}

#[test]
fn r67_a_refusal_that_nobody_was_told_of_counts_from_its_own_day() {
    let mut case = Case::requested(day(2024, 1, 5));
    case.appointment(case.today);
    case.must(Command::MissAppointment);
    case.on(day(2024, 9, 2));
    case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    assert_eq!(case.retention().anchor, Some(day(2024, 9, 2)));
}

#[test]
fn a_term_that_lapsed_counts_until_its_end_and_no_further() {
    let mut case = Case::granted(day(2024, 1, 5));
    case.on(day(2025, 6, 1));
    case.must(Command::CloseAfterExpiry);
    assert_eq!(case.retention().anchor, Some(day(2025, 1, 4)));
}

#[test]
fn a_request_that_never_showed_anybody_is_forgotten_too() {
    let filed = day(2024, 1, 5);
    let mut case = Case::opened(opening(filed, Channel::Online), filed);
    case.appointment(filed);
    case.must(Command::MissAppointment);
    case.on(day(2024, 2, 1));
    case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    assert_eq!(case.retention().anchor, Some(day(2024, 2, 1)));
    case.on(day(2026, 2, 2));
    assert!(case.retention().is_due(case.today));
}

#[test]
fn a_login_keeps_the_dossier_even_where_it_does_not_count_as_a_contact() {
    let mut case = Case::granted(day(2024, 1, 5));
    case.on(day(2025, 1, 4));
    case.contact(ContactKind::Visit);
    let mut logged = case.clone();
    logged.on(day(2025, 3, 1));
    logged.contact(ContactKind::PortalLogin);
    assert!(logged.retention().anchor > case.retention().anchor);
}

#[test]
fn r67_nobody_is_forgotten_while_an_appeal_may_be_filed() {
    let mut case = Case::ended(day(2025, 10, 1), day(2025, 12, 30));
    case.policy.retention_months = 0;
    let decision = case.dossier.last_decision().unwrap().fact();
    case.notify(decision);
    // The two full months end on a Sunday.
    case.on(day(2026, 3, 2));
    let until = day(2026, 3, 2);
    assert_eq!(case.retention().holdings, [Holding::AppealPeriod { until }]);
    assert!(!case.retention().is_due(case.today));
    case.on(day(2026, 3, 3));
    assert!(case.retention().is_due(case.today));
}

#[test]
fn each_thing_that_forbids_forgetting_forbids_it_alone() {
    let policy = Policy {
        retention_months: 0,
        ..Policy::of(StructureKind::Ccas, None)
    };
    let ended = || {
        let mut case = Case::ended(day(2024, 1, 5), day(2024, 3, 1)).at(policy.clone());
        case.on(day(2025, 1, 1));
        case
    };
    assert!(ended().retention().is_due(day(2025, 1, 1)));

    let mut waiting = ended();
    waiting.receive(MailKind::Parcel, 1);
    assert_eq!(waiting.retention().holdings, [Holding::MailWaiting]);
    waiting
        .deliver(MailKind::Parcel, 1, Delivery::Returned)
        .unwrap();
    assert!(waiting.retention().is_due(waiting.today));

    let mut asking = ended();
    asking.file(Channel::Online);
    assert_eq!(asking.retention().holdings, [Holding::RequestPending]);

    let mut elected = ended();
    elected.renew();
    elected.pass(200);
    assert_eq!(elected.retention().holdings, [Holding::ElectionInForce]);

    for kind in HoldKind::ALL.iter().copied() {
        let mut held = ended();
        let hold = held.must(Command::SetHold(kind));
        assert_eq!(held.retention().holdings, [Holding::Hold(kind)]);
        held.must(Command::LiftHold(hold));
        assert!(held.retention().is_due(held.today));
    }
}

#[test]
fn a_person_who_is_there_is_never_forgotten() {
    let mut case = Case::granted(day(2024, 1, 5));
    for _ in 0..4 {
        case.pass(330);
        case.renew();
        assert!(!case.retention().is_due(case.today));
    }
    case.pronounce(RadiationMotif::ADemande).unwrap();
    assert!(!case.retention().is_due(case.today));
}

#[test]
fn the_table_has_one_line_for_each_kind_of_data() {
    assert_eq!(POLICIES.map(|policy| policy.category), Category::ALL);
    assert_eq!(POLICIES[0].delay, Delay::Months(24));
    let default = Policy::of(StructureKind::Ccas, None).retention_months;
    assert_eq!(POLICIES[0].delay, Delay::Months(default));
}
