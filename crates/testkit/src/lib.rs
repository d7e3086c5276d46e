//! What tests and embedders' examples stand on: ports in memory, a clock that is set by
//! hand, builders, and the promises of storage written once for every adapter.
//!
//! Only dev-dependencies know this crate. It must not know any adapter.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

pub mod builders;
pub mod contract;
pub mod house;
pub mod memory;
pub mod ports;

use std::sync::Arc;

use application::{
    ports::{Identities, Store},
    reads::DossierLists,
};

/// Storage as the use cases see it, whatever is behind.
#[derive(Clone)]
pub struct Storage {
    /// Transactions.
    pub store: Arc<dyn Store>,
    /// What is looked up before a structure is known.
    pub identities: Arc<dyn Identities>,
    /// Lists.
    pub lists: Arc<dyn DossierLists>,
}

impl Storage {
    /// All of it from one adapter.
    #[must_use]
    pub fn of<S: Store + Identities + DossierLists + 'static>(adapter: S) -> Self {
        let adapter = Arc::new(adapter);
        Self {
            store: adapter.clone(),
            identities: adapter.clone(),
            lists: adapter,
        }
    }
}
