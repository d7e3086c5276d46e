//! Records of files in memory.

use std::collections::BTreeMap;

use application::files::{
    FileRecord, FileRecords, KeyId, Label, Listed, Owner, OwnerKey, Purpose, Scan, Seal, SealedKey,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, FileId, StoreError, StructureId};

use super::{State, unit::MemoryUnitOfWork};

/// What the storage in memory knows of files.
#[derive(Clone, Default)]
pub(super) struct Shelved {
    keys: BTreeMap<(StructureId, KeyId), (Owner, SealedKey)>,
    files: BTreeMap<(StructureId, FileId), (FileRecord, KeyId, SealedKey)>,
    /// When each is due, and whether somebody is deleting it.
    loose: BTreeMap<(StructureId, FileId), (DateTime<Utc>, bool)>,
}

impl Shelved {
    /// A dossier was merged into another: its files follow, with their keys.
    pub(super) fn follow(&mut self, structure: StructureId, gone: DossierId, kept: DossierId) {
        let (gone, kept) = (Owner::Dossier(gone), Owner::Dossier(kept));
        for ((of, _), (owner, _)) in &mut self.keys {
            if *of == structure && *owner == gone {
                *owner = kept;
            }
        }
        for ((of, _), (file, _, _)) in &mut self.files {
            if *of == structure && file.owner == gone {
                file.owner = kept;
            }
        }
    }

    /// Whether a dossier has files.
    pub(super) fn holds(&self, structure: StructureId, dossier: DossierId) -> bool {
        let owner = Owner::Dossier(dossier);
        let mut files = self.files.iter();
        files.any(|((of, _), (file, _, _))| *of == structure && file.owner == owner)
    }

    /// A dossier was erased: its keys go, and its blobs are to be deleted.
    pub(super) fn forget(&mut self, structure: StructureId, dossier: DossierId) {
        let owner = Owner::Dossier(dossier);
        let theirs = |of: &StructureId, by: Owner| *of == structure && by == owner;
        let due = DateTime::<Utc>::MIN_UTC;
        for (key, (file, _, _)) in &self.files {
            if theirs(&key.0, file.owner) {
                self.loose.insert(*key, (due, true));
            }
        }
        self.files
            .retain(|key, (file, _, _)| !theirs(&key.0, file.owner));
        self.keys.retain(|key, (by, _)| !theirs(&key.0, *by));
    }

    fn sealed(&self, structure: StructureId, key: KeyId, file: &SealedKey) -> Seal {
        let (_, sealed) = &self.keys[&(structure, key)];
        Seal {
            owner: OwnerKey {
                id: key,
                sealed: sealed.clone(),
            },
            file: file.clone(),
        }
    }

    fn keys_of(&self, structure: StructureId) -> impl Iterator<Item = (Owner, OwnerKey)> {
        let keys = self
            .keys
            .iter()
            .filter(move |((of, _), _)| *of == structure);
        keys.map(|((_, id), (owner, sealed))| {
            let key = OwnerKey {
                id: *id,
                sealed: sealed.clone(),
            };
            (*owner, key)
        })
    }
}

impl State {
    fn owns(&self, structure: StructureId, owner: Owner) -> bool {
        owner
            .dossier()
            .is_none_or(|id| self.dossiers.contains_key(&(structure, id)))
    }

    fn keeper(&self, structure: StructureId, file: &FileRecord) -> String {
        self.staff
            .get(&(structure, file.by))
            .map_or_else(String::new, |member| member.value.full_name())
    }
}

impl MemoryUnitOfWork {
    fn shelved<T>(&self, structure: StructureId, read: impl FnOnce(&State) -> T, none: T) -> T {
        if self.within(structure).is_ok() {
            self.read(read)
        } else {
            none
        }
    }

    async fn the_file(
        &mut self,
        structure: StructureId,
        file: FileId,
    ) -> Result<&mut FileRecord, StoreError> {
        self.within(structure)?;
        let files = &mut self.write().await.files.files;
        let found = files.get_mut(&(structure, file));
        found.map(|(file, _, _)| file).ok_or(StoreError::Conflict)
    }
}

#[async_trait]
impl FileRecords for MemoryUnitOfWork {
    async fn file_key(
        &mut self,
        structure: StructureId,
        owner: Owner,
    ) -> Result<Option<OwnerKey>, StoreError> {
        let found = |state: &State| {
            let mut keys = state.files.keys_of(structure);
            keys.find(|(by, _)| *by == owner).map(|(_, key)| key)
        };
        Ok(self.shelved(structure, found, None))
    }

    async fn file_key_insert(
        &mut self,
        structure: StructureId,
        owner: Owner,
        key: &OwnerKey,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        if !state.owns(structure, owner) {
            return Err(StoreError::Conflict);
        }
        let new = (owner, key.sealed.clone());
        state.files.keys.insert((structure, key.id), new);
        Ok(())
    }

    async fn file_keys(
        &mut self,
        structure: StructureId,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<OwnerKey>, StoreError> {
        let page = |state: &State| {
            let keys = state.files.keys_of(structure).map(|(_, key)| key);
            keys.filter(|key| after.is_none_or(|after| key.id > after))
                .take(usize::try_from(limit).unwrap())
                .collect()
        };
        Ok(self.shelved(structure, page, Vec::new()))
    }

    async fn file_key_relock(
        &mut self,
        structure: StructureId,
        key: &OwnerKey,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let keys = &mut self.write().await.files.keys;
        if let Some((_, sealed)) = keys.get_mut(&(structure, key.id)) {
            *sealed = key.sealed.clone();
        }
        Ok(())
    }

    async fn blob_loose(
        &mut self,
        structure: StructureId,
        file: FileId,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let loose = &mut self.write().await.files.loose;
        match loose.insert((structure, file), (due, false)) {
            None => Ok(()),
            Some(_) => Err(StoreError::Conflict),
        }
    }

    async fn blobs_doom(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        again: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<FileId>, StoreError> {
        if self.within(structure).is_err() {
            return Ok(Vec::new());
        }
        let loose = &mut self.write().await.files.loose;
        let due = loose
            .iter_mut()
            .filter(|((of, _), (due, _))| *of == structure && *due <= now)
            .take(usize::try_from(limit).unwrap());
        let doomed = due.map(|((_, file), state)| {
            *state = (again, true);
            *file
        });
        Ok(doomed.collect())
    }

    async fn blobs_loose(&mut self, structure: StructureId) -> Result<Vec<FileId>, StoreError> {
        let all = |state: &State| {
            let loose = state.files.loose.keys();
            let ours = loose.filter(|(of, _)| *of == structure);
            ours.map(|(_, file)| *file).collect()
        };
        Ok(self.shelved(structure, all, Vec::new()))
    }

    async fn blobs_gone(
        &mut self,
        structure: StructureId,
        files: &[FileId],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let loose = &mut self.write().await.files.loose;
        for file in files {
            loose.remove(&(structure, *file));
        }
        Ok(())
    }

    async fn file_insert(
        &mut self,
        structure: StructureId,
        file: &FileRecord,
        seal: &Seal,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        let key = (structure, file.id);
        let loose = state.files.loose.get(&key);
        let locked = state.files.keys.contains_key(&(structure, seal.owner.id));
        if loose.is_none_or(|(_, doomed)| *doomed) || !locked || !state.owns(structure, file.owner)
        {
            return Err(StoreError::Conflict);
        }
        state.files.loose.remove(&key);
        let new = (file.clone(), seal.owner.id, seal.file.clone());
        state.files.files.insert(key, new);
        Ok(())
    }

    async fn file(
        &mut self,
        structure: StructureId,
        file: FileId,
    ) -> Result<Option<(FileRecord, Seal)>, StoreError> {
        let found = |state: &State| {
            let (file, key, sealed) = state.files.files.get(&(structure, file))?;
            Some((file.clone(), state.files.sealed(structure, *key, sealed)))
        };
        Ok(self.shelved(structure, found, None))
    }

    async fn files(
        &mut self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        limit: u32,
    ) -> Result<Vec<Listed>, StoreError> {
        let all = |state: &State| {
            let files = state.files.files.iter();
            let ours = files.filter(|((of, _), (file, _, _))| {
                *of == structure && file.owner == owner && purposes.contains(&file.purpose)
            });
            let listed = ours.map(|(_, (file, _, _))| Listed {
                keeper: state.keeper(structure, file),
                file: file.clone(),
            });
            listed.collect::<Vec<_>>()
        };
        let mut listed = self.shelved(structure, all, Vec::new());
        listed.sort_by_key(|listed| std::cmp::Reverse((listed.file.at, listed.file.id)));
        listed.truncate(usize::try_from(limit).unwrap());
        Ok(listed)
    }

    async fn file_count(
        &mut self,
        structure: StructureId,
        owner: Owner,
        purpose: Purpose,
    ) -> Result<u64, StoreError> {
        let files = self.files(structure, owner, &[purpose], u32::MAX).await?;
        Ok(u64::try_from(files.len()).unwrap())
    }

    async fn file_relabel(
        &mut self,
        structure: StructureId,
        file: FileId,
        label: &Label,
    ) -> Result<(), StoreError> {
        self.the_file(structure, file).await?.label = label.clone();
        Ok(())
    }

    async fn file_scanned(
        &mut self,
        structure: StructureId,
        file: FileId,
        scan: Scan,
    ) -> Result<(), StoreError> {
        self.the_file(structure, file).await?.scan = scan;
        Ok(())
    }

    async fn file_delete(
        &mut self,
        structure: StructureId,
        file: FileId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let shelved = &mut self.write().await.files;
        let key = (structure, file);
        shelved.files.remove(&key).ok_or(StoreError::Conflict)?;
        shelved.loose.insert(key, (now, true));
        Ok(())
    }

    async fn files_after(
        &mut self,
        structure: StructureId,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<(FileRecord, Seal)>, StoreError> {
        let page = |state: &State| {
            let files = state.files.files.iter();
            let next = files
                .filter(|((of, id), _)| *of == structure && after.is_none_or(|after| *id > after));
            next.take(usize::try_from(limit).unwrap())
                .map(|(_, (file, key, sealed))| {
                    (file.clone(), state.files.sealed(structure, *key, sealed))
                })
                .collect()
        };
        Ok(self.shelved(structure, page, Vec::new()))
    }
}
