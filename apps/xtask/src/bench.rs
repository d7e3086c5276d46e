//! `cargo xtask bench`: the release server on a nation of invented dossiers.

use std::path::Path;
use std::process::Command;

use crate::assets;
use crate::cargo::{cargo, server_binary};
use crate::cluster::Cluster;
use crate::debian::{self, Need};
use crate::process::{Failure, Outcome, run};

pub fn bench(options: &[String]) -> Outcome {
    check(options)?;
    debian::bring(&[Need::Postgres])?;
    assets::bring(false)?;
    run(cargo().args(["build", "--release", "-p", "domifa", "-p", "bench"]))?;
    let cluster = Cluster::measured()?;
    let release = server_binary()?
        .parent()
        .and_then(Path::parent)
        .map(|target| target.join("release"))
        .ok_or_else(|| Failure::because("the target folder is not found"))?;
    // As it was built with the server: alone, it would be built anew with fewer features.
    run(Command::new(release.join("bench"))
        .arg("--server")
        .arg(release.join("domifa"))
        .args(options)
        .env("DATABASE_URL", cluster.url("bench")))
}

/// Before a long build: the program itself would only refuse them after it.
fn check(options: &[String]) -> Outcome {
    let mut options = options.iter().map(String::as_str);
    while let Some(option) = options.next() {
        let understood = match option {
            "--quick" | "--imports" | "--evening" => true,
            "--json" => options.next().is_some(),
            _ => false,
        };
        if !understood {
            return Err(Failure::because(
                "the options of bench are --quick, --imports, --evening and --json FILE",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_means_nothing_is_refused_before_the_build() {
        let check = |options: &[&str]| {
            check(&options.iter().map(ToString::to_string).collect::<Vec<_>>()).is_ok()
        };
        assert!(check(&[]));
        assert!(check(&["--json", "figures.json", "--quick"]));
        assert!(!check(&["--json"]));
        assert!(!check(&["--fast"]));
    }
}
