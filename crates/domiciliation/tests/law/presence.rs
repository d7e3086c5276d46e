//! The presence obligation, in a dossier.

use domiciliation::{
    Author, Command, Dossier, Fact, Recorded, Refused, Standing,
    command::UNDO_MINUTES,
    decision::NotificationMode,
    fact::ContactKind,
    mail::{Delivery, MailKind},
    presence::{Clock, Manifestation},
    radiation::RadiationMotif,
    request::Channel,
};
use kernel::{FactId, add_months, date::add_days, next_day};
use proptest::{prelude::*, test_runner::TestCaseResult};

use crate::{
    case::{Case, accord, day, id, opening, staff},
    steps::{any_date, any_steps, live, lived},
};

#[test]
fn r51_r52_what_counts_as_a_contact_is_a_closed_list() {
    let table = [
        (Manifestation::Visit, true),
        (Manifestation::PhoneCall, true),
        (Manifestation::Interview, true),
        (Manifestation::RequestInPerson, true),
        (Manifestation::RequestByPhone, true),
        (Manifestation::RequestOnline, false),
        (Manifestation::RequestByPost, false),
        (Manifestation::MailHandedToHolder, true),
        (Manifestation::MailHandedToProxy, false),
        (Manifestation::MailForwarded, false),
        (Manifestation::MailReturned, false),
        (Manifestation::MailReceived, false),
        (Manifestation::SmsSent, false),
        (Manifestation::PortalLogin, false),
        (Manifestation::WrittenMessage, true),
        (Manifestation::RequestTakenOver, false),
        (Manifestation::RegisterTakenOver, true),
    ];
    assert_eq!(table.map(|(kind, _)| kind), Manifestation::ALL);
    for (kind, counts) in table {
        assert_eq!(kind.counts(false), counts, "{kind:?}");
        // opting in changes the login and nothing else.
        assert_eq!(
            kind.counts(true),
            counts || kind == Manifestation::PortalLogin
        );
    }
}

#[test]
fn r53_a_login_counts_only_where_the_structure_says_so() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(30);
    case.contact(ContactKind::PortalLogin);
    assert_eq!(case.last_contact(), Some(day(2026, 1, 5)));
    case.policy.portal_login_counts = true;
    assert_eq!(case.last_contact(), Some(day(2026, 2, 4)));
}

#[test]
fn r45_only_a_request_made_in_person_or_by_phone_is_a_contact() {
    for (channel, counts) in [
        (Channel::InPerson, true),
        (Channel::Phone, true),
        (Channel::Online, false),
        (Channel::Post, false),
    ] {
        let mut case = Case::granted(day(2026, 1, 5));
        case.pass(60);
        case.file(channel);
        assert_eq!(
            case.last_contact() == Some(case.today),
            counts,
            "{channel:?}"
        );
    }
}

#[test]
fn r45_r58_the_start_of_a_term_is_no_contact() {
    let mut case = Case::requested(day(2026, 1, 5));
    case.pass(2);
    case.grant(day(2026, 6, 1));
    assert_eq!(case.last_contact(), Some(day(2026, 1, 7)), "the interview");
    assert_eq!(case.clock().first_day(), Some(day(2026, 4, 8)));
}

#[test]
fn r58_no_silence_is_measured_before_the_interview_of_a_request_filed_online() {
    let today = day(2026, 1, 5);
    let case = Case::opened(opening(today, Channel::Online), today);
    assert_eq!(case.clock(), Clock::Unknown);
    assert!(!case.radiable());
}

#[test]
fn r51_a_decision_handed_over_in_person_is_a_contact() {
    let mut case = Case::granted(day(2026, 1, 5));
    let decision = case.dossier.last_decision().unwrap().fact();
    case.pass(10);
    let mut posted = case.clone();
    posted.notify(decision);
    assert_eq!(posted.last_contact(), Some(day(2026, 1, 5)));
    case.must(Command::Notify {
        decision,
        on: case.today,
        mode: NotificationMode::HandedOver,
    });
    assert_eq!(case.last_contact(), Some(day(2026, 1, 15)));
}

#[test]
fn r57_the_day_of_the_contact_counts_not_that_of_its_entry() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 3, 20));
    case.must(Command::RecordContact {
        on: day(2026, 2, 10),
        kind: ContactKind::Visit,
    });
    assert_eq!(case.last_contact(), Some(day(2026, 2, 10)));
}

#[test]
fn r57_a_contact_lies_neither_in_the_future_nor_before_the_person_was_known() {
    let mut case = Case::granted(day(2026, 1, 5));
    let mut visit = |on| {
        case.try_to(Command::RecordContact {
            on,
            kind: ContactKind::Visit,
        })
    };
    assert_eq!(visit(day(2026, 1, 6)), Err(Refused::InTheFuture));
    let earliest = day(2026, 1, 5);
    assert_eq!(
        visit(day(2026, 1, 4)),
        Err(Refused::TooFarBack { earliest })
    );
    case.renew();
    case.on(day(2027, 3, 1));
    let visit = Command::RecordContact {
        on: day(2026, 2, 28),
        kind: ContactKind::Visit,
    };
    let earliest = day(2026, 3, 1);
    assert_eq!(case.try_to(visit), Err(Refused::TooFarBack { earliest }));
}

#[test]
fn r56_an_annulled_contact_gives_the_clock_back_and_leaves_its_trace() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(50);
    let before = case.clock();
    let visit = case.contact(ContactKind::Visit);
    assert_ne!(case.clock(), before);
    case.annul(visit).unwrap();
    assert_eq!(case.clock(), before);
    assert!(case.dossier.fact(visit).is_some() && case.dossier.is_annulled(visit));
    assert_eq!(case.annul(visit), Err(Refused::UnknownEntry), "once");
}

#[test]
fn r56_one_undoes_ones_own_entry_for_ten_minutes() {
    let mut case = Case::granted(day(2026, 1, 5)).by(staff(5, Standing::Reception));
    let visit = case.contact(ContactKind::Visit);
    let entered = case.minute - 1;
    let mut other = case.clone().by(staff(6, Standing::Decides));
    assert_eq!(
        other.try_to(Command::Undo { target: visit }),
        Err(Refused::UndoExpired)
    );
    let mut program = case.clone().by(Author::System);
    assert_eq!(
        program.try_to(Command::Undo { target: visit }),
        Err(Refused::UndoExpired)
    );
    let mut late = case.clone();
    late.minute = entered + UNDO_MINUTES + 1;
    assert_eq!(
        late.try_to(Command::Undo { target: visit }),
        Err(Refused::UndoExpired)
    );
    case.minute = entered + UNDO_MINUTES;
    case.must(Command::Undo { target: visit });
    assert!(case.dossier.is_annulled(visit));
}

#[test]
fn r56_what_other_facts_rest_on_is_not_annulled() {
    let mut case = Case::requested(day(2026, 1, 5));
    let interview = case.interview();
    case.must(Command::Propose {
        favourable: true,
        remarks: None,
    });
    assert_eq!(case.annul(interview), Err(Refused::SomethingRestsOnIt));
    let decision = case.must(Command::Accept(accord(case.today, case.today)));
    assert_eq!(
        case.annul(decision),
        Err(Refused::UnknownEntry),
        "a decision has its own way"
    );
    assert_eq!(case.annul(id::<FactId>(9)), Err(Refused::UnknownEntry));
}

#[test]
fn r54_a_justified_absence_suspends_the_clock_of_a_dossier() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.on(day(2026, 3, 1));
    let absence = case.must(Command::JustifyAbsence {
        from: day(2026, 2, 1),
        until: None,
    });
    case.on(day(2026, 12, 1));
    assert_eq!(
        case.clock(),
        Clock::Suspended {
            since: day(2026, 2, 1)
        }
    );
    assert_eq!(
        case.plan(RadiationMotif::NonManifestation),
        Err(Refused::ClockSuspended {
            since: day(2026, 2, 1)
        })
    );
    let again = Command::JustifyAbsence {
        from: case.today,
        until: None,
    };
    assert_eq!(case.try_to(again), Err(Refused::AbsenceOpen));
    let before = Command::EndAbsence {
        absence,
        until: day(2026, 1, 31),
    };
    assert_eq!(case.try_to(before), Err(Refused::AbsenceReversed));
    case.must(Command::EndAbsence {
        absence,
        until: day(2026, 11, 15),
    });
    assert_eq!(case.clock().first_day(), Some(day(2027, 2, 16)));
    let twice = Command::EndAbsence {
        absence,
        until: day(2026, 11, 16),
    };
    assert_eq!(case.try_to(twice), Err(Refused::UnknownAbsence));
}

#[test]
fn r54_annulling_the_end_of_an_absence_never_opens_two() {
    let mut case = Case::granted(day(2026, 1, 5));
    let first = case.must(Command::JustifyAbsence {
        from: day(2026, 1, 5),
        until: None,
    });
    let end = case.must(Command::EndAbsence {
        absence: first,
        until: day(2026, 1, 5),
    });
    assert_eq!(case.annul(first), Err(Refused::SomethingRestsOnIt));
    let second = case.must(Command::JustifyAbsence {
        from: day(2026, 1, 5),
        until: None,
    });
    assert_eq!(case.annul(end), Err(Refused::SomethingRestsOnIt));
    case.annul(second).unwrap();
    case.annul(end).unwrap();
    case.annul(first).unwrap();
    assert!(case.dossier.absences().is_empty());
}

#[test]
fn r55_only_those_who_decide_write_absences() {
    let mut case = Case::granted(day(2026, 1, 5));
    let absence = case.must(Command::JustifyAbsence {
        from: day(2026, 1, 5),
        until: None,
    });
    case.author = staff(4, Standing::Instructs);
    let other = Command::JustifyAbsence {
        from: day(2026, 1, 5),
        until: None,
    };
    assert_eq!(case.try_to(other), Err(Refused::NotDeciding));
    let end = Command::EndAbsence {
        absence,
        until: case.today,
    };
    assert_eq!(case.try_to(end), Err(Refused::NotDeciding));
    assert_eq!(case.annul(absence), Err(Refused::NotDeciding));
}

/// Everything one reads in a dossier, but its history.
fn same(a: &Dossier, b: &Dossier) -> TestCaseResult {
    prop_assert_eq!(a.identity(), b.identity());
    prop_assert_eq!(a.demandes(), b.demandes());
    prop_assert_eq!(a.decisions(), b.decisions());
    prop_assert_eq!(a.terms(), b.terms());
    prop_assert_eq!(a.situation(), b.situation());
    prop_assert_eq!(a.planned_radiation(), b.planned_radiation());
    prop_assert_eq!(a.last_contact(false), b.last_contact(false));
    prop_assert_eq!(a.last_contact(true), b.last_contact(true));
    prop_assert_eq!(a.absences(), b.absences());
    prop_assert_eq!(a.waiting_mail(), b.waiting_mail());
    prop_assert_eq!(a.procurations(), b.procurations());
    prop_assert_eq!(a.deceased_on(), b.deceased_on());
    Ok(())
}

fn with_history(dossier: &Dossier, history: Vec<Recorded>) -> Dossier {
    Dossier::from_history(dossier.structure(), dossier.id(), dossier.number(), history)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn r38_r56_annulling_a_fact_is_as_if_it_had_not_been_recorded(
        start in any_date(), steps in any_steps(),
    ) {
        live(Case::granted(start), &steps, |before, outcome, after| {
            if let (Ok(_), Some(Fact::Annulled { target, .. })) =
                (outcome, after.dossier.history().last().map(|r| &r.fact))
            {
                let without = before.dossier.history().iter().filter(|r| r.id != *target);
                let without = with_history(&after.dossier, without.cloned().collect());
                same(&after.dossier, &without)?;
            }
            Ok(())
        })?;
    }

    #[test]
    fn r56_the_order_of_entry_of_contacts_and_mail_changes_no_count(
        start in any_date(), steps in any_steps(), turn in 0..10_usize,
    ) {
        let case = lived(Case::granted(start), &steps);
        let moves = |r: &Recorded| matches!(
            r.fact,
            Fact::ContactMade { .. } | Fact::MailReceived { .. } | Fact::MailDelivered { .. }
        );
        let history = case.dossier.history();
        let mut turned: Vec<Recorded> = history.iter().filter(|r| moves(r)).cloned().collect();
        let middle = turn.min(turned.len());
        turned.rotate_left(middle);
        let mut turned = turned.into_iter();
        let other = history
            .iter()
            .map(|r| if moves(r) { turned.next().unwrap() } else { r.clone() })
            .collect();
        let other = with_history(&case.dossier, other);
        prop_assert_eq!(other.clock(false, case.today), case.clock());
        prop_assert_eq!(other.situation(), case.dossier.situation());
        for kind in MailKind::ALL {
            prop_assert_eq!(other.waiting_count(*kind), case.waiting(*kind));
        }
    }

    #[test]
    fn r50_an_election_ends_for_silence_on_the_very_day_the_law_allows(
        start in any_date(), silence in 85..100_i32, notice in 0..20_u16,
    ) {
        let mut case = Case::granted(start);
        case.policy.notice_days = notice;
        case.on(add_days(start, silence));
        let allowed = case.today > add_months(start, 3);
        let told = case.plan(RadiationMotif::NonManifestation);
        prop_assert_eq!(told.is_ok(), allowed);
        if allowed {
            let until = case.dossier.planned_radiation().unwrap().observations_until;
            case.on(until);
            prop_assert_eq!(
                case.pronounce(RadiationMotif::NonManifestation),
                Err(Refused::ObservationsRunning { until })
            );
            case.on(next_day(until));
            prop_assert!(case.pronounce(RadiationMotif::NonManifestation).is_ok());
        }
    }

    #[test]
    fn r52_mail_moves_the_clock_only_in_the_hands_of_the_holder(
        start in any_date(), wait in 1..80_i32, kind in 0..3_usize,
    ) {
        let kind = MailKind::ALL[kind];
        let mut case = Case::granted(start);
        case.pass(wait);
        let before = case.clock();
        case.receive(kind, 2);
        prop_assert_eq!(case.clock(), before);
        case.deliver(kind, 1, Delivery::Returned).unwrap();
        prop_assert_eq!(case.clock(), before);
        case.deliver(kind, 1, Delivery::Holder).unwrap();
        prop_assert_eq!(case.last_contact(), Some(case.today));
    }
}
