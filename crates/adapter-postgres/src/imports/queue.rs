//! The queue of what is to be done about imports.

use application::imports::port::{ImportQueue, ImportTicket};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{ImportId, StoreError, StructureId};

use super::UNREADABLE;
use crate::{
    PgStore,
    columns::{count, stored},
    error::failed,
};

#[async_trait]
impl ImportQueue for PgStore {
    async fn import_claim(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ImportTicket>, StoreError> {
        let row = sqlx::query!(
            "update jobs.import q set due_at = $2, attempt = q.attempt + 1, progress = 0
             from (select structure_id, import_id from jobs.import
                   where due_at <= $1
                   order by due_at limit 1
                   for update skip locked) as due
             where q.structure_id = due.structure_id and q.import_id = due.import_id
             returning q.structure_id, q.import_id, q.task, q.attempt",
            now,
            until,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        row.map(|row| {
            Ok(ImportTicket {
                structure: StructureId::new(row.structure_id),
                import: ImportId::new(row.import_id),
                task: row.task.parse().map_err(|_| UNREADABLE)?,
                attempt: count(row.attempt)?,
            })
        })
        .transpose()
    }

    async fn import_hold(
        &self,
        ticket: &ImportTicket,
        until: DateTime<Utc>,
        done: Option<u32>,
    ) -> Result<bool, StoreError> {
        let held = sqlx::query!(
            "update jobs.import set due_at = $5, progress = coalesce($6, progress)
             where structure_id = $1 and import_id = $2 and task = $3 and attempt = $4",
            ticket.structure.uuid(),
            ticket.import.uuid(),
            ticket.task.code(),
            stored(ticket.attempt),
            until,
            done.map(stored),
        )
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(held.rows_affected() == 1)
    }

    async fn import_release(
        &self,
        ticket: &ImportTicket,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "update jobs.import set due_at = $5, attempt = attempt - 1
             where structure_id = $1 and import_id = $2 and task = $3 and attempt = $4",
            ticket.structure.uuid(),
            ticket.import.uuid(),
            ticket.task.code(),
            stored(ticket.attempt),
            now,
        )
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
