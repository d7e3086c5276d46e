//! What ties facts, searches and filings to their dossier, where no foreign key does: see
//! 0017_rows_of_dossiers.sql.

use crate::support::{Database, execute, refusal};
use domiciliation::Status;
use kernel::{DossierId, StructureKind};
use sqlx::PgConnection;
use testkit::house::House;
use uuid::Uuid;

const NOBODY: DossierId = DossierId::new(Uuid::from_u128(404));
/// What the error of a foreign key is called, and a wait that was too long.
const ORPHAN: Option<&str> = Some("23503");
const WAITS: Option<&str> = Some("55P03");

/// A house with somebody, and the role of the server in its scope.
async fn scene() -> (Database, House, DossierId, PgConnection) {
    let database = Database::migrated().await;
    let house = House::build(&database.storage(), 1, StructureKind::Ccas).await;
    let dossier = house.open_as(Status::Actif, "Diallo", "Aminata").await;
    let mut server = database.server_role().await;
    let scope = format!(
        "set domifa.structure = '{}'; set lock_timeout = '200ms'",
        house.id()
    );
    execute(&mut server, &scope).await;
    (database, house, dossier, server)
}

/// Facts of these dossiers, each beyond those it has, in one statement.
fn facts_of(house: &House, dossiers: &[DossierId], each: u32) -> String {
    let ids: Vec<String> = dossiers.iter().map(|id| format!("'{id}'::uuid")).collect();
    format!(
        "insert into domiciliation.fact
             (structure_id, dossier_id, seq, fact_id, kind, recorded_at, author, body)
         select '{}', dossier, 9000 + place, gen_random_uuid(), 'note_added', now(), '{{}}', '{{}}'
         from unnest(array[{}]) as dossier, generate_series(1, {each}) as place",
        house.id(),
        ids.join(", ")
    )
}

/// What deletes the rows of somebody in these tables.
fn gone(tables: &[&str], dossier: DossierId) -> String {
    let each = tables
        .iter()
        .map(|table| format!("delete from domiciliation.{table} where dossier_id = '{dossier}'"));
    each.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn a_fact_of_nobody_is_refused_even_among_many() {
    let (_database, house, dossier, mut server) = scene().await;
    let alone = facts_of(&house, &[NOBODY], 1);
    assert_eq!(refusal(&mut server, &alone).await.as_deref(), ORPHAN);
    let among = facts_of(&house, &[dossier, NOBODY], 500);
    assert_eq!(refusal(&mut server, &among).await.as_deref(), ORPHAN);
    execute(&mut server, &facts_of(&house, &[dossier], 500)).await;
}

#[tokio::test]
async fn nobody_is_searched_for_and_filed() {
    let (_database, house, _, mut server) = scene().await;
    for columns in [
        "search (structure_id, dossier_id, search) values",
        "filing (structure_id, dossier_id, reference) values",
    ] {
        let sql = format!(
            "insert into domiciliation.{columns} ('{}', '{NOBODY}', 'x')",
            house.id()
        );
        assert_eq!(refusal(&mut server, &sql).await.as_deref(), ORPHAN, "{sql}");
    }
}

#[tokio::test]
async fn a_fact_of_somebody_elsewhere_is_refused() {
    let (database, house, _, mut server) = scene().await;
    let there = House::build(&database.storage(), 2, StructureKind::Ccas).await;
    let stranger = there.open("Keita", "Binta").await;
    let sql = facts_of(&house, &[stranger], 1);
    assert_eq!(refusal(&mut server, &sql).await.as_deref(), ORPHAN);
}

#[tokio::test]
async fn a_fact_does_not_move_to_nobody() {
    let (database, _, dossier, _) = scene().await;
    let mut owner = database.owner().await;
    let sql = format!(
        "update domiciliation.fact set dossier_id = '{NOBODY}' where dossier_id = '{dossier}'"
    );
    assert_eq!(refusal(&mut owner, &sql).await.as_deref(), ORPHAN);
}

#[tokio::test]
async fn a_dossier_goes_after_its_facts_and_its_search_and_takes_its_filing_along() {
    let (database, house, dossier, mut server) = scene().await;
    let filed = format!(
        "insert into domiciliation.filing (structure_id, dossier_id, reference)
         values ('{}', '{dossier}', 'B-12') on conflict do nothing",
        house.id()
    );
    execute(&mut server, &filed).await;
    let mut owner = database.owner().await;
    let erase = gone(&["dossier"], dossier);
    for first in ["fact", "search"] {
        let sql = format!("begin; {}; {erase}", gone(&[first], dossier));
        assert_eq!(refusal(&mut owner, &sql).await.as_deref(), ORPHAN, "{sql}");
        execute(&mut owner, "rollback").await;
    }
    execute(&mut owner, &gone(&["fact", "search", "dossier"], dossier)).await;
    let left: i64 = sqlx::query_scalar("select count(*) from domiciliation.filing")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn whoever_erases_and_whoever_adds_wait_for_each_other() {
    let (database, house, dossier, mut server) = scene().await;
    let mut owner = database.owner().await;
    execute(&mut owner, "set lock_timeout = '200ms'").await;
    let erasing = format!(
        "begin; select from domiciliation.dossier where dossier_id = '{dossier}' for update"
    );
    let add = facts_of(&house, &[dossier], 1);
    execute(&mut server, &format!("begin; {add}")).await;
    assert_eq!(refusal(&mut owner, &erasing).await.as_deref(), WAITS);
    execute(&mut owner, "rollback").await;
    execute(&mut server, "rollback").await;

    execute(&mut owner, &erasing).await;
    assert_eq!(refusal(&mut server, &add).await.as_deref(), WAITS);
    execute(&mut owner, "rollback").await;
    execute(&mut server, &add).await;
}

#[tokio::test]
async fn whoever_wrote_the_dossier_adds_to_it_without_another_lock() {
    let (database, house, dossier, mut server) = scene().await;
    let write = format!(
        "begin; update domiciliation.dossier set version = version + 1 where dossier_id = '{dossier}'"
    );
    execute(&mut server, &write).await;
    execute(&mut server, &facts_of(&house, &[dossier], 3)).await;
    let mut owner = database.owner().await;
    execute(&mut owner, "set lock_timeout = '200ms'").await;
    let erasing =
        format!("select from domiciliation.dossier where dossier_id = '{dossier}' for update");
    assert_eq!(refusal(&mut owner, &erasing).await.as_deref(), WAITS);
    execute(&mut server, "commit").await;
}
