//! What becomes of an appointment, and when somebody is free for one.

use chrono::NaiveDateTime;
use domiciliation::{
    Command, Refused,
    appointment::{AppointmentOutcome, Minutes, Slot, is_free, next_free},
    refusal::RefusalGround,
};
use proptest::prelude::*;

use crate::{
    case::{Case, day, holidays, note, refus},
    steps::{any_date, any_steps, live},
};

fn at(d: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(2026, 1, d).and_hms_opt(hour, minute, 0).unwrap()
}

fn minutes(n: u16) -> Minutes {
    n.try_into().unwrap()
}

fn outcomes(case: &Case) -> Vec<AppointmentOutcome> {
    let all = case.dossier.appointments().iter();
    all.map(|a| a.outcome().clone()).collect()
}

fn cancel() -> Command {
    Command::CancelAppointment {
        reason: note("La personne a téléphoné."),
    }
}

#[test]
fn r27_an_appointment_lasts_from_five_minutes_to_four_hours() {
    assert_eq!(Minutes::default().get(), 30);
    for (n, lasts) in [(4, false), (5, true), (240, true), (241, false)] {
        assert_eq!(Minutes::try_from(n).is_ok(), lasts, "{n}");
    }
}

#[test]
fn r27_an_appointment_that_is_moved_stays_the_same_one() {
    let mut case = Case::requested(day(2026, 1, 5));
    let first = case.appointment(day(2026, 1, 8));
    let second = case.appointment(day(2026, 1, 9));
    let [moved, standing] = case.dossier.appointments() else {
        panic!("two were fixed");
    };
    let to = at(9, 14, 30);
    assert_eq!(moved.outcome(), &AppointmentOutcome::Moved { to });
    assert_eq!((moved.fact(), moved.changed_by()), (first, second));
    assert_eq!((standing.series(), standing.rank()), (first, 1));
    assert_eq!(case.dossier.planned_appointment(), Some(standing));

    // One that was not honoured is followed by another one.
    case.on(day(2026, 1, 9));
    case.must(Command::MissAppointment);
    let third = case.appointment(day(2026, 1, 12));
    let last = case.dossier.planned_appointment().unwrap();
    assert_eq!((last.series(), last.rank()), (third, 0));
    assert_eq!(outcomes(&case)[1], AppointmentOutcome::Missed);
}

#[test]
fn r27_the_interview_honours_the_appointment_whenever_it_is_held() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.appointment(day(2026, 1, 8));
    case.on(day(2026, 1, 6));
    let interview = case.interview();
    let on = day(2026, 1, 6);
    assert_eq!(outcomes(&case), [AppointmentOutcome::Held { on }]);
    case.annul(interview).unwrap();
    assert_eq!(outcomes(&case), [AppointmentOutcome::Planned]);
}

#[test]
fn r27_an_appointment_is_given_up_with_a_reason_and_the_request_stands() {
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(case.try_to(cancel()), Err(Refused::NoAppointment));
    case.appointment(day(2026, 1, 8));
    let cancelled = case.must(cancel());
    assert_eq!(outcomes(&case), [AppointmentOutcome::Cancelled]);
    let demande = case.dossier.pending_demande().unwrap();
    assert_eq!((demande.appointment(), demande.missed_on()), (None, None));
    assert_eq!(case.try_to(cancel()), Err(Refused::NoAppointment));
    // It was not missed, so that nothing can be refused on it.
    let refuse = Command::Refuse(refus(case.today, RefusalGround::AbsenceDeLien));
    assert_eq!(case.try_to(refuse), Err(Refused::InterviewNotOffered));
    case.try_to(Command::Undo { target: cancelled }).unwrap();
    assert_eq!(outcomes(&case), [AppointmentOutcome::Planned]);
}

#[test]
fn r27_what_ends_a_request_gives_its_appointment_up() {
    let mut refused = Case::requested(day(2026, 1, 5));
    refused.appointment(refused.today);
    refused.must(Command::MissAppointment);
    refused.appointment(day(2026, 1, 20));
    let decision = refused.must(Command::Refuse(refus(
        refused.today,
        RefusalGround::AbsenceDeLien,
    )));
    let ended = [AppointmentOutcome::Missed, AppointmentOutcome::Cancelled];
    assert_eq!(outcomes(&refused), ended);
    refused.annul_decision(decision).unwrap();
    assert!(refused.dossier.planned_appointment().is_some());

    let mut withdrawn = Case::granted(day(2026, 1, 5));
    withdrawn.file(domiciliation::request::Channel::Phone);
    withdrawn.appointment(day(2026, 1, 20));
    withdrawn.must(Command::WithdrawDemande {
        reason: note("Déposée deux fois."),
    });
    assert_eq!(outcomes(&withdrawn), [AppointmentOutcome::Cancelled]);
}

#[test]
fn r27_nobody_receives_two_people_at_once() {
    let taken = [Slot::starting(at(8, 14, 30), minutes(30))];
    let wanted = |hour, minute, length| Slot::starting(at(8, hour, minute), minutes(length));
    for free in [wanted(14, 0, 30), wanted(15, 0, 30)] {
        assert_eq!(is_free(free, &taken), Ok(()), "{free:?}");
    }
    let busy = Err(Refused::AgentBusy {
        from: at(8, 14, 30),
        until: at(8, 15, 0),
    });
    for overlapping in [
        wanted(14, 0, 31),
        wanted(14, 40, 5),
        wanted(14, 59, 30),
        wanted(13, 0, 240),
    ] {
        assert_eq!(is_free(overlapping, &taken), busy, "{overlapping:?}");
    }
}

#[test]
fn r27_free_moments_are_proposed_on_working_days_around_what_is_taken() {
    // Wednesday 31 December at the end of the day; 1 January is a holiday.
    let taken = [
        Slot::starting(at(2, 9, 0), minutes(30)),
        Slot::starting(at(2, 10, 10), minutes(20)),
        Slot::starting(at(2, 10, 45), minutes(240)),
    ];
    let from = day(2025, 12, 31).and_hms_opt(16, 20, 0).unwrap();
    let proposed = next_free(&taken, Minutes::default(), from, &holidays(), 6);
    let starts: Vec<_> = proposed.iter().map(|slot| slot.from).collect();
    let expected = [
        day(2025, 12, 31).and_hms_opt(16, 30, 0).unwrap(),
        at(2, 9, 30),
        at(2, 14, 45),
        at(2, 15, 15),
        at(2, 15, 45),
        at(2, 16, 15),
    ];
    assert_eq!(starts, expected);
    let hour = next_free(&[], minutes(50), at(2, 8, 0), &holidays(), 4);
    let starts: Vec<_> = hour.iter().map(|slot| slot.from).collect();
    let expected = [at(2, 9, 0), at(2, 10, 0), at(2, 11, 0), at(2, 14, 0)];
    assert_eq!(starts, expected);
}

proptest! {
    #[test]
    fn r27_one_appointment_stands_and_it_is_that_of_the_pending_request(
        start in any_date(), steps in any_steps(),
    ) {
        live(Case::requested(start), &steps, |_, _, after| {
            let dossier = &after.dossier;
            let planned: Vec<_> = dossier.appointments().iter().filter(|a| a.is_planned()).collect();
            let standing = dossier.pending_demande().and_then(|d| d.appointment());
            prop_assert_eq!(planned.first().map(|a| a.appointment()), standing);
            prop_assert!(planned.len() <= 1);
            prop_assert_eq!(planned.first().copied(), dossier.planned_appointment());
            Ok(())
        })?;
    }

    #[test]
    fn r27_what_is_proposed_is_free(
        day in any_date(), taken in prop::collection::vec((0..20_000_i64, 5..240_u16), 0..30), length in 5..240_u16,
    ) {
        let start = day.and_hms_opt(8, 7, 0).unwrap();
        let taken: Vec<Slot> = taken
            .into_iter()
            .map(|(after, length)| Slot::starting(start + chrono::TimeDelta::minutes(after), minutes(length)))
            .collect();
        let proposed = next_free(&taken, minutes(length), start, &holidays(), 8);
        for (n, slot) in proposed.iter().enumerate() {
            prop_assert!(slot.from >= start && is_free(*slot, &taken).is_ok());
            prop_assert!(is_free(*slot, &proposed[..n]).is_ok());
            prop_assert!(holidays().is_working_day(slot.from.date()));
        }
    }
}
