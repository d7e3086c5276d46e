//! The program through which browsers are driven.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};

use super::{get, send, site};

/// A `chromedriver` under way; dropping it closes its browsers and stops it.
pub struct Driver {
    program: Child,
    port: u16,
}

impl Driver {
    /// Starts the one that `CHROMEDRIVER` names, or Debian's.
    ///
    /// # Errors
    /// When it is not there or does not start.
    pub async fn start() -> Result<Self> {
        let port = site::free_port()?;
        let path = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "/usr/bin/chromedriver".into());
        let program = Command::new(&path)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("{path} does not start: run the tests with `cargo xtask test`")
            })?;
        let driver = Self { program, port };
        site::until("chromedriver", || driver.ask("/status")).await?;
        Ok(driver)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn ask(&self, path: &str) -> Option<()> {
        let reply = send(&format!("127.0.0.1:{}", self.port), &get(path, "")).ok()?;
        (reply.status == 200).then_some(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked, it closes the browsers; killed, it would leave them.
        if self.ask("/shutdown").is_some() {
            for _ in 0..100 {
                if matches!(self.program.try_wait(), Ok(Some(_))) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
