//! Files kept safely: the attachments of a dossier, the documents of a structure, its
//! templates and images, and what was printed for it.
//!
//! A file is a record in the database and an encrypted blob in a store of its own. A blob
//! that no record names, not yet or no more, is always written down as loose beforehand, so
//! that whatever fails in between leaves nothing. See `docs/adr/0018-files.md`.

mod check;
mod content;
mod kind;
mod looked;
mod name;
mod open;
mod record;
mod room;
mod shelf;

use async_trait::async_trait;
use kernel::{FileId, StructureId};

pub use check::{CheckFailed, CheckPorts, Checked, FileCheck, Finding};
pub use content::{Content, Held, Interrupted, read_all};
pub use kind::{Accepts, FileKind};
pub use looked::Source;
pub use name::{FileName, Label};
pub use open::{Opened, Withheld};
pub use record::{
    FileRecord, FileRecords, KeyId, Listed, Owner, OwnerKey, Purpose, Scan, Seal, SealedKey,
    TemplateKind,
};
pub use room::{FileRoom, NewFile};
pub use shelf::{Files, Shelf};

/// The largest file that is taken from outside, in bytes.
pub const SIZE_MAX: u64 = 10 * 1024 * 1024;

/// As many files as an owner may have for one purpose: what one page shows.
pub const FILES_MAX: u32 = 200;

/// Why a file was not kept. Nothing of it remains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    /// It is longer than [`SIZE_MAX`].
    #[error("longer than a file may be")]
    TooLarge,
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// Its content is of none of the kinds that are taken here.
    #[error("of no kind that is taken")]
    UnknownKind,
    /// It begins as what it claims to be, and does not end or does not read.
    #[error("truncated or damaged")]
    Damaged,
    /// It runs programs: a script in a PDF, macros in an office document.
    #[error("holds a program")]
    Active,
    /// It carries other files, or leads to some.
    #[error("holds other files")]
    Embedded,
    /// It is locked, so that nobody can tell what is in it.
    #[error("locked by a password")]
    Locked,
    /// Unfolded it would be far larger than it looks.
    #[error("unfolds beyond measure")]
    Bomb,
    /// The scanner found something.
    #[error("infected")]
    Infected,
    /// It did not arrive whole.
    #[error("interrupted")]
    Interrupted,
    /// There are as many files here as a page can show.
    #[error("as many files as there may be")]
    TooMany,
    /// The store has no room left.
    #[error("the store is full")]
    StoreFull,
    /// The store does not answer.
    #[error("the store does not answer")]
    StoreDown,
}

/// Why the store of blobs did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// There is no such blob.
    #[error("no such blob")]
    Absent,
    /// There is no room left.
    #[error("the store is full")]
    Full,
    /// No answer; the same call may work later.
    #[error("the store does not answer")]
    Unavailable,
    /// What is stored does not decrypt: damaged, or its key is not the one it was locked with.
    #[error("what is stored cannot be read")]
    Unreadable,
}

/// Why a blob was not written. Nothing of it remains, as far as the store answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutError {
    /// What was to be written ended before its end.
    Source(Interrupted),
    /// The store.
    Store(BlobError),
}

/// Where encrypted blobs are kept. It knows what a blob is locked with, not what it is.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// A new random key for an owner, locked by the installation's master key.
    ///
    /// # Errors
    /// [`BlobError`].
    fn owner_key(&self, structure: StructureId, key: KeyId) -> Result<SealedKey, BlobError>;

    /// Locks a key again where it is not locked by the newest master key.
    ///
    /// # Errors
    /// [`BlobError::Unreadable`] when the master key it was locked with is not there.
    fn relock(
        &self,
        structure: StructureId,
        key: &OwnerKey,
    ) -> Result<Option<SealedKey>, BlobError>;

    /// Writes a blob piece after piece, each encrypted as it comes with a random key of the
    /// blob's own, which comes back locked by its owner's. What fails leaves nothing, even
    /// when the call is given up.
    ///
    /// # Errors
    /// [`PutError`].
    async fn put(
        &self,
        structure: StructureId,
        file: FileId,
        owner: &OwnerKey,
        content: &mut dyn Content,
    ) -> Result<SealedKey, PutError>;

    /// What is in a blob, piece after piece. A piece that does not decrypt ends it.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn get(
        &self,
        structure: StructureId,
        file: FileId,
        seal: &Seal,
    ) -> Result<Box<dyn Content>, BlobError>;

    /// Deletes a blob. One that is not there is deleted already.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn delete(&self, structure: StructureId, file: FileId) -> Result<(), BlobError>;

    /// Whether there is such a blob.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn holds(&self, structure: StructureId, file: FileId) -> Result<bool, BlobError>;

    /// All blobs of a structure, in no order.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn blobs(&self, structure: StructureId) -> Result<Vec<FileId>, BlobError>;

    /// The structures that have blobs.
    ///
    /// # Errors
    /// [`BlobError`].
    async fn structures(&self) -> Result<Vec<StructureId>, BlobError>;
}

/// Looks into a file while it arrives, and makes of it what is kept.
#[async_trait]
pub trait Inspection: Send {
    /// Takes a piece and gives back what may be stored already.
    ///
    /// # Errors
    /// [`FileRefused`].
    fn piece(&mut self, piece: Vec<u8>) -> Result<Vec<u8>, FileRefused>;

    /// After the last piece: what the file is, and what remains to be stored.
    ///
    /// # Errors
    /// [`FileRefused`].
    async fn end(&mut self) -> Result<(FileKind, Vec<u8>), FileRefused>;
}

/// Whoever can tell what a file is by its content.
pub trait Inspector: Send + Sync {
    /// Begins to look into a file that must be of one of these kinds.
    fn begin(&self, accepts: Accepts) -> Box<dyn Inspection>;
}

/// What a scanner says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was.
    Infected,
}

/// The scanner does not answer, or could not read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the scanner does not answer")]
pub struct ScannerDown;

/// A scanner for viruses.
#[async_trait]
pub trait Scanner: Send + Sync {
    /// Scans a file.
    ///
    /// # Errors
    /// [`ScannerDown`].
    async fn scan(&self, content: &mut dyn Content) -> Result<Verdict, ScannerDown>;
}
