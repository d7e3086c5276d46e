//! The program, serving a database of its own.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{Reply, Scratch, get, send};

/// How long a program may take to be ready on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The program under test: cargo puts it beside the tests, or one folder above.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn domifa() -> Command {
    let here = std::env::current_exe().expect("a program knows where it is");
    let built = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join("domifa"));
    let program = built.into_iter().find(|path| path.is_file()).expect(
        "the program `domifa` is not built: run `cargo build -p domifa`, or `cargo xtask test`",
    );
    Command::new(program)
}

/// Where logs and screenshots of the tests go.
///
/// # Panics
/// When the folder cannot be made.
#[must_use]
pub fn output_folder() -> PathBuf {
    let program = domifa().get_program().to_owned();
    let folder = PathBuf::from(program).with_file_name("browser");
    fs::create_dir_all(&folder).expect("the folder of builds can be written");
    folder
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Waits until something is there.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        ensure!(start.elapsed() < PATIENCE, "still waiting for {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A server under way; dropping it stops it and drops its database.
pub struct Site {
    server: Child,
    /// The database behind it.
    pub database: Scratch,
    port: u16,
}

impl Site {
    /// On a new database without any structure.
    ///
    /// # Errors
    /// When the database cannot be made, or the server does not start.
    pub async fn empty() -> Result<Self> {
        Self::prepared_by(&["migrate"]).await
    }

    /// On a new database with the invented people of the demo.
    ///
    /// # Errors
    /// As [`Self::empty`].
    pub async fn demo() -> Result<Self> {
        Self::prepared_by(&["migrate", "demo"]).await
    }

    async fn prepared_by(commands: &[&str]) -> Result<Self> {
        let database = Scratch::create().await?;
        for command in commands {
            let done = domifa()
                .arg(command)
                .env("DATABASE_URL", database.url())
                .output()?;
            let said = String::from_utf8_lossy(&done.stderr);
            ensure!(done.status.success(), "domifa {command}: {said}");
        }
        let port = free_port()?;
        let site = Self {
            server: serve(&database, port)?,
            database,
            port,
        };
        site.is_ready().await?;
        Ok(site)
    }

    async fn is_ready(&self) -> Result<()> {
        let address = self.address();
        until("the server to be ready", || {
            send(&address, &get("/readyz", ""))
                .is_ok_and(|reply| reply.status == 200)
                .then_some(())
        })
        .await
    }

    /// Tells the server to stop, and waits until it has: whoever listens to it does not keep
    /// it from stopping.
    ///
    /// # Errors
    /// When it does not stop soon.
    pub async fn stop(&mut self) -> Result<()> {
        let told = Command::new("kill")
            .args(["-TERM", &self.server.id().to_string()])
            .status()?;
        ensure!(told.success(), "the server is not told to stop");
        let begin = Instant::now();
        while self.server.try_wait()?.is_none() {
            ensure!(
                begin.elapsed() < Duration::from_secs(10),
                "the server does not stop"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Ends the server in the middle of whatever it does, as a machine that fails would.
    ///
    /// # Errors
    /// When it is not there.
    pub fn kill(&mut self) -> Result<()> {
        self.server.kill()?;
        self.server.wait()?;
        Ok(())
    }

    /// Starts a server again where the last one was.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_again(&mut self) -> Result<()> {
        self.server = serve(&self.database, self.port)?;
        self.is_ready().await
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The address of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// Asks for a page outside of any browser.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn get(&self, path: &str, cookie: &str) -> Result<Reply> {
        send(&self.address(), &get(path, cookie))
    }

    /// A command of the program on the same database and for the same address.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = domifa();
        command
            .env("DATABASE_URL", self.database.url())
            .env("DOMIFA_PUBLIC_URL", self.url(""))
            .envs(files_of(&self.database));
        command
    }

    /// What it logged so far.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(log_of(&self.database))?)
    }
}

fn serve(database: &Scratch, port: u16) -> Result<Child> {
    let log = File::options()
        .create(true)
        .append(true)
        .open(log_of(database))?;
    domifa()
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .env("DATABASE_URL", database.url())
        .env("DOMIFA_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        .envs(files_of(database))
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .context("domifa serve")
}

/// Where its files are, and the key that protects them: invented, for what is thrown away.
fn files_of(database: &Scratch) -> [(&'static str, PathBuf); 2] {
    let files = output_folder()
        .join(database.name())
        .with_extension("files");
    let keys = output_folder().join("master-keys");
    // Every site writes the same; what fails here fails at the start of the server.
    let _ = fs::write(&keys, format!("1 {}\n", "5a".repeat(32)));
    [("DOMIFA_FILES", files), ("DOMIFA_MASTER_KEYS", keys)]
}

fn log_of(database: &Scratch) -> PathBuf {
    output_folder().join(database.name()).with_extension("log")
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have ended by itself, which its log tells.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
