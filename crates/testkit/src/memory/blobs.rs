//! A store of blobs in memory, whose failures are chosen.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use application::files::{
    BlobError, BlobStore, Content, Held, KeyId, OwnerKey, PutError, Seal, SealedKey,
};
use async_trait::async_trait;
use kernel::{FileId, StructureId};

/// A store of blobs in memory, without encryption. Cloning shares it.
#[derive(Clone, Default)]
pub struct MemoryBlobs(Arc<Mutex<Blobs>>);

#[derive(Default)]
struct Blobs {
    held: BTreeMap<(StructureId, FileId), Vec<u8>>,
    /// What every call answers, once somebody wants failures.
    failing: Option<BlobError>,
}

impl MemoryBlobs {
    /// Empty.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Blobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on every call answers this; `None` makes it work again.
    pub fn fail(&self, with: Option<BlobError>) {
        self.lock().failing = with;
    }

    /// How many blobs it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().held.len()
    }

    /// What is in a blob.
    #[must_use]
    pub fn bytes(&self, structure: StructureId, file: FileId) -> Option<Vec<u8>> {
        self.lock().held.get(&(structure, file)).cloned()
    }

    /// Puts a blob there that no file names, or takes one away behind everybody's back.
    pub fn tamper(&self, structure: StructureId, file: FileId, bytes: Option<Vec<u8>>) {
        let held = &mut self.lock().held;
        match bytes {
            Some(bytes) => held.insert((structure, file), bytes),
            None => held.remove(&(structure, file)),
        };
    }

    fn working(&self) -> Result<MutexGuard<'_, Blobs>, BlobError> {
        let blobs = self.lock();
        blobs.failing.map_or(Ok(blobs), Err)
    }
}

#[async_trait]
impl BlobStore for MemoryBlobs {
    fn owner_key(&self, _: StructureId, key: KeyId) -> Result<SealedKey, BlobError> {
        Ok(SealedKey(key.0.into_bytes().to_vec()))
    }

    fn relock(&self, _: StructureId, _: &OwnerKey) -> Result<Option<SealedKey>, BlobError> {
        Ok(None)
    }

    async fn put(
        &self,
        structure: StructureId,
        file: FileId,
        _: &OwnerKey,
        content: &mut dyn Content,
    ) -> Result<SealedKey, PutError> {
        let mut bytes = Vec::new();
        while let Some(piece) = content.piece().await.map_err(PutError::Source)? {
            bytes.extend(piece);
        }
        let mut blobs = self.working().map_err(PutError::Store)?;
        blobs.held.insert((structure, file), bytes);
        Ok(SealedKey(file.uuid().into_bytes().to_vec()))
    }

    async fn get(
        &self,
        structure: StructureId,
        file: FileId,
        seal: &Seal,
    ) -> Result<Box<dyn Content>, BlobError> {
        if seal.file.0 != file.uuid().into_bytes() {
            return Err(BlobError::Unreadable);
        }
        let blobs = self.working()?;
        let found = blobs.held.get(&(structure, file));
        let bytes = found.ok_or(BlobError::Absent)?.clone();
        Ok(Box::new(Held::new(bytes)))
    }

    async fn delete(&self, structure: StructureId, file: FileId) -> Result<(), BlobError> {
        self.working()?.held.remove(&(structure, file));
        Ok(())
    }

    async fn holds(&self, structure: StructureId, file: FileId) -> Result<bool, BlobError> {
        Ok(self.working()?.held.contains_key(&(structure, file)))
    }

    async fn blobs(&self, structure: StructureId) -> Result<Vec<FileId>, BlobError> {
        let blobs = self.working()?;
        let ours = blobs.held.keys().filter(|(of, _)| *of == structure);
        Ok(ours.map(|(_, file)| *file).collect())
    }

    async fn structures(&self) -> Result<Vec<StructureId>, BlobError> {
        let blobs = self.working()?;
        let mut all: Vec<_> = blobs.held.keys().map(|(of, _)| *of).collect();
        all.dedup();
        Ok(all)
    }
}
