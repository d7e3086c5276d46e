//! Saved views: lists that somebody comes back to.
//!
//! A view keeps filters and a sort, as the address of the list writes them. It never keeps
//! the words searched for: they may be a name, and a view outlives the reason to know it.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{StaffId, StoreError, StructureId, Text, ViewId};
use structures::Action;

use crate::{
    Committed, StaffActor, UseCaseError,
    actor::Forbidden,
    ports::{Clock, Ids, Store, commit},
};

/// How many views one person may keep, and how many a structure may share.
pub const VIEWS: usize = 20;

/// The name of a view.
pub type ViewName = Text<60>;

/// A list that somebody comes back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its identifier.
    pub id: ViewId,
    /// Whose it is; nobody's when the whole structure shares it.
    pub owner: Option<StaffId>,
    /// Its name.
    pub name: ViewName,
    /// Filters and sort, as the address of the list writes them.
    pub query: String,
    /// Since when.
    pub saved_at: DateTime<Utc>,
}

/// The saved views of a structure.
#[async_trait]
pub trait SavedViews: Send {
    /// The views of a member of staff and those that the structure shares, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn views(
        &mut self,
        structure: StructureId,
        reader: StaffId,
    ) -> Result<Vec<SavedView>, StoreError>;

    /// Stores a view under its identifier, in place of what it was.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn view_put(
        &mut self,
        structure: StructureId,
        view: &SavedView,
    ) -> Result<(), StoreError>;

    /// Deletes a view. One that is not there is deleted already.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn view_delete(&mut self, structure: StructureId, view: ViewId)
    -> Result<(), StoreError>;
}

/// Why a view is not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ViewRefused {
    /// There are as many as there may be.
    #[error("there are {VIEWS} views already")]
    TooMany,
    /// Another view that the reader sees has this name.
    #[error("a view has this name already")]
    NameTaken,
}

/// Saving, naming and deleting views.
#[derive(Clone)]
pub struct Views {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Views {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// The views of the actor, and those of the structure.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn list(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<SavedView>, UseCaseError<ViewRefused>> {
        actor.require(Action::ViewDossiers)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.views(actor.structure_id(), actor.id()).await?)
    }

    /// Saves a view, for oneself or for the whole structure.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`] when who does not decide shares one; [`ViewRefused`].
    pub async fn save(
        &self,
        actor: &StaffActor,
        name: ViewName,
        query: String,
        shared: bool,
    ) -> Result<Committed<ViewId>, UseCaseError<ViewRefused>> {
        actor.require(Action::ViewDossiers)?;
        if shared {
            may_share(actor)?;
        }
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let known = uow.views(structure, actor.id()).await?;
        // The same name pressed twice is one view.
        if let Some(twin) = known.iter().find(|view| view.name == name) {
            return if twin.query == query && twin.owner.is_none() == shared {
                let twin = twin.id;
                Ok(commit(uow, twin).await?)
            } else {
                Err(UseCaseError::Refused(ViewRefused::NameTaken))
            };
        }
        if known.iter().filter(|v| v.owner.is_none() == shared).count() >= VIEWS {
            return Err(UseCaseError::Refused(ViewRefused::TooMany));
        }
        let now = self.clock.now();
        let view = SavedView {
            id: ViewId::new(self.ids.mint(now)),
            owner: (!shared).then(|| actor.id()),
            name,
            query,
            saved_at: now,
        };
        uow.view_put(structure, &view).await?;
        Ok(commit(uow, view.id).await?)
    }

    /// Gives a view another name.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when it is another's; [`UseCaseError::Forbidden`] when it
    /// is shared and the actor does not decide; [`ViewRefused::NameTaken`].
    pub async fn rename(
        &self,
        actor: &StaffActor,
        id: ViewId,
        name: ViewName,
    ) -> Result<Committed<()>, UseCaseError<ViewRefused>> {
        actor.require(Action::ViewDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let known = uow.views(structure, actor.id()).await?;
        let view = own(actor, &known, id)?;
        if known
            .iter()
            .any(|other| other.id != id && other.name == name)
        {
            return Err(UseCaseError::Refused(ViewRefused::NameTaken));
        }
        uow.view_put(structure, &SavedView { name, ..view }).await?;
        Ok(commit(uow, ()).await?)
    }

    /// Deletes a view.
    ///
    /// # Errors
    /// As [`Self::rename`].
    pub async fn delete(
        &self,
        actor: &StaffActor,
        id: ViewId,
    ) -> Result<Committed<()>, UseCaseError<ViewRefused>> {
        actor.require(Action::ViewDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let known = uow.views(structure, actor.id()).await?;
        own(actor, &known, id)?;
        uow.view_delete(structure, id).await?;
        Ok(commit(uow, ()).await?)
    }
}

/// What the whole structure sees is kept by those who decide.
fn may_share(actor: &StaffActor) -> Result<(), Forbidden> {
    if actor.role().decides() {
        Ok(())
    } else {
        Err(Forbidden)
    }
}

/// A view that the actor may change.
fn own(
    actor: &StaffActor,
    known: &[SavedView],
    id: ViewId,
) -> Result<SavedView, UseCaseError<ViewRefused>> {
    let view = known.iter().find(|view| view.id == id);
    let view = view.ok_or(UseCaseError::NotFound)?;
    if view.owner.is_none() {
        may_share(actor)?;
    }
    Ok(view.clone())
}
