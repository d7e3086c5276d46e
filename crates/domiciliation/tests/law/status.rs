//! The life of a dossier, from status to status.

use domiciliation::{
    Command, Situation, Status, radiation::RadiationMotif, refusal::RefusalGround,
};

use crate::case::{Case, accord, day, note, refus};

#[test]
fn a_whole_life_passes_through_every_status() {
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(case.status(), Status::EnInstruction);
    case.interview();
    case.must(Command::Propose {
        favourable: true,
        remarks: None,
    });
    assert_eq!(case.status(), Status::AValider);
    case.must(Command::Postpone {
        reason: note("Préciser le lien."),
    });
    assert_eq!(case.status(), Status::EnInstruction);
    case.must(Command::Accept(accord(case.today, case.today)));
    assert_eq!(case.status(), Status::Actif);
    case.on(day(2027, 1, 5));
    assert_eq!(case.status(), Status::Echu);
    case.must(Command::CloseAfterExpiry);
    assert_eq!(case.status(), Status::Radie);
    case.file(domiciliation::request::Channel::InPerson);
    assert_eq!(
        case.status(),
        Status::EnInstruction,
        "a new request of somebody known"
    );
    case.interview();
    case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    assert_eq!(case.status(), Status::Refuse);
}

#[test]
fn r40_a_refused_renewal_leaves_the_running_term_alone() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 12, 1));
    case.file(domiciliation::request::Channel::InPerson);
    case.interview();
    assert_eq!(
        case.status(),
        Status::Actif,
        "a renewal runs beside the term"
    );
    case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    assert_eq!(case.status(), Status::Actif);
    case.on(day(2027, 1, 5));
    assert_eq!(case.status(), Status::Echu);
}

#[test]
fn r38_annulling_a_decision_gives_back_what_stood_before() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.interview();
    let refusal = case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    case.annul_decision(refusal).unwrap();
    assert_eq!(
        case.status(),
        Status::EnInstruction,
        "the request is open again"
    );
    case.must(Command::Accept(accord(case.today, case.today)));
    case.pass(40);
    case.pronounce(RadiationMotif::ADemande).unwrap();
    let end = case.dossier.last_decision().unwrap().fact();
    assert_eq!(case.status(), Status::Radie);
    case.annul_decision(end).unwrap();
    assert_eq!(case.status(), Status::Actif, "the term runs again");
}

#[test]
fn r70_a_status_needs_today_and_a_situation_does_not() {
    let elected = Situation::Elected {
        end: day(2026, 12, 31),
    };
    assert_eq!(elected.status(day(2026, 12, 31)), Status::Actif);
    assert_eq!(elected.status(day(2027, 1, 1)), Status::Echu);
    assert_eq!(
        [
            Situation::Proposed,
            Situation::Requested,
            Situation::Ended,
            Situation::Refused
        ]
        .map(|s| s.status(day(2026, 1, 1))),
        [
            Status::AValider,
            Status::EnInstruction,
            Status::Radie,
            Status::Refuse
        ]
    );
}
