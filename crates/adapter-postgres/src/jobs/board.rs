//! The queue of all structures: what waits, what failed for good, and the nightly sweep.

use application::jobs::{
    DeadJob, Due, JobBoard, JobCount, JobFailed, JobId, Spent, Task, TaskKind,
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{StoreError, StructureId};

use super::{Columns, add, parsed};
use crate::{PgStore, columns::count, error::failed, messages::floor};

const UNREADABLE: StoreError = StoreError::Corrupt("a job");

/// Why a job failed, of what the queue keeps: our own word, which it quotes.
fn reason(error: &str) -> JobFailed {
    let quoted = error
        .strip_prefix("TaskError(\"")
        .and_then(|rest| rest.strip_suffix("\")"));
    match quoted.map(str::parse) {
        Some(Ok(why)) => why,
        Some(Err(_)) => JobFailed::Broken,
        None if error.contains("WorkerCrashed") || error.contains("interruption") => {
            JobFailed::Interrupted
        }
        None => JobFailed::Broken,
    }
}

/// A count as the database gives it.
fn many(counted: Option<i64>) -> u64 {
    counted.and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

impl PgStore {
    /// Whether a worker still has the job it took.
    pub(super) async fn holds(&self, job: i64, worker: &str) -> Result<bool, StoreError> {
        let holds = sqlx::query_scalar!("select jobs.holds($1, $2)", job, worker)
            .fetch_one(&self.pool)
            .await
            .map_err(failed)?;
        Ok(holds.unwrap_or(false))
    }
}

#[async_trait]
impl JobBoard for PgStore {
    async fn jobs_ensure(&self, tasks: &[(Task, DateTime<Utc>)]) -> Result<u64, StoreError> {
        let columns = Columns::of(tasks);
        let put = sqlx::query_scalar!(
            r#"select count(jobs.add(t.kind, t.structure, t.subject, t.key, t.due, true,
                                     t.attempts, t.priority))
               from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[],
                           $6::integer[], $7::integer[])
                   as t (kind, structure, subject, key, due, attempts, priority)
               where not jobs.lives(t.key)"#,
            &columns.kinds,
            &columns.structures as &[Option<uuid::Uuid>],
            &columns.subjects as &[Option<uuid::Uuid>],
            &columns.keys,
            &columns.due,
            &columns.attempts,
            &columns.priorities,
        )
        .fetch_one(&self.pool)
        .await
        .map_err(failed)?;
        Ok(many(put))
    }

    async fn job_put(&self, task: Task, due: Due) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        add(&mut connection, task, due).await
    }

    async fn job_waiting(&self, task: Task) -> Result<Option<(Task, DateTime<Utc>)>, StoreError> {
        let row = sqlx::query!(
            r#"select task as "task!", due as "due!" from jobs.waiting($1)"#,
            task.key()
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        row.map(|row| {
            let structure = task.structure().map(StructureId::uuid);
            let waits = parsed(&row.task, structure, task.subject()).ok_or(UNREADABLE)?;
            Ok((waits, row.due))
        })
        .transpose()
    }

    async fn job_take(
        &self,
        kinds: &[TaskKind],
        now: DateTime<Utc>,
    ) -> Result<Option<Task>, StoreError> {
        let kinds: Vec<_> = kinds.iter().map(|kind| kind.code().to_owned()).collect();
        let row = sqlx::query!(
            r#"select task as "task!", structure, subject from jobs.take($1, $2)"#,
            &kinds,
            now,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        row.map(|row| parsed(&row.task, row.structure, row.subject).ok_or(UNREADABLE))
            .transpose()
    }

    async fn jobs_dead(
        &self,
        structure: Option<StructureId>,
        limit: u32,
    ) -> Result<Vec<DeadJob>, StoreError> {
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let rows = sqlx::query!(
            r#"select job_id as "job_id!", task as "task!", structure, subject, since as "since!",
                      failed_at as "failed_at!", attempts as "attempts!", error as "error!"
               from jobs.dead($1, $2)"#,
            structure.map(StructureId::uuid),
            limit,
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failed)?;
        rows.into_iter()
            // Those of a later program are its own.
            .filter_map(|row| {
                let task = parsed(&row.task, row.structure, row.subject)?;
                Some(count(row.attempts).map(|attempts| DeadJob {
                    id: JobId(row.job_id),
                    task,
                    since: row.since,
                    failed_at: row.failed_at,
                    attempts,
                    why: reason(&row.error),
                }))
            })
            .collect()
    }

    async fn job_replay(
        &self,
        structure: Option<StructureId>,
        job: JobId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let found = sqlx::query_scalar!(
            "select jobs.replay($1, $2, $3)",
            structure.map(StructureId::uuid),
            job.0,
            now,
        )
        .fetch_one(&self.pool)
        .await
        .map_err(failed)?;
        Ok(found.unwrap_or(false))
    }

    async fn job_drop(
        &self,
        structure: Option<StructureId>,
        job: JobId,
    ) -> Result<bool, StoreError> {
        let found = sqlx::query_scalar!(
            "select jobs.give_up($1, $2)",
            structure.map(StructureId::uuid),
            job.0,
        )
        .fetch_one(&self.pool)
        .await
        .map_err(failed)?;
        Ok(found.unwrap_or(false))
    }

    async fn jobs_counted(&self, now: DateTime<Utc>) -> Result<Vec<JobCount>, StoreError> {
        let rows = sqlx::query!(
            r#"select task as "task!", waiting, running, dead, due_since from jobs.counted($1)"#,
            now
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failed)?;
        let known = rows.into_iter().filter_map(|row| {
            Some(JobCount {
                kind: row.task.parse().ok()?,
                waiting: many(row.waiting),
                running: many(row.running),
                dead: many(row.dead),
                due_since: row.due_since,
            })
        });
        Ok(known.collect())
    }

    async fn every_structure(&self) -> Result<Vec<StructureId>, StoreError> {
        self.structures().await
    }

    async fn accesses_sweep(&self, spent: &Spent) -> Result<u64, StoreError> {
        let before = |minutes: u32| spent.now - TimeDelta::minutes(minutes.into());
        let sessions = sqlx::query!(
            "delete from identity.session where used_at < $1 or opened_at < $2",
            before(spent.sessions.idle_minutes),
            before(spent.sessions.total_minutes),
        )
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        let links = sqlx::query!("delete from identity.link where until < $1", spent.now)
            .execute(&self.pool)
            .await
            .map_err(failed)?;
        Ok(sessions.rows_affected() + links.rows_affected())
    }

    async fn keys_sweep(&self, structure: StructureId, spent: &Spent) -> Result<u64, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let keys_before = spent.keys_before;
        let gone = sqlx::query_scalar!("select domiciliation.keys_forget($1)", keys_before)
            .fetch_one(&mut *tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(many(gone))
    }

    async fn traces_sweep(
        &self,
        structure: StructureId,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let (structure, before) = (structure.uuid(), floor(before));
        let handed = sqlx::query!(
            "delete from jobs.message_handed where structure_id = $1 and message_id < $2",
            structure,
            before,
        )
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
        let kept = sqlx::query!(
            "delete from messages.outbox where structure_id = $1 and message_id < $2",
            structure,
            before,
        )
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(handed.rows_affected() + kept.rows_affected())
    }

    async fn jobs_sweep(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let gone = sqlx::query_scalar!("select jobs.sweep($1)", before)
            .fetch_one(&self.pool)
            .await
            .map_err(failed)?;
        Ok(many(gone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_queue_keeps_of_an_error_is_one_of_our_words() {
        for why in JobFailed::ALL {
            // As graphile_worker writes what a task answered.
            let kept = format!("TaskError({:?})", why.code());
            assert_eq!(reason(&kept), *why);
        }
        assert_eq!(reason("WorkerCrashed"), JobFailed::Interrupted);
        let recovered = "Job recovered after worker interruption";
        assert_eq!(reason(recovered), JobFailed::Interrupted);
        assert_eq!(reason("FnNotFound(\"x\")"), JobFailed::Broken);
    }
}
