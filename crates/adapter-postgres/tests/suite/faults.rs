//! A database that is away, comes back, or is not the one the program knows.

use std::time::{Duration, Instant};

use crate::support::{Database, execute};
use adapter_postgres::{PgStore, migrate};
use application::reads::DossierLists;
use kernel::{StoreError, StructureKind};
use sqlx::Connection;
use testkit::{Storage, house::House};

#[tokio::test]
async fn a_lost_database_is_said_soon_and_comes_back_by_itself() {
    let database = Database::migrated().await;
    let store = database.store();
    let house = House::build(&Storage::of(store.clone()), 1, StructureKind::Ccas).await;
    let mut owner = database.owner().await;
    let (name,): (String,) = sqlx::query_as("select current_database()::text")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let elsewhere = Database::bare().await;
    let mut other = elsewhere.owner().await;
    owner.close().await.unwrap();
    execute(
        &mut other,
        &format!("alter database {name} allow_connections false"),
    )
    .await;
    execute(
        &mut other,
        &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"),
    )
    .await;

    let lost = Instant::now();
    assert_eq!(store.ready().await, Err(StoreError::Unavailable));
    let begun = house.storage.store.begin(house.scope()).await;
    assert_eq!(begun.err(), Some(StoreError::Unavailable));
    assert!(lost.elapsed() < Duration::from_secs(6));

    execute(
        &mut other,
        &format!("alter database {name} allow_connections true"),
    )
    .await;
    assert_eq!(store.ready().await, Ok(()));
    house.open("Diallo", "Aminata").await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable_within_seconds() {
    let nowhere = "postgres://nobody@localhost/none?host=/nonexistent";
    let store = PgStore::connect(&nowhere.to_owned().into(), 2).unwrap();
    let asked = Instant::now();
    assert_eq!(store.ready().await, Err(StoreError::Unavailable));
    assert!(asked.elapsed() < Duration::from_secs(4));
    assert!(PgStore::connect(&"http://exemple.fr".to_owned().into(), 2).is_err());
}

#[tokio::test]
async fn a_database_without_the_schema_is_not_ready_until_it_is_migrated() {
    let database = Database::bare().await;
    let store = database.store();
    // The roles belong to the server: another test may have made them or not.
    assert_eq!(store.ready().await, Err(StoreError::Unavailable));
    let url = database.url();
    let (one, other) = tokio::join!(migrate(&url), migrate(&url));
    one.unwrap();
    other.unwrap();
    assert_eq!(store.ready().await, Ok(()));
    let mut owner = database.owner().await;
    execute(&mut owner, "delete from _sqlx_migrations where version = 6").await;
    assert_eq!(store.ready().await, Err(StoreError::Unavailable));
}
