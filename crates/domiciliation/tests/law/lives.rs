//! What holds in every life, whatever people try.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a property looks at a few kinds of facts"
)]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domiciliation::{
    Author, Dossier, Fact, Recorded, Standing, Status,
    decision::{NotificationMode, Outcome},
    fact::ContactKind,
    law,
    mail::{Delivery, MailKind},
    request::{Channel, Stage},
    retention::Holding,
};
use kernel::{FactId, add_months, date::add_days, next_day};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use crate::{
    case::Case,
    steps::{Step, any_date, any_policy, any_steps, ended_for_silence, live, lived},
};

/// The last day on which the person showed themselves, read from the facts one by one and
/// not with the words of the crate.
pub fn last_seen(case: &Case) -> NaiveDate {
    let seen = case.standing().filter_map(|r| match &r.fact {
        Fact::ContactMade { on, kind } => match kind {
            ContactKind::Visit | ContactKind::PhoneCall | ContactKind::WrittenMessage => Some(*on),
            ContactKind::PortalLogin => case.policy.portal_login_counts.then_some(*on),
        },
        Fact::InterviewHeld { on, .. }
        | Fact::MailDelivered {
            on,
            delivery: Delivery::Holder,
            ..
        }
        | Fact::Notified {
            on,
            mode: NotificationMode::HandedOver,
            ..
        }
        | Fact::DemandeFiled {
            on,
            channel: Channel::InPerson | Channel::Phone,
            ..
        } => Some(*on),
        _ => None,
    });
    let absent_until = case.dossier.absences().iter().filter_map(|a| a.until());
    seen.chain(absent_until).max().unwrap_or(NaiveDate::MIN)
}

/// The facts that came, given the case before them.
pub fn news<'a>(before: &Case, after: &'a Case) -> &'a [Recorded] {
    &after.dossier.history()[before.dossier.history().len()..]
}

pub fn pending(dossier: &Dossier) -> Vec<FactId> {
    let open = dossier.demandes().iter().filter(|d| d.is_pending());
    open.map(|d| d.fact()).collect()
}

pub fn any_life() -> impl Strategy<Value = (Case, Vec<Step>)> {
    (any_date(), any_policy(), any_steps(), any::<bool>()).prop_map(
        |(start, policy, steps, granted)| {
            let born = if granted {
                Case::granted(start)
            } else {
                Case::requested(start)
            };
            (born.at(policy), steps)
        },
    )
}

#[test]
fn random_lives_reach_every_status_every_decision_and_most_refusals() {
    let mut runner = TestRunner::deterministic();
    let (mut codes, mut statuses, mut refusals) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut silenced = 0;
    for _ in 0..400 {
        let (case, steps) = any_life().new_tree(&mut runner).unwrap().current();
        live(case, &steps, |before, outcome, after| {
            silenced += u32::from(ended_for_silence(after) && !ended_for_silence(before));
            statuses.insert(after.status());
            refusals.extend(outcome.as_ref().err().map(|r| {
                let name = format!("{r:?}");
                name.split(' ').next().map(str::to_owned).unwrap()
            }));
            codes.extend(after.dossier.history().iter().map(|r| r.fact.code()));
            Ok(())
        })
        .unwrap();
    }
    assert_eq!(statuses.len(), Status::ALL.len(), "{statuses:?}");
    assert!(codes.len() >= 30, "{} {codes:?}", codes.len());
    assert!(refusals.len() >= 38, "{} {refusals:?}", refusals.len());
    assert!(silenced >= 20, "{silenced}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn r50_silence_never_ends_an_election_within_three_months((case, steps) in any_life()) {
        live(case, &steps, |before, _, after| {
            if ended_for_silence(after) && !ended_for_silence(before)
                && matches!(news(before, after), [Recorded { fact: Fact::Terminated(_), .. }])
            {
                prop_assert!(after.today > add_months(last_seen(before), 3));
                prop_assert!(before.dossier.absences().iter().all(|a| !a.is_open(before.today)));
            }
            Ok(())
        })?;
    }

    #[test]
    fn r50_whoever_is_radiable_stays_so_until_something_happens(
        (case, steps) in any_life(), days in 1..200_i32,
    ) {
        let mut case = lived(case, &steps);
        let later = add_days(case.today, days);
        let foreseen = case.dossier.absences().iter().any(|a| a.until().is_none());
        if case.radiable() && !foreseen {
            case.on(later);
            prop_assert!(case.radiable());
        }
    }

    #[test]
    fn r51_a_contact_never_makes_anybody_radiable_earlier(
        (case, steps) in any_life(), back in 0..120_i32, kind in 0..4_usize,
    ) {
        let before = lived(case, &steps);
        let mut after = before.clone();
        let on = add_days(before.today, -back);
        after.record(vec![Fact::ContactMade { on, kind: ContactKind::ALL[kind] }]);
        prop_assert!(after.last_contact() >= before.last_contact());
        if let (Some(early), Some(late)) = (before.clock().first_day(), after.clock().first_day()) {
            prop_assert!(late >= early);
        }
        prop_assert!(!after.radiable() || before.radiable());
    }

    #[test]
    fn r52_what_is_no_contact_never_moves_the_clock((case, steps) in any_life()) {
        live(case, &steps, |before, _, after| {
            let silent = news(before, after).iter().all(|r| match &r.fact {
                Fact::ContactMade { kind: ContactKind::PortalLogin, .. } => !after.policy.portal_login_counts,
                Fact::MailDelivered { delivery, .. } => *delivery != Delivery::Holder,
                Fact::DemandeFiled { channel, .. } => matches!(channel, Channel::Online | Channel::Post),
                Fact::Notified { mode, .. } => *mode != NotificationMode::HandedOver,
                Fact::ContactMade { .. } | Fact::InterviewHeld { .. } | Fact::Annulled { .. }
                | Fact::AbsenceJustified { .. } | Fact::AbsenceEnded { .. } => false,
                _ => true,
            });
            if silent {
                prop_assert_eq!(before.clock(), after.clock());
                prop_assert_eq!(before.last_contact(), after.last_contact());
            }
            Ok(())
        })?;
    }

    #[test]
    fn r56_the_clock_is_read_from_the_facts_alone((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            if let Some(first_day) = after.clock().first_day() {
                prop_assert_eq!(first_day, next_day(add_months(last_seen(after), 3)));
            }
            Ok(())
        })?;
    }

    #[test]
    fn r57_nothing_that_counts_lies_in_the_future((case, steps) in any_life()) {
        let case = lived(case, &steps);
        prop_assert!(case.last_contact() <= Some(case.today));
    }

    #[test]
    fn r35_r39_decisions_are_taken_by_humans_who_may((case, steps) in any_life()) {
        live(case, &steps, |before, outcome, after| {
            for r in news(before, after).iter().filter(|r| r.fact.is_decision()) {
                prop_assert_eq!(r.author.standing(), Some(Standing::Decides));
            }
            for decision in after.dossier.decisions() {
                prop_assert_eq!(decision.author().standing(), Some(Standing::Decides));
            }
            if before.author == Author::System && outcome.is_ok() {
                prop_assert_eq!(before.dossier.decisions(), after.dossier.decisions());
                prop_assert_eq!(before.dossier.situation(), after.dossier.situation());
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_is_refused_changes_nothing_and_names_a_rule_of_the_table((case, steps) in any_life()) {
        live(case, &steps, |before, outcome, after| {
            if let Err(refused) = outcome {
                prop_assert!(law::law(refused.rule()).is_some(), "{refused}");
                prop_assert_eq!(&before.dossier, &after.dossier);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_dossier_is_the_fold_of_its_facts((case, steps) in any_life()) {
        let dossier = lived(case, &steps).dossier;
        let history = dossier.history().to_vec();
        let again = Dossier::from_history(dossier.structure(), dossier.id(), dossier.number(), history);
        prop_assert_eq!(again, dossier);
    }

    #[test]
    fn every_fact_comes_back_from_its_stored_form((case, steps) in any_life()) {
        for recorded in lived(case, &steps).dossier.history() {
            let json = serde_json::to_value(&recorded.fact).unwrap();
            prop_assert_eq!(json["fact"].as_str(), Some(recorded.fact.code()));
            prop_assert_eq!(&serde_json::from_value::<Fact>(json).unwrap(), &recorded.fact);
            let author = serde_json::to_string(&recorded.author).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Author>(&author).unwrap(), &recorded.author);
        }
    }

    #[test]
    fn r41_one_request_waits_at_a_time((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            prop_assert!(pending(&after.dossier).len() <= 1);
            Ok(())
        })?;
    }

    #[test]
    fn r54_one_absence_is_open_at_a_time((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            let open = after.dossier.absences().iter().filter(|a| a.until().is_none());
            prop_assert!(open.count() <= 1);
            Ok(())
        })?;
    }

    #[test]
    fn r70_a_status_is_the_first_that_holds_in_the_documented_order((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            let (dossier, today) = (&after.dossier, after.today);
            let mut unended = dossier.terms().iter().filter(|t| t.ended_on().is_none()).peekable();
            let elected = unended.peek().is_some();
            let covered = unended.any(|t| today <= t.period().end());
            let request = dossier.demandes().iter().find(|d| d.is_pending());
            let proposed = request.is_some_and(|d| matches!(d.stage(), Stage::Proposed(_)));
            let expected = [
                (Status::Actif, covered),
                (Status::Echu, elected),
                (Status::AValider, proposed),
                (Status::EnInstruction, request.is_some()),
                (Status::Refuse, matches!(dossier.last_decision().map(|d| d.outcome()), Some(Outcome::Refused(_)))),
                (Status::Radie, dossier.last_decision().is_some()),
            ];
            let first = expected.iter().find(|(_, holds)| *holds).map(|(status, _)| *status);
            prop_assert_eq!(Some(after.status()), first);
            Ok(())
        })?;
    }

    #[test]
    fn r80_mail_that_waits_is_what_came_less_what_left((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            for kind in MailKind::ALL {
                let (mut came, mut left) = (0, 0);
                for r in after.standing() {
                    match &r.fact {
                        Fact::MailReceived { kind: k, quantity, .. } if k == kind => came += quantity.get(),
                        Fact::MailDelivered { kind: k, quantity, .. } if k == kind => left += quantity.get(),
                        _ => {}
                    }
                }
                prop_assert!(left <= came);
                prop_assert_eq!(after.waiting(*kind), came - left);
            }
            prop_assert!(after.dossier.waiting_mail().is_sorted_by_key(|m| m.since()));
            Ok(())
        })?;
    }

    #[test]
    fn r84_r85_mail_leaves_only_with_whoever_may_take_it((case, steps) in any_life()) {
        live(case, &steps, |before, _, after| {
            for r in news(before, after) {
                let Fact::MailDelivered { on, delivery, .. } = &r.fact else { continue };
                let died = before.dossier.deceased_on().is_some();
                match delivery {
                    Delivery::Holder => prop_assert!(!died),
                    Delivery::Proxy(proxy) => {
                        let standing = before.dossier.procurations().iter().find(|p| p.fact() == *proxy).unwrap();
                        prop_assert!(!died && standing.procuration().period.contains(*on));
                    }
                    Delivery::Forwarded => prop_assert!(died || before.dossier.transfer_on(*on).is_some()),
                    Delivery::Returned => {}
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn nobody_is_forgotten_while_they_count_on_the_body((case, steps) in any_life(), days in 0..1500_i32) {
        let mut case = lived(case, &steps);
        case.pass(days);
        let retention = case.retention();
        if retention.is_due(case.today) {
            prop_assert_ne!(case.status(), Status::Actif);
            prop_assert!(pending(&case.dossier).is_empty());
            prop_assert!(MailKind::ALL.iter().all(|kind| case.waiting(*kind) == 0));
            prop_assert!(case.dossier.holds().is_empty());
            for decision in case.dossier.decisions().iter().filter(|d| d.is_unfavourable()) {
                prop_assert!(decision.notification().is_none_or(|n| case.today > add_months(n.on, 2)));
            }
            // Nothing that the anchor is made of is younger than the delay.
            let months = i32::try_from(case.policy.retention_months).unwrap();
            prop_assert!(case.today > add_months(case.last_contact().unwrap_or(NaiveDate::MIN), months));
        }
        // Everybody is forgotten one day.
        prop_assert!(retention.from.is_some());
        case.on(add_days(retention.from.unwrap(), 200));
        let left = case.retention();
        let released = left.holdings.iter().all(|h| matches!(h,
            Holding::RequestPending | Holding::MailWaiting | Holding::Hold(_)
            | Holding::ElectionInForce | Holding::AppealPeriod { .. }));
        prop_assert!(left.is_due(case.today) || (released && !left.holdings.is_empty()));
    }

    #[test]
    fn warnings_come_gravest_first_and_name_rules_of_the_table((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            let warnings = after.warnings();
            prop_assert!(warnings.is_sorted());
            for warning in warnings {
                prop_assert!(law::law(warning.rule()).is_some());
            }
            Ok(())
        })?;
    }
}
