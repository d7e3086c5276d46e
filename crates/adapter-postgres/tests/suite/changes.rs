//! Two programs on one database hear of each other's acts.

use std::time::Duration;

use crate::support::{Database, execute};
use application::live::{Change, Changes, Subscription};
use domiciliation::Command;
use kernel::{DossierId, StructureKind};
use sqlx::Connection;
use testkit::{Storage, builders::text, house::House};
use tokio::time::timeout;

/// As long as a person may wait for what another desk does.
const SOON: Duration = Duration::from_secs(2);

async fn told(listening: &mut Box<dyn Subscription>) -> Option<Change> {
    timeout(SOON, listening.next()).await.ok().flatten()
}

/// The next change that is named.
async fn named(listening: &mut Box<dyn Subscription>) -> Option<Change> {
    loop {
        match told(listening).await {
            Some(Change::Unnamed) => {}
            other => return other,
        }
    }
}

async fn note(house: &House, id: DossierId) {
    house.done(id, Command::AddNote(text("Vue."))).await;
}

const fn version(id: DossierId, version: i64) -> Option<Change> {
    let version = Some(version);
    Some(Change::Dossier { id, version })
}

/// Waits until a program listens: from then on it hears.
async fn listens(database: &Database, programs: i64) {
    let mut owner = database.owner().await;
    let listening = async {
        loop {
            let found: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity
                 where datname = current_database() and application_name = 'domifa changes'
                   and query like 'select%'",
            )
            .fetch_one(&mut owner)
            .await
            .unwrap();
            if found >= programs {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), listening).await.unwrap();
}

#[tokio::test]
async fn an_act_in_one_program_is_told_in_the_other_within_two_seconds_and_to_its_structure_alone()
{
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let elsewhere = House::build(&house.storage, 2, StructureKind::Ccas).await;
    let other = database.store();
    let mut here = other.subscribe(house.id());
    let mut there = other.subscribe(elsewhere.id());
    listens(&database, 1).await;

    let id = house.open("Diallo", "Aminata").await;
    assert_eq!(named(&mut here).await, version(id, 1));
    note(&house, id).await;
    assert_eq!(named(&mut here).await, version(id, 2));
    // What is told there is told once, and of nobody here.
    let theirs = elsewhere.open("Traoré", "Fanta").await;
    assert_eq!(named(&mut there).await, version(theirs, 1));
    assert_eq!(named(&mut there).await, None);
}

#[tokio::test]
async fn what_a_program_did_itself_it_tells_once() {
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let mut here = house.storage.changes.subscribe(house.id());
    listens(&database, 1).await;
    let id = house.open("Diallo", "Aminata").await;
    assert_eq!(named(&mut here).await, version(id, 1));
    assert_eq!(named(&mut here).await, None);
}

#[tokio::test]
async fn a_connection_that_is_cut_is_made_again_and_everybody_is_told_to_look() {
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let id = house.open("Diallo", "Aminata").await;
    let other = database.store();
    let mut here = other.subscribe(house.id());
    listens(&database, 2).await;
    while told(&mut here).await.is_some() {}

    let mut owner = database.owner().await;
    execute(
        &mut owner,
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'domifa changes'",
    )
    .await;
    note(&house, id).await;
    let again = timeout(Duration::from_secs(10), here.next()).await;
    // Of what was said while nobody listened it cannot know.
    assert!(again.unwrap().is_some());
    listens(&database, 2).await;
    note(&house, id).await;
    let heard = [named(&mut here).await, named(&mut here).await];
    // The one before waited for the connection of the program that told it, if not lost.
    assert!(heard.contains(&version(id, 3)), "{heard:?}");
    owner.close().await.unwrap();
}

#[tokio::test]
async fn the_end_of_a_program_is_told_to_those_who_listen_and_who_come_later() {
    let database = Database::migrated().await;
    let store = database.store();
    let house = House::build(&Storage::of(store.clone()), 1, StructureKind::Ccas).await;
    let mut here = store.subscribe(house.id());
    store.end_changes();
    assert_eq!(named(&mut here).await, None);
    assert_eq!(store.subscribe(house.id()).next().await, None);
}
