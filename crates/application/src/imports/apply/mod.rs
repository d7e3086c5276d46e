//! Taking over what was started, in the background, and undoing it.
//!
//! One transaction stores all of an import or nothing of it: a server that dies in the middle
//! leaves nothing, and whoever takes the task after it begins anew. See
//! `docs/adr/0022-import-runs.md`.

mod taking;
mod undo;

use std::sync::Arc;

use chrono::TimeDelta;
use domiciliation::{Author, Fact, Recorded, import::Takeover};
use kernel::{DossierId, FactId, ImportId, StoreError, StructureId};
use structures::{Action, StaffStatus};

use super::{
    checking::{Checker, around, entry, staff_names},
    doubles::Seen,
    port::{ImportProgress, ImportTask},
    staging::{Done, Extent, Failure, ImportRun, KEPT_DAYS, RowFilter, RowQuery, Stage},
};
use crate::{
    StaffActor,
    actor::Surroundings,
    phone::PhonePlan,
    ports::{Clock, Ids, Scope, Store, UnitOfWork},
};
use taking::Taking;

/// How many times an import is begun before it is given up.
pub const ATTEMPTS: u32 = 3;
/// How many rows are read at a time.
const READ: u32 = 8_000;

/// Why a task was not done. It is due again after a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else took it meanwhile, or ended it.
    #[error("somebody else does it")]
    Lost,
}

/// Takes over, undoes and forgets.
#[derive(Clone)]
pub struct ImportShop {
    store: Arc<dyn Store>,
    progress: Arc<dyn ImportProgress>,
    phones: Arc<dyn PhonePlan>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

/// How taking over ended.
enum Taken {
    All(Done),
    /// A row has an error, and all or none were to be taken over.
    Wrong,
}

impl ImportShop {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        progress: Arc<dyn ImportProgress>,
        phones: Arc<dyn PhonePlan>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            progress,
            phones,
            clock,
            ids,
        }
    }

    /// Takes an import over, for the `attempt`th time; past [`ATTEMPTS`] it is given up.
    ///
    /// # Errors
    /// [`NotDone`]: it is to be tried again.
    pub async fn import(
        &self,
        structure: StructureId,
        id: ImportId,
        attempt: u32,
    ) -> Result<(), NotDone> {
        let mut uow = self.begin(structure).await?;
        let Some(run) = uow.import(structure, id).await? else {
            return Ok(());
        };
        let Stage::Importing { extent, .. } = run.stage else {
            return Ok(());
        };
        let actor = actor_of(uow.as_mut(), structure, &run).await?;
        if attempt > ATTEMPTS {
            return Ok(self.fail(structure, id, Failure::Broken).await?);
        }
        let Some(actor) = actor else {
            return Ok(self.fail(structure, id, Failure::Forbidden).await?);
        };
        match self.take_all(uow.as_mut(), &actor, &run, extent).await? {
            Taken::All(done) => {
                let locked = uow.import_locked(structure, id).await?;
                // Whoever took the task after us may have ended it.
                if !locked.is_some_and(|run| matches!(run.stage, Stage::Importing { .. })) {
                    return Err(NotDone::Lost);
                }
                let until = done.at + TimeDelta::days(KEPT_DAYS);
                let stage = Stage::Done(done);
                uow.import_stage(structure, id, &stage, ImportTask::Forget, until)
                    .await?;
                let entry = entry(&actor, self.clock.as_ref(), self.ids.as_ref());
                uow.journal(&entry).await?;
                Ok(uow.commit().await?)
            }
            Taken::Wrong => {
                drop(uow);
                self.look_again(&actor, &run).await?;
                Ok(self.fail(structure, id, Failure::Errors).await?)
            }
        }
    }

    /// Takes over all rows within the transaction.
    async fn take_all(
        &self,
        uow: &mut dyn UnitOfWork,
        actor: &StaffActor,
        run: &ImportRun,
        extent: Extent,
    ) -> Result<Taken, NotDone> {
        let structure = actor.structure_id();
        // Held to the end: imports of one structure follow each other, so that each knows
        // whom the one before it opened.
        let last = uow.numbers_hold(structure).await?;
        let known = uow.import_known(structure).await?;
        let staff = staff_names(uow, structure).await?;
        let surroundings = Surroundings::of(actor, self.clock.now());
        let register = Author::register(surroundings.author());
        let register = register.ok_or(StoreError::Corrupt("an author"))?;
        let mut taking = Taking {
            shop: self,
            structure,
            import: run.id,
            extent,
            checker: Checker {
                mapping: &run.mapping,
                around: around(actor, self.clock.as_ref(), self.phones.as_ref(), &staff),
            },
            surroundings: &surroundings,
            register: &register,
            seen: Seen::of(known),
            number: last,
            rows: Vec::new().into_iter(),
            opened: Vec::new(),
            left: Vec::new(),
            updates: Vec::new(),
            doubles: 0,
            refused: 0,
            wrong: false,
            looked_at: 0,
        };
        let mut query = RowQuery {
            filter: RowFilter::All,
            after: None,
            before: None,
            limit: READ,
        };
        let mut created = 0;
        loop {
            let rows = uow.import_rows(structure, run.id, &query).await?;
            let Some(last) = rows.last() else {
                break;
            };
            query.after = Some(last.row.number);
            taking.rows = rows.into_iter();
            created += uow.dossiers_insert(structure, &mut taking).await?;
            if taking.wrong {
                return Ok(Taken::Wrong);
            }
            let opened = std::mem::take(&mut taking.opened);
            uow.import_opened(structure, run.id, &opened).await?;
            let done = taking.looked_at;
            self.progress
                .import_progress(structure, run.id, done)
                .await?;
        }
        let Taking {
            number,
            left,
            mut updates,
            doubles,
            refused,
            ..
        } = taking;
        // In order of their identifiers, as whoever holds two dossiers.
        updates.sort_by_key(|(dossier, _)| *dossier);
        let mut updated = 0;
        for (dossier, takeover) in updates {
            updated += u32::from(
                self.update(uow, structure, dossier, takeover, &surroundings, &register)
                    .await?,
            );
        }
        uow.numbers_given(structure, number).await?;
        uow.import_rows_taken(structure, run.id, &left).await?;
        Ok(Taken::All(Done {
            at: self.clock.now(),
            created,
            updated,
            doubles,
            refused,
        }))
    }

    /// Brings a dossier up to date; `false` when there was nothing to change, or it is gone.
    async fn update(
        &self,
        uow: &mut dyn UnitOfWork,
        structure: StructureId,
        id: DossierId,
        takeover: Takeover,
        surroundings: &Surroundings,
        register: &Author,
    ) -> Result<bool, StoreError> {
        let Some(found) = uow.dossier(structure, id).await? else {
            return Ok(false);
        };
        let facts = found
            .value
            .complete_from(takeover, &surroundings.context())
            .unwrap_or_default();
        if facts.is_empty() {
            return Ok(false);
        }
        let facts = self.recorded(surroundings, register, facts);
        let dossier = found.value.with(facts.iter().cloned());
        uow.dossier_append(found.version, &dossier, &facts).await?;
        Ok(true)
    }

    /// Facts that a register tells.
    fn recorded(
        &self,
        surroundings: &Surroundings,
        register: &Author,
        facts: Vec<Fact>,
    ) -> Vec<Recorded> {
        let now = surroundings.now();
        let recorded = facts.into_iter().map(|fact| Recorded {
            // Identifiers that follow each other are stored beside each other.
            id: FactId::new(self.ids.mint(self.clock.now())),
            at: now,
            author: register.clone(),
            fact,
        });
        recorded.collect()
    }

    /// Looks at all rows again, since one is no longer what it was.
    async fn look_again(&self, actor: &StaffActor, run: &ImportRun) -> Result<(), StoreError> {
        let structure = actor.structure_id();
        let mut uow = self.begin(structure).await?;
        let staff = staff_names(uow.as_mut(), structure).await?;
        let checker = Checker {
            mapping: &run.mapping,
            around: around(actor, self.clock.as_ref(), self.phones.as_ref(), &staff),
        };
        checker.all(uow.as_mut(), structure, run.id).await?;
        uow.commit().await
    }

    async fn fail(
        &self,
        structure: StructureId,
        id: ImportId,
        why: Failure,
    ) -> Result<(), StoreError> {
        let at = self.clock.now();
        let until = at + TimeDelta::days(KEPT_DAYS);
        let mut uow = self.begin(structure).await?;
        let locked = uow.import_locked(structure, id).await?;
        if locked.is_some_and(|run| matches!(run.stage, Stage::Importing { .. })) {
            let stage = Stage::Failed { at, why };
            uow.import_stage(structure, id, &stage, ImportTask::Forget, until)
                .await?;
        }
        uow.commit().await
    }

    /// Deletes rows that nobody needs any more; of an import that was never taken over,
    /// everything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, structure: StructureId, id: ImportId) -> Result<(), StoreError> {
        let mut uow = self.begin(structure).await?;
        match uow.import_locked(structure, id).await?.map(|run| run.stage) {
            Some(Stage::Mapping | Stage::Checked | Stage::Failed { .. }) => {
                uow.import_delete(structure, id).await?;
            }
            Some(Stage::Done(_) | Stage::Undone { .. }) => {
                uow.import_forget(structure, id).await?;
            }
            Some(Stage::Importing { .. } | Stage::Undoing { .. }) | None => return Ok(()),
        }
        uow.commit().await
    }

    async fn begin(&self, structure: StructureId) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.store.begin(Scope { structure }).await
    }
}

/// Whoever brought it, while they may still import.
async fn actor_of(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    run: &ImportRun,
) -> Result<Option<StaffActor>, StoreError> {
    let body = uow.structure(structure).await?;
    let member = uow.staff_member(structure, run.by).await?;
    let (Some(body), Some(member)) = (body, member) else {
        return Ok(None);
    };
    let closed = matches!(member.value.status(), StaffStatus::Closed { .. });
    let actor = StaffActor::new(Arc::new(body.value), Arc::new(member.value));
    Ok(actor.filter(|actor| !closed && actor.may(Action::ImportDossiers)))
}
