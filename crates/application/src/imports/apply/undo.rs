//! Undoing what was taken over, in the background.

use chrono::TimeDelta;
use domiciliation::ports::{ErasureGround, Tombstone};
use kernel::{DossierId, FactId, ImportId, StructureId};

use super::{ATTEMPTS, ImportShop, NotDone};
use crate::imports::{
    port::ImportTask,
    staging::{CHUNK, KEPT_DAYS, Stage},
};

impl ImportShop {
    /// Erases the dossiers about which nothing was done since, all in one transaction.
    ///
    /// # Errors
    /// [`NotDone`]: it is to be tried again.
    pub async fn undo(
        &self,
        structure: StructureId,
        id: ImportId,
        attempt: u32,
    ) -> Result<(), NotDone> {
        let mut uow = self.begin(structure).await?;
        let Some(run) = uow.import(structure, id).await? else {
            return Ok(());
        };
        let Stage::Undoing { was, .. } = run.stage else {
            return Ok(());
        };
        let Some(body) = uow.structure(structure).await? else {
            return Ok(());
        };
        if attempt > ATTEMPTS {
            // Nothing was undone: it is what it was.
            let until = was.at + TimeDelta::days(KEPT_DAYS);
            let stage = Stage::Done(was);
            uow.import_stage(structure, id, &stage, ImportTask::Forget, until)
                .await?;
            return Ok(uow.commit().await?);
        }
        let now = self.clock.now();
        let today = body.value.zone().date_of(now);
        let (mut erased, mut kept, mut after) = (0, 0, None);
        loop {
            let opened = uow.import_dossiers(structure, id, after, CHUNK).await?;
            let Some(last) = opened.last() else {
                break;
            };
            after = Some(last.id);
            let untouched = opened.iter().filter(|dossier| dossier.untouched);
            let untouched: Vec<DossierId> = untouched.map(|dossier| dossier.id).collect();
            let dossiers = uow.round_dossiers(structure, &untouched, false).await?;
            let stones: Vec<_> = dossiers
                .iter()
                .map(|dossier| {
                    let stone = FactId::new(self.ids.mint(now));
                    let ground = ErasureGround::ImportUndone;
                    let stone = Tombstone::of(&dossier.value, stone, today, ground);
                    (dossier.value.id(), dossier.version, stone)
                })
                .collect();
            let gone = uow.dossiers_erase(structure, &stones).await?;
            erased += gone;
            kept += u32::try_from(opened.len()).unwrap_or(u32::MAX) - gone;
            self.progress
                .import_progress(structure, id, erased + kept)
                .await?;
        }
        let locked = uow.import_locked(structure, id).await?;
        if !locked.is_some_and(|run| matches!(run.stage, Stage::Undoing { .. })) {
            return Err(NotDone::Lost);
        }
        let at = self.clock.now();
        let stage = Stage::Undone { at, erased, kept };
        let until = at + TimeDelta::days(KEPT_DAYS);
        uow.import_stage(structure, id, &stage, ImportTask::Forget, until)
            .await?;
        Ok(uow.commit().await?)
    }
}
