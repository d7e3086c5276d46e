//! `cargo xtask prepare`: what is generated and kept. That is what the database says of the
//! checked queries, in `.sqlx`, so that builds need no database, and the table of rules, in
//! `docs/rules.md`.
//!
//! The macros write the queries themselves when they are given a database and a folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cargo::{cargo, root};
use crate::cluster::Cluster;
use crate::debian::{self, Need};
use crate::process::{Doing, Failure, Outcome, run, say};

const DATABASE: &str = "prepare";

/// The least that compiles every checked query.
const QUERIES_ALONE: [&str; 4] = ["check", "-p", "adapter-postgres", "--lib"];

/// The descriptions by file name.
type Queries = BTreeMap<String, Vec<u8>>;

/// Writes `.sqlx` again, or only fails when that would change something.
pub fn prepare(only_check: bool) -> Outcome {
    debian::bring(&[Need::Postgres])?;
    let cluster = Cluster::throw_away()?;
    if only_check {
        check(&cluster, &QUERIES_ALONE)
    } else {
        write(&cluster)?;
        run(cargo().args(["run", "-p", "product-tests", "--bin", "rules-doc"]))
    }
}

/// Fails when `.sqlx` is not what the migrations and the queries make of it.
///
/// `compilation` is the cargo command to use: one that has just run has little to do again.
pub fn check(cluster: &Cluster, compilation: &[&str]) -> Outcome {
    let (kept, fresh) = compare(cluster, compilation)?;
    let stale = differences(&kept, &fresh);
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::because(format_args!(
        ".sqlx is stale, run `cargo xtask prepare`: {}",
        stale.join(", ")
    )))
}

fn write(cluster: &Cluster) -> Outcome {
    let (kept, fresh) = compare(cluster, &QUERIES_ALONE)?;
    let folder = root().join(".sqlx");
    fs::create_dir_all(&folder).doing("making .sqlx")?;
    for name in differences(&kept, &fresh) {
        let file = folder.join(name);
        match fresh.get(name) {
            Some(description) => fs::write(&file, description),
            None => fs::remove_file(&file),
        }
        .doing(format_args!("updating {}", file.display()))?;
    }
    say(format_args!(
        "{} queries are described in .sqlx",
        fresh.len()
    ));
    Ok(())
}

fn differences<'a>(kept: &'a Queries, fresh: &'a Queries) -> Vec<&'a str> {
    let mut names: Vec<&str> = kept
        .keys()
        .chain(fresh.keys())
        .filter(|name| kept.get(*name) != fresh.get(*name))
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What is kept, and what a compilation against the migrated database says.
fn compare(cluster: &Cluster, compilation: &[&str]) -> Outcome<(Queries, Queries)> {
    migrate(cluster)?;
    let folder = std::env::temp_dir().join(format!("domifa-sqlx-{}", std::process::id()));
    fs::create_dir(&folder).doing("making a folder for the descriptions")?;
    let fresh = describe(cluster, compilation, &folder);
    fs::remove_dir_all(&folder).doing("removing a folder")?;
    Ok((read(&root().join(".sqlx"))?, fresh?))
}

/// The files themselves, not our own migrator: it may not compile while queries change.
fn migrate(cluster: &Cluster) -> Outcome {
    cluster.psql("postgres", &["-c", &format!("create database {DATABASE}")])?;
    let mut migrations: Vec<PathBuf> = fs::read_dir(root().join("migrations"))
        .doing("reading the migrations")?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    migrations.sort();
    for migration in migrations {
        cluster.psql(DATABASE, &["-f", &migration.to_string_lossy()])?;
    }
    Ok(())
}

fn describe(cluster: &Cluster, compilation: &[&str], folder: &Path) -> Outcome<Queries> {
    // Cargo does not see that the environment of the macros changed: it sees a newer file.
    let crate_root = root().join("crates/adapter-postgres/src/lib.rs");
    let source = File::options()
        .append(true)
        .open(&crate_root)
        .doing("opening adapter-postgres")?;
    let before = source
        .metadata()
        .and_then(|source| source.modified())
        .doing("reading a date")?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the date of a file, not a date of the law"
    )]
    source
        .set_modified(SystemTime::now())
        .doing("touching adapter-postgres")?;
    let described = run(cargo()
        .args(compilation)
        .env("DATABASE_URL", cluster.url(DATABASE))
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", folder));
    let fresh = described.and_then(|()| read(folder))?;
    if fresh.is_empty() {
        // Another build, meanwhile, made the crate without describing anything.
        return Err(Failure::because(
            "no query was described: another cargo was at work, try again when it is done",
        ));
    }
    if fresh == read(&root().join(".sqlx"))? {
        // Nothing changed, so nothing needs to be built again.
        source.set_modified(before).doing("restoring a date")?;
    }
    Ok(fresh)
}

fn read(folder: &Path) -> Outcome<Queries> {
    let mut queries = Queries::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("query-") {
            queries.insert(name, fs::read(entry.path()).doing("reading a description")?);
        }
    }
    Ok(queries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queries(entries: &[(&str, &str)]) -> Queries {
        entries
            .iter()
            .map(|(name, text)| (name.to_string(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn what_is_new_changed_or_gone_is_named_once() {
        let kept = queries(&[("a", "same"), ("b", "old"), ("c", "gone")]);
        let fresh = queries(&[("a", "same"), ("b", "new"), ("d", "added")]);
        assert_eq!(differences(&kept, &fresh), ["b", "c", "d"]);
        assert!(differences(&kept, &kept).is_empty());
    }
}
