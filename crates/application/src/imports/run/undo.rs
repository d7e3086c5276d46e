//! Undoing an import.

use std::convert::Infallible;

use kernel::{DossierId, ImportId};
use structures::Action;

use super::{Imports, Simple};
use crate::{
    Committed, StaffActor, UseCaseError,
    imports::{port::ImportTask, staging::Stage},
    ports::commit,
    reads::DossierRow,
};

/// How many dossiers are named at most before an import is undone.
const NAMED: usize = 100;

/// What undoing an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoPreview {
    /// How many dossiers would be erased.
    pub untouched: u32,
    /// How many would stay, because something was done about them since.
    pub touched: u32,
    /// Some of those.
    pub named: Vec<DossierRow>,
}

impl Imports {
    /// What undoing it would do.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`]; [`UseCaseError::Conflict`] when it is not done.
    pub async fn undo_preview(&self, actor: &StaffActor, id: ImportId) -> Simple<UndoPreview> {
        let run = self.one(actor, id).await?;
        let Stage::Done(_) = run.stage else {
            return Err(UseCaseError::Conflict);
        };
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let opened = uow.import_dossiers(structure, id, None, u32::MAX).await?;
        let touched: Vec<DossierId> = opened
            .iter()
            .filter(|dossier| !dossier.untouched)
            .map(|dossier| dossier.id)
            .collect();
        let named = touched.get(..NAMED).unwrap_or(&touched);
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(UndoPreview {
            untouched: small(opened.len() - touched.len()),
            touched: small(touched.len()),
            named: self.lists.rows_of(structure, named).await?,
        })
    }

    /// Undoes it, in the background: dossiers about which nothing was done since are erased,
    /// and the others stay.
    ///
    /// # Errors
    /// [`UseCaseError::Conflict`] when it is not done.
    pub async fn undo(
        &self,
        actor: &StaffActor,
        id: ImportId,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        actor.require(Action::ImportDossiers)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = uow.import_locked(structure, id).await?;
        let Stage::Done(was) = run.ok_or(UseCaseError::NotFound)?.stage else {
            return Err(UseCaseError::Conflict);
        };
        let stage = Stage::Undoing {
            done: 0,
            of: was.created,
            was,
        };
        uow.import_stage(structure, id, &stage, ImportTask::Undo, now)
            .await?;
        uow.journal(&self.entry(actor)).await?;
        Ok(commit(uow, ()).await?)
    }
}
