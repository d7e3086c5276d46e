//! From the filing of a request to its interview.

use domiciliation::{
    Author, Command, Dossier, Refused, Standing,
    appointment::Minutes,
    interview::Interview,
    refusal::RefusalGround,
    request::{Channel, DemandeKind},
};
use kernel::BirthDate;

use crate::case::{Case, accord, day, note, opening, refus, staff};

#[test]
fn r20_a_dossier_opens_on_a_request_filed_within_the_year_by_somebody_born() {
    let case = Case::requested(day(2026, 1, 5));
    let open = |case: &Case, filed_on, born| {
        let mut opening = opening(filed_on, Channel::Post);
        opening.identity.birth = BirthDate::on(born).unwrap();
        Dossier::open(opening, &case.context()).map(|facts| facts.len())
    };
    let (today, born) = (case.today, day(1990, 1, 1));
    assert_eq!(open(&case, today, born), Ok(4));
    assert_eq!(
        open(&case, day(2026, 1, 6), born),
        Err(Refused::InTheFuture)
    );
    let earliest = day(2025, 1, 5);
    assert_eq!(
        open(&case, day(2025, 1, 4), born),
        Err(Refused::TooFarBack { earliest })
    );
    assert_eq!(
        open(&case, today, day(2026, 1, 6)),
        Err(Refused::BornInTheFuture)
    );
    let reception = case.clone().by(staff(5, Standing::Reception));
    assert_eq!(open(&reception, today, born), Err(Refused::NotInstructing));
    assert_eq!(
        open(&case.by(Author::System), today, born),
        Err(Refused::NotHuman)
    );
}

#[test]
fn r41_one_request_at_a_time_and_none_before_the_last_decision() {
    let mut case = Case::requested(day(2026, 1, 5));
    let file = |on| Command::FileDemande {
        on,
        channel: Channel::Post,
    };
    assert_eq!(
        case.try_to(file(day(2026, 1, 5))),
        Err(Refused::RequestPending)
    );
    case.pass(10);
    case.grant(case.today);
    case.pass(30);
    let earliest = day(2026, 1, 15);
    assert_eq!(
        case.try_to(file(day(2026, 1, 14))),
        Err(Refused::TooFarBack { earliest })
    );
    case.must(file(day(2026, 1, 15)));
    assert_eq!(
        case.dossier.pending_demande().unwrap().kind(),
        DemandeKind::Renewal
    );
}

#[test]
fn r41_whoever_was_refused_or_ended_may_always_ask_again() {
    let mut case = Case::ended(day(2026, 1, 5), day(2026, 2, 5));
    case.file(Channel::Online);
    assert_eq!(
        case.dossier.pending_demande().unwrap().kind(),
        DemandeKind::First
    );
}

#[test]
fn r20_acts_on_a_request_need_a_request_and_follow_its_filing() {
    let mut case = Case::granted(day(2026, 1, 5));
    for command in [
        Command::AcknowledgeDemande { on: case.today },
        Command::ForwardDemande {
            to: note("CCAS de Lyon"),
        },
        Command::MissAppointment,
        Command::Propose {
            favourable: false,
            remarks: None,
        },
        Command::Accept(accord(case.today, case.today)),
    ] {
        assert_eq!(
            case.try_to(command.clone()),
            Err(Refused::NoRequest),
            "{command:?}"
        );
    }
    case.pass(200);
    case.file(Channel::InPerson);
    let early = Command::AcknowledgeDemande {
        on: day(2026, 7, 23),
    };
    let filed_on = day(2026, 7, 24);
    assert_eq!(case.try_to(early), Err(Refused::BeforeFiling { filed_on }));
}

#[test]
fn r21_receipt_is_acknowledged_once() {
    let mut case = Case::requested(day(2026, 1, 5));
    let acknowledge = || Command::AcknowledgeDemande {
        on: day(2026, 1, 5),
    };
    case.must(acknowledge());
    assert_eq!(
        case.try_to(acknowledge()),
        Err(Refused::AlreadyAcknowledged)
    );
}

#[test]
fn r24_missing_documents_suspend_the_time_to_answer_until_they_come_or_are_late() {
    let mut case = Case::requested(day(2026, 1, 5));
    let limit = |case: &Case| case.dossier.pending_demande().unwrap().answer_limit();
    assert_eq!(limit(&case), day(2026, 3, 5));
    let came = |on| Command::ReceivePieces { on };
    assert_eq!(
        case.try_to(came(day(2026, 1, 5))),
        Err(Refused::NoPiecesAwaited)
    );
    case.pass(5);
    let ask = |until| Command::RequestPieces {
        until,
        missing: note("Une adresse."),
    };
    assert_eq!(
        case.try_to(ask(day(2026, 1, 9))),
        Err(Refused::DelayReversed)
    );
    case.must(ask(day(2026, 1, 20)));
    assert_eq!(limit(&case), day(2026, 3, 15));
    case.on(day(2026, 1, 14));
    let mut early = case.clone();
    assert_eq!(
        early.try_to(came(day(2026, 1, 9))),
        Err(Refused::DelayReversed)
    );
    early.must(came(day(2026, 1, 14)));
    assert_eq!(limit(&early), day(2026, 3, 9));
    case.on(day(2026, 2, 1));
    case.must(came(day(2026, 2, 1)));
    assert_eq!(limit(&case), day(2026, 3, 15), "never beyond the delay");
}

#[test]
fn r24_what_is_asked_for_later_does_not_erase_the_wait_before() {
    let mut case = Case::requested(day(2026, 1, 5));
    let ask = |until| Command::RequestPieces {
        until,
        missing: note("Une adresse."),
    };
    case.on(day(2026, 1, 10));
    case.must(ask(day(2026, 1, 20)));
    case.on(day(2026, 2, 1));
    case.must(ask(day(2026, 2, 6)));
    let limit = |case: &Case| case.dossier.pending_demande().unwrap().answer_limit();
    assert_eq!(limit(&case), day(2026, 3, 20), "ten days, then five");
    // Days that both delays cover count once.
    case.on(day(2026, 2, 4));
    case.must(ask(day(2026, 2, 10)));
    assert_eq!(limit(&case), day(2026, 3, 24), "ten days, three, then six");
}

#[test]
fn r25_a_request_may_be_forwarded_to_the_competent_body() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.must(Command::ForwardDemande {
        to: note("CCAS de Lyon"),
    });
    let to = case.dossier.pending_demande().unwrap().forwarded_to();
    assert_eq!(to.map(kernel::Text::as_str), Some("CCAS de Lyon"));
}

#[test]
fn r23_a_first_request_is_decided_and_a_later_one_may_be_withdrawn() {
    let withdraw = || Command::WithdrawDemande {
        reason: note("Déposée deux fois."),
    };
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(
        case.try_to(withdraw()),
        Err(Refused::FirstRequestNotWithdrawn)
    );
    case.grant(case.today);
    case.file(Channel::Phone);
    case.must(withdraw());
    assert_eq!(case.dossier.pending_demande(), None);
}

#[test]
fn r27_an_appointment_lies_between_today_and_two_years_ahead() {
    let mut case = Case::requested(day(2026, 1, 5));
    let latest = day(2028, 1, 5);
    let mut fix = |on: chrono::NaiveDate| {
        case.try_to(Command::FixAppointment(
            domiciliation::request::Appointment {
                at: on.and_hms_opt(10, 0, 0).unwrap(),
                minutes: Minutes::default(),
                with: crate::case::id(3),
                with_name: crate::case::short("Camille Roche"),
                place: None,
            },
        ))
    };
    let outside = Err(Refused::AppointmentOutOfRange { latest });
    assert_eq!(fix(day(2026, 1, 4)), outside);
    assert_eq!(fix(day(2028, 1, 6)), outside);
    assert!(fix(latest).is_ok() && fix(day(2026, 1, 5)).is_ok());
    let standing = case
        .dossier
        .pending_demande()
        .unwrap()
        .appointment()
        .unwrap();
    assert_eq!(standing.at.date(), day(2026, 1, 5), "moved");
}

#[test]
fn r26_an_appointment_is_missed_once_its_day_has_come() {
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(
        case.try_to(Command::MissAppointment),
        Err(Refused::NoPastAppointment)
    );
    case.appointment(day(2026, 1, 8));
    case.on(day(2026, 1, 7));
    assert_eq!(
        case.try_to(Command::MissAppointment),
        Err(Refused::NoPastAppointment)
    );
    case.on(day(2026, 1, 9));
    case.must(Command::MissAppointment);
    let demande = case.dossier.pending_demande().unwrap();
    assert_eq!(
        (demande.missed_on(), demande.appointment()),
        (Some(day(2026, 1, 8)), None)
    );
}

#[test]
fn r26_a_grant_needs_the_interview_of_this_very_request() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 12, 1));
    case.file(Channel::InPerson);
    let start = case.dossier.proposed_start(case.today);
    let accept = || Command::Accept(accord(day(2026, 12, 1), start));
    assert_eq!(
        case.try_to(accept()),
        Err(Refused::InterviewMissing),
        "that of the first does not do"
    );
    case.interview();
    case.must(accept());
}

#[test]
fn r26_a_refusal_needs_the_interview_held_or_offered_and_missed() {
    let mut case = Case::requested(day(2026, 1, 5));
    let refuse = |case: &Case| Command::Refuse(refus(case.today, RefusalGround::AbsenceDeLien));
    assert_eq!(
        case.try_to(refuse(&case.clone())),
        Err(Refused::InterviewNotOffered)
    );
    case.appointment(day(2026, 1, 6));
    case.pass(2);
    case.must(Command::MissAppointment);
    let accept = Command::Accept(accord(case.today, case.today));
    assert_eq!(case.try_to(accept), Err(Refused::InterviewMissing));
    case.must(refuse(&case.clone()));
}

#[test]
fn r26_a_decision_written_down_late_is_not_older_than_its_interview() {
    let mut case = Case::requested(day(2026, 1, 5));
    let friday = day(2026, 1, 9);
    case.on(friday);
    case.interview();
    case.on(day(2026, 1, 12));
    let refuse = |on| Command::Refuse(refus(on, RefusalGround::AbsenceDeLien));
    let before = day(2026, 1, 8);
    assert_eq!(
        case.clone().try_to(refuse(before)),
        Err(Refused::InterviewNotOffered)
    );
    let accept = |on| Command::Accept(accord(on, on));
    assert_eq!(
        case.clone().try_to(accept(before)),
        Err(Refused::InterviewMissing)
    );
    case.clone().must(refuse(friday));
    case.must(accept(friday));
}

#[test]
fn r26_an_interview_is_held_once_by_somebody_and_may_be_completed() {
    let mut case = Case::requested(day(2026, 1, 5));
    let declared = Interview {
        already_domiciled: Some(true),
        ..Interview::default()
    };
    let correct = || Command::CorrectInterview(Box::new(declared.clone()));
    assert_eq!(case.try_to(correct()), Err(Refused::NoInterview));
    case.appointment(day(2026, 1, 5));
    case.interview();
    let held = Command::HoldInterview {
        on: case.today,
        interview: Box::default(),
    };
    assert_eq!(case.try_to(held), Err(Refused::InterviewAlreadyHeld));
    let mut again = case.clone();
    let appointment = again.dossier.pending_demande().unwrap().appointment();
    assert_eq!(appointment, None, "honoured");
    assert!(matches!(
        again.try_to(Command::FixAppointment(
            domiciliation::request::Appointment {
                at: day(2026, 1, 9).and_hms_opt(10, 0, 0).unwrap(),
                minutes: Minutes::default(),
                with: crate::case::id(3),
                with_name: crate::case::short("Camille Roche"),
                place: None,
            }
        )),
        Err(Refused::InterviewAlreadyHeld)
    ));
    case.must(correct());
    assert_eq!(case.dossier.interview().already_domiciled, Some(true));
}
