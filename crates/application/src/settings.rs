//! The settings of a structure.

use std::sync::Arc;

use kernel::Versioned;
use structures::{Action, LifeRefused, Settings, Structure};

use crate::{
    Committed, StaffActor, UseCaseError,
    ports::{Clock, Ids, JournalEntry, Store, commit},
};

/// Reads and corrects the settings of a structure.
#[derive(Clone)]
pub struct StructureSettings {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl StructureSettings {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// The structure, with the version that a form shows.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`], [`UseCaseError::NotFound`].
    pub async fn read(
        &self,
        actor: &StaffActor,
    ) -> Result<Versioned<Structure>, UseCaseError<LifeRefused>> {
        actor.require(Action::ViewSettings)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.structure(actor.structure_id())
            .await?
            .ok_or(UseCaseError::NotFound)
    }

    /// Replaces the settings that were read at version `seen`.
    ///
    /// # Errors
    /// [`UseCaseError::Conflict`] when another administrator changed them meanwhile.
    pub async fn correct(
        &self,
        actor: &StaffActor,
        seen: i64,
        settings: Settings,
    ) -> Result<Committed<()>, UseCaseError<LifeRefused>> {
        actor.require(Action::ManageSettings)?;
        let now = self.clock.now();
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = uow
            .structure(actor.structure_id())
            .await?
            .ok_or(UseCaseError::NotFound)?;
        if found.version != seen {
            return Err(UseCaseError::Conflict);
        }
        let corrected = found
            .value
            .correct(settings)
            .map_err(UseCaseError::Refused)?;
        uow.structure_update(seen, &corrected).await?;
        let entry = JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action: Action::ManageSettings,
            dossier: None,
        };
        uow.journal(&entry).await?;
        Ok(commit(uow, ()).await?)
    }
}
