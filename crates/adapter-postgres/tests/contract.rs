//! PostgreSQL keeps the promises of storage.

#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "each test file uses its part")]
mod support;

use support::Database;

macro_rules! on_postgres { ($($case:ident)*) => { $(
    #[tokio::test]
    async fn $case() { testkit::contract::$case(&Database::migrated().await.storage()).await; }
)* } }
testkit::store_contract!(on_postgres);
