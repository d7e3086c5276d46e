//! A whole structure in memory.

use application::{
    archive::{Alias, Beside, Moving, Remains},
    views::SavedView,
};
use async_trait::async_trait;
use domiciliation::Dossier;
use kernel::{DossierId, StoreError, StructureId};

use super::{State, unit::MemoryUnitOfWork};

impl State {
    fn aliases(&self, structure: StructureId) -> Vec<Alias> {
        let mine = self.merged.iter().filter(|((of, _), _)| *of == structure);
        mine.map(|((_, former), (_, kept))| Alias {
            former: *former,
            kept: *kept,
        })
        .collect()
    }

    fn remains(&self, structure: StructureId) -> Vec<Remains> {
        let erased = self.tombstones.iter().filter(|t| t.structure == structure);
        let mut remains: Vec<Remains> = erased
            .map(|t| Remains {
                id: t.id.uuid(),
                filed_on: t.filed_on.clone(),
                decided: t
                    .decided
                    .iter()
                    .map(|(on, what)| (*on, (*what).to_owned()))
                    .collect(),
                erased_on: t.erased_on,
                ground: t.ground.code().to_owned(),
            })
            .chain(
                self.brought
                    .iter()
                    .filter(|(of, _)| *of == structure)
                    .map(|(_, r)| r.clone()),
            )
            .collect();
        remains.sort_by_key(|r| r.id);
        remains
    }
}

#[async_trait]
impl Moving for MemoryUnitOfWork {
    async fn moving_settle(&mut self) -> Result<(), StoreError> {
        // The copy to work on is of one moment.
        self.write().await;
        Ok(())
    }

    async fn moving_dossiers(
        &mut self,
        structure: StructureId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<Dossier>, StoreError> {
        self.within(structure)?;
        Ok(self.read(|state| {
            let dossiers = state.dossiers.iter();
            dossiers
                .filter(|((of, id), _)| *of == structure && after.is_none_or(|after| *id > after))
                .take(usize::try_from(limit).unwrap())
                .map(|(_, found)| found.value.clone())
                .collect()
        }))
    }

    async fn moving_beside(&mut self, structure: StructureId) -> Result<Beside, StoreError> {
        self.within(structure)?;
        Ok(self.read(|state| Beside {
            last_number: state.numbers.get(&structure).copied().unwrap_or(0),
            aliases: state.aliases(structure),
            remains: state.remains(structure),
        }))
    }

    async fn moving_settle_in(
        &mut self,
        structure: StructureId,
        beside: &Beside,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        if state.numbers.contains_key(&structure)
            || !state.aliases(structure).is_empty()
            || !state.remains(structure).is_empty()
        {
            return Err(StoreError::Conflict);
        }
        if beside.last_number > 0 {
            state.numbers.insert(structure, beside.last_number);
        }
        for alias in &beside.aliases {
            state
                .merged
                .insert((structure, alias.former), (structure, alias.kept));
        }
        let brought = beside.remains.iter().map(|r| (structure, r.clone()));
        state.brought.extend(brought);
        Ok(())
    }

    async fn moving_views(&mut self, structure: StructureId) -> Result<Vec<SavedView>, StoreError> {
        self.within(structure)?;
        Ok(self.read(|state| {
            let views = state.views.iter().filter(|((of, _), _)| *of == structure);
            views.map(|(_, view)| view.clone()).collect()
        }))
    }
}
