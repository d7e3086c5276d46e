//! Structures.

use async_trait::async_trait;
use kernel::{StoreError, StructureId, Versioned};
use sqlx::types::Json;
use structures::{Life, Settings, Structure, ports::Structures};

use crate::{
    error::failed,
    store::{PgUnitOfWork, written},
};

#[async_trait]
impl Structures for PgUnitOfWork {
    async fn structure(
        &mut self,
        structure: StructureId,
    ) -> Result<Option<Versioned<Structure>>, StoreError> {
        let row = sqlx::query!(
            r#"select version, settings as "settings: Json<Settings>", life as "life: Json<Life>"
               from structures.structure where structure_id = $1"#,
            structure.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(row.map(|row| Versioned {
            value: Structure::restore(structure, row.settings.0, row.life.0),
            version: row.version,
        }))
    }

    async fn structure_insert(&mut self, structure: &Structure) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into structures.structure (structure_id, version, settings, life)
             values ($1, 1, $2, $3)",
            structure.id().uuid(),
            Json(structure.settings()) as _,
            Json(structure.life()) as _,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn structure_update(
        &mut self,
        version: i64,
        structure: &Structure,
    ) -> Result<(), StoreError> {
        let updated = sqlx::query!(
            "update structures.structure set version = version + 1, settings = $3, life = $4
             where structure_id = $1 and version = $2",
            structure.id().uuid(),
            version,
            Json(structure.settings()) as _,
            Json(structure.life()) as _,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(updated.rows_affected())
    }
}
