//! `domifa files`: what whoever runs the installation does about files and their keys.

use std::{collections::BTreeSet, process::ExitCode, sync::Arc};

use adapter_postgres::PgStore;
use anyhow::{Context, Result};
use application::files::{BlobStore, CheckPorts, Checked, FileCheck, Finding};
use clap::{Args, Subcommand};
use kernel::StructureId;

use crate::{
    config::{DatabaseOptions, FileOptions},
    ports::SystemClock,
};

/// What to do.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    files: FileOptions,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Print a line with a new master key, to be added to the file of master keys.
    NewKey,
    /// Prove that every file has its content and every content its file. Ends with 1 when
    /// something is wrong. Others may work meanwhile.
    Check(Check),
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Read every file to its end as well.
    #[arg(long)]
    read: bool,
    /// Delete content that no file names, forget files without content, and lock all keys
    /// with the newest master key.
    #[arg(long)]
    repair: bool,
}

/// Does it.
pub async fn run(options: Options) -> Result<ExitCode> {
    match options.action {
        Action::NewKey => {
            let number = options.files.next_key()?;
            println!("{number} {}", adapter_files::new_key()?);
            Ok(ExitCode::SUCCESS)
        }
        Action::Check(check) => run_check(&options.files, &check).await,
    }
}

async fn run_check(files: &FileOptions, asked: &Check) -> Result<ExitCode> {
    let store = PgStore::connect(&asked.database.url()?, 2)
        .context("DATABASE_URL is not the address of a PostgreSQL database")?;
    let known: BTreeSet<StructureId> = store
        .structures()
        .await
        .context("the database cannot be read")?
        .into_iter()
        .collect();
    let blobs = Arc::new(files.blobs()?);
    let stored = blobs.structures().await.context("DOMIFA_FILES")?;
    let ports = CheckPorts {
        store: Arc::new(store),
        blobs,
        scanner: files.scanner(),
        clock: Arc::new(SystemClock),
    };
    let check = FileCheck {
        read: asked.read,
        repair: asked.repair,
    };
    let mut total = Checked::default();
    for structure in &known {
        let checked = check
            .run(&ports, *structure)
            .await
            .with_context(|| format!("structure {structure}"))?;
        for finding in &checked.findings {
            print_finding(*structure, *finding);
        }
        total.files += checked.files;
        total.loose += checked.loose;
        total.relocked += checked.relocked;
        total.findings.extend(checked.findings);
    }
    // Never repaired: it may be the wrong database.
    let strange: Vec<_> = stored.iter().filter(|id| !known.contains(id)).collect();
    for structure in &strange {
        println!(
            "{structure}: the database does not know this structure, whose files are left alone"
        );
    }
    println!(
        "{} files; {} wrong; {} being written or waiting to be deleted; {} keys locked again",
        total.files,
        total.findings.len() + strange.len(),
        total.loose,
        total.relocked,
    );
    let put_right = |finding: &Finding| match finding {
        Finding::BlobWithoutFile(_) | Finding::FileWithoutBlob(_) => asked.repair,
        Finding::Unreadable(_) | Finding::Infected(_) => false,
    };
    let wrong = !strange.is_empty() || !total.findings.iter().all(put_right);
    Ok(if wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn print_finding(structure: StructureId, finding: Finding) {
    let (file, what) = match finding {
        Finding::BlobWithoutFile(file) => (file, "content that no file names"),
        Finding::FileWithoutBlob(file) => (file, "a file without its content"),
        Finding::Unreadable(file) => (file, "a file that does not decrypt"),
        Finding::Infected(file) => (file, "a file that the scanner found infected"),
    };
    println!("{structure} {file}: {what}");
}
