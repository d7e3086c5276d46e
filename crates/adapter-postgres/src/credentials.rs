//! Passwords, links and sessions of the structure in scope.

use application::ports::{Credentials, PasswordHash, Session, TokenHash};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{StaffId, StoreError, StructureId};
use secrecy::ExposeSecret;

use crate::{
    error::failed,
    store::{PgUnitOfWork, written},
};

#[async_trait]
impl Credentials for PgUnitOfWork {
    async fn password_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        hash: &PasswordHash,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let updated = sqlx::query!(
            "update identity.credential
             set password_hash = $3, failures = 0, first_failure_at = null, locked_until = null
             where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
            hash.0.expose_secret(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(updated.rows_affected())?;
        sqlx::query!(
            "delete from identity.link where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.sessions_delete(structure, staff).await
    }

    async fn password_of(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<Option<PasswordHash>, StoreError> {
        if self.within(structure).is_err() {
            return Ok(None);
        }
        let found = sqlx::query_scalar!(
            "select password_hash from identity.credential where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.flatten().map(|hash| PasswordHash(hash.into())))
    }

    async fn link_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        link: TokenHash,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        // Only for an account of this structure: the policy does not watch this table.
        let set = sqlx::query!(
            "insert into identity.link (staff_id, structure_id, link_hash, until)
             select staff_id, structure_id, $3, $4 from identity.credential
             where structure_id = $1 and staff_id = $2
             on conflict (staff_id) do update set link_hash = excluded.link_hash, until = excluded.until",
            structure.uuid(),
            staff.uuid(),
            &link.0,
            until,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(set.rows_affected())
    }

    async fn link_use(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        link: TokenHash,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.within(structure)?;
        // Whoever comes second waits for the first, then finds nothing.
        let used = sqlx::query!(
            "delete from identity.link
             where structure_id = $1 and staff_id = $2 and link_hash = $3 and until > $4",
            structure.uuid(),
            staff.uuid(),
            &link.0,
            at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(used.rows_affected() == 1)
    }

    async fn feed_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        feed: Option<TokenHash>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        sqlx::query!(
            "delete from identity.feed where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        let Some(feed) = feed else {
            return Ok(());
        };
        // Only for an account of this structure: the policy does not watch this table.
        let set = sqlx::query!(
            "insert into identity.feed (staff_id, structure_id, feed_hash, made_at)
             select staff_id, structure_id, $3, $4 from identity.credential
             where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
            &feed.0,
            at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(set.rows_affected())
    }

    async fn feed_made_at(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        if self.within(structure).is_err() {
            return Ok(None);
        }
        sqlx::query_scalar!(
            "select made_at from identity.feed where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)
    }

    async fn session_insert(&mut self, session: &Session) -> Result<(), StoreError> {
        self.within(session.structure)?;
        let opened = sqlx::query!(
            "insert into identity.session (token_hash, structure_id, staff_id, opened_at, used_at)
             select $3, structure_id, staff_id, $4, $5 from identity.credential
             where structure_id = $1 and staff_id = $2",
            session.structure.uuid(),
            session.staff.uuid(),
            &session.token.0,
            session.opened_at,
            session.used_at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(opened.rows_affected())
    }

    async fn sessions_delete(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        sqlx::query!(
            "delete from identity.session where structure_id = $1 and staff_id = $2",
            structure.uuid(),
            staff.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
