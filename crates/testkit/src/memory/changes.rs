//! Telling what changed, in memory.

use std::sync::Arc;

use application::live::{Change, Changes, Subscription};
use async_trait::async_trait;
use kernel::{DossierId, StoreError, StructureId};
use tokio::sync::broadcast::{self, error::RecvError};

use super::{MemoryStore, State};

type Told = (StructureId, Change);

/// Everybody who listens, whatever their structure.
#[derive(Clone)]
pub(super) struct Teller(broadcast::Sender<Told>);

impl Default for Teller {
    fn default() -> Self {
        Self(broadcast::channel(64).0)
    }
}

impl Teller {
    /// Tells what differs between two states.
    pub(super) fn tell(&self, before: &State, after: &State) {
        let version = |state: &State, key| state.dossiers.get(key).map(|d| d.version);
        let changed = after
            .dossiers
            .keys()
            .filter(|key| version(before, key) != version(after, key));
        let gone = before
            .dossiers
            .keys()
            .filter(|key| !after.dossiers.contains_key(key));
        for key in changed.chain(gone) {
            let (structure, id) = *key;
            let version = version(after, key);
            // Nobody may be listening.
            let _ = self.0.send((structure, Change::Dossier { id, version }));
        }
    }
}

struct Desk {
    structure: StructureId,
    told: broadcast::Receiver<Told>,
}

#[async_trait]
impl Subscription for Desk {
    async fn next(&mut self) -> Option<Change> {
        loop {
            match self.told.recv().await {
                Ok((structure, change)) if structure == self.structure => return Some(change),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some(Change::Unnamed),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

#[async_trait]
impl Changes for MemoryStore {
    fn subscribe(&self, structure: StructureId) -> Box<dyn Subscription> {
        let told = self.teller.0.subscribe();
        Box::new(Desk { structure, told })
    }

    async fn dossier_version(
        &self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<i64>, StoreError> {
        let found = self.state().dossiers.get(&(structure, id)).map(Arc::clone);
        Ok(found.map(|found| found.version))
    }
}
