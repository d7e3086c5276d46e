//! What the tasks need of the machine, and how it is brought.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::folder;
use crate::postgres::Postgres;
use crate::process::{Failure, Outcome, run, say};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Postgres,
    Node,
    Browser,
    PdfReader,
    Office,
    MailServer,
    Clock,
}

/// Where Debian keeps the SMTP server that tests send to.
const AIOSMTPD: &str = "/usr/lib/python3/dist-packages/aiosmtpd";

impl Need {
    fn is_here(self) -> bool {
        match self {
            Self::Postgres => Postgres::newest().is_some(),
            Self::Node => program("node").is_some() && program("npm").is_some(),
            Self::Browser => chromium().is_some() && chromedriver().is_some(),
            Self::PdfReader => program("pdftotext").is_some(),
            Self::Office => program("soffice").is_some() && spreadsheets(),
            Self::MailServer => Path::new(AIOSMTPD).is_dir(),
            Self::Clock => program("faketime").is_some(),
        }
    }

    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Node => &["nodejs", "npm"],
            Self::Browser => &["chromium", "chromium-driver"],
            Self::PdfReader => &["poppler-utils"],
            Self::Office => &["libreoffice-writer-nogui", "libreoffice-calc-nogui"],
            Self::MailServer => &["python3-aiosmtpd"],
            Self::Clock => &["faketime"],
        }
    }
}

/// Installs what is missing, where that needs no question; otherwise says what to type.
pub fn bring(needs: &[Need]) -> Outcome {
    let missing: Vec<Need> = needs
        .iter()
        .copied()
        .filter(|need| !need.is_here())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if missing.contains(&Need::Postgres) && std::env::var_os("PG_BIN").is_some() {
        return Err(Failure::because(
            "PG_BIN does not name the programs of a PostgreSQL 15 or newer",
        ));
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages())
        .copied()
        .collect();
    let list = packages.join(" ");
    if program("apt-get").is_none() {
        return Err(Failure::because(format_args!(
            "what Debian calls {list} is missing: install it, then run this again"
        )));
    }
    let Some(prefix) = administrator() else {
        return Err(Failure::because(format_args!(
            "{list} must be installed. Type this, then run the task again:\n  \
             sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {list}'"
        )));
    };
    say(format_args!("Installing {list}"));
    // An unreachable mirror among several is no reason to stop: the install decides.
    if let Err(Failure::Interrupted) = run(&mut apt(prefix, &["update"])) {
        return Err(Failure::Interrupted);
    }
    let mut install = apt(prefix, &["install", "-y", "--no-install-recommends"]);
    run(install.args(&packages))?;
    if missing.iter().all(|need| need.is_here()) {
        return Ok(());
    }
    Err(Failure::because(format_args!(
        "{list} is installed, yet does not suit: PostgreSQL 15 or newer, chromium, chromedriver, \
         pdftotext, node, npm, aiosmtpd and faketime are looked for"
    )))
}

pub fn chromium() -> Option<PathBuf> {
    chosen("CHROMIUM").or_else(|| program("chromium"))
}

pub fn chromedriver() -> Option<PathBuf> {
    chosen("CHROMEDRIVER").or_else(|| program("chromedriver"))
}

fn chosen(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

/// What goes before an administrator's command, if we may give one without a question.
fn administrator() -> Option<&'static [&'static str]> {
    if folder::we_are_root() {
        return Some(&[]);
    }
    let may_sudo = Command::new("sudo")
        .args(["-n", "true"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    may_sudo.then_some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let words = [
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"],
        // Another installation may be under way on a machine that has just started.
        &["-o", "DPkg::Lock::Timeout=300"],
        arguments,
    ]
    .concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Whether LibreOffice has its spreadsheets: its program is the same without them.
fn spreadsheets() -> bool {
    let program = program("soffice").and_then(|link| fs::canonicalize(link).ok());
    program.is_some_and(|program| program.with_file_name("libsclo.so").is_file())
}

/// Where the shell would find a program.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| {
            fs::metadata(file)
                .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_as_the_shell_finds_it() {
        assert!(program("sh").is_some_and(|path| path.is_absolute()));
        assert_eq!(program("no-such-program-anywhere"), None);
    }
}
