//! Keys of commands, and the journal.

use application::ports::{Journal, JournalEntry, Keys};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{StoreError, StructureId};
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

#[async_trait]
impl Journal for PgUnitOfWork {
    async fn journal(&mut self, entry: &JournalEntry) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into journal.entry (structure_id, entry_id, at, staff_id, action, dossier_id)
             values ($1, $2, $3, $4, $5, $6)",
            entry.structure.uuid(),
            entry.id,
            entry.at,
            entry.staff.uuid(),
            entry.action.code(),
            entry.dossier.map(kernel::DossierId::uuid),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn journal_all(&mut self, entries: &[JournalEntry]) -> Result<(), StoreError> {
        let Some(first) = entries.first() else {
            return Ok(());
        };
        let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        let instants: Vec<_> = entries.iter().map(|entry| entry.at).collect();
        let staff: Vec<_> = entries.iter().map(|entry| entry.staff.uuid()).collect();
        let actions = entries.iter().map(|entry| entry.action.code().to_owned());
        let actions: Vec<_> = actions.collect();
        let dossiers = entries
            .iter()
            .map(|e| e.dossier.map(kernel::DossierId::uuid));
        let dossiers: Vec<_> = dossiers.collect();
        sqlx::query!(
            "insert into journal.entry (structure_id, entry_id, at, staff_id, action, dossier_id)
             select $1, new.*
             from unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::uuid[]) as new",
            first.structure.uuid(),
            &ids,
            &instants,
            &staff,
            &actions,
            &dossiers as &[Option<Uuid>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
