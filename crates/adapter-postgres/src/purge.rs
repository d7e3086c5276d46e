//! Forgetting.

use async_trait::async_trait;
use chrono::NaiveDate;
use domiciliation::ports::{Purge, Tombstone};
use kernel::{DossierId, StoreError, StructureId, add_months};
use sqlx::types::Json;

use crate::{error::failed, store::PgUnitOfWork};

#[async_trait]
impl Purge for PgUnitOfWork {
    async fn purge_candidates(
        &mut self,
        structure: StructureId,
        today: NaiveDate,
        months: u32,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<DossierId>, StoreError> {
        // The last anchor whose delay may be over; months of unequal length make it a day
        // or two generous. Without an anchor the dossier itself knows.
        let last_anchor = i32::try_from(months).map_or(today, |months| add_months(today, -months));
        let found = sqlx::query_scalar!(
            "select dossier_id from domiciliation.dossier
             where structure_id = $1
               and (retention_anchor <= $2 or retention_anchor is null)
               and ($3::uuid is null or dossier_id > $3)
             order by dossier_id limit $4",
            structure.uuid(),
            last_anchor,
            after.map(DossierId::uuid),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.into_iter().map(DossierId::new).collect())
    }

    async fn purge_erase(
        &mut self,
        dossier: DossierId,
        version: i64,
        tombstone: &Tombstone,
    ) -> Result<(), StoreError> {
        self.within(tombstone.structure)?;
        let erased = sqlx::query_scalar!(
            r#"select domiciliation.purge($1, $2, $3, $4, $5, $6, $7) as "erased!""#,
            dossier.uuid(),
            version,
            tombstone.id.uuid(),
            &tombstone.filed_on,
            Json(&tombstone.decided) as _,
            tombstone.erased_on,
            tombstone.ground.code(),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        if erased {
            self.print_erased(tombstone.structure, dossier).await?;
            self.import_erased(tombstone.structure, dossier).await?;
            self.messages_erased(tombstone.structure, &[dossier.uuid()])
                .await?;
            self.touched.dossier(dossier, None);
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}
