//! Who decides, how a decision is notified, and how it is annulled.

use domiciliation::{
    Author, Command, Policy, Refused, Standing, Status,
    decision::{NotificationMode, Outcome},
    fact::HoldKind,
    radiation::RadiationMotif,
    refusal::RefusalGround,
    request::Channel,
};
use kernel::StructureKind;

use crate::case::{Case, accord, agrement, day, ground, id, identity, note, period, refus, staff};

/// Commands that need somebody who decides, each with a case in which it succeeds.
fn of_deciders() -> Vec<(Case, Command)> {
    let start = day(2026, 1, 5);
    let mut heard = Case::requested(start);
    heard.interview();
    let mut proposed = heard.clone();
    proposed.must(Command::Propose {
        favourable: true,
        remarks: None,
    });
    let granted = Case::granted(start);
    let mut lapsed = granted.clone();
    lapsed.on(day(2027, 3, 1));
    let decision = granted.dossier.last_decision().unwrap().fact();
    let mut held = granted.clone();
    let hold = held.must(Command::SetHold(HoldKind::Legal));
    let end = Command::PronounceRadiation {
        ground: ground(RadiationMotif::ADemande, start),
        effective_on: start,
        urgency: None,
    };
    let annulment = Command::AnnulDecision {
        decision,
        motive: domiciliation::fact::AnnulmentMotive::Fraud,
        reason: note("Fausse identité."),
    };
    vec![
        (
            proposed,
            Command::Postpone {
                reason: note("Préciser le lien."),
            },
        ),
        (heard.clone(), Command::Accept(accord(start, start))),
        (
            heard,
            Command::Refuse(refus(start, RefusalGround::AbsenceDeLien)),
        ),
        (granted.clone(), end),
        (lapsed, Command::CloseAfterExpiry),
        (granted.clone(), annulment),
        (
            granted.clone(),
            Command::JustifyAbsence {
                from: start,
                until: None,
            },
        ),
        (granted, Command::SetHold(HoldKind::Legal)),
        (held, Command::LiftHold(hold)),
    ]
}

#[test]
fn r35_only_those_entitled_decide() {
    for (case, command) in of_deciders() {
        for standing in [Standing::Reception, Standing::Instructs] {
            let mut case = case.clone().by(staff(4, standing));
            assert_eq!(
                case.try_to(command.clone()),
                Err(Refused::NotDeciding),
                "{command:?}"
            );
        }
        assert!(case.clone().try_to(command).is_ok());
    }
}

#[test]
fn r39_the_program_never_decides() {
    for (case, command) in of_deciders() {
        let mut case = case.by(Author::System);
        assert_eq!(
            case.try_to(command.clone()),
            Err(Refused::NotHuman),
            "{command:?}"
        );
    }
}

#[test]
fn r35_the_reception_does_not_instruct() {
    let start = day(2026, 1, 5);
    let case = Case::granted(start);
    let decision = case.dossier.last_decision().unwrap().fact();
    for command in [
        Command::FileDemande {
            on: start,
            channel: Channel::InPerson,
        },
        Command::RecordIdentity(identity()),
        Command::RecordAyantsDroit(Vec::new()),
        Command::Notify {
            decision,
            on: start,
            mode: NotificationMode::HandedOver,
        },
        Command::PlanRadiation {
            motif: RadiationMotif::Autre,
            notified_on: start,
        },
    ] {
        let by = |author| case.clone().by(author).try_to(command.clone());
        assert_eq!(
            by(staff(5, Standing::Reception)),
            Err(Refused::NotInstructing),
            "{command:?}"
        );
        assert!(by(staff(4, Standing::Instructs)).is_ok(), "{command:?}");
    }
}

#[test]
fn r34_a_decision_keeps_the_name_and_the_capacity_of_its_author() {
    let case = Case::granted(day(2026, 1, 5));
    let author = case.dossier.last_decision().unwrap().author();
    assert_eq!(author.name(), "Camille Roche");
    assert!(matches!(
        author,
        Author::Staff {
            capacity: Some(_),
            ..
        }
    ));
}

#[test]
fn r35_a_proposal_waits_until_it_is_decided_or_sent_back() {
    let mut case = Case::requested(day(2026, 1, 5));
    let propose = || Command::Propose {
        favourable: true,
        remarks: None,
    };
    assert_eq!(case.try_to(propose()), Err(Refused::InterviewMissing));
    case.interview();
    let postpone = || Command::Postpone {
        reason: note("Préciser le lien."),
    };
    assert_eq!(case.try_to(postpone()), Err(Refused::NotProposed));
    case.author = staff(4, Standing::Instructs);
    case.must(propose());
    assert_eq!(case.try_to(propose()), Err(Refused::AlreadyProposed));
    case.author = staff(3, Standing::Decides);
    case.must(postpone());
    assert!(
        case.dossier
            .pending_demande()
            .unwrap()
            .postponed()
            .is_some()
    );
    case.must(propose());
    assert_eq!(case.status(), Status::AValider);
}

#[test]
fn r36_a_decision_is_notified_once_after_it_was_taken_and_not_in_the_future() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(10);
    let decision = case.dossier.last_decision().unwrap().fact();
    let told = |on| Command::Notify {
        decision,
        on,
        mode: NotificationMode::Letter,
    };
    assert_eq!(
        case.try_to(told(day(2026, 1, 4))),
        Err(Refused::BeforeDecision {
            decided_on: day(2026, 1, 5)
        })
    );
    assert_eq!(
        case.try_to(told(day(2026, 1, 16))),
        Err(Refused::InTheFuture)
    );
    let notified = case.must(told(day(2026, 1, 12)));
    assert_eq!(
        case.try_to(told(day(2026, 1, 12))),
        Err(Refused::AlreadyNotified)
    );
    let standing = case.dossier.decision(decision).unwrap();
    assert_eq!(
        standing.decided_on(),
        day(2026, 1, 5),
        "two days, two meanings"
    );
    assert_eq!(
        standing.notification().map(|n| n.on),
        Some(day(2026, 1, 12))
    );
    case.annul(notified).unwrap();
    assert_eq!(
        case.dossier.decision(decision).unwrap().notification(),
        None
    );
    let unknown = Command::Notify {
        decision: id(9),
        on: case.today,
        mode: NotificationMode::Email,
    };
    assert_eq!(case.try_to(unknown), Err(Refused::UnknownDecision));
}

#[test]
fn r38_only_the_last_decision_is_annulled_and_its_trace_stays() {
    let mut case = Case::granted(day(2026, 1, 5));
    let grant = case.dossier.last_decision().unwrap().fact();
    case.pass(40);
    let end = case.pronounce(RadiationMotif::ADemande).unwrap()[0];
    assert_eq!(case.annul_decision(grant), Err(Refused::NotTheLastDecision));
    case.annul_decision(end).unwrap();
    assert_eq!(case.annul_decision(end), Err(Refused::UnknownDecision));
    case.annul_decision(grant).unwrap();
    assert!(case.dossier.fact(grant).is_some() && case.dossier.decisions().is_empty());
}

#[test]
fn r38_annulling_never_makes_two_requests_wait() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 12, 1));
    case.file(Channel::InPerson);
    let end = case.pronounce(RadiationMotif::ADemande).unwrap()[0];
    case.file(Channel::InPerson);
    assert_eq!(case.annul_decision(end), Err(Refused::RequestPending));
    case.must(Command::WithdrawDemande {
        reason: note("La radiation est annulée."),
    });
    case.annul_decision(end).unwrap();
    assert!(
        case.dossier.pending_renewal().is_some(),
        "the renewal waits again"
    );
}

#[test]
fn r38_a_dossier_with_a_decision_even_annulled_is_not_erased() {
    let mut case = Case::requested(day(2026, 1, 5));
    assert_eq!(case.dossier.may_be_erased(&case.context()), Ok(()));
    let instructs = case.clone().by(staff(4, Standing::Instructs));
    assert_eq!(
        instructs.dossier.may_be_erased(&instructs.context()),
        Err(Refused::NotDeciding)
    );
    let decision = case.grant(case.today);
    case.annul_decision(decision).unwrap();
    assert_eq!(
        case.dossier.may_be_erased(&case.context()),
        Err(Refused::DecisionTaken)
    );
}

#[test]
fn a_decision_is_dated_between_its_request_and_today() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.pass(5);
    case.interview();
    let mut on = |decided| case.try_to(Command::Accept(accord(decided, day(2026, 1, 10))));
    assert_eq!(
        on(day(2026, 1, 4)),
        Err(Refused::BeforeFiling {
            filed_on: day(2026, 1, 5)
        })
    );
    assert_eq!(on(day(2026, 1, 11)), Err(Refused::InTheFuture));
    assert_eq!(
        on(day(2026, 1, 9)),
        Err(Refused::InterviewMissing),
        "held the day after"
    );
    assert!(on(day(2026, 1, 10)).is_ok());
}

#[test]
fn r91_nothing_is_granted_outside_the_agrement() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.interview();
    let accept = Command::Accept(accord(case.today, case.today));
    let grant = |policy| case.clone().at(policy).try_to(accept.clone());
    let approved = |start, end| {
        Policy::of(
            StructureKind::OrganismeAgree,
            Some(agrement(period(start, end), None)),
        )
    };
    assert!(grant(approved(day(2021, 1, 6), day(2026, 1, 5))).is_ok());
    let outside = Err(Refused::AgrementNotInForce);
    assert_eq!(grant(approved(day(2021, 1, 5), day(2026, 1, 4))), outside);
    assert_eq!(grant(approved(day(2026, 1, 6), day(2030, 1, 5))), outside);
    assert_eq!(
        grant(Policy::of(StructureKind::OrganismeAgree, None)),
        outside
    );
}

#[test]
fn r65_granting_anew_gives_up_the_end_that_was_considered() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 12, 1));
    case.plan(RadiationMotif::PlusDeLien).unwrap();
    let renewal = case.renew();
    assert_eq!(case.dossier.planned_radiation(), None);
    case.annul_decision(renewal).unwrap();
    assert!(case.dossier.planned_radiation().is_some());
}

#[test]
fn an_outcome_says_whether_the_person_can_appeal() {
    let mut case = Case::granted(day(2026, 1, 5));
    assert!(!case.dossier.last_decision().unwrap().is_unfavourable());
    case.pronounce(RadiationMotif::ADemande).unwrap();
    let end = case.dossier.last_decision().unwrap();
    assert!(matches!(end.outcome(), Outcome::Terminated(_)) && end.is_unfavourable());
}
