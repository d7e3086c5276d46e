//! A private PostgreSQL cluster: on a Unix socket alone, with durable or throw-away settings.

use std::fs::{self, File};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::folder::{Folder, SOCKET};
use crate::postgres::Postgres;
use crate::process::{Doing, Failure, Outcome, Running, pause, quietly, say};

/// What becomes of the data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lifetime {
    Kept,
    /// Durable as a real one, and gone after.
    Measured,
    ThrowAway,
}

/// A server under way; dropping it stops it.
pub struct Cluster {
    postgres: Postgres,
    folder: Folder,
    lifetime: Lifetime,
    /// The server if we started it: one that outlived its task is used as it is.
    server: Option<Running>,
}

impl Cluster {
    /// The project's own cluster, whose data are kept, or begun anew.
    pub fn of_project(project: &Path, reset: bool) -> Outcome<Self> {
        let folder = Folder::of_project(project)?;
        let data = folder.data();
        let postgres = match Postgres::of_data(&data) {
            Some(same_version) => same_version,
            None if data.exists() && !reset => {
                return Err(Failure::because(format_args!(
                    "the version of PostgreSQL that wrote {} is not installed: install it, or begin anew with --reset",
                    data.display()
                )));
            }
            None => newest()?,
        };
        let mut cluster = Self {
            postgres,
            folder,
            lifetime: Lifetime::Kept,
            server: None,
        };
        if reset && data.exists() {
            cluster.forget()?;
            cluster.postgres = newest()?;
        }
        if cluster.answers() {
            say(format_args!(
                "A PostgreSQL already runs in {}: using it",
                cluster.folder.path.display()
            ));
        } else {
            cluster.start()?;
        }
        cluster.wait_until_ready()?;
        cluster.create_database_once("domifa")?;
        Ok(cluster)
    }

    /// A cluster for one run of the tests: fast, and gone after.
    pub fn throw_away() -> Outcome<Self> {
        Self::temporary(Lifetime::ThrowAway)
    }

    /// A cluster for one run of the benchmark: it writes as a real one does, and is gone after.
    pub fn measured() -> Outcome<Self> {
        let cluster = Self::temporary(Lifetime::Measured)?;
        cluster.create_database_once("bench")?;
        Ok(cluster)
    }

    fn temporary(lifetime: Lifetime) -> Outcome<Self> {
        let mut cluster = Self {
            postgres: newest()?,
            folder: Folder::temporary()?,
            lifetime,
            server: None,
        };
        cluster.start()?;
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// The address of one of its databases, for its superuser.
    pub fn url(&self, database: &str) -> String {
        let (superuser, host) = (self.superuser(), percent_encoded(&self.folder.path));
        format!("postgres://{superuser}@localhost/{database}?host={host}")
    }

    /// Runs SQL with psql and returns what it prints.
    pub fn psql(&self, database: &str, arguments: &[&str]) -> Outcome<String> {
        let mut psql = Command::new(self.postgres.program("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.url(database))
            .args(arguments);
        quietly(&mut psql)
    }

    /// Fails when the server that we started has ended.
    pub fn check(&mut self) -> Outcome {
        let ended = match &mut self.server {
            Some(server) => server.ended()?.is_some(),
            None => false,
        };
        if ended {
            return Err(self.complaint("PostgreSQL has ended"));
        }
        Ok(())
    }

    fn superuser(&self) -> &'static str {
        match self.lifetime {
            Lifetime::Kept => "domifa",
            Lifetime::Measured | Lifetime::ThrowAway => "app",
        }
    }

    fn start(&mut self) -> Outcome {
        if !self.folder.data().exists() {
            self.initialise()?;
        }
        let log = File::create(self.log()).doing("opening the log of PostgreSQL")?;
        let errors = log.try_clone().doing("opening the log of PostgreSQL")?;
        let mut command = self.folder.user.command(self.postgres.program("postgres"));
        command
            .arg("-D")
            .arg(self.folder.data())
            .stdout(log)
            .stderr(errors);
        let quoted = self.folder.path.display().to_string().replace('"', "\"\"");
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories=\"{quoted}\""),
            // There is no password: only the server's user and root may connect.
            "unix_socket_permissions=0700".to_owned(),
        ];
        let more: &[&str] = match self.lifetime {
            Lifetime::Kept => &[],
            // As docs/operations.md advises, and statements are counted.
            Lifetime::Measured => &[
                "shared_buffers=1GB",
                "max_wal_size=4GB",
                "random_page_cost=1.1",
                "shared_preload_libraries=pg_stat_statements",
                "pg_stat_statements.track_utility=off",
            ],
            Lifetime::ThrowAway => &[
                "max_connections=200",
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
            ],
        };
        settings.extend(more.iter().map(ToString::to_string));
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        self.server = Some(Running::start(&mut command)?);
        Ok(())
    }

    /// Makes the data under another name first: an interrupted start leaves nothing half made.
    fn initialise(&self) -> Outcome {
        let unfinished = self.folder.path.join("unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).doing("removing an unfinished cluster")?;
        }
        let mut initdb = self.folder.user.command(self.postgres.program("initdb"));
        initdb
            .arg("-D")
            .arg(&unfinished)
            .args(["-U", self.superuser()]);
        initdb.args(["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        if self.lifetime != Lifetime::Kept {
            initdb.arg("--no-sync");
        }
        quietly(&mut initdb)?;
        fs::rename(unfinished, self.folder.data()).doing("finishing the new cluster")
    }

    fn wait_until_ready(&mut self) -> Outcome {
        // Recovery after a crash may take a while.
        let patience = Duration::from_secs(120);
        let start = Instant::now();
        while self.psql("postgres", &["-c", "select 1"]).is_err() {
            self.check()?;
            if start.elapsed() > patience {
                return Err(self.complaint("PostgreSQL does not answer"));
            }
            pause(Duration::from_millis(50))?;
        }
        Ok(())
    }

    fn create_database_once(&self, name: &str) -> Outcome {
        let known = self.psql("postgres", &["-c", "select datname from pg_database"])?;
        if !known.lines().any(|database| database == name) {
            self.psql("postgres", &["-c", &format!("create database {name}")])?;
        }
        Ok(())
    }

    /// Stops a server that may use the data, then removes them.
    fn forget(&self) -> Outcome {
        if self.answers() {
            self.shut_down()?;
        }
        fs::remove_dir_all(self.folder.data()).doing("removing the data")
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.folder.path.join(SOCKET)).is_ok()
    }

    /// The fast shutdown: clients are disconnected, everything committed is kept.
    fn shut_down(&self) -> Outcome {
        let mut command = self.folder.user.command(self.postgres.program("pg_ctl"));
        command.arg("stop").arg("-D").arg(self.folder.data());
        quietly(command.args(["-m", "fast", "-w", "-t", "60"])).map(drop)
    }

    fn log(&self) -> PathBuf {
        self.folder.path.join("log")
    }

    fn complaint(&self, what: &str) -> Failure {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        Failure::because(format_args!(
            "{what}; its last words:\n{}",
            last_lines(&log, 10)
        ))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let ended = match &mut self.server {
            Some(server) => matches!(server.ended(), Ok(Some(_))),
            None => !self.answers(),
        };
        // A server of ours that is not up enough to be told so is stopped by its own drop.
        if !ended
            && let Err(Failure::Because(reason)) = self.shut_down()
            && self.server.is_none()
        {
            say(reason);
        }
        self.server = None;
        if self.lifetime != Lifetime::Kept {
            let _ = fs::remove_dir_all(&self.folder.path);
        }
    }
}

fn newest() -> Outcome<Postgres> {
    Postgres::newest()
        .ok_or_else(|| Failure::because("no PostgreSQL 15 or newer is found: install one, or set PG_BIN to the folder of its programs"))
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn percent_encoded(path: &Path) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt as _;

    let mut encoded = String::new();
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(byte) {
            encoded.push(char::from(*byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_into_an_address_without_breaking_it() {
        assert_eq!(percent_encoded(Path::new("/tmp/a-b_c.d")), "/tmp/a-b_c.d");
        assert_eq!(
            percent_encoded(Path::new("/mes projets/é?&")),
            "/mes%20projets/%C3%A9%3F%26"
        );
    }

    #[test]
    fn a_throw_away_cluster_answers_and_leaves_nothing() {
        let cluster = Cluster::throw_away().unwrap();
        let folder = cluster.folder.path.clone();
        assert_eq!(
            cluster
                .psql("postgres", &["-c", "select current_user"])
                .unwrap(),
            "app\n"
        );
        assert!(
            cluster
                .url("postgres")
                .starts_with("postgres://app@localhost/postgres?host=/")
        );

        drop(cluster);

        assert!(!folder.exists());
    }

    #[test]
    fn a_kept_cluster_keeps_its_data_until_they_are_reset() {
        let project = std::env::temp_dir().join(format!("xtask project {}", std::process::id()));
        let count = "select count(*) from pg_class where relname = 'witness'";
        fs::create_dir_all(&project).unwrap();

        let first = Cluster::of_project(&project, false).unwrap();
        first
            .psql("domifa", &["-c", "create table witness ()"])
            .unwrap();
        drop(first);

        // A server that outlived its task: its owner is never told to stop it.
        let mut orphan = Cluster::of_project(&project, false).unwrap();
        let server = orphan.server.take();
        let adopted = Cluster::of_project(&project, false).unwrap();
        assert_eq!(adopted.psql("domifa", &["-c", count]).unwrap(), "1\n");
        drop(adopted);
        assert!(!orphan.answers(), "the adopted server is stopped too");
        drop((orphan, server));

        let anew = Cluster::of_project(&project, true).unwrap();
        assert_eq!(anew.psql("domifa", &["-c", count]).unwrap(), "0\n");
        drop(anew);
        fs::remove_dir_all(&project).unwrap();
    }
}
