//! Finding PostgreSQL's programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest version supported.
const OLDEST: u32 = 15;

/// The programs of one version of PostgreSQL.
#[derive(Clone, Debug)]
pub struct Postgres {
    bin: PathBuf,
    pub major: u32,
}

impl Postgres {
    /// The version of `PG_BIN` if that is set, otherwise the newest of Debian's packages.
    pub fn newest() -> Option<Self> {
        Self::all().into_iter().next()
    }

    /// The version that wrote these data: another would not read them.
    pub fn of_data(data: &Path) -> Option<Self> {
        let version = fs::read_to_string(data.join("PG_VERSION")).ok()?;
        let major = version.trim().parse().ok()?;
        Self::all()
            .into_iter()
            .find(|postgres| postgres.major == major)
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    fn all() -> Vec<Self> {
        if let Some(bin) = std::env::var_os("PG_BIN") {
            return Self::at(bin.into()).into_iter().collect();
        }
        let versions = fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .flatten();
        let mut all: Vec<Self> = versions
            .filter_map(|version| Self::at(version.path().join("bin")))
            .collect();
        all.sort_by_key(|postgres| std::cmp::Reverse(postgres.major));
        all
    }

    fn at(bin: PathBuf) -> Option<Self> {
        let complete = ["initdb", "postgres", "pg_ctl", "psql"]
            .iter()
            .all(|name| bin.join(name).is_file());
        if !complete {
            return None;
        }
        let version = Command::new(bin.join("postgres"))
            .arg("--version")
            .output()
            .ok()?;
        let major = major(&String::from_utf8_lossy(&version.stdout))?;
        (major >= OLDEST).then_some(Self { bin, major })
    }
}

/// From `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, or `17beta1`.
fn major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    let end = number
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(number.len());
    number[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_as_the_server_says_it() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major("postgres (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(major("postgres (PostgreSQL) 18"), Some(18));
        assert_eq!(major("something else"), None);
    }
}
