//! Mail, proxies and transfers.

use chrono::NaiveDate;
use domiciliation::{
    Command, Refused,
    mail::{Delivery, InvalidQuantity, MailKind, Quantity},
    procuration::{MAX_PROCURATIONS, Procuration, Transfer},
    radiation::RadiationMotif,
};
use kernel::{FactId, date::add_days};
use proptest::prelude::*;

use crate::case::{Case, count, day, id, note, period, short};

fn proxy(from: NaiveDate, to: NaiveDate) -> Procuration {
    Procuration {
        nom: short("Keïta"),
        prenoms: short("Moussa"),
        birth: None,
        period: period(from, to),
    }
}

fn since(case: &Case) -> Vec<(NaiveDate, u32)> {
    case.dossier
        .waiting_mail()
        .iter()
        .map(|m| (m.since(), m.quantity()))
        .collect()
}

#[test]
fn r80_mail_leaves_in_part_first_in_first_out() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 3);
    case.pass(2);
    case.receive(MailKind::Letter, 2);
    case.receive(MailKind::Parcel, 1);
    case.deliver(MailKind::Letter, 4, Delivery::Holder).unwrap();
    assert_eq!(since(&case), [(day(2026, 1, 7), 1), (day(2026, 1, 7), 1)]);
    assert_eq!(
        (
            case.waiting(MailKind::Letter),
            case.waiting(MailKind::Parcel)
        ),
        (1, 1)
    );
    assert_eq!(
        case.deliver(MailKind::Letter, 2, Delivery::Holder),
        Err(Refused::NotEnoughMail {
            kind: MailKind::Letter,
            waiting: 1
        })
    );
}

#[test]
fn r80_mail_handed_over_on_a_day_cannot_be_mail_that_came_later() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.pass(10);
    case.receive(MailKind::Letter, 1);
    let yesterday = Command::DeliverMail {
        on: day(2026, 1, 14),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        delivery: Delivery::Holder,
    };
    let none = Err(Refused::NotEnoughMail {
        kind: MailKind::Letter,
        waiting: 0,
    });
    assert_eq!(case.try_to(yesterday), none);
    case.deliver(MailKind::Letter, 1, Delivery::Holder).unwrap();
}

#[test]
fn r80_several_kinds_leave_at_once_or_not_at_all() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 2);
    case.receive(MailKind::Parcel, 1);
    let take = |parcels| Command::DeliverMail {
        on: day(2026, 1, 5),
        items: vec![
            (MailKind::Letter, count(2)),
            (MailKind::Parcel, count(parcels)),
        ],
        delivery: Delivery::Holder,
    };
    assert!(case.try_to(take(2)).is_err());
    assert_eq!(case.waiting(MailKind::Letter), 2);
    assert_eq!(case.try_to(take(1)).map(|facts| facts.len()), Ok(2));
    assert!(case.dossier.waiting_mail().is_empty());
}

#[test]
fn r80_quantities_lie_between_one_and_a_hundred() {
    for n in [0, 101, u32::MAX] {
        assert_eq!(Quantity::try_from(n), Err(InvalidQuantity));
    }
    assert_eq!([1, 100].map(|n| count(n).get()), [1, 100]);
    let mut case = Case::granted(day(2026, 1, 5));
    let nothing = Command::ReceiveMail {
        on: case.today,
        items: Vec::new(),
        remark: None,
    };
    assert_eq!(case.try_to(nothing), Err(Refused::NoItems));
    let nothing = Command::DeliverMail {
        on: case.today,
        items: Vec::new(),
        delivery: Delivery::Holder,
    };
    assert_eq!(case.try_to(nothing), Err(Refused::NoItems));
}

#[test]
fn r56_an_arrival_is_annulled_only_while_its_mail_waits() {
    let mut case = Case::granted(day(2026, 1, 5));
    let arrival = case.receive(MailKind::Notice, 1);
    let delivery = case.deliver(MailKind::Notice, 1, Delivery::Holder).unwrap()[0];
    assert_eq!(case.annul(arrival), Err(Refused::MailHasLeft));
    case.annul(delivery).unwrap();
    assert_eq!(case.waiting(MailKind::Notice), 1);
    case.annul(arrival).unwrap();
    assert_eq!(case.waiting(MailKind::Notice), 0);
}

#[test]
fn r82_a_notice_says_until_when_la_poste_keeps_the_item() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Notice, 1);
    case.receive(MailKind::Letter, 1);
    let expires: Vec<_> = case
        .dossier
        .waiting_mail()
        .iter()
        .map(|m| m.notice_expires())
        .collect();
    assert_eq!(expires, [Some(day(2026, 1, 20)), None]);
}

#[test]
fn r83_mail_is_received_for_some_days_after_the_end() {
    let mut case = Case::ended(day(2026, 1, 5), day(2026, 2, 1));
    let receives = |case: &Case, on| case.dossier.receives_mail(on, 30);
    assert!(receives(&case, day(2026, 3, 3)));
    assert!(!receives(&case, day(2026, 3, 4)));
    case.pass(3);
    case.file(domiciliation::request::Channel::InPerson);
    assert!(
        receives(&case, day(2026, 3, 3)),
        "asking again takes nothing away"
    );
    assert!(!receives(
        &Case::requested(day(2026, 1, 5)),
        day(2026, 1, 5)
    ));
}

#[test]
fn r84_a_proxy_takes_mail_within_the_dates_of_the_power() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 10);
    let (from, to) = (day(2026, 1, 10), day(2026, 1, 20));
    let power = case.must(Command::GiveProcuration(proxy(from, to)));
    let by_proxy = |case: &mut Case, on| {
        case.on(on);
        case.deliver(MailKind::Letter, 1, Delivery::Proxy(power))
    };
    for (on, valid) in [(9, false), (10, true), (20, true), (21, false)] {
        let outcome = by_proxy(&mut case, day(2026, 1, on));
        assert_eq!(outcome.is_ok(), valid, "{on}");
        assert!(valid || outcome == Err(Refused::ProcurationNotValid));
    }
    let stranger = Delivery::Proxy(id::<FactId>(9));
    assert_eq!(
        case.deliver(MailKind::Letter, 1, stranger),
        Err(Refused::UnknownProcuration)
    );
    assert_eq!(
        case.last_contact(),
        Some(day(2026, 1, 5)),
        "R-52: not a visit of the person"
    );
}

#[test]
fn r84_a_power_ends_on_the_day_it_is_withdrawn() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 2);
    let power = case.must(Command::GiveProcuration(proxy(
        case.today,
        day(2026, 12, 31),
    )));
    case.must(Command::EndProcuration {
        procuration: power,
        on: day(2026, 1, 7),
    });
    let again = Command::EndProcuration {
        procuration: power,
        on: day(2026, 1, 8),
    };
    assert_eq!(case.try_to(again), Err(Refused::UnknownProcuration));
    case.on(day(2026, 1, 6));
    case.deliver(MailKind::Letter, 1, Delivery::Proxy(power))
        .unwrap();
    case.on(day(2026, 1, 7));
    let late = case.deliver(MailKind::Letter, 1, Delivery::Proxy(power));
    assert_eq!(late, Err(Refused::ProcurationNotValid));
}

#[test]
fn r84_five_powers_stand_at_a_time() {
    let mut case = Case::granted(day(2026, 1, 5));
    let give = |until| Command::GiveProcuration(proxy(day(2026, 1, 5), until));
    for _ in 0..MAX_PROCURATIONS {
        case.must(give(day(2026, 1, 31)));
    }
    assert_eq!(
        case.try_to(give(day(2026, 6, 1))),
        Err(Refused::TooManyProcurations)
    );
    case.on(day(2026, 2, 1));
    case.must(give(day(2026, 6, 1)));
}

#[test]
fn r71_r85_no_power_is_given_after_a_death() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 1);
    let power = case.must(Command::GiveProcuration(proxy(
        case.today,
        day(2026, 12, 31),
    )));
    case.pronounce(RadiationMotif::Deces).unwrap();
    let give = Command::GiveProcuration(proxy(case.today, case.today));
    assert_eq!(case.try_to(give), Err(Refused::Deceased));
    let taken = case.deliver(MailKind::Letter, 1, Delivery::Proxy(power));
    assert_eq!(taken, Err(Refused::Deceased));
}

#[test]
fn r86_mail_is_sent_on_within_the_dates_of_the_transfer() {
    let mut case = Case::granted(day(2026, 1, 5));
    case.receive(MailKind::Letter, 9);
    let forward = |case: &mut Case| case.deliver(MailKind::Letter, 1, Delivery::Forwarded);
    assert_eq!(forward(&mut case), Err(Refused::NoTransfer));
    assert_eq!(case.try_to(Command::EndTransfer), Err(Refused::NoTransfer));
    case.must(Command::SetTransfer(Transfer {
        name: short("Chez sa sœur"),
        address: note("2 rue du Port, Brest"),
        period: period(day(2026, 1, 10), day(2026, 1, 20)),
    }));
    for (on, valid) in [(9, false), (10, true), (20, true), (21, false)] {
        case.on(day(2026, 1, on));
        assert_eq!(forward(&mut case).is_ok(), valid, "{on}");
    }
    case.on(day(2026, 1, 20));
    case.must(Command::EndTransfer);
    assert_eq!(forward(&mut case), Err(Refused::NoTransfer));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn r80_the_oldest_mail_leaves_first_whatever_the_quantities(
        arrivals in prop::collection::vec((0..4_i32, 1..6_u32), 1..8), left in 0..100_u32,
    ) {
        let mut case = Case::granted(day(2026, 1, 5));
        let mut ledger = Vec::new();
        for (days, n) in arrivals {
            case.pass(days);
            case.receive(MailKind::Letter, n);
            ledger.extend(std::iter::repeat_n(case.today, usize::try_from(n).unwrap()));
        }
        case.pass(1);
        let total = u32::try_from(ledger.len()).unwrap();
        let outcome = match left {
            0 => Ok(Vec::new()),
            n => case.deliver(MailKind::Letter, n, Delivery::Returned),
        };
        prop_assert_eq!(outcome.is_ok(), left <= total);
        if left <= total {
            ledger.drain(..usize::try_from(left).unwrap());
        }
        let waiting: Vec<NaiveDate> = case.dossier.waiting_mail().iter()
            .flat_map(|m| std::iter::repeat_n(m.since(), usize::try_from(m.quantity()).unwrap()))
            .collect();
        prop_assert_eq!(waiting, ledger);
    }

    #[test]
    fn r84_a_power_holds_on_its_days_until_it_is_withdrawn(
        from in -5..5_i32, length in 0..30_i32, withdrawn in prop::option::of(0..30_i32), n in 0..40_i32,
    ) {
        let mut case = Case::granted(day(2026, 1, 5));
        let start = add_days(case.today, from);
        let end = add_days(start, length);
        let power = case.must(Command::GiveProcuration(proxy(start, end)));
        let withdrawn = withdrawn.map(|days| add_days(day(2026, 1, 5), days));
        if let Some(on) = withdrawn {
            case.must(Command::EndProcuration { procuration: power, on });
        }
        let on = add_days(day(2026, 1, 5), n);
        let expected = start <= on && on <= end && withdrawn.is_none_or(|w| on < w);
        prop_assert_eq!(case.dossier.procurations()[0].is_valid_on(on), expected);
    }
}
