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
    messages::{
        receipts::{NotCollected, Receipts},
        run::MessageRuns,
        sending::{MessageSending, SendingPorts, Terms},
        staff::MessageMorning,
    },
    ports::Clock,
    printing::{Hands as PrintHands, NotDone, PrintShop},
};
use async_trait::async_trait;
use chrono::TimeDelta;
use tokio::sync::watch;
use web_staff::Pages;

use crate::{
    archive::ZipFiles,
    house::House,
    ports::{RandomIds, SystemClock},
};

/// How long the key of a command is of use: pages that old are gone from every desk.
const KEYS_KEPT: TimeDelta = TimeDelta::days(7);

/// How long a provider may tell what became of a message, and an outbox shows what it holds.
const TRACES_KEPT: TimeDelta = TimeDelta::days(90);

/// For how long a structure sends before others have their turn.
const TURN: TimeDelta = TimeDelta::seconds(30);

/// How long what failed for good is shown.
const DEAD_KEPT: TimeDelta = TimeDelta::days(90);

/// Whoever does the tasks.
pub struct Hands {
    printing: PrintShop,
    imports: ImportShop,
    runs: MessageRuns,
    sending: MessageSending,
    morning: MessageMorning,
    receipts: Receipts,
    board: Arc<PgStore>,
    clock: Arc<SystemClock>,
    open: watch::Receiver<()>,
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
    /// On what the house has; the other end of `open` goes when the program is told to stop.
    pub fn of(house: &House, open: watch::Receiver<()>) -> Self {
        let (store, clock, ids) = (&house.store, &house.clock, &house.ids);
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
            imports: imports(store, house.phones.clone()),
            runs: MessageRuns::new(store.clone(), clock.clone(), ids.clone()),
            sending: MessageSending::new(
                SendingPorts {
                    store: store.clone(),
                    post: store.clone(),
                    work: store.clone(),
                    sms: house.gateways.sms.clone(),
                    mailer: house.gateways.mailer.clone(),
                    phones: house.phones.clone(),
                    pages: Arc::new(Pages::at(&house.public_url.join(""))),
                    clock: clock.clone(),
                },
                Terms {
                    price: house.gateways.price,
                    monthly_cap: house.gateways.monthly_cap,
                },
            ),
            morning: MessageMorning::new(store.clone(), store.clone(), clock.clone(), ids.clone()),
            receipts: house.receipts(),
            open,
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
            Task::MessagesRun(structure) => {
                let planned = self.runs.run(structure).await?;
                if planned > 0 {
                    tracing::info!(%structure, messages.planned = planned, "messages are planned");
                }
                Ok(())
            }
            Task::MessagesSend(structure) => {
                let stop = || self.open.has_changed().is_err();
                self.sending.send(structure, TURN, &stop).await?;
                Ok(())
            }
            Task::MessagesMorning(structure) => Ok(self.morning.run(structure).await?),
            Task::MessagesReceipts => {
                let collected = self.receipts.collect().await;
                collected.map_err(|why| match why {
                    NotCollected::Store(why) => why.into(),
                    NotCollected::Gateway(_) => JobFailed::Gateway,
                })
            }
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
        let (mut keys, mut traces) = (0, 0);
        for structure in self.board.every_structure().await? {
            keys += self.board.keys_sweep(structure, &spent).await?;
            let before = now - TRACES_KEPT;
            traces += self.board.traces_sweep(structure, before).await?;
        }
        tracing::info!(
            swept.accesses = accesses,
            swept.jobs = jobs,
            swept.keys = keys,
            swept.traces = traces,
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
