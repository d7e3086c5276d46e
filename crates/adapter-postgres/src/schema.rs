//! The schema: bringing it up to date, and knowing whether it is.

use kernel::{StoreError, StructureId};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, Executor, PgConnection, PgPool, migrate::Migrator};

use uuid::Uuid;

use crate::{PgStore, error::failed, jobs::SCHEMA};

/// What the server may do beside what migrations say. The queue's tables are hidden by
/// row-level security without a policy, for the sake of other installations.
const GRANTS: &str = "
    grant select on _sqlx_migrations to domifa_server;
    grant usage on schema graphile_worker to domifa_server;
    grant select, insert, update, delete on all tables in schema graphile_worker to domifa_server;
    grant usage on all sequences in schema graphile_worker to domifa_server;
    grant execute on all functions in schema graphile_worker to domifa_server;
    do $$
    declare
        hidden regclass;
    begin
        for hidden in
            select c.oid from pg_class c
            where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
                and not exists (select from pg_policy p where p.polrelid = c.oid)
        loop
            execute format('create policy server on %s to domifa_server using (true)', hidden);
        end loop;
    end;
    $$;
";

/// What a migration holds while it works.
const MIGRATION_LOCK: i64 = 4_264_018;

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The schema was not brought up to date; nothing of the failed step remains.
#[derive(Debug, thiserror::Error)]
pub enum MigrationFailed {
    /// The database does not answer, or refuses whoever connects.
    #[error("no connection to the database")]
    Connection(#[source] sqlx::Error),
    /// A step failed.
    #[error("a migration failed")]
    Step(#[from] sqlx::migrate::MigrateError),
    /// The tables of the queue of jobs were not made.
    #[error("the queue of jobs was not made")]
    Queue(#[source] graphile_worker_migrations::MigrateError),
    /// The server could not be allowed what it needs.
    #[error("the server cannot be given its rights")]
    Grant(#[source] sqlx::Error),
    /// What is derived from the facts could not be written again. What is written stays.
    #[error("what is derived from the facts was not written again")]
    Derive(#[source] StoreError),
}

/// Brings the schema up to date, as whoever the address names: they own it from then on.
/// Several programs may do it at once; one works, the others wait.
///
/// # Errors
/// [`MigrationFailed`].
pub async fn migrate(url: &SecretString) -> Result<(), MigrationFailed> {
    let mut connection = PgConnection::connect(url.expose_secret())
        .await
        .map_err(MigrationFailed::Connection)?;
    // Whoever else migrates waits: the queue's own migrations have no lock.
    sqlx::query("select pg_advisory_lock($1)")
        .bind(MIGRATION_LOCK)
        .execute(&mut connection)
        .await
        .map_err(MigrationFailed::Connection)?;
    migrate_queue(url).await?;
    MIGRATOR.run(&mut connection).await?;
    connection
        .execute(GRANTS)
        .await
        .map_err(MigrationFailed::Grant)?;
    // A structure has at least one address, which has no tenant.
    let structures: Vec<Uuid> =
        sqlx::query_scalar("select distinct structure_id from identity.credential")
            .fetch_all(&mut connection)
            .await
            .map_err(MigrationFailed::Connection)?;
    connection
        .close()
        .await
        .map_err(MigrationFailed::Connection)?;
    derive_again(url, structures)
        .await
        .map_err(MigrationFailed::Derive)
}

/// The tables of graphile_worker. Its workers make them as well when they are not there,
/// which the server may not.
async fn migrate_queue(url: &SecretString) -> Result<(), MigrationFailed> {
    let pool = PgPool::connect(url.expose_secret())
        .await
        .map_err(MigrationFailed::Connection)?;
    let migrated = graphile_worker_migrations::migrate(pool.clone(), SCHEMA).await;
    pool.close().await;
    migrated.map_err(MigrationFailed::Queue)
}

/// What is derived from the facts needs the program, which no migration can run.
async fn derive_again(url: &SecretString, structures: Vec<Uuid>) -> Result<(), StoreError> {
    if structures.is_empty() {
        return Ok(());
    }
    // The address was good a moment ago.
    let store = PgStore::connect(url, 1).map_err(|_| StoreError::Unavailable)?;
    for structure in structures {
        store.derive_again(StructureId::new(structure)).await?;
    }
    store.pool.close().await;
    Ok(())
}

/// Whether the database answers and has every migration that this program knows. It may
/// have later ones: a migration suits the release before it.
pub(crate) async fn ready(pool: &PgPool) -> Result<(), StoreError> {
    // The migrator's own table, which the checked queries do not see.
    let applied: Vec<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations where success")
            .fetch_all(pool)
            .await
            .map_err(failed)?;
    if MIGRATOR
        .iter()
        .all(|known| applied.contains(&known.version))
    {
        Ok(())
    } else {
        tracing::error!("the schema of the database is older than this program");
        Err(StoreError::Unavailable)
    }
}
