//! The queue in memory: nobody works there, but it can be read.

use application::jobs::{DeadJob, Due, JobBoard, JobCount, JobId, Jobs, Spent, Task, TaskKind};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{StoreError, StructureId};

use super::{MemoryStore, State, unit::MemoryUnitOfWork};

impl State {
    pub(super) fn put_job(&mut self, task: Task, due: Due) {
        let waits = self.jobs.get(&task.key()).copied();
        let due = match (due, waits) {
            (Due::By(moment), Some((_, earlier))) if earlier <= moment => return,
            (Due::At(moment) | Due::By(moment), _) => moment,
        };
        self.jobs.insert(task.key(), (task, due));
    }
}

#[async_trait]
impl Jobs for MemoryUnitOfWork {
    async fn job_add(&mut self, task: Task, due: Due) -> Result<(), StoreError> {
        if let Some(structure) = task.structure() {
            self.within(structure)?;
        }
        self.write().await.put_job(task, due);
        Ok(())
    }
}

#[async_trait]
impl JobBoard for MemoryStore {
    async fn jobs_ensure(&self, tasks: &[(Task, DateTime<Utc>)]) -> Result<u64, StoreError> {
        let _turn = self.writer.lock().await;
        let mut state = self.state();
        let mut put = 0;
        for (task, due) in tasks {
            if !state.jobs.contains_key(&task.key()) {
                state.put_job(*task, Due::At(*due));
                put += 1;
            }
        }
        Ok(put)
    }

    async fn job_put(&self, task: Task, due: Due) -> Result<(), StoreError> {
        let _turn = self.writer.lock().await;
        self.state().put_job(task, due);
        Ok(())
    }

    async fn job_waiting(&self, task: Task) -> Result<Option<(Task, DateTime<Utc>)>, StoreError> {
        Ok(self.state().jobs.get(&task.key()).copied())
    }

    async fn job_take(
        &self,
        kinds: &[TaskKind],
        now: DateTime<Utc>,
    ) -> Result<Option<Task>, StoreError> {
        let _turn = self.writer.lock().await;
        let mut state = self.state();
        let due = state.jobs.values();
        let due = due.filter(|(task, due)| kinds.contains(&task.kind()) && *due <= now);
        let first = due
            .min_by_key(|(task, due)| (task.priority(), *due))
            .copied();
        Ok(first.map(|(task, _)| {
            state.jobs.remove(&task.key());
            task
        }))
    }

    async fn jobs_dead(
        &self,
        structure: Option<StructureId>,
        limit: u32,
    ) -> Result<Vec<DeadJob>, StoreError> {
        let mut dead = self.state().dead_jobs.clone();
        dead.retain(|job| structure.is_none_or(|of| job.task.structure() == Some(of)));
        dead.sort_by_key(|job| std::cmp::Reverse((job.failed_at, job.id)));
        dead.truncate(usize::try_from(limit).unwrap());
        Ok(dead)
    }

    async fn job_replay(
        &self,
        structure: Option<StructureId>,
        job: JobId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let found = self.take_dead(structure, job).await;
        if let Some(job) = &found {
            self.state().put_job(job.task, Due::By(now));
        }
        Ok(found.is_some())
    }

    async fn job_drop(
        &self,
        structure: Option<StructureId>,
        job: JobId,
    ) -> Result<bool, StoreError> {
        Ok(self.take_dead(structure, job).await.is_some())
    }

    async fn jobs_counted(&self, now: DateTime<Utc>) -> Result<Vec<JobCount>, StoreError> {
        let state = self.state();
        let mut kinds: Vec<_> = state.jobs.values().map(|(task, _)| task.kind()).collect();
        kinds.extend(state.dead_jobs.iter().map(|job| job.task.kind()));
        kinds.sort_by_key(|kind| kind.code());
        kinds.dedup();
        let count = |kind| {
            let waiting = state.jobs.values().filter(|(task, _)| task.kind() == kind);
            let dead = state.dead_jobs.iter().filter(|j| j.task.kind() == kind);
            JobCount {
                kind,
                waiting: u64::try_from(waiting.clone().count()).unwrap(),
                running: 0,
                dead: u64::try_from(dead.count()).unwrap(),
                due_since: waiting.map(|(_, due)| *due).filter(|due| *due <= now).min(),
            }
        };
        Ok(kinds.into_iter().map(count).collect())
    }

    async fn every_structure(&self) -> Result<Vec<StructureId>, StoreError> {
        Ok(self.state().structures.keys().copied().collect())
    }

    async fn accesses_sweep(&self, spent: &Spent) -> Result<u64, StoreError> {
        let _turn = self.writer.lock().await;
        let mut state = self.state();
        let before = state.sessions.len() + state.links.len();
        let since = |minutes: u32| spent.now - TimeDelta::minutes(minutes.into());
        let (idle, total) = (
            since(spent.sessions.idle_minutes),
            since(spent.sessions.total_minutes),
        );
        let lives = |used, opened| used >= idle && opened >= total;
        state.sessions.retain(|_, s| lives(s.used_at, s.opened_at));
        state.links.retain(|_, link| link.until >= spent.now);
        let gone = before - state.sessions.len() - state.links.len();
        Ok(u64::try_from(gone).unwrap())
    }

    async fn keys_sweep(&self, _: StructureId, _: &Spent) -> Result<u64, StoreError> {
        // They have no moment here.
        Ok(0)
    }

    async fn traces_sweep(
        &self,
        structure: StructureId,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let _turn = self.writer.lock().await;
        Ok(self.state().book.traces_sweep(structure, before))
    }

    async fn jobs_sweep(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let _turn = self.writer.lock().await;
        let mut state = self.state();
        let all = state.dead_jobs.len();
        state.dead_jobs.retain(|job| job.failed_at >= before);
        Ok(u64::try_from(all - state.dead_jobs.len()).unwrap())
    }
}

impl MemoryStore {
    /// A job that failed for good, as if somebody had worked.
    pub fn bury(&self, job: DeadJob) {
        self.state().dead_jobs.push(job);
    }

    async fn take_dead(&self, structure: Option<StructureId>, job: JobId) -> Option<DeadJob> {
        let _turn = self.writer.lock().await;
        let mut state = self.state();
        let place = state.dead_jobs.iter().position(|dead| {
            dead.id == job && structure.is_none_or(|of| dead.task.structure() == Some(of))
        });
        place.map(|place| state.dead_jobs.remove(place))
    }
}
