//! Storage in memory keeps the promises of storage.

use testkit::{Storage, memory::MemoryStore};

macro_rules! on_memory { ($($case:ident)*) => { $(
    #[tokio::test]
    async fn $case() { testkit::contract::$case(&Storage::of(MemoryStore::new())).await; }
)* } }
testkit::store_contract!(on_memory);
