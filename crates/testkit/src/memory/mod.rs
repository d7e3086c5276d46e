//! Storage in memory, with the promises of the real one.
//!
//! A transaction reads what is committed until it first writes or locks. From then on it
//! is the only one that may, and works on a copy that its commit puts in place.

mod agenda;
mod blobs;
mod changes;
mod files;
mod identities;
mod imports;
mod jobs;
mod lists;
mod messages;
mod moving;
mod printing;
mod rounds;
mod search;
mod unit;
mod views;
mod worklist;

pub(crate) use agenda::entries_of;
pub use blobs::MemoryBlobs;
pub(crate) use lists::row_of;
pub(crate) use worklist::lines_of;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use application::ports::{
    JournalEntry, PasswordHash, Scope, Session, Store, TokenHash, UnitOfWork,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domiciliation::{Dossier, ports::Tombstone};
use kernel::{DossierId, Email, PrintRunId, RoundId, StaffId, StoreError, StructureId, Versioned};
use structures::{StaffMember, Structure};
use uuid::Uuid;

/// Storage in memory. Cloning shares it.
#[derive(Clone, Default)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
    writer: Arc<tokio::sync::Mutex<()>>,
    teller: changes::Teller,
}

#[derive(Clone, Default)]
struct State {
    structures: BTreeMap<StructureId, Versioned<Structure>>,
    staff: BTreeMap<(StructureId, StaffId), Versioned<StaffMember>>,
    credentials: BTreeMap<StaffId, Credential>,
    links: BTreeMap<StaffId, Link>,
    sessions: HashMap<TokenHash, Session>,
    feeds: BTreeMap<StaffId, Feed>,
    numbers: BTreeMap<StructureId, u32>,
    dossiers: BTreeMap<(StructureId, DossierId), Arc<Versioned<Dossier>>>,
    /// Former dossiers, and the ones that they lead to.
    merged: BTreeMap<(StructureId, DossierId), (StructureId, DossierId)>,
    keys: BTreeSet<(StructureId, Uuid)>,
    views: BTreeMap<(StructureId, kernel::ViewId), application::views::SavedView>,
    rounds: BTreeMap<(StructureId, RoundId), rounds::Stored>,
    files: files::Shelved,
    printing: BTreeMap<(StructureId, PrintRunId), printing::Stored>,
    imports: imports::Register,
    /// What waits under each key, and for when.
    jobs: BTreeMap<String, (application::jobs::Task, DateTime<Utc>)>,
    dead_jobs: Vec<application::jobs::DeadJob>,
    book: messages::Book,
    tombstones: Vec<Tombstone>,
    /// What remains of those who were erased elsewhere.
    brought: Vec<(StructureId, application::archive::Remains)>,
    journal: Vec<JournalEntry>,
}

#[derive(Clone)]
struct Credential {
    structure: StructureId,
    email: Email,
    password: Option<PasswordHash>,
    failures: Vec<DateTime<Utc>>,
    locked_until: Option<DateTime<Utc>>,
}

#[derive(Clone)]
struct Feed {
    structure: StructureId,
    hash: TokenHash,
    made_at: DateTime<Utc>,
}

#[derive(Clone)]
struct Link {
    structure: StructureId,
    hash: TokenHash,
    until: DateTime<Utc>,
}

impl MemoryStore {
    /// Empty storage.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything journaled, oldest first.
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.state().journal.clone()
    }

    /// What remains of the erased.
    #[must_use]
    pub fn tombstones(&self) -> Vec<Tombstone> {
        self.state().tombstones.clone()
    }

    /// All messages of a structure.
    #[must_use]
    pub fn messages(&self, structure: StructureId) -> Vec<application::messages::book::Message> {
        self.state().messages(structure)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(unit::MemoryUnitOfWork::new(
            self.clone(),
            scope.structure,
        )))
    }
}
