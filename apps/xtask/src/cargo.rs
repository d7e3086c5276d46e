//! Cargo inside cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Doing, Outcome};

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap_or(Path::new("."))
}

/// A cargo command that builds without a database.
///
/// The variables that `cargo run` gave us are taken away: some build scripts watch them, and half
/// of the tree would be built again each time one goes from `cargo xtask` to `cargo` and back.
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let given_by_cargo = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if given_by_cargo {
            command.env_remove(name);
        }
    }
    command.env("SQLX_OFFLINE", "true");
    command
}

/// Builds the server, with the features that the tests use too: the same work is not done twice.
pub fn build_server() -> Outcome {
    crate::process::run(cargo().args(["build", "--workspace", "--bin", "domifa"]))
}

/// The server's binary: cargo puts it beside ours, whatever the target folder.
pub fn server_binary() -> Outcome<PathBuf> {
    let ours = std::env::current_exe().doing("finding the target folder")?;
    Ok(ours.with_file_name("domifa"))
}
