//! The room where files are kept: what happens between the database and the store of blobs.
//!
//! It knows no permission: the use cases in front of it do.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{FileId, StaffId, StructureId};

use super::{
    BlobError, BlobStore, FILES_MAX, FileName, FileRecord, FileRefused, Inspector, Interrupted,
    KeyId, Label, Listed, Owner, OwnerKey, Purpose, PutError, Scan, Scanner, Seal, Source, Verdict,
    Withheld, looked::Looked,
};
use crate::{
    UseCaseError,
    ports::{Clock, Ids, JournalEntry, Scope, Store, UnitOfWork},
};

/// How long a file may take to arrive before its blob is given up.
const ARRIVAL: TimeDelta = TimeDelta::hours(1);

/// How many blobs are deleted at once on the way of something else.
const SWEPT_AT_ONCE: u32 = 20;

/// A file to keep.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its identifier, see [`FileRoom::new_id`].
    pub id: FileId,
    /// Whose.
    pub owner: Owner,
    /// What for.
    pub purpose: Purpose,
    /// The name it came with.
    pub name: FileName,
    /// The words under which people find it.
    pub label: Label,
    /// Who keeps it.
    pub by: StaffId,
}

impl From<BlobError> for FileRefused {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Self::StoreFull,
            BlobError::Absent | BlobError::Unavailable | BlobError::Unreadable => Self::StoreDown,
        }
    }
}

/// How keeping a file ends.
pub type Kept<T> = Result<T, UseCaseError<FileRefused>>;

/// The room.
#[derive(Clone)]
pub struct FileRoom {
    store: Arc<dyn Store>,
    pub(super) blobs: Arc<dyn BlobStore>,
    inspector: Arc<dyn Inspector>,
    pub(super) scanner: Option<Arc<dyn Scanner>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl FileRoom {
    /// On these ports; without a scanner every file counts as harmless.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn BlobStore>,
        inspector: Arc<dyn Inspector>,
        scanner: Option<Arc<dyn Scanner>>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            blobs,
            inspector,
            scanner,
            clock,
            ids,
        }
    }

    /// Whether there is a scanner.
    #[must_use]
    pub fn scans(&self) -> bool {
        self.scanner.is_some()
    }

    /// A fresh identifier.
    #[must_use]
    pub fn new_id(&self) -> FileId {
        FileId::new(self.ids.mint(self.clock.now()))
    }

    /// A line of the journal about files.
    #[must_use]
    pub fn entry(
        &self,
        actor: &crate::StaffActor,
        action: structures::Action,
        owner: Owner,
    ) -> JournalEntry {
        let now = self.clock.now();
        JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action,
            dossier: owner.dossier(),
        }
    }

    /// Keeps a file and journals it, or leaves nothing of it.
    ///
    /// # Errors
    /// [`UseCaseError::Refused`] with why; [`UseCaseError::NotFound`] when its owner is not
    /// there, or is erased meanwhile.
    pub async fn keep(
        &self,
        structure: StructureId,
        new: NewFile,
        source: Source<'_>,
        entry: &JournalEntry,
    ) -> Kept<FileRecord> {
        let owner = self.announce(structure, &new).await?;
        let file = new.id;
        match self.write(structure, new, source, &owner, entry).await {
            Ok(kept) => Ok(kept),
            Err(why) => {
                // What is not deleted now is loose, and will be.
                if self.blobs.delete(structure, file).await.is_ok() {
                    let _ = self.forget(structure, &[file]).await;
                }
                Err(why)
            }
        }
    }

    /// Before anything is written: writes the blob down as loose, and finds the key.
    async fn announce(&self, structure: StructureId, new: &NewFile) -> Kept<OwnerKey> {
        let _ = self.sweep(structure).await;
        let mut uow = self.begin(structure).await?;
        let many = uow.file_count(structure, new.owner, new.purpose).await?;
        if many >= u64::from(FILES_MAX) {
            return Err(UseCaseError::Refused(FileRefused::TooMany));
        }
        let key = match uow.file_key(structure, new.owner).await? {
            Some(key) => key,
            None => self.add_key(uow.as_mut(), structure, new.owner).await?,
        };
        let due = self.clock.now() + ARRIVAL;
        uow.blob_loose(structure, new.id, due).await?;
        uow.commit().await?;
        Ok(key)
    }

    async fn add_key(
        &self,
        uow: &mut dyn UnitOfWork,
        structure: StructureId,
        owner: Owner,
    ) -> Kept<OwnerKey> {
        let id = KeyId(self.ids.mint(self.clock.now()));
        let sealed = self
            .blobs
            .owner_key(structure, id)
            .map_err(|error| UseCaseError::Refused(error.into()))?;
        let key = OwnerKey { id, sealed };
        match uow.file_key_insert(structure, owner, &key).await {
            Ok(()) => Ok(key),
            Err(kernel::StoreError::Conflict) => Err(UseCaseError::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    async fn write(
        &self,
        structure: StructureId,
        new: NewFile,
        source: Source<'_>,
        owner: &OwnerKey,
        entry: &JournalEntry,
    ) -> Kept<FileRecord> {
        let id = new.id;
        let refused = UseCaseError::Refused;
        let mut looked = Looked::at(source, self.inspector.as_ref());
        let put = self.blobs.put(structure, id, owner, &mut looked).await;
        let file = put.map_err(|error| match error {
            PutError::Source(Interrupted) => {
                refused(looked.refused.unwrap_or(FileRefused::Interrupted))
            }
            PutError::Store(error) => refused(error.into()),
        })?;
        let kind = looked
            .kind
            .ok_or_else(|| refused(FileRefused::Interrupted))?;
        let seal = Seal {
            owner: owner.clone(),
            file,
        };
        let scan = self.scan(structure, id, &seal).await;
        if scan == Scan::Infected {
            return Err(refused(FileRefused::Infected));
        }
        let file = FileRecord {
            id,
            owner: new.owner,
            purpose: new.purpose,
            name: new.name,
            label: new.label,
            kind,
            size: looked.size,
            by: new.by,
            at: self.clock.now(),
            scan,
        };
        let stored = self.record(structure, &file, &seal, entry).await;
        stored.map_err(|error| match error {
            // The dossier was erased, or merged into another, meanwhile.
            kernel::StoreError::Conflict => UseCaseError::NotFound,
            error @ (kernel::StoreError::Unavailable | kernel::StoreError::Corrupt(_)) => {
                error.into()
            }
        })?;
        Ok(file)
    }

    async fn record(
        &self,
        structure: StructureId,
        file: &FileRecord,
        seal: &Seal,
        entry: &JournalEntry,
    ) -> Result<(), kernel::StoreError> {
        let mut uow = self.begin(structure).await?;
        uow.file_insert(structure, file, seal).await?;
        uow.journal(entry).await?;
        uow.commit().await
    }

    /// What the scanner says of a blob, where there is one and it answers.
    pub(super) async fn scan(&self, structure: StructureId, file: FileId, seal: &Seal) -> Scan {
        let Some(scanner) = &self.scanner else {
            return Scan::Waiting;
        };
        let Ok(mut content) = self.blobs.get(structure, file, seal).await else {
            return Scan::Waiting;
        };
        match scanner.scan(content.as_mut()).await {
            Ok(Verdict::Clean) => Scan::Clean,
            Ok(Verdict::Infected) => Scan::Infected,
            Err(_) => Scan::Waiting,
        }
    }

    /// The files of an owner for these purposes, the last kept first.
    ///
    /// # Errors
    /// [`UseCaseError::Unavailable`].
    pub async fn list(
        &self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
    ) -> Kept<Vec<Listed>> {
        let mut uow = self.begin(structure).await?;
        Ok(uow.files(structure, owner, purposes, FILES_MAX).await?)
    }

    /// What is known of one file of an owner that is for one of these purposes.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when it is none of them.
    pub async fn find(
        &self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        file: FileId,
    ) -> Result<FileRecord, UseCaseError<Withheld>> {
        let mut uow = self.begin(structure).await?;
        let (file, _) = found(uow.as_mut(), structure, owner, purposes, file).await?;
        Ok(file)
    }

    /// Gives a file another label.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when it is no such file.
    pub async fn relabel(
        &self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        file: FileId,
        label: &Label,
        entry: &JournalEntry,
    ) -> Result<(), UseCaseError<Withheld>> {
        let mut uow = self.begin(structure).await?;
        found(uow.as_mut(), structure, owner, purposes, file).await?;
        uow.file_relabel(structure, file, label).await?;
        uow.journal(entry).await?;
        Ok(uow.commit().await?)
    }

    /// Deletes a file: its record and its key at once, then its blob.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when it is no such file.
    pub async fn delete(
        &self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        file: FileId,
        entry: &JournalEntry,
    ) -> Result<(), UseCaseError<Withheld>> {
        let mut uow = self.begin(structure).await?;
        found(uow.as_mut(), structure, owner, purposes, file).await?;
        uow.file_delete(structure, file, self.clock.now()).await?;
        uow.journal(entry).await?;
        uow.commit().await?;
        // Without its key nobody can read it: a store that is down may keep it a while.
        let _ = self.sweep(structure).await;
        Ok(())
    }

    /// Deletes some of the blobs that no file names any more: those of deleted files, of
    /// erased dossiers, and of files that never arrived whole. How many.
    ///
    /// # Errors
    /// [`kernel::StoreError`]. A store of blobs that does not answer only leaves them.
    pub async fn sweep(&self, structure: StructureId) -> Result<usize, kernel::StoreError> {
        let now = self.clock.now();
        let mut uow = self.begin(structure).await?;
        let due = uow
            .blobs_doom(structure, now, now + ARRIVAL, SWEPT_AT_ONCE)
            .await?;
        if due.is_empty() {
            return Ok(0);
        }
        uow.commit().await?;
        let mut gone = Vec::with_capacity(due.len());
        for file in due {
            if self.blobs.delete(structure, file).await.is_ok() {
                gone.push(file);
            }
        }
        self.forget(structure, &gone).await?;
        Ok(gone.len())
    }

    async fn forget(
        &self,
        structure: StructureId,
        files: &[FileId],
    ) -> Result<(), kernel::StoreError> {
        let mut uow = self.begin(structure).await?;
        uow.blobs_gone(structure, files).await?;
        uow.commit().await
    }

    pub(super) async fn begin(
        &self,
        structure: StructureId,
    ) -> Result<Box<dyn UnitOfWork>, kernel::StoreError> {
        self.store.begin(Scope { structure }).await
    }
}

/// A file of this owner for one of these purposes; any other is not there.
pub(super) async fn found<R>(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    owner: Owner,
    purposes: &[Purpose],
    file: FileId,
) -> Result<(FileRecord, Seal), UseCaseError<R>> {
    uow.file(structure, file)
        .await?
        .filter(|(file, _)| file.owner == owner && purposes.contains(&file.purpose))
        .ok_or(UseCaseError::NotFound)
}
