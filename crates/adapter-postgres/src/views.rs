//! Saved views.

use application::views::{SavedView, SavedViews};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{StaffId, StoreError, StructureId, ViewId, fold};
use serde::Deserialize;
use uuid::Uuid;

use crate::{error::failed, store::PgUnitOfWork};

/// A row of the table.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) view_id: Uuid,
    pub(crate) owner: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) saved_at: DateTime<Utc>,
}

impl Row {
    fn into_domain(self) -> Result<SavedView, StoreError> {
        Ok(SavedView {
            id: ViewId::new(self.view_id),
            owner: self.owner.map(StaffId::new),
            name: self
                .name
                .parse()
                .map_err(|_| StoreError::Corrupt("the name of a view"))?,
            query: self.query,
            saved_at: self.saved_at,
        })
    }
}

/// Views as they are shown: one's own, then those of the structure, each by name.
pub(crate) fn shown(rows: Vec<Row>) -> Result<Vec<SavedView>, StoreError> {
    let mut views = rows
        .into_iter()
        .map(Row::into_domain)
        .collect::<Result<Vec<_>, _>>()?;
    views.sort_by_cached_key(|view| (view.owner.is_none(), fold(view.name.as_str()), view.id));
    Ok(views)
}

#[async_trait]
impl SavedViews for PgUnitOfWork {
    async fn views(
        &mut self,
        structure: StructureId,
        reader: StaffId,
    ) -> Result<Vec<SavedView>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            "select view_id, owner, name, query, saved_at from domiciliation.saved_view
             where structure_id = $1 and (owner is null or owner = $2)",
            structure.uuid(),
            reader.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        shown(rows)
    }

    async fn view_put(
        &mut self,
        structure: StructureId,
        view: &SavedView,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into domiciliation.saved_view
                 (structure_id, view_id, owner, name, query, saved_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict on constraint saved_view_pkey do update set name = $4, query = $5",
            structure.uuid(),
            view.id.uuid(),
            view.owner.map(StaffId::uuid),
            view.name.as_str(),
            view.query,
            view.saved_at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn view_delete(
        &mut self,
        structure: StructureId,
        view: ViewId,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from domiciliation.saved_view where structure_id = $1 and view_id = $2",
            structure.uuid(),
            view.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
