//! The developer tasks, as `cargo xtask …`.
//!
//! The standard library and one crate for signals: it starts in seconds on a fresh machine, and
//! knows nothing of the product but the names of its commands.

mod assets;
mod bench;
mod cargo;
mod cluster;
mod debian;
mod demo;
mod folder;
mod postgres;
mod prepare;
mod process;
mod test;

use std::io::{self, Write};
use std::process::ExitCode;

use process::{Doing, Failure, Outcome};

const HELP: &str = "\
Developer tasks of DomiFa.

cargo xtask demo [--reset] [--port N]
    Starts DomiFa with invented people on http://localhost:8080. A second start keeps the data,
    --reset begins anew. Uses the server of DATABASE_URL when that is set, else a private
    PostgreSQL in data/postgres. Ctrl-C stops all it started.

cargo xtask test [ARGUMENTS OF cargo test]
    Runs every test of the workspace on a throw-away PostgreSQL.

cargo xtask bench [--quick] [--json FILE]
    Measures the release server on 500,000 invented dossiers, or on 50,000 with --quick, in a
    throw-away PostgreSQL, and prints what each operation costs. Builds for release first.

cargo xtask assets [--force]
    Brings the web assets where they are missing or stale.

cargo xtask prepare [--check]
    Describes the checked queries again in .sqlx, or fails when that would change something.

What is missing (PostgreSQL, Chromium, poppler, Node, aiosmtpd) is installed from Debian's packages by root
or by a sudo that asks nothing; otherwise the command to type is printed. PG_BIN names another
folder of PostgreSQL programs.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Failure::Because(reason) = &failure {
                process::say(format_args!("error: {reason}"));
            }
            failure.exit_code()
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let Some((task, options)) = arguments.split_first() else {
        return help();
    };
    process::watch_signals()?;
    match task.as_str() {
        "demo" => demo::demo(&demo::Options::parse(options)?),
        "test" => test::test(options),
        "bench" => bench::bench(options),
        "assets" => assets::bring(flag(options, "--force")?),
        "prepare" => prepare::prepare(flag(options, "--check")?),
        "help" | "--help" | "-h" => help(),
        unknown => Err(Failure::because(format_args!(
            "there is no task {unknown:?}; `cargo xtask` lists them"
        ))),
    }
}

fn help() -> Outcome {
    io::stdout()
        .write_all(HELP.as_bytes())
        .doing("writing the help")
}

/// Whether the only option a task knows was given.
fn flag(options: &[String], name: &str) -> Outcome<bool> {
    match options {
        [] => Ok(false),
        [only] if only == name => Ok(true),
        _ => Err(Failure::because(format_args!(
            "the only option here is {name}"
        ))),
    }
}
