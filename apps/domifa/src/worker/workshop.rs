//! Which use case does which task.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use adapter_phone::NumberingPlans;
use adapter_postgres::PgStore;
use application::{
    access::SESSION_LIFE,
    imports::apply::{self, ImportShop},
    jobs::{JobBoard, JobFailed, Spent, Task, TaskKind, Workshop},
    ports::Clock,
    printing::{Hands as PrintHands, NotDone, PrintShop},
};
use async_trait::async_trait;
use chrono::TimeDelta;

use crate::{
    archive::ZipFiles,
    house::House,
    ports::{RandomIds, SystemClock},
};

/// How long the key of a command is of use: pages that old are gone from every desk.
const KEYS_KEPT: TimeDelta = TimeDelta::days(7);

/// How long what failed for good is shown.
const DEAD_KEPT: TimeDelta = TimeDelta::days(90);

/// Whoever does the tasks.
pub struct Hands {
    printing: PrintShop,
    imports: ImportShop,
    board: Arc<PgStore>,
    clock: Arc<SystemClock>,
    counts: BTreeMap<TaskKind, Counts>,
}

/// How many tasks of a kind were done since the program began, and how many were not.
#[derive(Default)]
pub struct Counts {
    pub done: AtomicU64,
    pub failed: AtomicU64,
}

/// What takes registers over.
pub fn imports(store: &Arc<PgStore>, phones: Arc<NumberingPlans>) -> ImportShop {
    ImportShop::new(
        store.clone(),
        store.clone(),
        phones,
        Arc::new(SystemClock),
        Arc::new(RandomIds),
    )
}

impl Hands {
    /// On what the house has.
    pub fn of(house: &House) -> Self {
        let hands = PrintHands {
            forms: house.forms(),
            letters: house.letters(),
            phones: house.phones.clone(),
            renderer: house.renderer.clone(),
            archives: Arc::new(ZipFiles),
        };
        Self {
            printing: PrintShop::new(
                house.store.clone(),
                hands,
                house.files.clone(),
                house.clock.clone(),
                house.ids.clone(),
            ),
            imports: imports(&house.store, house.phones.clone()),
            board: house.store.clone(),
            clock: house.clock.clone(),
            counts: TaskKind::ALL
                .iter()
                .map(|kind| (*kind, Counts::default()))
                .collect(),
        }
    }

    /// What was done since the program began.
    pub const fn counts(&self) -> &BTreeMap<TaskKind, Counts> {
        &self.counts
    }

    async fn done(&self, task: Task, attempt: u32) -> Result<(), JobFailed> {
        match task {
            Task::Print { structure, run } => {
                let made = self.printing.make(structure, run, attempt).await;
                made.map_err(|why| match why {
                    NotDone::Store(why) => why.into(),
                    NotDone::NotKept => JobFailed::Files,
                    NotDone::NotMade => JobFailed::Papers,
                })
            }
            Task::ForgetPrint { structure, run } => {
                Ok(self.printing.forget(structure, run).await?)
            }
            Task::Import { structure, import } => {
                let taken = self.imports.import(structure, import, attempt).await;
                taken.map_err(not_taken)
            }
            Task::UndoImport { structure, import } => {
                let undone = self.imports.undo(structure, import, attempt).await;
                undone.map_err(not_taken)
            }
            Task::ForgetImport { structure, import } => {
                Ok(self.imports.forget(structure, import).await?)
            }
            Task::MessagesRun(_)
            | Task::MessagesSend(_)
            | Task::MessagesMorning(_)
            | Task::MessagesReceipts => Ok(()),
            Task::Housekeeping => self.keep_house().await,
        }
    }

    /// Deletes what is of no use any more.
    async fn keep_house(&self) -> Result<(), JobFailed> {
        let now = self.clock.now();
        let spent = Spent {
            now,
            keys_before: now - KEYS_KEPT,
            sessions: SESSION_LIFE,
        };
        let accesses = self.board.accesses_sweep(&spent).await?;
        let jobs = self.board.jobs_sweep(now - DEAD_KEPT).await?;
        let mut keys = 0;
        for structure in self.board.every_structure().await? {
            keys += self.board.keys_sweep(structure, &spent).await?;
        }
        tracing::info!(
            swept.accesses = accesses,
            swept.jobs = jobs,
            swept.keys = keys,
            "the house is kept",
        );
        Ok(())
    }
}

/// Why a register was not taken over.
pub const fn not_taken(why: apply::NotDone) -> JobFailed {
    match why {
        apply::NotDone::Store(why) => JobFailed::of(why),
        apply::NotDone::Lost => JobFailed::Interrupted,
    }
}

#[async_trait]
impl Workshop for Hands {
    async fn carry_out(&self, task: Task, attempt: u32) -> Result<(), JobFailed> {
        let done = self.done(task, attempt).await;
        if let Some(counts) = self.counts.get(&task.kind()) {
            let count = if done.is_ok() {
                &counts.done
            } else {
                &counts.failed
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
        done
    }
}
