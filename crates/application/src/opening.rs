//! Opening a dossier: a person comes for the first time.

use std::sync::Arc;

use domiciliation::{Dossier, Opening, Refused};
use kernel::DossierId;
use structures::Action;

use crate::{
    Committed, StaffActor, UseCaseError,
    actor::Surroundings,
    desk::record,
    ports::{Clock, Ids, JournalEntry, Store, commit},
};

/// Opens dossiers.
#[derive(Clone)]
pub struct OpenDossier {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl OpenDossier {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// A fresh identifier, which the form carries so that a double click opens one dossier.
    #[must_use]
    pub fn new_id(&self) -> DossierId {
        DossierId::new(self.ids.mint(self.clock.now()))
    }

    /// Opens the dossier `id`, and gives it the next number of the structure. Opening it
    /// again does nothing.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, or refused by a rule.
    pub async fn execute(
        &self,
        actor: &StaffActor,
        id: DossierId,
        opening: Opening,
    ) -> Result<Committed<u32>, UseCaseError<Refused>> {
        actor.require(Action::EditRequest)?;
        let surroundings = Surroundings::of(actor, self.clock.now());
        let structure = actor.structure_id();
        let facts =
            Dossier::open(opening, &surroundings.context()).map_err(UseCaseError::Refused)?;

        let mut uow = self.store.begin(actor.scope()).await?;
        // Locks the counter first, so that the same form sent twice meets its twin here.
        let number = uow.dossier_number(structure).await?;
        if let Some(already) = uow.dossier_read(structure, id).await? {
            // Given up without a commit: the number returns to the counter.
            let number = already.value.number();
            drop(uow);
            let uow = self.store.begin(actor.scope()).await?;
            return Ok(commit(uow, number).await?);
        }
        let recorded = record(self.ids.as_ref(), &surroundings, facts);
        let dossier = Dossier::from_history(structure, id, number, recorded);
        uow.dossier_insert(&dossier).await?;
        let entry = JournalEntry {
            id: self.ids.mint(surroundings.now()),
            structure,
            at: surroundings.now(),
            staff: actor.id(),
            action: Action::EditRequest,
            dossier: Some(id),
        };
        uow.journal(&entry).await?;
        Ok(commit(uow, number).await?)
    }
}
