//! PostgreSQL keeps the promises of storage.

use crate::support::Database;

macro_rules! on_postgres { ($($case:ident)*) => { $(
    #[tokio::test]
    async fn $case() { testkit::contract::$case(&Database::migrated().await.storage()).await; }
)* } }
testkit::store_contract!(on_postgres);
