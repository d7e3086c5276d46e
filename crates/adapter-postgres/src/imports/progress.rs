//! How far the work is, beside the transaction that does it.

use application::imports::port::ImportProgress;
use async_trait::async_trait;
use kernel::{ImportId, StoreError, StructureId};

use crate::{PgStore, columns::stored, error::failed};

#[async_trait]
impl ImportProgress for PgStore {
    async fn import_progress(
        &self,
        structure: StructureId,
        import: ImportId,
        done: u32,
    ) -> Result<(), StoreError> {
        let mut tx = self.transaction(structure).await?;
        // Whoever holds the run is ending it: nobody reads how far it is.
        sqlx::query!(
            "update imports.run set progress = $3
             where (structure_id, import_id) = (
                 select structure_id, import_id from imports.run
                 where structure_id = $1 and import_id = $2
                 for no key update skip locked
             )",
            structure.uuid(),
            import.uuid(),
            stored(done),
        )
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
        tx.commit().await.map_err(failed)
    }
}
