//! The letters, and what a paying body is told.

use domiciliation::{
    Command, Refused, Standing, deadline,
    letter::{Letter, LetterKind},
    mail,
    payer::PayerQuestion,
    radiation::RadiationMotif,
    refusal::RefusalGround,
};
use kernel::{FactId, next_day};
use proptest::prelude::*;

use crate::case::{Case, day, id, refus, short, staff};

fn question(received_on: chrono::NaiveDate) -> Command {
    Command::AnswerPayer(PayerQuestion {
        body: short("CAF de Paris"),
        address: None,
        reference: None,
        received_on,
    })
}

/// The kinds of which a letter may be written today.
fn due(case: &Case) -> Vec<LetterKind> {
    let all = LetterKind::ALL.iter().copied();
    all.filter(|kind| case.dossier.letter_due(*kind, case.today).is_ok())
        .collect()
}

fn letter(case: &Case, fact: FactId) -> Result<Letter<'_>, Refused> {
    case.dossier.letter(fact, case.today)
}

#[test]
fn r22_a_request_is_acknowledged_while_it_is_pending_and_printed_again_afterwards() {
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(due(&case), [LetterKind::Acknowledgement]);
    let fact = case
        .dossier
        .letter_due(LetterKind::Acknowledgement, case.today);
    case.grant(day(2026, 1, 5));
    assert_eq!(due(&case), []);
    case.pass(200);
    let Ok(Letter::Acknowledgement(demande)) = letter(&case, fact.unwrap()) else {
        panic!("the request has its letter");
    };
    assert_eq!(demande.answer_limit(), day(2026, 3, 5));
}

#[test]
fn r27_the_person_is_convened_to_the_appointment_that_stands_until_its_day_is_over() {
    let mut case = Case::requested(day(2026, 1, 5));
    let first = case.appointment(day(2026, 1, 12));
    let second = case.appointment(day(2026, 1, 14));
    let none = Refused::NoLetter {
        kind: LetterKind::Convocation,
    };
    assert_eq!(letter(&case, first), Err(none), "it was moved");
    case.on(day(2026, 1, 14));
    assert!(letter(&case, second).is_ok());
    case.pass(1);
    assert_eq!(letter(&case, second), Err(none), "it is over");
    assert!(!due(&case).contains(&LetterKind::Convocation));
}

#[test]
fn r61_r66_the_last_decision_is_told_and_earlier_ones_keep_their_letter() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.interview();
    let refusal = case.must(Command::Refuse(refus(
        case.today,
        RefusalGround::AbsenceDeLien,
    )));
    assert_eq!(due(&case), [LetterKind::Refusal]);
    case.file(domiciliation::request::Channel::InPerson);
    case.grant(case.today);
    let end = case.pronounce(RadiationMotif::ADemande).unwrap()[0];
    assert_eq!(due(&case), [LetterKind::Radiation]);
    assert!(matches!(letter(&case, refusal), Ok(Letter::Refusal(..))));
    case.annul_decision(end).unwrap();
    assert_eq!(letter(&case, end), Err(Refused::UnknownEntry));
}

#[test]
fn r65_the_person_is_told_before_while_an_end_is_considered() {
    let mut case = Case::granted(day(2026, 1, 5));
    let told = case.plan(RadiationMotif::DomicileStable).unwrap()[0];
    assert_eq!(
        case.dossier
            .letter_due(LetterKind::PlannedRadiation, case.today),
        Ok(told)
    );
    case.must(Command::DropRadiation {
        reason: crate::case::note("La personne est venue."),
    });
    assert_eq!(due(&case), []);
}

#[test]
fn r71_nobody_writes_to_the_dead_and_a_paying_body_is_still_answered() {
    let mut case = Case::granted(day(2026, 1, 5));
    let acknowledged = case.dossier.demandes()[0].fact();
    let end = case.pronounce(RadiationMotif::Deces).unwrap()[0];
    for fact in [acknowledged, end] {
        assert_eq!(letter(&case, fact), Err(Refused::LetterToTheDead));
    }
    assert_eq!(
        case.dossier.letter_due(LetterKind::Radiation, case.today),
        Err(Refused::LetterToTheDead)
    );
    let answer = case.must(question(case.today));
    assert!(letter(&case, answer).is_ok());
}

#[test]
fn a_fact_without_a_letter_has_none() {
    let mut case = Case::granted(day(2026, 1, 5));
    let contact = case.contact(domiciliation::fact::ContactKind::Visit);
    for fact in [contact, id(9999)] {
        assert_eq!(letter(&case, fact), Err(Refused::UnknownEntry));
    }
}

#[test]
fn r97_a_paying_body_learns_the_term_in_force_or_nothing() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.must(question(day(2026, 1, 5)));
    case.on(day(2027, 1, 4));
    case.must(question(case.today));
    case.pass(1);
    case.must(question(case.today));
    let told: Vec<_> = case
        .dossier
        .payer_answers()
        .map(|(_, answer)| answer.domiciled.map(|term| term.end()))
        .collect();
    let end = Some(day(2027, 1, 4));
    assert_eq!(told, [end, end, None]);
    assert_eq!(
        deadline::payer_answer_limit(day(2026, 1, 31)),
        day(2026, 2, 28)
    );
}

#[test]
fn r97_whoever_was_struck_off_is_not_domiciled_from_that_day_on() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 3, 1));
    case.pronounce(RadiationMotif::ADemande).unwrap();
    assert_eq!(case.dossier.domiciled_on(day(2026, 3, 1)), None);
    assert!(case.dossier.domiciled_on(day(2026, 2, 28)).is_some());
}

#[test]
fn r97_only_those_who_instruct_answer_and_only_a_question_that_came() {
    let mut case = Case::granted(day(2026, 1, 5));
    let tomorrow = next_day(case.today);
    assert_eq!(case.try_to(question(tomorrow)), Err(Refused::InTheFuture));
    let mut desk = case.clone().by(staff(4, Standing::Reception));
    let today = desk.today;
    assert_eq!(desk.try_to(question(today)), Err(Refused::NotInstructing));
}

proptest! {
    #[test]
    fn r83_mail_is_kept_too_long_from_the_day_after_the_last(keep in 0_u16..400, days in -10_i32..500) {
        let end = day(2026, 2, 28);
        let today = kernel::date::add_days(end, days);
        let last = mail::kept_until(end, keep);
        prop_assert_eq!(mail::is_kept_too_long(end, keep, today), today > last);
        prop_assert_eq!((last - end).num_days(), i64::from(keep));
    }
}
