//! A database of its own for each test, on a server that is thrown away.

use std::sync::atomic::{AtomicU32, Ordering};

use adapter_postgres::{PgStore, migrate};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use testkit::Storage;

/// The template is made once, and nobody may be connected to it while it is copied.
const TEMPLATE_LOCK: i64 = 4_264_001;

/// An empty, migrated database.
pub struct Database {
    url: String,
}

impl Database {
    pub async fn migrated() -> Self {
        let mut server = connect(&server_url("postgres")).await;
        let locked = format!("select pg_advisory_lock({TEMPLATE_LOCK})");
        execute(&mut server, &locked).await;
        let made: bool = sqlx::query_scalar(
            "select exists (select from pg_database where datname = 'domifa_template' and datistemplate)",
        )
        .fetch_one(&mut server)
        .await
        .unwrap();
        if !made {
            execute(&mut server, "drop database if exists domifa_template").await;
            execute(&mut server, "create database domifa_template").await;
            migrate(&server_url("domifa_template").into())
                .await
                .unwrap();
            execute(
                &mut server,
                "alter database domifa_template is_template true",
            )
            .await;
        }
        let database = Self::copy_of(&mut server, "domifa_template").await;
        server.close().await.unwrap();
        database
    }

    /// Without any schema.
    pub async fn bare() -> Self {
        let mut server = connect(&server_url("postgres")).await;
        Self::copy_of(&mut server, "template0").await
    }

    async fn copy_of(server: &mut PgConnection, template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("domifa_test_{}_{count}", std::process::id());
        execute(server, &format!("drop database if exists {name}")).await;
        let copy = format!("create database {name} template {template} strategy file_copy");
        execute(server, &copy).await;
        Self {
            url: server_url(&name),
        }
    }

    pub fn url(&self) -> secrecy::SecretString {
        self.url.clone().into()
    }

    /// As the program sees it.
    pub fn store(&self) -> PgStore {
        PgStore::connect(&self.url(), 10).unwrap()
    }

    pub fn storage(&self) -> Storage {
        Storage::of(self.store())
    }

    /// As its owner, a superuser, sees it: everything.
    pub async fn owner(&self) -> PgConnection {
        connect(&self.url).await
    }

    /// As the role of the server sees it.
    pub async fn server_role(&self) -> PgConnection {
        let mut connection = connect(&self.url).await;
        execute(&mut connection, "set role domifa_server").await;
        connection
    }
}

/// The address of one of the server's databases.
fn server_url(database: &str) -> String {
    let url = std::env::var("DOMIFA_TEST_DATABASE")
        .expect("DOMIFA_TEST_DATABASE names a server to throw away: run `cargo xtask test`");
    let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{database}?{parameters}")
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

/// Runs SQL that a test built.
pub async fn execute(connection: &mut PgConnection, sql: &str) {
    let done = connection.execute(AssertSqlSafe(sql.to_owned())).await;
    assert!(done.is_ok(), "{sql}: {done:?}");
}

/// How the database refuses SQL, as its code.
pub async fn refusal(connection: &mut PgConnection, sql: &str) -> Option<String> {
    let error = connection
        .execute(AssertSqlSafe(sql.to_owned()))
        .await
        .err()?;
    let answer = error.as_database_error().unwrap();
    Some(answer.code().unwrap().into_owned())
}
