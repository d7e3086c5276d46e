//! Saved views in memory.

use application::views::{SavedView, SavedViews};
use async_trait::async_trait;
use kernel::{StaffId, StoreError, StructureId, ViewId, fold};

use super::{State, unit::MemoryUnitOfWork};

impl State {
    /// The views of a member of staff, then those of the structure.
    pub(super) fn views_of(&self, structure: StructureId, reader: StaffId) -> Vec<SavedView> {
        let mut views: Vec<SavedView> = self
            .views
            .iter()
            .filter(|((of, _), _)| *of == structure)
            .map(|(_, view)| view.clone())
            .filter(|view| view.owner.is_none_or(|owner| owner == reader))
            .collect();
        views.sort_by_cached_key(|view| (view.owner.is_none(), fold(view.name.as_str()), view.id));
        views
    }
}

#[async_trait]
impl SavedViews for MemoryUnitOfWork {
    async fn views(
        &mut self,
        structure: StructureId,
        reader: StaffId,
    ) -> Result<Vec<SavedView>, StoreError> {
        if self.within(structure).is_err() {
            return Ok(Vec::new());
        }
        Ok(self.read(|state| state.views_of(structure, reader)))
    }

    async fn view_put(
        &mut self,
        structure: StructureId,
        view: &SavedView,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        state.views.insert((structure, view.id), view.clone());
        Ok(())
    }

    async fn view_delete(
        &mut self,
        structure: StructureId,
        view: ViewId,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        self.write().await.views.remove(&(structure, view));
        Ok(())
    }
}
