//! Files given out: to whoever asks for one of their own, once nothing stands against it.

use kernel::{FileId, StructureId};

use super::{BlobError, Content, FileRecord, FileRoom, Owner, Purpose, Scan, Seal, room::found};
use crate::{UseCaseError, ports::JournalEntry};

/// A file to read.
pub struct Opened {
    /// What it is.
    pub file: FileRecord,
    /// What is in it.
    pub content: Box<dyn Content>,
}

/// Why a file that is kept is not given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// The scanner found something in it.
    Infected,
    /// It was not scanned yet, and the scanner does not answer.
    NotScanned,
    /// The store does not answer.
    StoreDown,
    /// Its content is gone or does not decrypt.
    Lost,
}

impl From<BlobError> for Withheld {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Absent | BlobError::Unreadable => Self::Lost,
            BlobError::Full | BlobError::Unavailable => Self::StoreDown,
        }
    }
}

impl FileRoom {
    /// A file to read, of an owner and for one of these purposes. Journaled before anything
    /// of it is given out.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when it is none of them; [`UseCaseError::Refused`] with
    /// why it is not given out.
    pub async fn open(
        &self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        file: FileId,
        entry: Option<&JournalEntry>,
    ) -> Result<Opened, UseCaseError<Withheld>> {
        let mut uow = self.begin(structure).await?;
        let (file, seal) = found(uow.as_mut(), structure, owner, purposes, file).await?;
        if let Some(entry) = entry {
            uow.journal(entry).await?;
        }
        uow.commit().await?;
        match self.verdict(structure, &file, &seal).await? {
            Scan::Infected => return Err(UseCaseError::Refused(Withheld::Infected)),
            Scan::Waiting if self.scanner.is_some() => {
                return Err(UseCaseError::Refused(Withheld::NotScanned));
            }
            Scan::Waiting | Scan::Clean => {}
        }
        let content = self
            .blobs
            .get(structure, file.id, &seal)
            .await
            .map_err(|error| UseCaseError::Refused(error.into()))?;
        Ok(Opened { file, content })
    }

    /// What the scanner says of a file, asked again while it said nothing.
    async fn verdict(
        &self,
        structure: StructureId,
        file: &FileRecord,
        seal: &Seal,
    ) -> Result<Scan, kernel::StoreError> {
        if file.scan != Scan::Waiting {
            return Ok(file.scan);
        }
        let scan = self.scan(structure, file.id, seal).await;
        if scan != Scan::Waiting {
            let mut uow = self.begin(structure).await?;
            uow.file_scanned(structure, file.id, scan).await?;
            uow.commit().await?;
        }
        Ok(scan)
    }
}
