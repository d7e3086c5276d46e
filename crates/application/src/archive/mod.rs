//! The whole of one structure: out of an installation, and into another one, where it is the
//! same again: same identifiers, same numbers, every fact as it was entered.
//!
//! [`pack`] reads one moment of the structure and hands it over piece by piece; [`restore`]
//! takes pieces that were verified beforehand, and stores all of them or nothing. How an
//! archive looks is an adapter's affair: see `docs/archive.md`. What does not travel, and
//! why, is in `docs/adr/0023-export-and-archive.md`.

mod pack;
mod restore;

use std::io;

use async_trait::async_trait;
use chrono::NaiveDate;
use domiciliation::Dossier;
use kernel::{DossierId, FileId, StoreError, StructureId};
use structures::{StaffMember, Structure};
use uuid::Uuid;

use crate::{
    files::{BlobError, FileRecord},
    messages::book::{KeptText, Message},
    views::SavedView,
};

pub use pack::{PackPorts, pack};
pub use restore::{RestorePorts, restore};

/// An identifier that leads to the dossier into which another was merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias {
    /// The former identifier.
    pub former: DossierId,
    /// Where it leads.
    pub kept: DossierId,
}

/// What remains of a dossier that was erased, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remains {
    /// Its own identifier.
    pub id: Uuid,
    /// Days on which requests were filed.
    pub filed_on: Vec<NaiveDate>,
    /// Days of the decisions, with a word for each.
    pub decided: Vec<(NaiveDate, String)>,
    /// The day of erasure.
    pub erased_on: NaiveDate,
    /// The code of why.
    pub ground: String,
}

/// What a structure has beside its settings, its staff and its dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// The last number given to a dossier, erased ones included.
    pub last_number: u32,
    /// Former identifiers.
    pub aliases: Vec<Alias>,
    /// What remains of the erased.
    pub remains: Vec<Remains>,
}

/// What a transaction reads and writes when a whole structure moves.
#[async_trait]
pub trait Moving: Send {
    /// Makes this transaction see one moment, and last as long as it takes. Nothing may have
    /// been read before, and nothing is written.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn moving_settle(&mut self) -> Result<(), StoreError>;

    /// Dossiers with their whole history, at most `limit`, after `after` in order of their
    /// identifiers.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn moving_dossiers(
        &mut self,
        structure: StructureId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<Dossier>, StoreError>;

    /// What the structure has beside.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn moving_beside(&mut self, structure: StructureId) -> Result<Beside, StoreError>;

    /// Gives a structure that never gave a number what it had beside, once its dossiers are
    /// stored.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it gave one.
    async fn moving_settle_in(
        &mut self,
        structure: StructureId,
        beside: &Beside,
    ) -> Result<(), StoreError>;

    /// All saved views, whoever they belong to.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn moving_views(&mut self, structure: StructureId) -> Result<Vec<SavedView>, StoreError>;
}

/// A piece of a structure. They come in this order, those of a kind together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// It, and the last number it gave to a dossier.
    Structure(Box<Structure>, u32),
    /// Somebody who works or worked there.
    Member(Box<StaffMember>),
    /// A dossier.
    Dossier(Box<Dossier>),
    /// A former identifier.
    Alias(Alias),
    /// What remains of an erased dossier.
    Remains(Remains),
    /// A saved view.
    View(SavedView),
    /// What the structure settled about messages.
    MessageSettings(Box<messages::Settings>),
    /// What is kept of the text of a message.
    MessageText(KeptText),
    /// A message to a person.
    Message(Box<Message>),
    /// What is known of a file.
    File(FileRecord),
}

/// How much a structure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// Its staff.
    pub staff: u64,
    /// Its dossiers.
    pub dossiers: u64,
    /// Their facts.
    pub facts: u64,
    /// Its files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Amount {
    pub(crate) fn count(&mut self, item: &Item) {
        match item {
            Item::Member(_) => self.staff += 1,
            Item::Dossier(dossier) => {
                self.dossiers += 1;
                self.facts += u64::try_from(dossier.history().len()).unwrap_or(u64::MAX);
            }
            Item::File(file) => {
                self.files += 1;
                self.bytes += file.size;
            }
            Item::Structure(..)
            | Item::Alias(_)
            | Item::Remains(_)
            | Item::View(_)
            | Item::MessageSettings(_)
            | Item::MessageText(_)
            | Item::Message(_) => {}
        }
    }
}

/// Why an archive cannot be written or read. Nothing of its content is told.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// It is no archive of this program.
    #[error("this file is no archive of a structure")]
    NotAnArchive,
    /// A later program made it.
    #[error("the archive is of version {0}, which this program is too old to read")]
    Later(u32),
    /// A member is missing, or is there and is not announced.
    #[error("{0} is missing from the archive, or is not announced by it")]
    Member(String),
    /// A member is not what was written: its length or its sum is another.
    #[error("{0} was changed or damaged since the archive was made")]
    Sum(String),
    /// A line does not read.
    #[error("{member}, line {line}, cannot be read")]
    Line {
        /// The member.
        member: &'static str,
        /// The line, from 1.
        line: u64,
    },
    /// There are more or fewer things in it than it announces.
    #[error("the archive does not hold as many {0} as it announces")]
    Count(&'static str),
    /// The disk, or whoever takes it.
    #[error("the archive cannot be read or written")]
    Io(#[from] io::Error),
}

/// Writes an archive. Blocking.
pub trait ArchiveWriter: Send {
    /// Adds a piece, in the order of [`Item`].
    ///
    /// # Errors
    /// [`ArchiveFault::Io`].
    fn item(&mut self, item: &Item) -> Result<(), ArchiveFault>;

    /// Begins the content of a file, once there are no more pieces.
    ///
    /// # Errors
    /// [`ArchiveFault::Io`].
    fn file(&mut self, file: FileId) -> Result<(), ArchiveFault>;

    /// Adds to the content of the file that was begun last.
    ///
    /// # Errors
    /// [`ArchiveFault::Io`].
    fn content(&mut self, bytes: &[u8]) -> Result<(), ArchiveFault>;

    /// Ends it.
    ///
    /// # Errors
    /// [`ArchiveFault::Io`].
    fn end(self: Box<Self>, structure: StructureId, amount: Amount) -> Result<(), ArchiveFault>;
}

/// An archive whose sums were verified. Blocking.
pub trait ArchiveReader: Send {
    /// Whose it is.
    fn structure(&self) -> StructureId;

    /// What it announces.
    fn amount(&self) -> Amount;

    /// The next piece, files left out; none after the last.
    ///
    /// # Errors
    /// [`ArchiveFault`].
    fn next(&mut self) -> Result<Option<Item>, ArchiveFault>;

    /// What is known of its files.
    ///
    /// # Errors
    /// [`ArchiveFault`].
    fn files(&mut self) -> Result<Vec<FileRecord>, ArchiveFault>;

    /// The content of a file.
    ///
    /// # Errors
    /// [`ArchiveFault`].
    fn content(&mut self, file: FileId) -> Result<Vec<u8>, ArchiveFault>;
}

/// Why a structure did not move. What was there is as it was, and nothing is added.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    /// There is no such structure to pack.
    #[error("there is no such structure")]
    Unknown,
    /// The structure is there already.
    #[error("this structure is here already")]
    Exists,
    /// An address of its staff has an account here.
    #[error("the address of a member of its staff has an account here already")]
    AddressTaken,
    /// A file cannot be read or kept.
    #[error("the file {file} cannot be read or kept")]
    File {
        /// Which.
        file: FileId,
        /// Why.
        #[source]
        why: BlobError,
    },
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveFault),
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
}
