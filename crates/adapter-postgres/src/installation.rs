//! What the owner of the database does to a whole installation, for the demo alone.

use kernel::StructureId;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection};

use crate::schema::{MigrationFailed, migrate};

/// How many structures the database holds beside these.
///
/// # Errors
/// [`MigrationFailed`] when the database cannot be read or was never migrated.
pub async fn structures_other_than(
    url: &SecretString,
    known: &[StructureId],
) -> Result<u64, MigrationFailed> {
    let known: Vec<uuid::Uuid> = known.iter().map(|id| id.uuid()).collect();
    let mut connection = PgConnection::connect(url.expose_secret())
        .await
        .map_err(MigrationFailed::Connection)?;
    // One scope shows one structure: how many there are is asked of the addresses, which
    // have no tenant. A structure has at least one.
    let others: i64 = sqlx::query_scalar(
        "select count(distinct structure_id) from identity.credential where structure_id <> all($1)",
    )
    .bind(known)
    .fetch_one(&mut connection)
    .await
    .map_err(MigrationFailed::Connection)?;
    connection
        .close()
        .await
        .map_err(MigrationFailed::Connection)?;
    Ok(u64::try_from(others).unwrap_or(0))
}

/// Drops everything the program ever made in the database, and makes the schema anew.
///
/// # Errors
/// [`MigrationFailed`].
pub async fn forget_everything(url: &SecretString) -> Result<(), MigrationFailed> {
    let mut connection = PgConnection::connect(url.expose_secret())
        .await
        .map_err(MigrationFailed::Connection)?;
    sqlx::query("drop schema if exists graphile_worker, messages, imports, printing, jobs, files, journal, domiciliation, identity, structures cascade")
        .execute(&mut connection)
        .await
        .map_err(MigrationFailed::Connection)?;
    sqlx::query("drop table if exists public._sqlx_migrations")
        .execute(&mut connection)
        .await
        .map_err(MigrationFailed::Connection)?;
    connection
        .close()
        .await
        .map_err(MigrationFailed::Connection)?;
    migrate(url).await
}
