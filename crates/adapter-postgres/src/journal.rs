//! Keys of commands, and the journal.

use std::mem;

use application::ports::{Journal, JournalEntry, Keys};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, StoreError, StructureId};
use uuid::Uuid;

use crate::{error::failed, store::PgUnitOfWork};

#[async_trait]
impl Keys for PgUnitOfWork {
    async fn key_claim(
        &mut self,
        structure: StructureId,
        key: Uuid,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        // Waits for a twin that is under way, whose end decides.
        let claimed = sqlx::query!(
            "insert into domiciliation.command_key (structure_id, key, at) values ($1, $2, $3)
             on conflict do nothing",
            structure.uuid(),
            key,
            at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(claimed.rows_affected() == 1)
    }
}

/// Lines of the journal, by column.
pub(crate) struct Lines {
    pub(crate) structures: Vec<Uuid>,
    pub(crate) ids: Vec<Uuid>,
    pub(crate) instants: Vec<DateTime<Utc>>,
    pub(crate) staff: Vec<Uuid>,
    pub(crate) actions: Vec<String>,
    pub(crate) dossiers: Vec<Option<Uuid>>,
}

impl Lines {
    pub(crate) fn of(entries: &[JournalEntry]) -> Self {
        let dossiers = entries.iter().map(|e| e.dossier);
        Self {
            structures: entries.iter().map(|e| e.structure.uuid()).collect(),
            ids: entries.iter().map(|e| e.id).collect(),
            instants: entries.iter().map(|e| e.at).collect(),
            staff: entries.iter().map(|e| e.staff.uuid()).collect(),
            actions: entries.iter().map(|e| e.action.code().to_owned()).collect(),
            dossiers: dossiers.map(|id| id.map(DossierId::uuid)).collect(),
        }
    }
}

impl PgUnitOfWork {
    /// Writes the lines that no other statement has taken along.
    pub(crate) async fn journal_write(&mut self) -> Result<(), StoreError> {
        if self.journal.is_empty() {
            return Ok(());
        }
        let lines = Lines::of(&mem::take(&mut self.journal));
        sqlx::query!(
            "insert into journal.entry (structure_id, entry_id, at, staff_id, action, dossier_id)
             select *
             from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::uuid[])",
            &lines.structures,
            &lines.ids,
            &lines.instants,
            &lines.staff,
            &lines.actions,
            &lines.dossiers as &[Option<Uuid>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

#[async_trait]
impl Journal for PgUnitOfWork {
    /// Goes with the next statement that writes a dossier, at the latest with the commit.
    async fn journal(&mut self, entry: &JournalEntry) -> Result<(), StoreError> {
        self.journal_all(std::slice::from_ref(entry)).await
    }

    async fn journal_all(&mut self, entries: &[JournalEntry]) -> Result<(), StoreError> {
        // Said now, not when the line is written.
        for entry in entries {
            self.within(entry.structure)?;
        }
        self.journal.extend_from_slice(entries);
        Ok(())
    }
}
