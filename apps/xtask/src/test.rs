//! `cargo xtask test`: the tests of the workspace, with all they need.

use std::fs;
use std::path::{Path, PathBuf};

use crate::assets;
use crate::cargo::{build_server, cargo};
use crate::cluster::Cluster;
use crate::debian::{self, Need};
use crate::prepare;
use crate::process::{Failure, Outcome, run, say};

/// All that the tests are and need, the server's binary included.
const EVERYTHING: [&str; 3] = ["build", "--workspace", "--all-targets"];

/// Runs all the tests, or what the arguments of `cargo test` choose.
pub fn test(arguments: &[String]) -> Outcome {
    debian::bring(&[
        Need::Postgres,
        Need::Node,
        Need::Browser,
        Need::PdfReader,
        Need::Office,
        Need::MailServer,
        Need::Clock,
    ])?;
    assets::bring(false)?;
    if arguments.is_empty() {
        return run_all();
    }
    // The browser tests run the server's binary, which cargo does not build for them.
    if arguments
        .iter()
        .any(|argument| argument.ends_with("product-tests"))
    {
        build_server()?;
    }
    cargo_test(&Cluster::throw_away()?, arguments)
}

fn run_all() -> Outcome {
    run(cargo().args(EVERYTHING))?;
    let cluster = Cluster::throw_away()?;
    // Before the tests, so that their results are the last thing one reads.
    let queries = prepare::check(&cluster, &EVERYTHING);
    if let Err(Failure::Interrupted) = queries {
        return queries;
    }
    let tests = cargo_test(&cluster, &["--workspace".into(), "--no-fail-fast".into()]);
    if let (Ok(()), Err(_)) = (&tests, &queries) {
        say("The tests pass, but:");
        return queries;
    }
    tests
}

fn cargo_test(cluster: &Cluster, arguments: &[String]) -> Outcome {
    let mut command = cargo();
    command
        .arg("test")
        .args(arguments)
        .env("DOMIFA_TEST_DATABASE", cluster.url("postgres"))
        // A developer's own database is not for tests.
        .env_remove("DATABASE_URL");
    for (name, path) in [
        ("CHROMIUM", debian::chromium()),
        ("CHROMEDRIVER", debian::chromedriver()),
    ] {
        if let Some(path) = path {
            command.env(name, path);
        }
    }
    let efforts = efforts();
    if let Some(folder) = &efforts {
        // What an earlier run counted says nothing of this one.
        let _ = fs::remove_dir_all(folder);
    }
    let tests = run(&mut command);
    if let Some(folder) = efforts {
        tell_efforts(&folder);
    }
    tests
}

/// Where each browser test that counts keys leaves its line: beside the pictures it takes.
fn efforts() -> Option<PathBuf> {
    let ours = std::env::current_exe().ok()?;
    Some(ours.with_file_name("browser").join("efforts"))
}

/// One table of the jobs that were done by the keyboard alone, beside the reference's.
fn tell_efforts(folder: &Path) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut lines: Vec<String> = files
        .filter_map(|file| fs::read_to_string(file.path()).ok())
        .collect();
    if lines.is_empty() {
        return;
    }
    lines.sort();
    say("\n| job | keys | fields | moves by Tab | clicks | reference |\n|---|---|---|---|---|---|");
    for line in lines {
        say(line.trim_end());
    }
}
