//! The release server, as users run it.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::client::{Ask, Client};

/// How long it may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server under way; dropping it stops it.
pub struct Server {
    child: Child,
    /// Where it keeps files.
    files: PathBuf,
    pub host: String,
    pub started_in: Duration,
}

impl Server {
    pub async fn start(program: &Path, database: &str) -> Result<Self> {
        let host = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let files = std::env::temp_dir().join(format!("domifa-bench-{}", std::process::id()));
        fs::create_dir_all(&files)?;
        let keys = files.join("master-keys");
        fs::write(&keys, format!("1 {}\n", "5a".repeat(32)))?;
        let child = Command::new(program)
            .args(["serve", "--listen", &host, "--log", "warn"])
            .env("DATABASE_URL", database)
            .env("DOMIFA_FILES", &files)
            .env("DOMIFA_MASTER_KEYS", keys)
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let start = Instant::now();
        let mut server = Self {
            child,
            files,
            host,
            started_in: Duration::ZERO,
        };
        let client = Client::new(&server.host);
        while client.ask(&Ask::page("/readyz")).await.is_err() {
            ensure!(server.child.try_wait()?.is_none(), "the server has ended");
            ensure!(start.elapsed() < PATIENCE, "the server is not ready");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server.started_in = start.elapsed();
        Ok(server)
    }

    /// Its resident memory.
    pub fn rss_mb(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib: f64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|line| line.split_whitespace().next())
            .context("the memory of the server")?
            .parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.files);
    }
}
