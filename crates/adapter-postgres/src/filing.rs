//! How a dossier is filed: what is looked up exactly, be it typed or scanned.

use domiciliation::{Dossier, Fact, Recorded};
use kernel::StoreError;

use crate::{error::failed, store::PgUnitOfWork};

impl PgUnitOfWork {
    /// Follows the filing of a dossier that got these facts, if they may have changed it.
    pub(crate) async fn file(
        &mut self,
        dossier: &Dossier,
        facts: &[Recorded],
    ) -> Result<(), StoreError> {
        let changed =
            |r: &Recorded| matches!(r.fact, Fact::FilingRecorded(_) | Fact::Merged { .. });
        if !facts.iter().any(changed) {
            return Ok(());
        }
        let filing = dossier.filing();
        sqlx::query!(
            "insert into domiciliation.filing (structure_id, dossier_id, reference, distribution)
             values ($1, $2, $3, $4)
             on conflict (structure_id, dossier_id) do update
             set reference = excluded.reference, distribution = excluded.distribution",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            filing.reference.as_ref().map(ToString::to_string),
            filing.distribution.as_ref().map(ToString::to_string),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
