//! What is looked up before a structure is known. Each call is one statement, and so one
//! transaction and one round trip.

use application::ports::{
    Account, Holder, Identities, Lockout, PasswordHash, SessionLife, TokenHash,
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Email, StaffId, StoreError, StructureId};
use sqlx::types::Json;
use structures::{Life, Profile, Settings, StaffMember, StaffStatus, Structure};
use uuid::Uuid;

use crate::{PgStore, error::failed};

/// How stale the moment of last use may be, so that reading pages does not write each time.
const USE_IS_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

struct HolderRow {
    structure_id: Uuid,
    staff_id: Uuid,
    settings: Json<Settings>,
    life: Json<Life>,
    profile: Json<Profile>,
    role: String,
    status: Json<StaffStatus>,
}

impl HolderRow {
    /// The holder, unless the account or its structure is closed.
    fn into_domain(self) -> Result<Option<Holder>, StoreError> {
        let role = self
            .role
            .parse()
            .map_err(|_| StoreError::Corrupt("the role of a member of staff"))?;
        let structure = StructureId::new(self.structure_id);
        let staff = StaffId::new(self.staff_id);
        let holder = Holder {
            structure: Structure::restore(structure, self.settings.0, self.life.0),
            member: StaffMember::restore(staff, structure, self.profile.0, role, self.status.0),
        };
        Ok(is_open(holder.structure.life(), holder.member.status()).then_some(holder))
    }
}

/// Whether somebody may come in: neither the account nor its structure is closed.
const fn is_open(life: Life, status: StaffStatus) -> bool {
    matches!(life, Life::Validated { .. })
        && matches!(status, StaffStatus::Invited | StaffStatus::Active)
}

#[async_trait]
impl Identities for PgStore {
    async fn account(&self, email: &Email) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query!(
            r#"select c.structure_id, c.staff_id, c.password_hash, c.locked_until,
                      h.life as "life!: Json<Life>", h.status as "status!: Json<StaffStatus>"
               from identity.credential c
               cross join lateral identity.holder(c.structure_id, c.staff_id) h
               where c.email = $1"#,
            email.as_str(),
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        Ok(row
            .filter(|row| is_open(row.life.0, row.status.0))
            .map(|row| Account {
                structure: StructureId::new(row.structure_id),
                staff: StaffId::new(row.staff_id),
                password: row.password_hash.map(|hash| PasswordHash(hash.into())),
                locked_until: row.locked_until,
            }))
    }

    async fn failure(
        &self,
        staff: StaffId,
        at: DateTime<Utc>,
        lock: Lockout,
    ) -> Result<(), StoreError> {
        // Counting begins anew once the window has passed, and once the account is locked.
        sqlx::query!(
            "with counted as (
                 select staff_id,
                        case when first_failure_at > $2 then failures + 1 else 1 end as failures,
                        case when first_failure_at > $2 then first_failure_at else $3 end as since
                 from identity.credential where staff_id = $1 for update
             )
             update identity.credential c
             set failures = case when n.failures >= $4 then 0 else n.failures end,
                 first_failure_at = n.since,
                 locked_until = case when n.failures >= $4 then $5 else c.locked_until end
             from counted n where c.staff_id = n.staff_id",
            staff.uuid(),
            at - TimeDelta::minutes(i64::from(lock.window_minutes)),
            at,
            i32::try_from(lock.limit).unwrap_or(i32::MAX),
            at + TimeDelta::minutes(i64::from(lock.lock_minutes)),
        )
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn success(&self, staff: StaffId) -> Result<(), StoreError> {
        sqlx::query!(
            "update identity.credential
             set failures = 0, first_failure_at = null, locked_until = null
             where staff_id = $1 and first_failure_at is not null",
            staff.uuid(),
        )
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn session(
        &self,
        token: TokenHash,
        at: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Holder>, StoreError> {
        let row = sqlx::query_as!(
            HolderRow,
            r#"with live as (
                   select token_hash, structure_id, staff_id from identity.session
                   where token_hash = $1 and used_at > $2 and opened_at > $3
               ), noted as (
                   update identity.session s set used_at = $4
                   from live where s.token_hash = live.token_hash and s.used_at < $5
               )
               select live.structure_id, live.staff_id,
                      h.settings as "settings!: Json<Settings>", h.life as "life!: Json<Life>",
                      h.profile as "profile!: Json<Profile>", h.role as "role!",
                      h.status as "status!: Json<StaffStatus>"
               from live cross join lateral identity.holder(live.structure_id, live.staff_id) h"#,
            &token.0,
            at - TimeDelta::minutes(i64::from(life.idle_minutes)),
            at - TimeDelta::minutes(i64::from(life.total_minutes)),
            at,
            at - USE_IS_NOTED_EVERY,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        Ok(row.map(HolderRow::into_domain).transpose()?.flatten())
    }

    async fn session_unused(
        &self,
        token: TokenHash,
        at: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Holder>, StoreError> {
        let row = sqlx::query_as!(
            HolderRow,
            r#"select s.structure_id, s.staff_id,
                      h.settings as "settings!: Json<Settings>", h.life as "life!: Json<Life>",
                      h.profile as "profile!: Json<Profile>", h.role as "role!",
                      h.status as "status!: Json<StaffStatus>"
               from identity.session s
               cross join lateral identity.holder(s.structure_id, s.staff_id) h
               where s.token_hash = $1 and s.used_at > $2 and s.opened_at > $3"#,
            &token.0,
            at - TimeDelta::minutes(i64::from(life.idle_minutes)),
            at - TimeDelta::minutes(i64::from(life.total_minutes)),
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        Ok(row.map(HolderRow::into_domain).transpose()?.flatten())
    }

    async fn session_close(&self, token: TokenHash) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from identity.session where token_hash = $1",
            &token.0
        )
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn link(&self, link: TokenHash, at: DateTime<Utc>) -> Result<Option<Holder>, StoreError> {
        let row = sqlx::query_as!(
            HolderRow,
            r#"select l.structure_id, l.staff_id,
                      h.settings as "settings!: Json<Settings>", h.life as "life!: Json<Life>",
                      h.profile as "profile!: Json<Profile>", h.role as "role!",
                      h.status as "status!: Json<StaffStatus>"
               from identity.link l
               cross join lateral identity.holder(l.structure_id, l.staff_id) h
               where l.link_hash = $1 and l.until > $2"#,
            &link.0,
            at,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        Ok(row.map(HolderRow::into_domain).transpose()?.flatten())
    }

    async fn feed(&self, feed: TokenHash) -> Result<Option<Holder>, StoreError> {
        let row = sqlx::query_as!(
            HolderRow,
            r#"select f.structure_id, f.staff_id,
                      h.settings as "settings!: Json<Settings>", h.life as "life!: Json<Life>",
                      h.profile as "profile!: Json<Profile>", h.role as "role!",
                      h.status as "status!: Json<StaffStatus>"
               from identity.feed f
               cross join lateral identity.holder(f.structure_id, f.staff_id) h
               where f.feed_hash = $1"#,
            &feed.0,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        Ok(row.map(HolderRow::into_domain).transpose()?.flatten())
    }
}
