//! What a structure and its staff settled about messages.

use application::messages::{book::KeptText, ports::MessageChoices};
use async_trait::async_trait;
use kernel::{StaffId, StoreError, StructureId, Versioned};
use messages::{Settings, StaffKind};
use sqlx::types::Json;

use super::UNREADABLE;
use crate::{
    error::failed,
    store::{PgUnitOfWork, written},
};

#[async_trait]
impl MessageChoices for PgUnitOfWork {
    async fn message_settings(
        &mut self,
        structure: StructureId,
    ) -> Result<Versioned<Settings>, StoreError> {
        let found = sqlx::query!(
            r#"select version, settings as "settings: Json<Settings>" from messages.settings
               where structure_id = $1"#,
            structure.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.map_or_else(
            || Versioned {
                value: Settings::default(),
                version: 0,
            },
            |row| Versioned {
                value: row.settings.0,
                version: row.version,
            },
        ))
    }

    async fn message_settings_update(
        &mut self,
        structure: StructureId,
        version: i64,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        let done = sqlx::query!(
            "insert into messages.settings as s (structure_id, version, settings)
             select $1, 1, $3 where $2 = 0::bigint
                 or exists (select from messages.settings where structure_id = $1)
             on conflict (structure_id) do update
             set version = s.version + 1, settings = $3 where s.version = $2",
            structure.uuid(),
            version,
            Json(settings) as _,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(done.rows_affected())
    }

    async fn message_texts(&mut self, structure: StructureId) -> Result<Vec<KeptText>, StoreError> {
        let rows = sqlx::query!(
            "select kind, language, own, changed_by, changed_at, reviewed_by, reviewed_at
             from messages.text where structure_id = $1 order by kind, language",
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                Ok(KeptText {
                    kind: row.kind.parse().map_err(|_| UNREADABLE)?,
                    language: row.language.parse().map_err(|_| UNREADABLE)?,
                    own: row.own,
                    changed: row.changed_by.map(StaffId::new).zip(row.changed_at),
                    reviewed: row.reviewed_by.map(StaffId::new).zip(row.reviewed_at),
                })
            })
            .collect()
    }

    async fn message_text_put(
        &mut self,
        structure: StructureId,
        text: &KeptText,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into messages.text
                 (structure_id, kind, language, own, changed_by, changed_at, reviewed_by, reviewed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict on constraint text_pkey do update
             set own = $4, changed_by = $5, changed_at = $6, reviewed_by = $7, reviewed_at = $8",
            structure.uuid(),
            text.kind.code(),
            text.language.code(),
            text.own,
            text.changed.map(|(by, _)| by.uuid()),
            text.changed.map(|(_, at)| at),
            text.reviewed.map(|(by, _)| by.uuid()),
            text.reviewed.map(|(_, at)| at),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn staff_wants(
        &mut self,
        structure: StructureId,
        kind: StaffKind,
    ) -> Result<Vec<StaffId>, StoreError> {
        let found = sqlx::query_scalar!(
            "select staff_id from messages.wanted where structure_id = $1 and kind = $2
             order by staff_id",
            structure.uuid(),
            kind.code(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.into_iter().map(StaffId::new).collect())
    }

    async fn staff_want(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        kind: StaffKind,
        wanted: bool,
    ) -> Result<(), StoreError> {
        let (structure, staff, kind) = (structure.uuid(), staff.uuid(), kind.code());
        let done = if wanted {
            sqlx::query!(
                "insert into messages.wanted (structure_id, staff_id, kind) values ($1, $2, $3)
                 on conflict do nothing",
                structure,
                staff,
                kind,
            )
            .execute(&mut *self.tx)
            .await
        } else {
            sqlx::query!(
                "delete from messages.wanted
                 where structure_id = $1 and staff_id = $2 and kind = $3",
                structure,
                staff,
                kind,
            )
            .execute(&mut *self.tx)
            .await
        };
        done.map_err(failed).map(drop)
    }
}
