//! Writing again what is derived from the facts, when a program derives more than the one
//! before it did.

use application::{ports::Scope, projection::Projection};
use domiciliation::ports::Dossiers;
use kernel::{DossierId, StoreError, StructureId};
use uuid::Uuid;

use crate::{PgStore, error::failed, store::PgUnitOfWork};

/// How many dossiers are written in one transaction, which holds their rows.
const BATCH: i64 = 100;

impl PgStore {
    /// Writes again the dossiers of a structure that an earlier program wrote. Whoever
    /// changes one meanwhile waits for its batch, or does it themselves.
    pub(crate) async fn derive_again(&self, structure: StructureId) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let mut uow = self.unit(Scope { structure }).await?;
            let Some(last) = uow.derive_some_again(structure, after).await? else {
                return Ok(());
            };
            uow.tx.commit().await.map_err(failed)?;
            after = last;
        }
    }
}

impl PgUnitOfWork {
    /// Some of the dossiers after this one; the last of them, if there was one.
    async fn derive_some_again(
        &mut self,
        structure: StructureId,
        after: Uuid,
    ) -> Result<Option<Uuid>, StoreError> {
        let old = sqlx::query_scalar!(
            "select dossier_id from domiciliation.dossier
             where structure_id = $1 and dossier_id > $2 and projection < $3
             order by dossier_id limit $4
             for no key update",
            structure.uuid(),
            after,
            Projection::WRITING,
            BATCH,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        for id in &old {
            let read = self.dossier_read(structure, DossierId::new(*id)).await?;
            if let Some(dossier) = read {
                self.dossier_derive(dossier.version, &dossier.value).await?;
            }
        }
        Ok(old.last().copied())
    }
}
