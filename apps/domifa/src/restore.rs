//! `domifa import ARCHIVE`: a structure that comes from another installation.

use std::{fs::File, path::Path, sync::Arc};

use adapter_archive::VerifiedArchive;
use adapter_postgres::PgStore;
use anyhow::{Context, Result};
use application::{
    archive::{ArchiveReader, RestorePorts, restore},
    reads::DossierLists,
};

use crate::{
    config::{DatabaseOptions, FileOptions},
    ports::{RandomIds, SystemClock},
};

/// Whether a file is the archive of a structure, and not a register to take over.
pub fn is_archive(path: &Path) -> Result<bool> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    adapter_archive::is_archive(file).with_context(|| format!("{} cannot be read", path.display()))
}

/// Verifies an archive and stores its structure, all of it or nothing; only verifies it
/// where `dry_run`.
pub async fn run(
    path: &Path,
    dry_run: bool,
    database: &DatabaseOptions,
    files: &FileOptions,
) -> Result<()> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut archive = VerifiedArchive::open(file)
        .with_context(|| format!("{}: nothing was stored", path.display()))?;
    let amount = archive.amount();
    let described = format!(
        "{}: {} dossiers, {} facts, {} members of staff, {} files",
        archive.structure(),
        amount.dossiers,
        amount.facts,
        amount.staff,
        amount.files
    );
    if dry_run {
        while archive.next()?.is_some() {}
        archive.files()?;
        println!("{described}: the archive is whole. Nothing was stored.");
        return Ok(());
    }
    let store = PgStore::connect(&database.url()?, 2)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    store
        .ready()
        .await
        .context("the database does not answer, or its schema is older: run `domifa migrate`")?;
    let ports = RestorePorts {
        store: Arc::new(store),
        blobs: Arc::new(files.blobs()?),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
    };
    restore(&ports, &mut archive)
        .await
        .context("nothing was stored")?;
    println!("{described}: stored.");
    println!(
        "Passwords do not travel: make a link for each account with `domifa admin new-link --email …`."
    );
    Ok(())
}
