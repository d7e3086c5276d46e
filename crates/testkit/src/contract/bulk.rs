//! Dossiers by the thousand.

use application::{
    ports::UnitOfWork,
    reads::{DossierRow, ListQuery, Tab},
};
use domiciliation::{
    Command, Dossier, Recorded, Status,
    ports::{ErasureGround, Tombstone},
};
use kernel::{DossierId, StoreError, StructureKind};

use crate::{
    Storage,
    builders::{id, text},
    house::House,
};

async fn begun(house: &House) -> Box<dyn UnitOfWork> {
    house.storage.store.begin(house.scope()).await.unwrap()
}

/// The same history in another structure, under other identifiers.
fn copied(dossier: &Dossier, house: &House, number: u32) -> Dossier {
    let ids = house.ids.as_ref();
    let now = application::ports::Clock::now(house.clock.as_ref());
    let mint = || application::ports::Ids::mint(ids, now);
    let mut renamed = Vec::new();
    let history = dossier.history().iter().map(|recorded| {
        let new = kernel::FactId::new(mint());
        renamed.push((recorded.id, new));
        Recorded {
            id: new,
            ..recorded.clone()
        }
    });
    let history = history.collect();
    Dossier::from_history(house.id(), DossierId::new(mint()), number, history)
}

async fn all_rows(house: &House) -> Vec<DossierRow> {
    let all = ListQuery {
        tab: Tab::All,
        ..ListQuery::default()
    };
    house.rows(all).await
}

/// # Panics
/// When storage breaks its promise.
pub async fn dossiers_by_the_thousand_are_those_one_by_one(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let copy = House::build(storage, 2, StructureKind::Ccas).await;
    let mut dossiers = Vec::new();
    for status in Status::ALL {
        let opened = house.open_as(*status, "N’Guessan", "Awa").await;
        dossiers.push(house.read(opened).await.value);
    }
    let mut uow = begun(&copy).await;
    assert_eq!(uow.numbers_hold(copy.id()).await, Ok(0));
    let mut many = (1..=600_u32)
        .zip(dossiers.iter().cycle())
        .map(|(number, dossier)| copied(dossier, &copy, number));
    let inserted = uow.dossiers_insert(copy.id(), &mut many).await;
    assert_eq!(inserted, Ok(600));
    uow.numbers_given(copy.id(), 600).await.unwrap();
    uow.commit().await.unwrap();

    let rows = all_rows(&copy).await;
    assert_eq!(rows.len(), 600);
    for (row, original) in rows.iter().zip(dossiers.iter().cycle()).take(20) {
        let stored = copy.read(row.id).await;
        assert_eq!(stored.version, 1);
        assert_eq!(stored.value.history().len(), stored.value.history().len());
        let fold = copied(original, &copy, 1);
        assert_eq!(fold.history().len(), original.history().len());
    }
    let counts = storage.lists.counts(copy.id(), copy.today()).await.unwrap();
    let total = counts.actif + counts.echu + counts.a_valider + counts.en_instruction;
    assert_eq!(total + counts.radie + counts.refuse, 600);
    let found = storage.search.find(copy.id(), "nguessan", 10).await;
    assert_eq!(found.unwrap().len(), 10);
    // The next one has the next number, and acts go on as ever.
    let next = copy.open("Diallo", "Aminata").await;
    assert_eq!(copy.read(next).await.value.number(), 601);
    copy.done(rows[0].id, Command::AddNote(text("Bonjour.")))
        .await;
    assert_eq!(copy.read(rows[0].id).await.version, 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn dossiers_with_a_number_that_is_taken_are_not_stored(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let opened = house.open("Diallo", "Aminata").await;
    let dossier = house.read(opened).await.value;
    let mut uow = begun(&house).await;
    assert_eq!(uow.numbers_hold(house.id()).await, Ok(1));
    let mut taken = [2, 1].into_iter().map(|n| copied(&dossier, &house, n));
    let inserted = uow.dossiers_insert(house.id(), &mut taken).await;
    assert_eq!(inserted, Err(StoreError::Conflict));
    drop(uow);
    assert_eq!(all_rows(&house).await.len(), 1);
    let next = house.open("Petit", "Paul").await;
    assert_eq!(house.read(next).await.value.number(), 2);
}

/// # Panics
/// When storage breaks its promise.
pub async fn dossiers_erased_together_leave_nothing_but_those_that_moved(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let mut stones = Vec::new();
    for (nom, stone) in [("Diallo", 91), ("Petit", 92), ("Sow", 93)] {
        let opened = house.open(nom, "Awa").await;
        let dossier = house.read(opened).await;
        let ground = ErasureGround::ImportUndone;
        let stone = Tombstone::of(&dossier.value, id(stone), house.today(), ground);
        stones.push((opened, dossier.version, stone));
    }
    let moved = stones[1].0;
    house.done(moved, Command::AddNote(text("Bonjour."))).await;
    let mut uow = begun(&house).await;
    assert_eq!(uow.dossiers_erase(house.id(), &stones).await, Ok(2));
    assert_eq!(uow.dossiers_erase(house.id(), &[]).await, Ok(0));
    uow.commit().await.unwrap();
    let left: Vec<DossierId> = all_rows(&house).await.iter().map(|row| row.id).collect();
    assert_eq!(left, [moved]);
    let next = house.open("Bernard", "Luc").await;
    assert_eq!(house.read(next).await.value.number(), 4);
}
