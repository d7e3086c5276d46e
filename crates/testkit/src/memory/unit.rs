//! One transaction in memory.

use std::sync::Arc;

use application::ports::{
    Credentials, Journal, JournalEntry, Keys, PasswordHash, Session, TokenHash, UnitOfWork,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domiciliation::{
    Dossier, Recorded, Status,
    ports::{Dossiers, Former, Purge, Tombstone},
};
use kernel::{DossierId, StaffId, StoreError, StructureId, Versioned, add_months, fold};
use structures::{
    StaffMember, Structure,
    ports::{Staff, Structures},
};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::{Credential, Feed, Link, MemoryStore, State};

pub(super) struct MemoryUnitOfWork {
    store: MemoryStore,
    scope: StructureId,
    working: Option<(OwnedMutexGuard<()>, State)>,
}

impl MemoryUnitOfWork {
    pub(super) const fn new(store: MemoryStore, scope: StructureId) -> Self {
        Self {
            store,
            scope,
            working: None,
        }
    }

    pub(super) fn within(&self, structure: StructureId) -> Result<(), StoreError> {
        if structure == self.scope {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }

    pub(super) const fn scope(&self) -> StructureId {
        self.scope
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        match &self.working {
            Some((_, copy)) => read(copy),
            None => read(&self.store.state()),
        }
    }

    /// The copy to work on, once no other transaction has one.
    pub(super) async fn write(&mut self) -> &mut State {
        if self.working.is_none() {
            let turn = self.store.writer.clone().lock_owned().await;
            let copy = self.store.state().clone();
            self.working = Some((turn, copy));
        }
        &mut self.working.as_mut().unwrap().1
    }

    fn staff_by_name(&self, structure: StructureId) -> Vec<Versioned<StaffMember>> {
        let mut staff: Vec<_> = self.read(|state| {
            let staff = state.staff.values();
            staff
                .filter(|m| m.value.structure() == structure && structure == self.scope)
                .cloned()
                .collect()
        });
        staff.sort_by_cached_key(|m| {
            let profile = m.value.profile();
            (fold(profile.nom.as_str()), fold(profile.prenom.as_str()))
        });
        staff
    }

    /// The stored dossier of this version.
    async fn stored(
        &mut self,
        dossier: DossierId,
        version: i64,
    ) -> Result<(&mut State, (StructureId, DossierId)), StoreError> {
        let key = (self.scope, dossier);
        let state = self.write().await;
        match state.dossiers.get(&key) {
            Some(found) if found.version == version => Ok((state, key)),
            Some(_) | None => Err(StoreError::Conflict),
        }
    }
}

#[async_trait]
impl UnitOfWork for MemoryUnitOfWork {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if let Some((_turn, copy)) = self.working {
            let mut state = self.store.state();
            self.store.teller.tell(&state, &copy);
            *state = copy;
        }
        Ok(())
    }
}

#[async_trait]
impl Dossiers for MemoryUnitOfWork {
    async fn dossier(
        &mut self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError> {
        self.write().await;
        self.dossier_read(structure, id).await
    }

    async fn dossier_read(
        &mut self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError> {
        let key = (structure, id);
        let found = self.read(|state| state.dossiers.get(&key).cloned());
        Ok(found
            .filter(|_| structure == self.scope)
            .map(Arc::unwrap_or_clone))
    }

    async fn dossier_number(&mut self, structure: StructureId) -> Result<u32, StoreError> {
        self.within(structure)?;
        let last = self.write().await.numbers.entry(structure).or_insert(0);
        *last += 1;
        Ok(*last)
    }

    async fn dossier_insert(&mut self, dossier: &Dossier) -> Result<(), StoreError> {
        self.within(dossier.structure())?;
        let scope = self.scope;
        let state = self.write().await;
        let taken = state
            .dossiers
            .values()
            .filter(|d| d.value.structure() == scope)
            .any(|d| d.value.id() == dossier.id() || d.value.number() == dossier.number());
        if taken || state.double_books(dossier) {
            return Err(StoreError::Conflict);
        }
        let inserted = Versioned {
            value: dossier.clone(),
            version: 1,
        };
        state
            .dossiers
            .insert((scope, dossier.id()), Arc::new(inserted));
        Ok(())
    }

    async fn dossier_append(
        &mut self,
        version: i64,
        dossier: &Dossier,
        _facts: &[Recorded],
    ) -> Result<(), StoreError> {
        self.within(dossier.structure())?;
        let (state, key) = self.stored(dossier.id(), version).await?;
        if state.double_books(dossier) {
            return Err(StoreError::Conflict);
        }
        let appended = Versioned {
            value: dossier.clone(),
            version: version + 1,
        };
        state.dossiers.insert(key, Arc::new(appended));
        Ok(())
    }

    async fn dossier_merge(
        &mut self,
        version: i64,
        merged: &Dossier,
        facts: &[Recorded],
        other: Former,
    ) -> Result<(), StoreError> {
        self.within(merged.structure())?;
        let (state, key) = self.stored(merged.id(), version).await?;
        let gone = (key.0, other.id);
        match (state.dossiers.get(&key), state.dossiers.get(&gone)) {
            (Some(mine), Some(theirs))
                if key != gone
                    && theirs.version == other.version
                    && made_of(merged, facts, &mine.value, &theirs.value) => {}
            (_, _) => return Err(StoreError::Conflict),
        }
        state.dossiers.remove(&gone);
        for leads_to in state.merged.values_mut().filter(|id| **id == gone) {
            *leads_to = key;
        }
        state.merged.insert(gone, key);
        for ((structure, _), round) in &mut state.rounds {
            if *structure == key.0 {
                round.follow(gone.1, key.1);
            }
        }
        state.files.follow(key.0, gone.1, key.1);
        state.imports.merged(gone.0, gone.1);
        state.book.follow(key.0, gone.1, key.1);
        let kept = Versioned {
            value: merged.clone(),
            version: version + 1,
        };
        state.dossiers.insert(key, Arc::new(kept));
        Ok(())
    }

    async fn dossier_successor(
        &mut self,
        structure: StructureId,
        former: DossierId,
    ) -> Result<Option<DossierId>, StoreError> {
        let found = self.read(|state| state.merged.get(&(structure, former)).copied());
        Ok(found
            .filter(|_| structure == self.scope)
            .map(|(_, kept)| kept))
    }

    async fn elections_in_force(
        &mut self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<u64, StoreError> {
        if structure != self.scope {
            return Ok(0);
        }
        let elected = self.read(|state| {
            state
                .dossiers
                .values()
                .filter(|d| d.value.structure() == structure)
                .filter(|d| d.value.status(today) == Status::Actif)
                .count()
        });
        Ok(u64::try_from(elected).unwrap())
    }
}

/// Whether a history holds every fact of two dossiers once, then the new ones.
fn made_of(merged: &Dossier, facts: &[Recorded], mine: &Dossier, theirs: &Dossier) -> bool {
    let ids = |facts: &[Recorded]| facts.iter().map(|r| r.id).collect::<Vec<_>>();
    let mut expected = [ids(mine.history()), ids(theirs.history()), ids(facts)].concat();
    let mut found = ids(merged.history());
    expected.sort_unstable();
    found.sort_unstable();
    expected == found
}

#[async_trait]
impl Purge for MemoryUnitOfWork {
    async fn purge_candidates(
        &mut self,
        structure: StructureId,
        today: NaiveDate,
        months: u32,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<DossierId>, StoreError> {
        if structure != self.scope {
            return Ok(Vec::new());
        }
        let last_anchor = add_months(today, -i32::try_from(months).unwrap());
        Ok(self.read(|state| {
            state
                .dossiers
                .values()
                .filter(|d| d.value.structure() == structure)
                .filter(|d| {
                    let face = application::projection::Projection::of(&d.value);
                    face.retention_anchor.is_none_or(|a| a <= last_anchor)
                })
                .map(|d| d.value.id())
                .filter(|id| after.is_none_or(|after| *id > after))
                .take(usize::try_from(limit).unwrap())
                .collect()
        }))
    }

    async fn purge_erase(
        &mut self,
        dossier: DossierId,
        version: i64,
        tombstone: &Tombstone,
    ) -> Result<(), StoreError> {
        self.within(tombstone.structure)?;
        let (state, key) = self.stored(dossier, version).await?;
        state.dossiers.remove(&key);
        state.merged.retain(|_, kept| *kept != key);
        state.files.forget(key.0, key.1);
        state.imports.forget(key.0, key.1);
        state.book.forget(key.0, key.1);
        state.discard_printed(key.0, key.1);
        state.tombstones.push(tombstone.clone());
        Ok(())
    }
}

#[async_trait]
impl Structures for MemoryUnitOfWork {
    async fn structure(
        &mut self,
        structure: StructureId,
    ) -> Result<Option<Versioned<Structure>>, StoreError> {
        let found = self.read(|state| state.structures.get(&structure).cloned());
        Ok(found.filter(|_| structure == self.scope))
    }

    async fn structure_insert(&mut self, structure: &Structure) -> Result<(), StoreError> {
        self.within(structure.id())?;
        let inserted = Versioned {
            value: structure.clone(),
            version: 1,
        };
        let structures = &mut self.write().await.structures;
        if structures.contains_key(&structure.id()) {
            return Err(StoreError::Conflict);
        }
        structures.insert(structure.id(), inserted);
        Ok(())
    }

    async fn structure_update(
        &mut self,
        version: i64,
        structure: &Structure,
    ) -> Result<(), StoreError> {
        self.within(structure.id())?;
        let structures = &mut self.write().await.structures;
        replace(structures.get_mut(&structure.id()), version, structure)
    }
}

/// Replaces what was read at a version.
fn replace<T: Clone>(
    stored: Option<&mut Versioned<T>>,
    version: i64,
    value: &T,
) -> Result<(), StoreError> {
    let stored = stored
        .filter(|stored| stored.version == version)
        .ok_or(StoreError::Conflict)?;
    *stored = Versioned {
        value: value.clone(),
        version: version + 1,
    };
    Ok(())
}

#[async_trait]
impl Staff for MemoryUnitOfWork {
    async fn staff_member(
        &mut self,
        structure: StructureId,
        id: StaffId,
    ) -> Result<Option<Versioned<StaffMember>>, StoreError> {
        let found = self.read(|state| state.staff.get(&(structure, id)).cloned());
        Ok(found.filter(|_| structure == self.scope))
    }

    async fn staff_list(
        &mut self,
        structure: StructureId,
    ) -> Result<Vec<Versioned<StaffMember>>, StoreError> {
        self.write().await;
        Ok(self.staff_by_name(structure))
    }

    async fn staff_read(&mut self, structure: StructureId) -> Result<Vec<StaffMember>, StoreError> {
        let staff = self.staff_by_name(structure);
        Ok(staff.into_iter().map(|m| m.value).collect())
    }

    async fn staff_insert(&mut self, member: &StaffMember) -> Result<(), StoreError> {
        self.within(member.structure())?;
        let state = self.write().await;
        let email = &member.profile().email;
        let taken = state.credentials.contains_key(&member.id())
            || state.credentials.values().any(|c| c.email == *email);
        if taken {
            return Err(StoreError::Conflict);
        }
        let credential = Credential {
            structure: member.structure(),
            email: email.clone(),
            password: None,
            failures: Vec::new(),
            locked_until: None,
        };
        state.credentials.insert(member.id(), credential);
        let inserted = Versioned {
            value: member.clone(),
            version: 1,
        };
        state
            .staff
            .insert((member.structure(), member.id()), inserted);
        Ok(())
    }

    async fn staff_update(&mut self, version: i64, member: &StaffMember) -> Result<(), StoreError> {
        self.within(member.structure())?;
        let state = self.write().await;
        let key = (member.structure(), member.id());
        replace(state.staff.get_mut(&key), version, member)?;
        let email = &member.profile().email;
        let taken = |(id, c): (&StaffId, &Credential)| *id != member.id() && c.email == *email;
        if state.credentials.iter().any(taken) {
            return Err(StoreError::Conflict);
        }
        if let Some(credential) = state.credentials.get_mut(&member.id()) {
            credential.email = email.clone();
        }
        Ok(())
    }
}

#[async_trait]
impl Keys for MemoryUnitOfWork {
    async fn key_claim(
        &mut self,
        structure: StructureId,
        key: Uuid,
        _at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.within(structure)?;
        Ok(self.write().await.keys.insert((structure, key)))
    }
}

#[async_trait]
impl Journal for MemoryUnitOfWork {
    async fn journal(&mut self, entry: &JournalEntry) -> Result<(), StoreError> {
        self.within(entry.structure)?;
        self.write().await.journal.push(entry.clone());
        Ok(())
    }
}

impl MemoryUnitOfWork {
    /// The account of a member of the structure in scope.
    async fn credential(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<&mut State, StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        match state.credentials.get(&staff) {
            Some(credential) if credential.structure == structure => Ok(state),
            Some(_) | None => Err(StoreError::Conflict),
        }
    }
}

#[async_trait]
impl Credentials for MemoryUnitOfWork {
    async fn password_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        hash: &PasswordHash,
    ) -> Result<(), StoreError> {
        let state = self.credential(structure, staff).await?;
        if let Some(credential) = state.credentials.get_mut(&staff) {
            credential.password = Some(hash.clone());
            credential.failures.clear();
            credential.locked_until = None;
        }
        state.links.remove(&staff);
        self.sessions_delete(structure, staff).await
    }

    async fn password_of(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<Option<PasswordHash>, StoreError> {
        let found = self.read(|state| state.credentials.get(&staff).cloned());
        Ok(found
            .filter(|c| c.structure == structure && structure == self.scope)
            .and_then(|c| c.password))
    }

    async fn link_use(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        link: TokenHash,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let state = self.credential(structure, staff).await?;
        let holds = state
            .links
            .get(&staff)
            .is_some_and(|l| l.hash == link && at < l.until);
        if holds {
            state.links.remove(&staff);
        }
        Ok(holds)
    }

    async fn link_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        link: TokenHash,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let link = Link {
            structure,
            hash: link,
            until,
        };
        let state = self.credential(structure, staff).await?;
        state.links.insert(staff, link);
        Ok(())
    }

    async fn feed_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        feed: Option<TokenHash>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let state = self.credential(structure, staff).await?;
        state.feeds.remove(&staff);
        if let Some(hash) = feed {
            let feed = Feed {
                structure,
                hash,
                made_at: at,
            };
            state.feeds.insert(staff, feed);
        }
        Ok(())
    }

    async fn feed_made_at(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let found = self.read(|state| state.feeds.get(&staff).cloned());
        Ok(found
            .filter(|feed| feed.structure == structure && structure == self.scope)
            .map(|feed| feed.made_at))
    }

    async fn session_insert(&mut self, session: &Session) -> Result<(), StoreError> {
        let state = self.credential(session.structure, session.staff).await?;
        state.sessions.insert(session.token, session.clone());
        Ok(())
    }

    async fn sessions_delete(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let sessions = &mut self.write().await.sessions;
        sessions.retain(|_, s| s.structure != structure || s.staff != staff);
        Ok(())
    }
}
