//! What the queue promises.

use std::{fmt, num::ParseIntError, str::FromStr};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{StoreError, StructureId};

use super::{JobFailed, Task, TaskKind};
use crate::ports::SessionLife;

/// From when on a task is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Then, whatever waits under its key.
    At(DateTime<Utc>),
    /// Then at the latest: what waits under its key for earlier stays as it is.
    By(DateTime<Utc>),
}

/// The queue, within a transaction.
#[async_trait]
pub trait Jobs: Send {
    /// Puts a task in the queue; a transaction that is rolled back leaves nothing there.
    ///
    /// Of the tasks that share a key one waits at most: this one takes its place. One that
    /// is being done is not stopped, and this one follows it, or runs beside it when it is
    /// due before it ends; one that failed for good stays where it is shown.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the task is for another structure.
    async fn job_add(&mut self, task: Task, due: Due) -> Result<(), StoreError>;
}

/// Which job, among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for JobId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A job that failed for good, until somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Which.
    pub id: JobId,
    /// What was to be done.
    pub task: Task,
    /// Since when it was to be done.
    pub since: DateTime<Utc>,
    /// When it was tried last.
    pub failed_at: DateTime<Utc>,
    /// How many times it was tried.
    pub attempts: u32,
    /// Why it failed the last time.
    pub why: JobFailed,
}

/// How the jobs of a kind are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// Which kind.
    pub kind: TaskKind,
    /// How many are due now, or will be.
    pub waiting: u64,
    /// How many are being done.
    pub running: u64,
    /// How many failed for good.
    pub dead: u64,
    /// Since when the oldest of those that are due waits.
    pub due_since: Option<DateTime<Utc>>,
}

/// What of accesses is of no use any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// Now.
    pub now: DateTime<Utc>,
    /// Keys of commands noted before this are of no use: the pages they came from are gone.
    pub keys_before: DateTime<Utc>,
    /// How long sessions live.
    pub sessions: SessionLife,
}

/// The queue of all structures, for whoever works in the background.
#[async_trait]
pub trait JobBoard: Send + Sync {
    /// Puts in the queue those of the tasks that neither wait nor are being done, each for
    /// its moment. How many.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn jobs_ensure(&self, tasks: &[(Task, DateTime<Utc>)]) -> Result<u64, StoreError>;

    /// Puts a task in the queue, as [`Jobs::job_add`] does.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn job_put(&self, task: Task, due: Due) -> Result<(), StoreError>;

    /// The task that waits under the key of this one, and when it is due.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn job_waiting(&self, task: Task) -> Result<Option<(Task, DateTime<Utc>)>, StoreError>;

    /// Takes the first task of these kinds that is due out of the queue, for tests and
    /// measures: whoever may die takes it as [`Workshop`]s are given theirs.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn job_take(
        &self,
        kinds: &[TaskKind],
        now: DateTime<Utc>,
    ) -> Result<Option<Task>, StoreError>;

    /// The jobs that failed for good, of one structure or of all, the last first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn jobs_dead(
        &self,
        structure: Option<StructureId>,
        limit: u32,
    ) -> Result<Vec<DeadJob>, StoreError>;

    /// Has a job that failed for good tried again, as if it were new; `false` when there is
    /// no such job, or it is another structure's.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn job_replay(
        &self,
        structure: Option<StructureId>,
        job: JobId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Gives up a job that failed for good; `false` when there is no such job, or it is
    /// another structure's.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn job_drop(
        &self,
        structure: Option<StructureId>,
        job: JobId,
    ) -> Result<bool, StoreError>;

    /// How the jobs are, kind by kind.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn jobs_counted(&self, now: DateTime<Utc>) -> Result<Vec<JobCount>, StoreError>;

    /// All structures.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn every_structure(&self) -> Result<Vec<StructureId>, StoreError>;

    /// Deletes sessions and links that let nobody in any more. How many.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn accesses_sweep(&self, spent: &Spent) -> Result<u64, StoreError>;

    /// Deletes the keys of a structure's commands that are of no use any more. How many.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keys_sweep(&self, structure: StructureId, spent: &Spent) -> Result<u64, StoreError>;

    /// Deletes the traces of a structure's messages that were planned before this moment and
    /// serve no more: by which receipts find them, and what its outbox shows. The messages
    /// stay as long as their dossier. How many.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn traces_sweep(
        &self,
        structure: StructureId,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError>;

    /// Deletes the jobs that failed for good and were tried last before this moment. How many.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn jobs_sweep(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
}

/// Whoever carries tasks out.
#[async_trait]
pub trait Workshop: Send + Sync {
    /// Does a task, for the `attempt`th time; it may have been done before, by a program that
    /// died before it could say so. What is dropped in the middle is as if that program died.
    ///
    /// # Errors
    /// [`JobFailed`]: it is tried again later, some times.
    async fn carry_out(&self, task: Task, attempt: u32) -> Result<(), JobFailed>;
}
