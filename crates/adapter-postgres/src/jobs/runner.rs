//! Taking jobs from the queue and carrying them out, until it is told to stop.

use std::{fmt, num::NonZeroUsize, panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use application::jobs::{JobFailed, Task, TaskKind, Workshop};
use futures_util::FutureExt;
use graphile_worker::{
    FailureReason, JobDefinition, JobRecovery, JobRecoveryContext, JobRecoveryResult, TaskHandler,
    WorkerContext, WorkerOptions, WorkerShutdownConfig, recovery::WorkerRecoveryConfig,
};
use kernel::StructureId;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgPoolOptions;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::SCHEMA;
use crate::PgStore;

/// How often to look for jobs that became due; of new ones the database tells.
const POLL: Duration = Duration::from_secs(2);

/// How often to make sure that a job is still one's own.
const BEAT: Duration = Duration::from_secs(5);

/// How long to wait for a database that is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// How jobs are taken.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How many at once.
    pub slots: NonZeroUsize,
    /// After how long a worker that says nothing more is taken for dead: what it had taken
    /// is due again.
    pub lease: Duration,
    /// How long what is under way may last once the program is told to stop; then it is given
    /// back.
    pub last_work: Duration,
}

/// Takes jobs from the queue.
pub struct JobRunner {
    store: PgStore,
    shop: Shop,
    pace: Pace,
    kinds: &'static [TaskKind],
}

/// What every job finds.
#[derive(Clone)]
struct Shop {
    store: PgStore,
    beat: Duration,
    workshop: Arc<dyn Workshop>,
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop").finish_non_exhaustive()
    }
}

impl JobRunner {
    /// Work for this workshop.
    #[must_use]
    pub fn new(store: PgStore, workshop: Arc<dyn Workshop>, pace: Pace) -> Self {
        let shop = Shop {
            store: store.clone(),
            beat: BEAT.min(pace.lease / 4),
            workshop,
        };
        Self {
            store,
            shop,
            pace,
            kinds: TaskKind::ALL,
        }
    }

    /// Takes these kinds of jobs alone.
    #[must_use]
    pub const fn only(mut self, kinds: &'static [TaskKind]) -> Self {
        self.kinds = kinds;
        self
    }

    /// Works until the other end of `open` goes; what is under way then has some time
    /// to finish, and is given back otherwise. A database that is away is waited for.
    pub async fn run(self, open: watch::Receiver<()>) {
        let mut told = false;
        loop {
            match self.work(open.clone()).await {
                Ok(()) => return,
                // It comes back every few seconds: once is enough.
                Err(_) if told => {}
                Err(why) => {
                    tracing::warn!("the queue of jobs is out of reach: {why}");
                    told = true;
                }
            }
            tokio::select! {
                () = closed(open.clone()) => return,
                () = sleep(PATIENCE) => {}
            }
        }
    }

    async fn work(&self, open: watch::Receiver<()>) -> Result<(), Box<dyn std::error::Error>> {
        let slots = self.pace.slots.get();
        // Of its own: pages that are in a hurry do not starve it, nor it them. One hears what
        // is new, one keeps the lease, and each slot takes and returns its job.
        let pool = PgPoolOptions::new()
            .max_connections(u32::try_from(slots).unwrap_or(u32::MAX).saturating_add(2))
            .min_connections(0)
            .connect_lazy_with((*self.store.pool.connect_options()).clone());
        let lease = self.pace.lease;
        let worker = WorkerOptions::default()
            .pg_pool(pool.clone())
            .schema(SCHEMA)
            .concurrency(slots)
            .poll_interval(POLL.min(lease))
            .worker_recovery(
                WorkerRecoveryConfig::default()
                    .heartbeat_interval(lease / 4)
                    .sweep_interval(lease / 3)
                    .sweep_threshold(lease)
                    .recovery_delay(Duration::ZERO),
            )
            .worker_shutdown(
                WorkerShutdownConfig::default()
                    .listen_os_shutdown_signals(false)
                    .grace_period(self.pace.last_work)
                    .interrupted_job_retry_delay(Duration::ZERO)
                    .shutdown_signal(closed(open)),
            )
            .on(JobRecovery, recovered)
            .add_extension(self.shop.clone())
            .define_jobs(definitions(self.kinds))
            .init()
            .await?;
        let ended = worker.run().await;
        pool.close().await;
        Ok(ended?)
    }
}

/// When the other end goes.
async fn closed(mut open: watch::Receiver<()>) {
    // Nothing is ever sent.
    while open.changed().await.is_ok() {}
}

/// A job whose program died in the middle is due again at once, and was tried once: one that
/// kills every program that takes it dies some day.
async fn recovered(job: JobRecoveryContext) -> JobRecoveryResult {
    match job.reason {
        FailureReason::WorkerCrashed => JobRecoveryResult::Reschedule {
            run_at: *job.job.run_at(),
            attempts: Some(*job.job.attempts()),
        },
        FailureReason::ShutdownAborted | FailureReason::TaskError | FailureReason::TaskPanic => {
            JobRecoveryResult::Default
        }
    }
}

/// What a job says.
#[derive(Serialize, Deserialize)]
struct Payload {
    structure: Option<StructureId>,
    subject: Option<Uuid>,
}

/// Why a job was not done, as the queue keeps it: our word alone.
struct Why(JobFailed);

impl fmt::Debug for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code())
    }
}

/// One handler a kind: the queue tells them apart by their type.
macro_rules! handlers {
    ($($kind:ident,)*) => {
        mod handlers {
            use super::{Deserialize, Payload, Serialize, TaskHandler, TaskKind, WorkerContext, carry_out, Why};
            $(
                #[derive(Serialize, Deserialize)]
                #[serde(transparent)]
                pub(super) struct $kind(Payload);

                impl TaskHandler for $kind {
                    const IDENTIFIER: &'static str = TaskKind::$kind.code();

                    #[expect(refining_impl_trait, reason = "it is nobody else's")]
                    async fn run(self, ctx: WorkerContext) -> Result<(), Why> {
                        carry_out(TaskKind::$kind, self.0, &ctx).await.map_err(Why)
                    }
                }
            )*
        }

        fn definitions(kinds: &[TaskKind]) -> Vec<JobDefinition> {
            let all = [$((TaskKind::$kind, handlers::$kind::definition())),*];
            let ours = all.into_iter().filter(|(kind, _)| kinds.contains(kind));
            ours.map(|(_, definition)| definition).collect()
        }
    };
}

handlers! {
    Print,
    ForgetPrint,
    Import,
    UndoImport,
    ForgetImport,
    MessagesRun,
    MessagesSend,
    MessagesMorning,
    MessagesReceipts,
    Housekeeping,
}

/// Does a job, or gives it up once it is somebody else's or wanted no more.
async fn carry_out(kind: TaskKind, said: Payload, ctx: &WorkerContext) -> Result<(), JobFailed> {
    let Some(shop) = ctx.get_ext::<Shop>() else {
        return Err(JobFailed::Broken);
    };
    let task = Task::of(kind, said.structure, said.subject).ok_or(JobFailed::Corrupt)?;
    let attempt = u32::try_from(*ctx.job().attempts()).unwrap_or(0);
    // What panics must not reach the queue in its own words.
    let work = AssertUnwindSafe(shop.workshop.carry_out(task, attempt)).catch_unwind();
    let mut work = pin!(work);
    let mut beat = interval(shop.beat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat.reset();
    let done = loop {
        tokio::select! {
            done = &mut work => break done.unwrap_or(Err(JobFailed::Broken)),
            _ = beat.tick(), if task.yields() => {
                let (job, worker) = (*ctx.job().id(), ctx.worker_id());
                if shop.store.holds(job, worker).await == Ok(false) {
                    break Err(JobFailed::Interrupted);
                }
            }
        }
    };
    if let Err(why) = done {
        tracing::warn!(
            job.task = kind.code(),
            structure = task.structure().map(tracing::field::display),
            job.attempt = attempt,
            job.why = why.code(),
            "a task is not done",
        );
    }
    done
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_of_work_has_its_handler() {
        let all = definitions(TaskKind::ALL);
        let handled: BTreeSet<_> = all.iter().map(|d| d.identifier()).collect();
        let known: BTreeSet<_> = TaskKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(handled, known);
    }
}
