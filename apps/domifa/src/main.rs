//! `domifa`: the one program of the product. It serves the pages, prepares the
//! database, evaluates the rules of law, and creates structures.
//!
//! Here everything is wired: configuration, clock, secrets and adapters meet the use
//! cases, and nowhere else.

mod admin;
mod archive;
mod blanks;
mod config;
mod demo;
mod export;
mod files;
mod gateways;
mod house;
mod import;
mod jobs;
mod office;
mod ports;
mod restore;
mod serve;
mod telemetry;
mod worker;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use config::DatabaseOptions;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Domiciliation of people without a stable home.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages.
    Serve(Box<serve::Options>),
    /// Do what is to be done in the background, without pages.
    Worker(Box<worker::Options>),
    /// Bring the database to the schema of this program.
    Migrate(DatabaseOptions),
    /// Evaluate rules of law: one JSON object a line in, one out.
    Rules {
        /// Print the names of the rules, with their input and output.
        #[arg(long)]
        list: bool,
    },
    /// Create structures and links, for whoever runs the installation.
    Admin(Box<admin::Options>),
    /// List the tasks that failed for good, and have them tried again.
    Jobs(jobs::Options),
    /// Check the files that are kept, and make the keys that protect them.
    Files(Box<files::Options>),
    /// Export the people of a structure as a file, or the whole structure as an archive.
    Export(Box<export::Options>),
    /// Look at a register before taking it over, or take over the archive of a structure.
    Import(Box<import::Options>),
    /// Load invented people into an empty database and print the accounts.
    Demo(demo::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("domifa: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let done = match command {
        Command::Rules { list } => {
            let mut output = io::stdout().lock();
            let outcome = if list {
                output.write_all(adapter_rules::list().as_bytes())
            } else {
                adapter_rules::run(io::stdin().lock(), output)
            };
            match outcome {
                // Whoever read the answers has seen enough.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                outcome => outcome.context("standard input or output failed"),
            }
        }
        Command::Serve(options) => runtime()?.block_on(serve::serve(*options)),
        Command::Worker(options) => runtime()?.block_on(worker::run(*options)),
        Command::Migrate(database) => runtime()?.block_on(async {
            adapter_postgres::migrate(&database.url()?)
                .await
                .context("the migration failed")
        }),
        Command::Admin(options) => runtime()?.block_on(admin::run(*options)),
        Command::Jobs(options) => runtime()?.block_on(jobs::run(options)),
        Command::Files(options) => return runtime()?.block_on(files::run(*options)),
        Command::Export(options) => runtime()?.block_on(export::run(*options)),
        Command::Import(options) => return import::run(&options),
        Command::Demo(options) => runtime()?.block_on(demo::run(options)),
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the asynchronous runtime does not start")
}
