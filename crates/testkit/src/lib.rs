//! What tests and embedders' examples stand on: ports in memory, a clock that is set by
//! hand, builders, and the promises of storage written once for every adapter.
//!
//! Only dev-dependencies know this crate. It must not know any adapter.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

pub mod builders;
pub mod carriers;
pub mod contract;
pub mod house;
pub mod imports;
pub mod memory;
pub mod parcel;
pub mod ports;
mod printing;
pub mod templates;

use std::sync::Arc;

use application::{
    agenda::Agenda,
    find::DossierSearch,
    imports::port::ImportProgress,
    jobs::JobBoard,
    live::Changes,
    messages::ports::MessagePost,
    ports::{Identities, Store},
    reads::DossierLists,
    round::RoundViews,
    worklist::WorkList,
};

/// Storage as the use cases see it, whatever is behind.
#[derive(Clone)]
pub struct Storage {
    /// Transactions.
    pub store: Arc<dyn Store>,
    /// The agenda.
    pub agenda: Arc<dyn Agenda>,
    /// What is looked up before a structure is known.
    pub identities: Arc<dyn Identities>,
    /// Lists.
    pub lists: Arc<dyn DossierLists>,
    /// Search.
    pub search: Arc<dyn DossierSearch>,
    /// Mail rounds.
    pub rounds: Arc<dyn RoundViews>,
    /// How far imports are.
    pub imports: Arc<dyn ImportProgress>,
    /// What is to be done in the background.
    pub jobs: Arc<dyn JobBoard>,
    /// What is shared by all who send messages.
    pub post: Arc<dyn MessagePost>,
    /// What is due.
    pub work: Arc<dyn WorkList>,
    /// What is told of changes.
    pub changes: Arc<dyn Changes>,
}

impl Storage {
    /// All of it from one adapter.
    #[must_use]
    pub fn of<
        S: Store
            + Agenda
            + Identities
            + DossierLists
            + DossierSearch
            + RoundViews
            + ImportProgress
            + JobBoard
            + MessagePost
            + WorkList
            + Changes
            + 'static,
    >(
        adapter: S,
    ) -> Self {
        let adapter = Arc::new(adapter);
        Self {
            store: adapter.clone(),
            agenda: adapter.clone(),
            changes: adapter.clone(),
            imports: adapter.clone(),
            jobs: adapter.clone(),
            post: adapter.clone(),
            work: adapter.clone(),
            identities: adapter.clone(),
            lists: adapter.clone(),
            search: adapter.clone(),
            rounds: adapter,
        }
    }
}
