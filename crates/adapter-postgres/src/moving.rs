//! A whole structure, read at one moment, and what only a structure that moves brings.

use application::{
    archive::{Alias, Beside, Moving, Remains},
    views::SavedView,
};
use async_trait::async_trait;
use chrono::NaiveDate;
use domiciliation::Dossier;
use kernel::{DossierId, StoreError, StructureId};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    columns::{count, stored},
    error::failed,
    histories::facts,
    store::PgUnitOfWork,
    views,
};

/// What remains of an erased dossier, as the database takes many of them.
#[derive(Debug, Serialize)]
struct RemainsRow<'a> {
    id: Uuid,
    filed_on: &'a [NaiveDate],
    decided: &'a [(NaiveDate, String)],
    erased_on: NaiveDate,
    ground: &'a str,
}

impl<'a> From<&'a Remains> for RemainsRow<'a> {
    fn from(remains: &'a Remains) -> Self {
        Self {
            id: remains.id,
            filed_on: &remains.filed_on,
            decided: &remains.decided,
            erased_on: remains.erased_on,
            ground: &remains.ground,
        }
    }
}

#[async_trait]
impl Moving for PgUnitOfWork {
    async fn moving_settle(&mut self) -> Result<(), StoreError> {
        for setting in [
            "set transaction isolation level repeatable read, read only",
            // Between two statements, files are copied.
            "set local idle_in_transaction_session_timeout = 0",
            "set local statement_timeout = 0",
        ] {
            sqlx::query(setting)
                .execute(&mut *self.tx)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }

    async fn moving_dossiers(
        &mut self,
        structure: StructureId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<Dossier>, StoreError> {
        let found = sqlx::query!(
            "select dossier_id, number from domiciliation.dossier
             where structure_id = $1 and ($2::uuid is null or dossier_id > $2)
             order by dossier_id limit $3",
            structure.uuid(),
            after.map(DossierId::uuid),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let ids: Vec<DossierId> = found.iter().map(|d| DossierId::new(d.dossier_id)).collect();
        let mut histories = facts(&mut self.tx, structure, &ids, None).await?;
        // Both in order of identifiers: a dossier without any fact has no history.
        histories.reverse();
        let mut dossiers = Vec::with_capacity(found.len());
        for row in found {
            let id = DossierId::new(row.dossier_id);
            let history = match histories.last() {
                Some((next, _)) if *next == id => histories.pop(),
                Some(_) | None => None,
            };
            let history = history.map(|(_, history)| history).unwrap_or_default();
            let number = count(row.number)?;
            dossiers.push(Dossier::from_history(structure, id, number, history));
        }
        Ok(dossiers)
    }

    async fn moving_beside(&mut self, structure: StructureId) -> Result<Beside, StoreError> {
        let last = sqlx::query_scalar!(
            "select last_number from domiciliation.counter where structure_id = $1",
            structure.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        let aliases = sqlx::query!(
            "select former_id, dossier_id from domiciliation.merged
             where structure_id = $1 order by former_id",
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let remains = sqlx::query!(
            r#"select tombstone_id, filed_on, decided as "decided: Json<Vec<(NaiveDate, String)>>",
                      erased_on, ground
               from domiciliation.tombstone where structure_id = $1 order by tombstone_id"#,
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(Beside {
            last_number: count(last.unwrap_or(0))?,
            aliases: aliases
                .into_iter()
                .map(|row| Alias {
                    former: DossierId::new(row.former_id),
                    kept: DossierId::new(row.dossier_id),
                })
                .collect(),
            remains: remains
                .into_iter()
                .map(|row| Remains {
                    id: row.tombstone_id,
                    filed_on: row.filed_on,
                    decided: row.decided.0,
                    erased_on: row.erased_on,
                    ground: row.ground,
                })
                .collect(),
        })
    }

    async fn moving_settle_in(
        &mut self,
        structure: StructureId,
        beside: &Beside,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        if beside.last_number > 0 {
            sqlx::query!(
                "insert into domiciliation.counter (structure_id, last_number) values ($1, $2)",
                structure.uuid(),
                stored(beside.last_number),
            )
            .execute(&mut *self.tx)
            .await
            .map_err(failed)?;
        }
        let formers: Vec<Uuid> = beside.aliases.iter().map(|a| a.former.uuid()).collect();
        let kept: Vec<Uuid> = beside.aliases.iter().map(|a| a.kept.uuid()).collect();
        let remains: Vec<RemainsRow<'_>> = beside.remains.iter().map(RemainsRow::from).collect();
        let done = sqlx::query_scalar!(
            r#"select domiciliation.settle_in($1, $2, $3) as "done!""#,
            &formers,
            &kept,
            Json(&remains) as _,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        if done {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    async fn moving_views(&mut self, structure: StructureId) -> Result<Vec<SavedView>, StoreError> {
        let rows = sqlx::query_as!(
            views::Row,
            "select view_id, owner, name, query, saved_at from domiciliation.saved_view
             where structure_id = $1",
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        views::shown(rows)
    }
}
