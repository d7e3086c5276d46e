//! Taking a list of people out of the application, which leaves a trace.

use std::sync::Arc;

use structures::Action;

use crate::{
    Committed, StaffActor, UseCaseError,
    ports::{Clock, Ids, JournalEntry, Store, commit},
};

/// Taking a list out.
#[derive(Clone)]
pub struct Exports {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Exports {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// Permits an export and journals it: nothing leaves before this is stored.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn begin(
        &self,
        actor: &StaffActor,
    ) -> Result<Committed<()>, UseCaseError<std::convert::Infallible>> {
        actor.require(Action::ExportDossiers)?;
        let now = self.clock.now();
        let mut uow = self.store.begin(actor.scope()).await?;
        let entry = JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action: Action::ExportDossiers,
            dossier: None,
        };
        uow.journal(&entry).await?;
        Ok(commit(uow, ()).await?)
    }
}
