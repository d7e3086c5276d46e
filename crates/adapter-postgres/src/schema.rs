//! The schema: bringing it up to date, and knowing whether it is.

use kernel::{StoreError, StructureId};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection, PgPool, migrate::Migrator};

use uuid::Uuid;

use crate::{PgStore, error::failed};

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
    /// The server could not be allowed to read the version of the schema.
    #[error("the version of the schema cannot be shown to the server")]
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
    MIGRATOR.run(&mut connection).await?;
    sqlx::query("grant select on _sqlx_migrations to domifa_server")
        .execute(&mut connection)
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
