//! Mail rounds: each line is a fact, and each correction another; nothing is doubled, lost
//! or recorded for somebody who was not meant.

use application::{
    UseCaseError,
    ports::{Clock, Ids},
    round::{Aside, Entry, Item, RoundRefused, RoundSheet, read_list},
};
use domiciliation::{
    Fact, Refused, Status, Warning,
    card::CardCode,
    fact::AnnulmentMotive,
    mail::{MailKind, Quantity},
};
use kernel::{DossierId, RoundId, StructureKind};
use proptest::prelude::*;
use structures::Role;
use testkit::{Storage, builders::id, house::House, memory::MemoryStore};
use uuid::Uuid;

async fn a_house() -> (House, RoundId) {
    let house = House::build(&Storage::of(MemoryStore::new()), 1, StructureKind::Ccas).await;
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let round = rounds.new_id();
    let _ = rounds.open(&actor, round).await.unwrap();
    (house, round)
}

fn key(house: &House) -> Uuid {
    house.ids.mint(house.clock.now())
}

fn letters(dossier: DossierId, quantity: u32) -> Item {
    Item {
        dossier,
        kind: MailKind::Letter,
        quantity: Quantity::try_from(quantity).unwrap(),
        remark: None,
        meant: false,
    }
}

async fn enter(
    house: &House,
    round: RoundId,
    item: Item,
) -> Result<(), UseCaseError<RoundRefused>> {
    let rounds = house.rounds();
    let actor = house.actor(Role::Facteur);
    let entered = rounds.enter(&actor, round, key(house), item);
    entered.await.map(|_| ())
}

async fn correct(
    house: &House,
    role: Role,
    (round, place): (RoundId, u32),
    instead: Option<Item>,
) -> Result<(), UseCaseError<RoundRefused>> {
    let rounds = house.rounds();
    let actor = house.actor(role);
    let corrected = rounds.correct(&actor, round, place, key(house), instead);
    corrected.await.map(|_| ())
}

async fn sheet(house: &House, round: RoundId) -> RoundSheet {
    let rounds = house.rounds();
    let actor = house.actor(Role::Facteur);
    rounds.sheet(&actor, round, 1000).await.unwrap()
}

async fn waiting(house: &House, dossier: DossierId) -> u32 {
    let dossier = house.read(dossier).await.value;
    MailKind::ALL
        .iter()
        .map(|kind| dossier.waiting_count(*kind))
        .sum()
}

#[tokio::test]
async fn an_entry_is_a_fact_and_a_line_and_its_key_makes_it_one() {
    let (house, round) = a_house().await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let key = key(&house);
    for _ in 0..2 {
        let entered = rounds.enter(&actor, round, key, letters(dossier, 2));
        let _ = entered.await.unwrap();
    }
    assert_eq!(waiting(&house, dossier).await, 2);
    let sheet = sheet(&house, round).await;
    assert_eq!(sheet.lines.len(), 1);
    assert_eq!(sheet.totals.letters, 2);
    // The same person again is another line.
    enter(&house, round, letters(dossier, 1)).await.unwrap();
    assert_eq!(waiting(&house, dossier).await, 3);
}

#[tokio::test]
async fn a_correction_annuls_the_fact_and_records_the_right_one() {
    let (house, round) = a_house().await;
    let wrong = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let right = house.open_as(Status::Actif, "Diallo", "Awa").await;
    enter(&house, round, letters(wrong, 1)).await.unwrap();
    let line = (round, 1);
    correct(&house, Role::Facteur, line, Some(letters(right, 3)))
        .await
        .unwrap();
    assert_eq!(waiting(&house, wrong).await, 0);
    assert_eq!(waiting(&house, right).await, 3);
    let dossier = house.read(wrong).await.value;
    let last = &dossier.history().last().unwrap().fact;
    assert!(matches!(
        last,
        Fact::Annulled {
            motive: AnnulmentMotive::EntryError,
            ..
        }
    ));
    correct(&house, Role::Facteur, line, None).await.unwrap();
    assert_eq!(waiting(&house, right).await, 0);
    assert!(sheet(&house, round).await.lines.is_empty());
    let gone = correct(&house, Role::Facteur, line, None).await;
    assert_eq!(gone, Err(UseCaseError::Refused(RoundRefused::LineGone)));
}

#[tokio::test]
async fn past_ten_minutes_or_for_a_colleague_one_must_be_allowed_to_annul() {
    let (house, round) = a_house().await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    enter(&house, round, letters(dossier, 1)).await.unwrap();
    let line = (round, 1);
    let expired = Err(UseCaseError::Refused(RoundRefused::Law(
        Refused::UndoExpired,
    )));
    assert_eq!(correct(&house, Role::Agent, line, None).await, expired);
    house.clock.advance_minutes(11);
    assert_eq!(correct(&house, Role::Facteur, line, None).await, expired);
    assert_eq!(waiting(&house, dossier).await, 1, "nothing was half done");
    correct(&house, Role::Instructeur, line, None)
        .await
        .unwrap();
    assert_eq!(waiting(&house, dossier).await, 0);
}

#[tokio::test]
async fn mail_that_has_left_stays_explained() {
    let (house, round) = a_house().await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    enter(&house, round, letters(dossier, 2)).await.unwrap();
    let handed = domiciliation::Command::DeliverMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        delivery: domiciliation::mail::Delivery::Holder,
    };
    house.done(dossier, handed).await;
    let left = Err(UseCaseError::Refused(RoundRefused::Law(
        Refused::MailHasLeft,
    )));
    assert_eq!(correct(&house, Role::Facteur, (round, 1), None).await, left);
    // One of two has left: there may have been three, or one, but not none.
    let three = Some(letters(dossier, 3));
    correct(&house, Role::Facteur, (round, 1), three)
        .await
        .unwrap();
    let one = Some(letters(dossier, 1));
    correct(&house, Role::Facteur, (round, 1), one)
        .await
        .unwrap();
    assert_eq!(waiting(&house, dossier).await, 0);
}

#[tokio::test]
async fn what_the_law_warns_of_is_recorded_only_when_it_is_meant() {
    let (house, round) = a_house().await;
    let ended = house.open_as(Status::Radie, "Diallo", "Aminata").await;
    let entered = enter(&house, round, letters(ended, 1)).await;
    assert!(
        matches!(
            &entered,
            Err(UseCaseError::Refused(RoundRefused::Warned(warned)))
                if matches!(warned[..], [Warning::MailAfterEnd { .. }])
        ),
        "{entered:?}"
    );
    assert!(sheet(&house, round).await.lines.is_empty());
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let put = rounds.put_aside(
        &actor,
        round,
        key(&house),
        (Aside::Warned, Some(ended), None),
        (MailKind::Letter, Quantity::ONE),
    );
    let _ = put.await.unwrap();
    assert_eq!(waiting(&house, ended).await, 0);
    // Put aside, then recorded after all.
    let meant = Item {
        meant: true,
        ..letters(ended, 1)
    };
    correct(&house, Role::Facteur, (round, 1), Some(meant))
        .await
        .unwrap();
    assert_eq!(waiting(&house, ended).await, 1);
    assert_eq!(sheet(&house, round).await.totals.aside, 0);
}

#[tokio::test]
async fn nothing_enters_a_closed_round_and_what_was_typed_is_gone() {
    let (house, round) = a_house().await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let (rounds, actor) = (house.rounds(), house.actor(Role::Agent));
    let typed = (Aside::Unknown, None, "Dialo".parse().ok());
    let what = (MailKind::Parcel, Quantity::ONE);
    let put = rounds.put_aside(&actor, round, key(&house), typed, what);
    let _ = put.await.unwrap();
    for _ in 0..2 {
        let _ = rounds.close(&actor, round).await.unwrap();
    }
    let entry = sheet(&house, round).await.lines[0].line.entry.clone();
    assert!(
        matches!(entry, Entry::Aside { typed: None, .. }),
        "{entry:?}"
    );
    let refused = enter(&house, round, letters(dossier, 1)).await;
    assert_eq!(refused, Err(UseCaseError::Refused(RoundRefused::Closed)));
    assert_eq!(waiting(&house, dossier).await, 0);
    let absent = rounds.close(&actor, id(404)).await.map(|_| ());
    assert_eq!(absent, Err(UseCaseError::NotFound));
}

#[tokio::test]
async fn a_list_is_recorded_at_once_and_what_is_not_sure_is_put_aside() {
    let (house, round) = a_house().await;
    let one = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let two = house.open_as(Status::Actif, "Keïta", "Moussa").await;
    let ended = house.open_as(Status::Radie, "Petit", "Paul").await;
    let card = CardCode::of(two);
    let text =
        format!("Référence;nature;nombre\n1\n\n{card}\n1;colis;2\n1;;3\n3\n99\n1;fax\n1;colis;0\n");
    let list = read_list(&text, MailKind::Letter).unwrap();
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let plan = rounds.plan(&actor, &list).await.unwrap();
    let found: Vec<_> = plan
        .found
        .iter()
        .map(|f| (f.person.dossier, f.kind, f.quantity.get(), f.lines.clone()))
        .collect();
    assert_eq!(
        found,
        [
            (one, MailKind::Letter, 4, vec![2, 6]),
            (two, MailKind::Letter, 1, vec![4]),
            (one, MailKind::Parcel, 2, vec![5]),
        ]
    );
    let aside: Vec<_> = plan.aside.iter().map(|a| (a.lines[0], a.why)).collect();
    assert_eq!(
        aside,
        [
            (7, Aside::Warned),
            (8, Aside::Unknown),
            (9, Aside::Unknown),
            (10, Aside::Unknown)
        ]
    );
    assert_eq!(waiting(&house, one).await, 0, "looking records nothing");

    let key = key(&house);
    for _ in 0..2 {
        let recorded = rounds.record_list(&actor, round, key, &list);
        recorded.await.unwrap();
    }
    assert_eq!(waiting(&house, one).await, 6);
    assert_eq!(waiting(&house, two).await, 1);
    assert_eq!(waiting(&house, ended).await, 0);
    let sheet = sheet(&house, round).await;
    assert_eq!(sheet.totals.letters, 5);
    assert_eq!(sheet.totals.parcels, 2);
    assert_eq!(sheet.totals.aside, 4);
    let person = sheet.lines.iter().find(|l| l.line.place == 4).unwrap();
    assert_eq!(person.person.as_ref().map(|p| p.dossier), Some(ended));
}

#[tokio::test]
async fn a_long_list_that_was_cut_short_is_finished_by_sending_it_again() {
    let (house, round) = a_house().await;
    let one = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let list = read_list(&"1\n".repeat(600), MailKind::Letter).unwrap();
    let (rounds, actor) = (house.rounds(), house.actor(Role::Facteur));
    let key = key(&house);
    let cut = rounds.record_list(&actor, round, key, &list[..500]);
    cut.await.unwrap();
    for _ in 0..2 {
        let again = rounds.record_list(&actor, round, key, &list);
        again.await.unwrap();
        assert_eq!(waiting(&house, one).await, 600);
    }
}

#[test]
fn a_list_has_two_thousand_lines_at_most() {
    let lines = |n: usize| "1204\n".repeat(n);
    assert_eq!(
        read_list(&lines(2000), MailKind::Letter).unwrap().len(),
        2000
    );
    assert!(read_list(&lines(2001), MailKind::Letter).is_err());
    let huge = read_list(&"x".repeat(100_000), MailKind::Letter).unwrap();
    assert_eq!(huge[0].typed.as_str().len(), 200);
}

#[derive(Debug, Clone)]
enum Step {
    Enter(usize, u32),
    Correct(usize, usize, u32),
    Remove(usize),
    UndoElsewhere(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..3usize, 1..5u32).prop_map(|(who, n)| Step::Enter(who, n)),
        (0..6usize, 0..3usize, 1..5u32).prop_map(|(line, who, n)| Step::Correct(line, who, n)),
        (0..6usize).prop_map(Step::Remove),
        (0..6usize).prop_map(Step::UndoElsewhere),
    ];
    proptest::collection::vec(step, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_round_counts_what_its_dossiers_hold(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (house, round) = a_house().await;
            let mut people = Vec::new();
            for name in ["Diallo", "Keïta", "Petit"] {
                people.push(house.open_as(Status::Actif, name, "Awa").await);
            }
            for step in steps {
                let lines = sheet(&house, round).await.lines;
                let of = |n: usize| lines.get(n).map(|l| l.line.clone());
                match step {
                    Step::Enter(who, n) => enter(&house, round, letters(people[who], n)).await.unwrap(),
                    Step::Correct(line, who, n) => if let Some(line) = of(line) {
                        let instead = Some(letters(people[who], n));
                        correct(&house, Role::Facteur, (round, line.place), instead).await.unwrap();
                    },
                    Step::Remove(line) => if let Some(line) = of(line) {
                        correct(&house, Role::Facteur, (round, line.place), None).await.unwrap();
                    },
                    Step::UndoElsewhere(line) => if let Some(Entry::Recorded { dossier, fact }) = of(line).map(|l| l.entry) {
                        let undo = domiciliation::Command::Undo { target: fact };
                        let _ = house.order(Role::Facteur, dossier, undo).await;
                    },
                }
            }
            let mut held = 0;
            for person in &people {
                held += u64::from(waiting(&house, *person).await);
            }
            let totals = sheet(&house, round).await.totals;
            assert_eq!(totals.letters, held);
        });
    }
}
