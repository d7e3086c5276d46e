//! What is told of changes, and to whom.

use std::time::Duration;

use application::{
    live::{Change, Subscription},
    ports::{Clock, Ids},
};
use domiciliation::{Command, ports::ErasureGround};
use kernel::StructureKind;
use structures::Role;
use tokio::time::timeout;

use crate::{Storage, builders::text, house::House};

/// The next change of one dossier or another that is named, waiting as long as a person may.
async fn named(listening: &mut Box<dyn Subscription>) -> Change {
    loop {
        let told = timeout(Duration::from_secs(2), listening.next()).await;
        match told.unwrap().unwrap() {
            // A program that has just begun to listen does not know what it missed.
            Change::Unnamed => {}
            change @ Change::Dossier { .. } => return change,
        }
    }
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_committed_change_is_told_within_its_structure(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let mut here = storage.changes.subscribe(house.id());
    let mut there = storage.changes.subscribe(elsewhere.id());

    let id = house.open("Diallo", "Aminata").await;
    let opened = Change::Dossier {
        id,
        version: Some(1),
    };
    assert_eq!(named(&mut here).await, opened);
    house.done(id, Command::AddNote(text("Vue."))).await;
    let noted = Change::Dossier {
        id,
        version: Some(2),
    };
    assert_eq!(named(&mut here).await, noted);

    // Theirs is the first that they hear of.
    let theirs = elsewhere.open("Traoré", "Fanta").await;
    let opened = Change::Dossier {
        id: theirs,
        version: Some(1),
    };
    assert_eq!(named(&mut there).await, opened);

    let version = house.read(id).await.version;
    let key = house.ids.mint(house.clock.now());
    let actor = house.actor(Role::Administrateur);
    let ground = ErasureGround::EntryError;
    let erased = house.desk().erase(&actor, id, version, key, ground).await;
    assert!(erased.is_ok(), "{erased:?}");
    assert_eq!(
        named(&mut here).await,
        Change::Dossier { id, version: None }
    );
}

/// # Panics
/// When storage breaks its promise.
pub async fn what_is_given_up_is_not_told(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let id = house.open("Diallo", "Aminata").await;
    let mut here = storage.changes.subscribe(house.id());
    let dossier = house.read(id).await;
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.dossier_append(dossier.version, &dossier.value, &[])
        .await
        .unwrap();
    drop(uow);
    house.done(id, Command::AddNote(text("Vue."))).await;
    let noted = Change::Dossier {
        id,
        version: Some(2),
    };
    assert_eq!(named(&mut here).await, noted);
}

/// # Panics
/// When storage breaks its promise.
pub async fn the_version_of_a_dossier_is_known_within_its_structure(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let id = house.open("Diallo", "Aminata").await;
    house.done(id, Command::AddNote(text("Vue."))).await;
    let changes = &storage.changes;
    assert_eq!(changes.dossier_version(house.id(), id).await, Ok(Some(2)));
    assert_eq!(changes.dossier_version(elsewhere.id(), id).await, Ok(None));
}
