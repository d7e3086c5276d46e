//! The official form of a request.

use domiciliation::{
    Command,
    decision::Outcome,
    identity::Identity,
    refusal::RefusalGround,
    request::{Channel, DemandeKind},
};
use kernel::FactId;

use crate::case::{Case, day, id, identity, refus, short};

fn pending(case: &Case) -> FactId {
    case.dossier.pending_demande().unwrap().fact()
}

#[test]
fn r20_each_request_keeps_its_own_day_and_its_own_decision() {
    let mut case = Case::requested(day(2025, 1, 5));
    let first = pending(&case);
    assert!(
        case.dossier
            .demande_form(first)
            .unwrap()
            .decision()
            .is_none()
    );
    case.on(day(2025, 1, 9));
    let granted = case.grant(day(2025, 1, 9));
    case.on(day(2025, 12, 20));
    let second = case.file(Channel::InPerson);
    case.on(day(2026, 1, 2));
    case.interview();
    let refused = case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));

    let first = case.dossier.demande_form(first).unwrap();
    assert_eq!(first.demande().kind(), DemandeKind::First);
    assert_eq!(first.demande().filed_on(), day(2025, 1, 5));
    let decision = first.decision().unwrap();
    assert_eq!(
        (decision.fact(), decision.decided_on()),
        (granted, day(2025, 1, 9))
    );

    let second = case.dossier.demande_form(second).unwrap();
    assert_eq!(second.demande().kind(), DemandeKind::Renewal);
    assert_eq!(second.demande().filed_on(), day(2025, 12, 20));
    let decision = second.decision().unwrap();
    assert_eq!(
        (decision.fact(), decision.decided_on()),
        (refused, day(2026, 1, 2))
    );
    assert!(matches!(decision.outcome(), Outcome::Refused(_)));
    assert_eq!(case.dossier.demande_form(id(9)), None);
}

#[test]
fn r27_the_form_convenes_to_the_last_appointment_of_its_own_request() {
    let mut case = Case::requested(day(2025, 1, 6));
    let first = pending(&case);
    assert_eq!(
        case.dossier.demande_form(first).unwrap().convocation(),
        None
    );
    case.appointment(day(2025, 1, 8));
    case.appointment(day(2025, 1, 10));
    case.on(day(2025, 1, 10));
    case.grant(day(2025, 1, 10));
    case.on(day(2025, 12, 15));
    let second = case.file(Channel::InPerson);
    let on = |case: &Case, demande| {
        let form = case.dossier.demande_form(demande).unwrap();
        form.convocation().map(|appointment| appointment.at.date())
    };
    assert_eq!(on(&case, first), Some(day(2025, 1, 10)));
    assert_eq!(on(&case, second), None);
    case.appointment(day(2025, 12, 18));
    assert_eq!(on(&case, second), Some(day(2025, 12, 18)));
    case.must(Command::CancelAppointment {
        reason: "Agent absent.".parse().unwrap(),
    });
    assert_eq!(on(&case, second), None);
    assert_eq!(on(&case, first), Some(day(2025, 1, 10)));
}

#[test]
fn a_reprint_of_a_decided_request_says_that_the_identity_was_corrected_since() {
    let mut case = Case::requested(day(2026, 1, 5));
    let demande = pending(&case);
    let corrected = |case: &Case| {
        let form = case.dossier.demande_form(demande).unwrap();
        (
            form.is_identity_corrected(),
            form.identity().nom.to_string(),
        )
    };
    let called = |name: &str| {
        Command::RecordIdentity(Identity {
            nom: short(name),
            ..identity()
        })
    };
    case.must(called("Dialo"));
    assert_eq!(corrected(&case), (false, "Dialo".to_owned()));
    case.grant(day(2026, 1, 5));
    assert_eq!(corrected(&case), (false, "Dialo".to_owned()));
    case.must(called("Diallo"));
    assert_eq!(corrected(&case), (true, "Diallo".to_owned()));
}
