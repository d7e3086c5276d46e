//! What messages to the person rest on: their choice, and the mail that waits.

use chrono::{DateTime, Utc};
use domiciliation::{
    Command, Standing,
    choice::Choice,
    identity::Coordinates,
    mail::{Delivery, MailKind},
};
use proptest::prelude::*;

use crate::{
    case::{Case, day, staff},
    lives::any_life,
    steps::live,
};

fn accepting(sms: bool, by_email: bool) -> Command {
    Command::RecordCoordinates(Coordinates {
        phone: Some("+33612345678".parse().unwrap()),
        email: Some("aminata@exemple.fr".parse().unwrap()),
        sms,
        by_email,
        language: None,
    })
}

/// Since which day, and by whom.
fn told(choice: Option<Choice<'_>>) -> (bool, DateTime<Utc>, Option<u64>) {
    let choice = choice.unwrap();
    let by = choice.by.staff_id().unwrap().to_string();
    let number = u64::from_str_radix(&by.replace('-', "")[16..], 16);
    (choice.accepts, choice.since, number.ok())
}

#[test]
fn t04_a_choice_keeps_its_day_and_its_author_until_another_is_made() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(10);
    let accepted_at = case.now();
    case.must(accepting(true, false));
    case.pass(10);
    case.author = staff(9, Standing::Instructs);
    // An address is corrected: neither choice is another for it.
    case.must(accepting(true, false));
    let choice = case.dossier.messages_choice();
    assert_eq!(told(choice.sms), (true, accepted_at, Some(3)));
    case.pass(10);
    let objected_at = case.now();
    case.must(accepting(false, true));
    let choice = case.dossier.messages_choice();
    assert_eq!(told(choice.sms), (false, objected_at, Some(9)));
    assert_eq!(told(choice.email), (true, objected_at, Some(9)));
}

#[test]
fn t04_whoever_changes_back_chose_on_the_last_day_only() {
    let mut case = Case::granted(day(2026, 1, 5));
    for sms in [true, false, true] {
        case.pass(1);
        case.must(accepting(sms, false));
    }
    let (accepts, since, _) = told(case.dossier.messages_choice().sms);
    assert_eq!(
        (accepts, since),
        (true, case.dossier.history().last().unwrap().at)
    );
}

#[test]
fn the_newest_item_that_waits_is_told_by_its_entry() {
    let mut case = Case::granted(day(2026, 1, 5));
    assert_eq!(case.dossier.newest_waiting(), None);
    case.receive(MailKind::Letter, 3);
    let first = case.dossier.newest_waiting();
    case.pass(2);
    let parcel_at = case.now();
    case.receive(MailKind::Parcel, 1);
    assert_eq!(case.dossier.newest_waiting(), Some(parcel_at));
    // The parcel alone is handed over: letters that were told of wait on.
    case.deliver(MailKind::Parcel, 1, Delivery::Holder).unwrap();
    assert_eq!(case.dossier.newest_waiting(), first);
    // Of letters that came on two days, the first leave first.
    case.pass(1);
    let second = case.now();
    case.receive(MailKind::Letter, 1);
    case.deliver(MailKind::Letter, 3, Delivery::Holder).unwrap();
    assert_eq!(case.dossier.newest_waiting(), Some(second));
    case.deliver(MailKind::Letter, 1, Delivery::Holder).unwrap();
    assert_eq!(case.dossier.newest_waiting(), None);
}

#[test]
fn mail_entered_late_is_as_new_as_its_entry() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(5);
    let entered = case.now();
    case.must(Command::ReceiveMail {
        on: day(2026, 1, 6),
        items: vec![(MailKind::Letter, 1.try_into().unwrap())],
        remark: None,
    });
    assert_eq!(case.dossier.newest_waiting(), Some(entered));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn something_is_newest_exactly_while_something_waits((case, steps) in any_life()) {
        live(case, &steps, |_, _, after| {
            let dossier = &after.dossier;
            let newest = dossier.newest_waiting();
            prop_assert_eq!(newest.is_some(), !dossier.waiting_mail().is_empty());
            let entered = |fact| dossier.fact(fact).unwrap().at;
            for item in dossier.waiting_mail() {
                prop_assert!(Some(entered(item.fact())) <= newest);
            }
            Ok(())
        })?;
    }
}
