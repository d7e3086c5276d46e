//! The store of blobs: what comes is encrypted, what goes is decrypted, piece after piece.

use std::{error::Error, io};

use application::files::{
    BlobError, BlobStore, Content, Interrupted, KeyId, OwnerKey, PutError, Seal, SealedKey,
};
use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use kernel::{FileId, StructureId};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, path::Path};

use crate::{
    cipher::{HEAD, Locking, Unlocking},
    keys::{Key, MasterKeys, lock_file_key, unlock_file_key},
    place::{InvalidPlace, Opened, Place},
};

/// Blobs in a place, locked with the installation's master keys.
pub struct Blobs {
    place: Opened,
    masters: MasterKeys,
}

impl Blobs {
    /// In this place.
    ///
    /// # Errors
    /// [`InvalidPlace`].
    pub fn open(place: Place, masters: MasterKeys) -> Result<Self, InvalidPlace> {
        Ok(Self {
            place: place.open()?,
            masters,
        })
    }

    fn store(&self) -> &dyn ObjectStore {
        self.place.store.as_ref()
    }

    fn folder_of(&self, structure: StructureId) -> Path {
        self.place.root.clone().join(structure.to_string())
    }

    fn path_of(&self, structure: StructureId, file: FileId) -> Path {
        self.folder_of(structure).join(file.to_string())
    }

    /// Writes a blob, in one go when it is short.
    async fn write(&self, path: &Path, locked: &mut Locked<'_>) -> Result<(), PutError> {
        let first = locked.part(self.place.part).await?;
        if locked.ended() {
            let put = self.store().put(path, PutPayload::from(first)).await;
            return put.map(drop).map_err(|e| PutError::Store(meaning(&e)));
        }
        let upload = self.store().put_multipart(path).await;
        let mut upload = upload.map_err(|e| PutError::Store(meaning(&e)))?;
        let mut part = first;
        let written = loop {
            if let Err(error) = upload.put_part(PutPayload::from(part)).await {
                break Err(PutError::Store(meaning(&error)));
            }
            if locked.ended() {
                let done = upload.complete().await;
                break done.map(drop).map_err(|e| PutError::Store(meaning(&e)));
            }
            match locked.part(self.place.part).await {
                Ok(next) => part = next,
                Err(error) => break Err(error),
            }
        };
        if written.is_err() {
            // What the store does not give up now is deleted with the loose blob.
            let _ = upload.abort().await;
        }
        written
    }
}

/// What a failure of the store means. Its words may hold an address: only its kind is logged.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "errors of another crate: the rest all mean that there was no answer"
)]
fn meaning(error: &object_store::Error) -> BlobError {
    if let object_store::Error::NotFound { .. } = error {
        return BlobError::Absent;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(found) = cause {
        if let Some(io) = found.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    tracing::error!("the store of files is full");
                    BlobError::Full
                }
                io::ErrorKind::NotFound => BlobError::Absent,
                kind => {
                    tracing::error!(%kind, "the store of files refuses to work");
                    BlobError::Unavailable
                }
            };
        }
        cause = found.source();
    }
    tracing::error!("the store of files does not answer");
    BlobError::Unavailable
}

/// Content, encrypted on its way to the store.
struct Locked<'a> {
    from: &'a mut dyn Content,
    locking: Option<Locking>,
    ready: Vec<u8>,
}

impl Locked<'_> {
    /// Whether everything was given.
    fn ended(&self) -> bool {
        self.locking.is_none() && self.ready.is_empty()
    }

    /// The next part: of this length, unless it is the last.
    async fn part(&mut self, length: usize) -> Result<Vec<u8>, PutError> {
        while self.ready.len() <= length {
            let Some(locking) = &mut self.locking else {
                return Ok(std::mem::take(&mut self.ready));
            };
            match self.from.piece().await.map_err(PutError::Source)? {
                Some(piece) => locking
                    .more(&piece, &mut self.ready)
                    .map_err(PutError::Store)?,
                None => {
                    let end = self.locking.take().map_or(Ok(Vec::new()), Locking::end);
                    self.ready.extend(end.map_err(PutError::Store)?);
                }
            }
        }
        let rest = self.ready.split_off(length);
        Ok(std::mem::replace(&mut self.ready, rest))
    }
}

/// Content, decrypted on its way out.
struct Open {
    stream: BoxStream<'static, object_store::Result<Vec<u8>>>,
    unlocking: Unlocking,
    /// Decrypted already.
    ready: Vec<u8>,
    ended: bool,
}

impl Open {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, BlobError> {
        while self.ready.is_empty() && !self.ended {
            self.ready = match self.stream.next().await {
                Some(Ok(bytes)) => self.unlocking.more(&bytes)?,
                Some(Err(error)) => return Err(meaning(&error)),
                None => {
                    self.ended = true;
                    self.unlocking.end()?
                }
            };
        }
        let ready = std::mem::take(&mut self.ready);
        Ok(Some(ready).filter(|bytes| !bytes.is_empty()))
    }
}

#[async_trait]
impl Content for Open {
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Interrupted> {
        match self.next().await {
            Ok(piece) => Ok(piece),
            Err(error) => {
                tracing::error!(%error, "a file was not read to its end");
                self.ended = true;
                Err(Interrupted)
            }
        }
    }
}

#[async_trait]
impl BlobStore for Blobs {
    fn owner_key(&self, structure: StructureId, key: KeyId) -> Result<SealedKey, BlobError> {
        self.masters.owner_key(structure, key)
    }

    fn relock(
        &self,
        structure: StructureId,
        key: &OwnerKey,
    ) -> Result<Option<SealedKey>, BlobError> {
        self.masters.relock(structure, key)
    }

    async fn put(
        &self,
        structure: StructureId,
        file: FileId,
        owner: &OwnerKey,
        content: &mut dyn Content,
    ) -> Result<SealedKey, PutError> {
        let sealed = || {
            let owner = self.masters.unlock(structure, owner)?;
            let key = Key::random()?;
            let sealed = lock_file_key(&owner, structure, file, &key)?;
            let (locking, head) = Locking::begin(&key, structure, file)?;
            Ok((sealed, locking, head))
        };
        let (sealed, locking, head) = sealed().map_err(PutError::Store)?;
        let mut locked = Locked {
            from: content,
            locking: Some(locking),
            ready: head,
        };
        let path = self.path_of(structure, file);
        self.write(&path, &mut locked).await?;
        Ok(sealed)
    }

    async fn get(
        &self,
        structure: StructureId,
        file: FileId,
        seal: &Seal,
    ) -> Result<Box<dyn Content>, BlobError> {
        let owner = self.masters.unlock(structure, &seal.owner)?;
        let key = unlock_file_key(&owner, structure, file, &seal.file)?;
        let found = self.store().get(&self.path_of(structure, file)).await;
        let stream = found.map_err(|e| meaning(&e))?.into_stream();
        let mut stream = stream.map_ok(|bytes| bytes.to_vec()).boxed();
        let mut begun = Vec::new();
        while begun.len() < HEAD {
            let next = stream.next().await.ok_or(BlobError::Unreadable)?;
            begun.extend(next.map_err(|e| meaning(&e))?);
        }
        let (head, rest) = begun
            .split_first_chunk::<HEAD>()
            .ok_or(BlobError::Unreadable)?;
        let mut unlocking = Unlocking::begin(&key, structure, file, head)?;
        let ready = unlocking.more(rest)?;
        let mut open = Open {
            stream,
            unlocking,
            ready,
            ended: false,
        };
        // The first piece, so that whoever asked is told at once of what cannot be read.
        if let Some(first) = open.next().await? {
            open.ready = first;
        }
        Ok(Box::new(open))
    }

    async fn delete(&self, structure: StructureId, file: FileId) -> Result<(), BlobError> {
        let path = self.path_of(structure, file);
        if let Some(folder) = &self.place.folder {
            // What a program that died was writing stands beside, under a number.
            for number in 1.. {
                let unfinished = folder.join(format!("{path}#{number}"));
                if tokio::fs::remove_file(unfinished).await.is_err() {
                    break;
                }
            }
        }
        match self.store().delete(&path).await.map_err(|e| meaning(&e)) {
            Ok(()) | Err(BlobError::Absent) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn holds(&self, structure: StructureId, file: FileId) -> Result<bool, BlobError> {
        let found = self.store().head(&self.path_of(structure, file)).await;
        match found.map_err(|e| meaning(&e)) {
            Ok(_) => Ok(true),
            Err(BlobError::Absent) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn blobs(&self, structure: StructureId) -> Result<Vec<FileId>, BlobError> {
        let folder = self.folder_of(structure);
        let mut stream = self.store().list(Some(&folder));
        let mut files = Vec::new();
        while let Some(found) = stream.next().await {
            let found = found.map_err(|e| meaning(&e))?;
            // What is not named as a blob is not ours.
            if let Some(file) = found.location.filename().and_then(|name| name.parse().ok()) {
                files.push(file);
            }
        }
        Ok(files)
    }

    async fn structures(&self) -> Result<Vec<StructureId>, BlobError> {
        let root = Some(&self.place.root).filter(|root| !root.as_ref().is_empty());
        let listed = self.store().list_with_delimiter(root).await;
        let folders = listed.map_err(|e| meaning(&e))?.common_prefixes;
        let names = folders.iter().filter_map(Path::filename);
        Ok(names.filter_map(|name| name.parse().ok()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: io::ErrorKind) -> object_store::Error {
        object_store::Error::Generic {
            store: "a store",
            source: Box::new(io::Error::from(kind)),
        }
    }

    #[test]
    fn a_full_disk_is_told_from_a_store_that_is_away() {
        assert_eq!(
            meaning(&failure(io::ErrorKind::StorageFull)),
            BlobError::Full
        );
        assert_eq!(
            meaning(&failure(io::ErrorKind::QuotaExceeded)),
            BlobError::Full
        );
        let away = failure(io::ErrorKind::ConnectionRefused);
        assert_eq!(meaning(&away), BlobError::Unavailable);
    }
}
