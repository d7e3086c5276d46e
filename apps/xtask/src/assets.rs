//! The web assets: what npm brings, reduced to what is served.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cargo::root;
use crate::debian::{self, Need};
use crate::folder::fingerprint;
use crate::process::{Doing, Outcome, run, say};

/// What the assets are made from.
const SOURCES: [&str; 4] = [
    "package.json",
    "package-lock.json",
    "build.mjs",
    "favicon.svg",
];

/// Brings the web assets where they are missing or stale.
pub fn bring(force: bool) -> Outcome {
    let sources = root().join("apps/web-kit/assets");
    // Written last: an interrupted build leaves none.
    let stamp = root().join("apps/web-kit/dist/.stamp");
    let wanted = stamp_of(&sources)?;
    if !force && fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    debian::bring(&[Need::Node])?;
    say("Bringing the web assets");
    // The project's .npmrc holds the rest: nothing that a package would run is run.
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&sources))?;
    run(Command::new("node").arg("build.mjs").current_dir(&sources))?;
    fs::write(&stamp, wanted).doing("marking the web assets as fresh")
}

fn stamp_of(sources: &Path) -> Outcome<String> {
    let mut all = Vec::new();
    for name in SOURCES {
        let file = sources.join(name);
        all.extend(fs::read(&file).doing(format_args!("reading {}", file.display()))?);
    }
    Ok(format!("{:016x}\n", fingerprint(&all)))
}
