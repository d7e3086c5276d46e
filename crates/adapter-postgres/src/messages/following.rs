//! What becomes of messages when the dossier they are about goes or moves.

use kernel::{DossierId, StoreError, StructureId};
use uuid::Uuid;

use crate::{error::failed, store::PgUnitOfWork};

impl PgUnitOfWork {
    /// Whoever was erased, of these, takes all messages about them along.
    pub(crate) async fn messages_erased(
        &mut self,
        structure: StructureId,
        dossiers: &[Uuid],
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "with gone as (
                 select id from unnest($2::uuid[]) as erased (id)
                 where not exists (select from domiciliation.dossier
                                   where structure_id = $1 and dossier_id = id)
             ), kept as (
                 delete from messages.outbox
                 where structure_id = $1 and dossier_id in (select id from gone)
             )
             delete from messages.message
             where structure_id = $1 and dossier_id in (select id from gone)",
            structure.uuid(),
            dossiers,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    /// Messages go on with the dossier into which theirs was merged. Where both were told the
    /// same, the occurrence of one says so.
    pub(crate) async fn messages_follow(
        &mut self,
        structure: StructureId,
        former: DossierId,
        kept: DossierId,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "with outbox as (
                 update messages.outbox set dossier_id = $3
                 where structure_id = $1 and dossier_id = $2
             )
             update messages.message m
             set dossier_id = $3,
                 occurrence = case when exists (
                     select from messages.message other
                     where other.structure_id = $1 and other.dossier_id = $3
                         and other.staff_id is null and m.staff_id is null
                         and (other.kind, other.channel, other.occurrence)
                             = (m.kind, m.channel, m.occurrence))
                     then m.occurrence || ' ' || m.message_id else m.occurrence end
             where m.structure_id = $1 and m.dossier_id = $2",
            structure.uuid(),
            former.uuid(),
            kept.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
