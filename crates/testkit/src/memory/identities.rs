//! What is looked up before a structure is known, in memory.

use application::ports::{Account, Holder, Identities, Lockout, SessionLife, TokenHash};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Email, StaffId, StoreError, StructureId};
use structures::StaffStatus;

use super::{MemoryStore, State};

impl State {
    /// A member of staff with their structure, unless either is closed.
    fn holder(&self, structure: StructureId, staff: StaffId) -> Option<Holder> {
        let holder = Holder {
            structure: self.structures.get(&structure)?.value.clone(),
            member: self.staff.get(&(structure, staff))?.value.clone(),
        };
        let closed = matches!(holder.member.status(), StaffStatus::Closed { .. });
        (holder.structure.is_in_service() && !closed).then_some(holder)
    }
}

impl MemoryStore {
    async fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let _turn = self.writer.lock().await;
        change(&mut self.state())
    }
}

#[async_trait]
impl Identities for MemoryStore {
    async fn account(&self, email: &Email) -> Result<Option<Account>, StoreError> {
        let state = self.state();
        let found = state.credentials.iter().find(|(_, c)| c.email == *email);
        Ok(found
            .filter(|(staff, c)| state.holder(c.structure, **staff).is_some())
            .map(|(staff, c)| Account {
                structure: c.structure,
                staff: *staff,
                password: c.password.clone(),
                locked_until: c.locked_until,
            }))
    }

    async fn failure(
        &self,
        staff: StaffId,
        at: DateTime<Utc>,
        lock: Lockout,
    ) -> Result<(), StoreError> {
        let since = at - TimeDelta::minutes(i64::from(lock.window_minutes));
        let limit = usize::try_from(lock.limit).unwrap();
        self.change(|state| {
            if let Some(credential) = state.credentials.get_mut(&staff) {
                credential.failures.retain(|failure| *failure > since);
                credential.failures.push(at);
                if credential.failures.len() >= limit {
                    credential.failures.clear();
                    let minutes = TimeDelta::minutes(i64::from(lock.lock_minutes));
                    credential.locked_until = Some(at + minutes);
                }
            }
        })
        .await;
        Ok(())
    }

    async fn success(&self, staff: StaffId) -> Result<(), StoreError> {
        self.change(|state| {
            if let Some(credential) = state.credentials.get_mut(&staff) {
                credential.failures.clear();
                credential.locked_until = None;
            }
        })
        .await;
        Ok(())
    }

    async fn session(
        &self,
        token: TokenHash,
        at: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Holder>, StoreError> {
        let minutes = |minutes| TimeDelta::minutes(i64::from(minutes));
        Ok(self
            .change(|state| {
                let session = state
                    .sessions
                    .get_mut(&token)
                    .filter(|s| s.used_at > at - minutes(life.idle_minutes))
                    .filter(|s| s.opened_at > at - minutes(life.total_minutes))?;
                session.used_at = at;
                let (structure, staff) = (session.structure, session.staff);
                state.holder(structure, staff)
            })
            .await)
    }

    async fn session_unused(
        &self,
        token: TokenHash,
        at: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Holder>, StoreError> {
        let minutes = |minutes| TimeDelta::minutes(i64::from(minutes));
        let state = self.state();
        let session = state
            .sessions
            .get(&token)
            .filter(|s| s.used_at > at - minutes(life.idle_minutes))
            .filter(|s| s.opened_at > at - minutes(life.total_minutes));
        Ok(session.and_then(|s| state.holder(s.structure, s.staff)))
    }

    async fn session_close(&self, token: TokenHash) -> Result<(), StoreError> {
        self.change(|state| state.sessions.remove(&token)).await;
        Ok(())
    }

    async fn link(&self, link: TokenHash, at: DateTime<Utc>) -> Result<Option<Holder>, StoreError> {
        let state = self.state();
        let found = state
            .links
            .iter()
            .find(|(_, l)| l.hash == link && at < l.until);
        Ok(found.and_then(|(staff, l)| state.holder(l.structure, *staff)))
    }

    async fn feed(&self, feed: TokenHash) -> Result<Option<Holder>, StoreError> {
        let state = self.state();
        let found = state.feeds.iter().find(|(_, f)| f.hash == feed);
        Ok(found.and_then(|(staff, f)| state.holder(f.structure, *staff)))
    }
}
