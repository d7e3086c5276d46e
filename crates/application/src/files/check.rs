//! Whether every file has its blob and every blob its file, and putting it right.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use kernel::{FileId, StoreError, StructureId};

use super::{BlobError, BlobStore, Scan, Scanner, Seal, Verdict};
use crate::ports::{Clock, Scope, Store};

/// How many records are read at once.
const PAGE: u32 = 500;

/// Something that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// A blob that no record names and nobody is writing: deleted by a repair.
    BlobWithoutFile(FileId),
    /// A file whose blob is gone: forgotten by a repair.
    FileWithoutBlob(FileId),
    /// A file whose content does not decrypt, as without its master key. No repair.
    Unreadable(FileId),
    /// A file in which the scanner found something. No repair: it is given out to nobody.
    Infected(FileId),
}

/// What was seen in one structure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// How many files it has.
    pub files: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// How many blobs wait to be deleted, or are being written.
    pub loose: u64,
    /// How many keys were locked again with the newest master key.
    pub relocked: u64,
}

/// How thoroughly to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCheck {
    /// Reads every file to its end.
    pub read: bool,
    /// Puts right what can be, deletes what waits to be, and locks keys again with the
    /// newest master key.
    pub repair: bool,
}

/// Why a check stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckFailed {
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
    /// The store of blobs.
    #[error("the store of files failed")]
    Blobs(#[from] BlobError),
}

/// What a check works on.
pub struct CheckPorts {
    /// Records.
    pub store: Arc<dyn Store>,
    /// Blobs.
    pub blobs: Arc<dyn BlobStore>,
    /// Scanner, where there is one.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// The moment.
    pub clock: Arc<dyn Clock>,
}

impl FileCheck {
    /// Looks at the files of one structure. Others may work meanwhile.
    ///
    /// # Errors
    /// [`CheckFailed`]; what was put right stays so.
    pub async fn run(
        self,
        ports: &CheckPorts,
        structure: StructureId,
    ) -> Result<Checked, CheckFailed> {
        let now = ports.clock.now();
        let mut checked = Checked::default();
        // Blobs first: what is written later is no orphan, and what has a record later is
        // asked for again below.
        let blobs = ports.blobs.blobs(structure).await?;
        let mut unnamed: BTreeSet<FileId> = blobs.into_iter().collect();
        let mut after = None;
        loop {
            let mut uow = ports.store.begin(Scope { structure }).await?;
            let page = uow.files_after(structure, after, PAGE).await?;
            drop(uow);
            let Some((last, _)) = page.last() else { break };
            after = Some(last.id);
            for (file, seal) in page {
                checked.files += 1;
                let there =
                    unnamed.remove(&file.id) || ports.blobs.holds(structure, file.id).await?;
                if !there {
                    checked.findings.push(Finding::FileWithoutBlob(file.id));
                } else if self.read && !reads(ports, structure, file.id, &seal).await? {
                    checked.findings.push(Finding::Unreadable(file.id));
                } else {
                    let scan = self
                        .rescan(ports, structure, file.id, file.scan, &seal)
                        .await?;
                    if scan == Scan::Infected {
                        checked.findings.push(Finding::Infected(file.id));
                    }
                }
            }
        }
        let mut uow = ports.store.begin(Scope { structure }).await?;
        for loose in uow.blobs_loose(structure).await? {
            checked.loose += 1;
            unnamed.remove(&loose);
        }
        drop(uow);
        for file in unnamed {
            // Deleted while this was looking, it is nobody's fault.
            if ports.blobs.holds(structure, file).await? {
                checked.findings.push(Finding::BlobWithoutFile(file));
            }
        }
        if self.repair {
            self.put_right(ports, structure, &checked.findings, now)
                .await?;
            checked.relocked = relock(ports, structure).await?;
        }
        Ok(checked)
    }

    /// Asks the scanner about a file of which it said nothing yet.
    async fn rescan(
        self,
        ports: &CheckPorts,
        structure: StructureId,
        file: FileId,
        known: Scan,
        seal: &Seal,
    ) -> Result<Scan, CheckFailed> {
        let Some(scanner) = ports.scanner.as_ref().filter(|_| known == Scan::Waiting) else {
            return Ok(known);
        };
        let mut content = ports.blobs.get(structure, file, seal).await?;
        let scan = match scanner.scan(content.as_mut()).await {
            Ok(Verdict::Clean) => Scan::Clean,
            Ok(Verdict::Infected) => Scan::Infected,
            Err(_) => return Ok(known),
        };
        let mut uow = ports.store.begin(Scope { structure }).await?;
        uow.file_scanned(structure, file, scan).await?;
        uow.commit().await?;
        Ok(scan)
    }

    async fn put_right(
        self,
        ports: &CheckPorts,
        structure: StructureId,
        findings: &[Finding],
        now: DateTime<Utc>,
    ) -> Result<(), CheckFailed> {
        let mut uow = ports.store.begin(Scope { structure }).await?;
        for finding in findings {
            match finding {
                Finding::BlobWithoutFile(file) => uow.blob_loose(structure, *file, now).await?,
                Finding::FileWithoutBlob(file) => uow.file_delete(structure, *file, now).await?,
                Finding::Unreadable(_) | Finding::Infected(_) => {}
            }
        }
        uow.commit().await?;
        loop {
            let again = now + chrono::TimeDelta::hours(1);
            let mut uow = ports.store.begin(Scope { structure }).await?;
            let due = uow.blobs_doom(structure, now, again, PAGE).await?;
            uow.commit().await?;
            if due.is_empty() {
                return Ok(());
            }
            for file in &due {
                ports.blobs.delete(structure, *file).await?;
            }
            let mut uow = ports.store.begin(Scope { structure }).await?;
            uow.blobs_gone(structure, &due).await?;
            uow.commit().await?;
        }
    }
}

/// Whether a file decrypts to its end.
async fn reads(
    ports: &CheckPorts,
    structure: StructureId,
    file: FileId,
    seal: &Seal,
) -> Result<bool, CheckFailed> {
    let mut content = match ports.blobs.get(structure, file, seal).await {
        Ok(content) => content,
        Err(BlobError::Unreadable) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    loop {
        match content.piece().await {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
}

/// Locks every key again with the newest master key, so that an older one can be destroyed.
async fn relock(ports: &CheckPorts, structure: StructureId) -> Result<u64, CheckFailed> {
    let (mut after, mut relocked) = (None, 0);
    loop {
        let mut uow = ports.store.begin(Scope { structure }).await?;
        let page = uow.file_keys(structure, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(relocked);
        };
        after = Some(last.id);
        for key in &page {
            if let Some(sealed) = ports.blobs.relock(structure, key)? {
                let key = super::OwnerKey { id: key.id, sealed };
                uow.file_key_relock(structure, &key).await?;
                relocked += 1;
            }
        }
        uow.commit().await?;
    }
}
