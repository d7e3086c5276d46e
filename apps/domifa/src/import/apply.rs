//! Taking a sheet over into the database, with the same use cases as the pages.

use std::{num::NonZeroUsize, path::Path, sync::Arc, time::Duration};

use adapter_phone::NumberingPlans;
use adapter_postgres::{JobRunner, Pace, PgStore};
use adapter_sheets::Sheets;
use anyhow::{Context, Result, anyhow, bail};
use application::{
    StaffActor, UseCaseError,
    imports::{
        apply::ImportShop,
        run::{Imports, NotStarted},
        staging::{Done, Extent, Failure, Stage},
    },
    jobs::{JobFailed, Task, TaskKind, Workshop},
    ports::{Identities as _, Scope, Store as _},
};
use async_trait::async_trait;
use kernel::{Email, ImportId, StructureId};
use serde::Serialize;
use structures::StaffStatus;
use tokio::{sync::watch, time::sleep};

use crate::{
    config::DatabaseOptions,
    ports::{RandomIds, SystemClock},
    worker,
};

/// How often to look whether it is done.
const PAUSE: Duration = Duration::from_millis(100);

/// After how long another worker takes it over, when this program dies.
const LEASE: Duration = Duration::from_secs(40);

/// What was taken over.
#[derive(Debug, Clone, Serialize)]
pub struct Taken {
    /// The import, as the pages name it.
    import: String,
    /// Dossiers that were opened.
    pub created: u32,
    /// Dossiers that were brought up to date.
    pub updated: u32,
    /// Rows left aside as doubles.
    pub skipped: u32,
    /// Rows left aside because of an error.
    pub refused: u32,
}

impl Taken {
    fn of(import: ImportId, done: Done) -> Self {
        Self {
            import: import.to_string(),
            created: done.created,
            updated: done.updated,
            skipped: done.doubles,
            refused: done.refused,
        }
    }
}

/// Whoever takes it over, at which structure.
pub struct Taker {
    store: Arc<PgStore>,
    actor: StaffActor,
}

impl Taker {
    /// The member of staff of this address, in whose name everything is recorded.
    pub async fn of(database: &DatabaseOptions, structure: &str, by: &str) -> Result<Self> {
        let store = PgStore::connect(&database.url()?, 4)
            .context("DATABASE_URL is not the address of a PostgreSQL database")?;
        let structure = crate::export::chosen(&store, Some(structure)).await?;
        let email: Email = by
            .parse()
            .map_err(|_| anyhow!("--by: not an e-mail address"))?;
        let nobody = "--by: nobody works at this structure under this address";
        let account = store.account(&email).await?.context(nobody)?;
        let id: StructureId = structure.id();
        let mut uow = store.begin(Scope { structure: id }).await?;
        let member = uow.staff_member(id, account.staff).await?;
        drop(uow);
        let member = member.context(nobody)?.value;
        if account.structure != id || matches!(member.status(), StaffStatus::Closed { .. }) {
            bail!(nobody);
        }
        let actor = StaffActor::new(Arc::new(structure), Arc::new(member)).context(nobody)?;
        Ok(Self {
            store: Arc::new(store),
            actor,
        })
    }

    /// Them.
    pub const fn actor(&self) -> &StaffActor {
        &self.actor
    }

    /// Takes a file over; nothing of it when a row has an error and all or none are to be.
    pub async fn take(&self, path: &Path, bytes: &[u8], extent: Extent) -> Result<Option<Taken>> {
        let (imports, id) = (self.imports(), self.imports().new_id());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let sheet = imports
            .read(&name, bytes)
            .map_err(|unreadable| anyhow!("{}", unreadable.message()))?;
        let told = |error: UseCaseError<_>| plain(&error.map_refused(|never| match never {}));
        let _ = imports.bring(&self.actor, id, sheet).await.map_err(told)?;
        let run = imports.one(&self.actor, id).await.map_err(told)?;
        if run.stage == Stage::Mapping {
            // What is proposed is taken, or nothing: a program cannot be asked.
            let mapped = imports.map(&self.actor, id, run.mapping).await;
            if mapped.is_err() {
                let _ = imports.discard(&self.actor, id).await.map_err(told)?;
                return Ok(None);
            }
        }
        match imports.start(&self.actor, id, extent).await {
            Ok(_) => {}
            Err(UseCaseError::Refused(NotStarted::Errors(_))) => {
                let _ = imports.discard(&self.actor, id).await.map_err(told)?;
                return Ok(None);
            }
            Err(UseCaseError::Refused(NotStarted::Nothing)) => {
                let counts = imports.counts(&self.actor, id).await.map_err(told)?;
                let _ = imports.discard(&self.actor, id).await.map_err(told)?;
                return Ok(Some(Taken {
                    import: id.to_string(),
                    created: 0,
                    updated: 0,
                    skipped: counts.to_skip,
                    refused: counts.errors,
                }));
            }
            Err(error) => return Err(plain(&error.map_refused(|_| ()))),
        }
        self.done(&imports, id).await.map(Some)
    }

    /// Works as `domifa worker` does, on imports alone, until this one is done. A worker may
    /// have taken it first; one that dies leaves it to others.
    async fn done(&self, imports: &Imports, id: ImportId) -> Result<Taken> {
        let pace = Pace {
            slots: NonZeroUsize::MIN,
            lease: LEASE,
            last_work: worker::LAST_WORK,
        };
        let hands = Arc::new(Hands(worker::imports(
            &self.store,
            Arc::new(NumberingPlans::load()),
        )));
        let runner = JobRunner::new((*self.store).clone(), hands, pace).only(&[TaskKind::Import]);
        let (closing, closed) = watch::channel(());
        let working = tokio::spawn(runner.run(closed));
        let ended = self.ended(imports, id).await;
        drop(closing);
        let _ = working.await;
        ended
    }

    async fn ended(&self, imports: &Imports, id: ImportId) -> Result<Taken> {
        loop {
            let run = imports.one(&self.actor, id).await;
            let run = run.map_err(|error| plain(&error.map_refused(|never| match never {})))?;
            match run.stage {
                Stage::Done(done) => return Ok(Taken::of(id, done)),
                Stage::Failed { why, .. } => bail!(match why {
                    Failure::Errors => "a row has an error that it had not a moment before",
                    Failure::Forbidden => "this member of staff may not import",
                    Failure::Broken => "it was begun several times and never ended",
                }),
                Stage::Importing { .. } => sleep(PAUSE).await,
                Stage::Mapping | Stage::Checked | Stage::Undoing { .. } | Stage::Undone { .. } => {
                    bail!("somebody else changed this import meanwhile")
                }
            }
        }
    }

    fn imports(&self) -> Imports {
        Imports::new(
            self.store.clone(),
            self.store.clone(),
            Arc::new(Sheets),
            Arc::new(NumberingPlans::load()),
            Arc::new(SystemClock),
            Arc::new(RandomIds),
        )
    }
}

/// Takes registers over, and nothing else.
struct Hands(ImportShop);

#[async_trait]
impl Workshop for Hands {
    async fn carry_out(&self, task: Task, attempt: u32) -> Result<(), JobFailed> {
        match task {
            Task::Import { structure, import } => {
                let taken = self.0.import(structure, import, attempt).await;
                taken.map_err(worker::not_taken)
            }
            Task::Print { .. }
            | Task::ForgetPrint { .. }
            | Task::UndoImport { .. }
            | Task::ForgetImport { .. }
            | Task::MessagesRun(_)
            | Task::MessagesSend(_)
            | Task::MessagesMorning(_)
            | Task::MessagesReceipts
            | Task::Housekeeping => Err(JobFailed::Broken),
        }
    }
}

/// What did not go the usual way, in a word.
fn plain(error: &UseCaseError<()>) -> anyhow::Error {
    match error {
        UseCaseError::Forbidden => anyhow!("this member of staff may not import"),
        UseCaseError::Unavailable => anyhow!("the database does not answer"),
        UseCaseError::NotFound | UseCaseError::Conflict | UseCaseError::Refused(()) => {
            anyhow!("somebody else changed this import meanwhile")
        }
        UseCaseError::Unexpected(what) => anyhow!("unexpected: {what}"),
    }
}
