//! The queue of what is to be done in the background: graphile_worker's, reached through the
//! functions of `0018_jobs.sql`.

mod board;
mod runner;

pub use runner::{JobRunner, Pace};

use application::jobs::{Due, Jobs, Task};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{StoreError, StructureId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{error::failed, store::PgUnitOfWork};

/// The schema of the queue.
pub(crate) const SCHEMA: &str = "graphile_worker";

#[async_trait]
impl Jobs for PgUnitOfWork {
    async fn job_add(&mut self, task: Task, due: Due) -> Result<(), StoreError> {
        if let Some(structure) = task.structure() {
            self.within(structure)?;
        }
        add(&mut self.tx, task, due).await
    }
}

/// Puts a task in the queue within a transaction.
async fn add(connection: &mut PgConnection, task: Task, due: Due) -> Result<(), StoreError> {
    let (due, at_the_latest) = match due {
        Due::At(moment) => (moment, false),
        Due::By(moment) => (moment, true),
    };
    sqlx::query!(
        "select jobs.add($1, $2, $3, $4, $5, $6, $7, $8)",
        task.kind().code(),
        task.structure().map(StructureId::uuid),
        task.subject(),
        task.key(),
        due,
        at_the_latest,
        i32::from(task.attempts()),
        i32::from(task.priority()),
    )
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(())
}

/// A task as it is stored.
fn parsed(kind: &str, structure: Option<Uuid>, subject: Option<Uuid>) -> Option<Task> {
    Task::of(kind.parse().ok()?, structure.map(StructureId::new), subject)
}

/// Tasks, column by column, for statements about many.
#[derive(Default)]
struct Columns {
    kinds: Vec<String>,
    structures: Vec<Option<Uuid>>,
    subjects: Vec<Option<Uuid>>,
    keys: Vec<String>,
    due: Vec<DateTime<Utc>>,
    attempts: Vec<i32>,
    priorities: Vec<i32>,
}

impl Columns {
    fn of(tasks: &[(Task, DateTime<Utc>)]) -> Self {
        let mut columns = Self::default();
        for (task, due) in tasks {
            columns.kinds.push(task.kind().code().to_owned());
            columns
                .structures
                .push(task.structure().map(StructureId::uuid));
            columns.subjects.push(task.subject());
            columns.keys.push(task.key());
            columns.due.push(*due);
            columns.attempts.push(i32::from(task.attempts()));
            columns.priorities.push(i32::from(task.priority()));
        }
        columns
    }
}
