//! A database that lasts as long as a test.

use std::{
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};

/// The variable by which the task that runs the tests names the server.
const SERVER: &str = "DOMIFA_TEST_DATABASE";

/// A new database on the server of the tests; dropping it drops the database.
pub struct Scratch {
    name: String,
    server: String,
}

impl Scratch {
    /// An empty one.
    ///
    /// # Errors
    /// When the server does not create it.
    ///
    /// # Panics
    /// Without a server: a test that cannot run has not passed.
    pub async fn create() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var(SERVER).unwrap_or_else(|_| {
            panic!("{SERVER} names no database server: run the tests with `cargo xtask test`")
        });
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let scratch = Self {
            name: format!("product_{}_{number}", std::process::id()),
            server,
        };
        scratch.administer("create database {}").await?;
        Ok(scratch)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address, for the programs that use it.
    ///
    /// # Panics
    /// When the variable does not hold an address.
    #[must_use]
    pub fn url(&self) -> String {
        let options = PgConnectOptions::from_str(&self.server)
            .unwrap_or_else(|_| panic!("{SERVER} is not the address of a PostgreSQL server"));
        let database = options.get_database().unwrap_or_default();
        self.server
            .replacen(&format!("/{database}?"), &format!("/{}?", self.name), 1)
    }

    /// Ends every connection to it and refuses new ones, as an outage would.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn go_away(&self) -> Result<()> {
        self.administer("alter database {} allow_connections false")
            .await?;
        let backends =
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'";
        self.administer(backends).await
    }

    /// Lets connections in again.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn come_back(&self) -> Result<()> {
        self.administer("alter database {} allow_connections true")
            .await
    }

    /// Says something about it to the server, from another database. `{}` is its name.
    async fn administer(&self, statement: &str) -> Result<()> {
        let statement = statement.replace("{}", &self.name);
        let mut connection = PgConnectOptions::from_str(&self.server)?
            .disable_statement_logging()
            .connect()
            .await
            .context("the database server does not answer")?;
        sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(&mut connection)
            .await
            .with_context(|| statement)?;
        Ok(connection.close().await?)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A drop cannot wait on the runtime of the test: it brings its own.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                let dropped = runtime.context("no runtime").and_then(|runtime| {
                    runtime.block_on(self.administer("drop database {} with (force)"))
                });
                if let Err(error) = dropped {
                    eprintln!("{} is left behind: {error:#}", self.name);
                }
            });
        });
    }
}
