//! Two dossiers of one person become one.

use std::sync::Arc;

use application::{
    UseCaseError,
    ports::{Clock, Ids},
    reads::{ListQuery, Tab},
    round::{Aside, Entry, MailRound, RoundLine, exact_forms},
};
use chrono::Days;
use domiciliation::{
    Command, Dossier, Fact, Recorded, Status,
    appointment::{Appointment, Minutes},
    card::CardCode,
    identity::Filing,
    mail::{MailKind, Quantity},
    ports::{ErasureGround, Former, Tombstone},
};
use kernel::{DossierId, FactId, StoreError, StructureKind};
use structures::Role;

use super::agenda::expect_fold;
use crate::{
    Storage,
    builders::{id, text},
    house::House,
};

/// Somebody who was struck off, and came back under a name spelled otherwise.
async fn doubles(house: &House) -> (DossierId, DossierId) {
    let old = house.open_as(Status::Radie, "Dialo", "Aminata").await;
    house.clock.advance_days(3);
    let new = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    for (dossier, words) in [(old, "Avant."), (new, "Après.")] {
        house.done(dossier, Command::AddNote(text(words))).await;
    }
    (old, new)
}

async fn numbers_found(house: &House, words: &str) -> Vec<u32> {
    let query = ListQuery {
        tab: Tab::All,
        search: words.into(),
        ..ListQuery::default()
    };
    let rows = house.rows(query).await;
    rows.iter().map(|row| row.number).collect()
}

fn a_letter(house: &House) -> Command {
    Command::ReceiveMail {
        on: house.today(),
        items: vec![(MailKind::Letter, Quantity::ONE)],
        remark: None,
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn merged_dossiers_keep_every_fact_under_one_identifier(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let bystander = house.open("Petit", "Paul").await;
    let (old, new) = doubles(&house).await;
    let (gone, before) = (house.read(old).await.value, house.read(new).await);
    house.merge(Role::Gestionnaire, new, old).await.unwrap();

    assert_eq!(house.find(old).await, None);
    assert_eq!(house.row(old).await, None);
    assert_eq!(house.successor(old).await, Some(new));
    assert_eq!(house.successor(new).await, None);
    assert_eq!(house.successor(bystander).await, None);
    let kept = house.read(new).await;
    assert_eq!(kept.version, before.version + 1);
    let history = [gone.history(), before.value.history()].concat();
    assert_eq!(kept.value.history()[..history.len()], history);
    assert_eq!(
        kept.value.history()[history.len()].fact,
        Fact::Merged { number: 2 }
    );
    assert_eq!(
        house.row(new).await,
        Some(crate::memory::row_of(&kept.value))
    );
    // Both numbers find it, and what was only said of the other one.
    assert_eq!(numbers_found(&house, "2").await, [3]);
    assert_eq!(numbers_found(&house, "3").await, [3]);
    assert_eq!(numbers_found(&house, "dialo").await, [0; 0]);
    // It lives on, and no number comes twice.
    house.done(new, a_letter(&house)).await;
    assert_eq!(house.row(new).await.unwrap().letters, 1);
    let next = house.open("Bernard", "Luc").await;
    assert_eq!(house.read(next).await.value.number(), 4);
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    assert_eq!(elsewhere.successor(old).await, None);
}

/// The dossier that two would be, with a fact that nobody stored yet.
fn together(house: &House, first: &Dossier, then: &Dossier) -> (Dossier, Vec<Recorded>) {
    let facts = vec![Recorded {
        id: FactId::new(house.ids.mint(house.clock.now())),
        at: house.clock.now(),
        author: house.actor(Role::Gestionnaire).author(),
        fact: Fact::Merged {
            number: first.number(),
        },
    }];
    let history = [first.history(), then.history(), &facts].concat();
    (
        Dossier::from_history(house.id(), then.id(), then.number(), history),
        facts,
    )
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_merging_of_what_changed_meanwhile_stores_nothing(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (old, new) = doubles(&house).await;
    let (theirs, mine) = (house.read(old).await, house.read(new).await);
    let (merged, facts) = together(&house, &theirs.value, &mine.value);
    let former = |version| Former { id: old, version };
    let short = Dossier::from_history(
        house.id(),
        new,
        mine.value.number(),
        merged.history()[1..].to_vec(),
    );
    let itself = Former {
        id: new,
        version: mine.version,
    };
    for (version, merged, other) in [
        (mine.version - 1, &merged, former(theirs.version)),
        (mine.version, &merged, former(theirs.version - 1)),
        (mine.version, &short, former(theirs.version)),
        (mine.version, &merged, itself),
    ] {
        let mut uow = storage.store.begin(house.scope()).await.unwrap();
        let refused = uow.dossier_merge(version, merged, &facts, other).await;
        assert_eq!(refused, Err(StoreError::Conflict));
        drop(uow);
    }
    // Nor does a structure reach the dossiers of another.
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let mut uow = storage.store.begin(elsewhere.scope()).await.unwrap();
    let foreign = uow
        .dossier_merge(mine.version, &merged, &facts, former(theirs.version))
        .await;
    assert_eq!(foreign, Err(StoreError::Conflict));
    drop(uow);
    assert_eq!(house.read(old).await, theirs);
    assert_eq!(house.read(new).await, mine);
    assert_eq!(house.successor(old).await, None);
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_former_identifier_leads_on_until_the_dossier_is_erased(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let (old, new) = doubles(&house).await;
    let oldest = house.open_as(Status::Refuse, "Diallo", "Amina").await;
    house.merge(Role::Gestionnaire, old, oldest).await.unwrap();
    house.merge(Role::Gestionnaire, new, old).await.unwrap();
    assert_eq!(house.successor(oldest).await, Some(new));
    assert_eq!(house.successor(old).await, Some(new));
    assert_eq!(numbers_found(&house, "3").await, [2]);

    let dossier = house.read(new).await;
    let ground = ErasureGround::Retention;
    let tombstone = Tombstone::of(&dossier.value, id(99), house.today(), ground);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(new, dossier.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(house.find(new).await, None);
    for former in [oldest, old] {
        assert_eq!(house.successor(former).await, None);
    }
    assert_eq!(numbers_found(&house, "2").await, [0; 0]);
}

/// # Panics
/// When storage breaks its promise.
pub async fn of_two_mergings_at_once_one_happens(storage: &Storage) {
    let house = Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    let (old, new) = doubles(&house).await;
    let race = [(old, new), (new, old)].map(|(kept, other)| {
        let house = house.clone();
        tokio::spawn(async move {
            // Whoever comes later may already find one of them gone.
            let (Some(mine), Some(theirs)) = (house.find(kept).await, house.find(other).await)
            else {
                return Err(UseCaseError::NotFound);
            };
            let merge = application::merge::Merge {
                kept,
                kept_seen: mine.version,
                other,
                other_seen: theirs.version,
                key: house.ids.mint(house.clock.now()),
            };
            let gestion = house.actor(Role::Gestionnaire);
            house.merging().execute(&gestion, merge).await.map(drop)
        })
    });
    let mut done = Vec::new();
    for runner in race {
        done.push(runner.await.unwrap());
    }
    let won = done.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(won, 1, "{done:?}");
    let lost = done.iter().all(|outcome| {
        matches!(
            outcome,
            Ok(()) | Err(UseCaseError::NotFound | UseCaseError::Conflict)
        )
    });
    assert!(lost, "{done:?}");
    let (first, second) = (house.find(old).await, house.find(new).await);
    let kept = first.xor(second).unwrap();
    let gone = if kept.value.id() == old { new } else { old };
    assert_eq!(house.successor(gone).await, Some(kept.value.id()));
    let merged = kept.value.merged_numbers().count();
    assert_eq!(merged, 1);
}

/// # Panics
/// When storage breaks its promise.
pub async fn an_act_on_a_dossier_merged_meanwhile_finds_it_gone(storage: &Storage) {
    let house = Arc::new(House::build(storage, 1, StructureKind::Ccas).await);
    let (old, new) = doubles(&house).await;
    let desks = (0..8).map(|_| {
        let house = house.clone();
        tokio::spawn(async move { house.order(Role::Agent, old, a_letter(&house)).await })
    });
    let desks: Vec<_> = desks.collect();
    let merging = {
        let house = house.clone();
        tokio::spawn(async move {
            // Acts of the desks make what was read stale: read again, as people do.
            loop {
                match house.merge(Role::Gestionnaire, new, old).await {
                    Err(UseCaseError::Conflict) => tokio::task::yield_now().await,
                    ended => return ended,
                }
            }
        })
    };
    let mut recorded = 0;
    for desk in desks {
        match desk.await.unwrap() {
            Ok(_) => recorded += 1,
            Err(gone) => assert!(matches!(
                gone,
                UseCaseError::NotFound | UseCaseError::Conflict
            )),
        }
    }
    merging.await.unwrap().unwrap();
    // What was confirmed is there, what was not is not.
    assert_eq!(house.row(new).await.unwrap().letters, recorded);
    let late = house.order(Role::Agent, old, a_letter(&house)).await;
    assert_eq!(late, Err(UseCaseError::NotFound));
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_names_a_dossier_follows_it_into_another(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let kept = house.open_as(Status::Radie, "Diallo", "Aminata").await;
    house.clock.advance_days(3);
    // The other one is asking, has an appointment, a reference, and mail of a round.
    let other = house.open("Diallo", "Aminata").await;
    let appointment = Appointment {
        at: (house.today() + Days::new(2))
            .and_hms_opt(10, 0, 0)
            .unwrap(),
        minutes: Minutes::default(),
        with: house.actor(Role::Instructeur).id(),
        with_name: text("Camille Instructeur"),
        place: None,
    };
    house
        .done(other, Command::FixAppointment(appointment))
        .await;
    let filing = Filing {
        reference: Some(text("AB-77")),
        ..Filing::default()
    };
    house.done(other, Command::RecordFiling(filing)).await;
    let fact = house.done(other, a_letter(&house)).await[0];
    let round = MailRound {
        id: id(7),
        by: house.actor(Role::Facteur).id(),
        opened_at: house.clock.now(),
        closed_at: None,
    };
    let line = |place, entry| RoundLine {
        place,
        by: round.by,
        at: round.opened_at,
        kind: MailKind::Letter,
        quantity: Quantity::ONE,
        entry,
    };
    let recorded = |dossier| line(1, Entry::Recorded { dossier, fact });
    let aside = |dossier| {
        let entry = Entry::Aside {
            why: Aside::Warned,
            dossier: Some(dossier),
            typed: None,
        };
        line(2, entry)
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.round_open(house.id(), &round).await.unwrap();
    uow.round_places(house.id(), round.id, 2).await.unwrap();
    uow.round_write(house.id(), round.id, &[recorded(other), aside(other)])
        .await
        .unwrap();
    uow.commit().await.unwrap();

    house.merge(Role::Gestionnaire, kept, other).await.unwrap();
    let merged = house.read(kept).await.value;
    expect_fold(&house, &merged).await;
    assert_eq!(merged.appointments().len(), 1);
    let uow = storage.store.begin(house.scope()).await;
    let mut uow = uow.unwrap();
    for expected in [recorded(kept), aside(kept)] {
        let place = expected.place;
        let found = uow.round_line(house.id(), round.id, place).await;
        assert_eq!(found, Ok(Some(expected)));
    }
    drop(uow);
    let bearers = async |typed: &str| {
        let exact = [exact_forms(typed)];
        let found = storage.rounds.bearers(house.id(), &exact);
        let found = found.await.unwrap().into_iter();
        found.map(|(_, person)| person.dossier).collect::<Vec<_>>()
    };
    assert_eq!(bearers("AB-77").await, [kept]);
    assert_eq!(bearers(&CardCode::of(other).to_string()).await, [kept]);

    // Erased, it leaves all of them.
    let dossier = house.read(kept).await;
    let tombstone = Tombstone::of(
        &dossier.value,
        id(99),
        house.today(),
        ErasureGround::Granted,
    );
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.purge_erase(kept, dossier.version, &tombstone)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    assert_eq!(bearers("AB-77").await, []);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    for place in [1, 2] {
        let left = uow.round_line(house.id(), round.id, place).await.unwrap();
        let left = left.map(|line| line.entry);
        assert!(
            matches!(
                left,
                Some(Entry::Forgotten | Entry::Aside { dossier: None, .. })
            ),
            "{left:?}"
        );
    }
}
