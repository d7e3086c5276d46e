//! The attachments of a dossier and the documents of a structure: who may do what with them.

use kernel::{DossierId, FileId};
use structures::Action;

use super::{
    Accepts, Content, FileName, FileRecord, FileRefused, FileRoom, Label, Listed, NewFile, Opened,
    Owner, Purpose, Source, Withheld,
};
use crate::{StaffActor, UseCaseError};

/// Where files that people bring are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// The attachments of a dossier.
    Attachments(DossierId),
    /// The internal documents of the structure.
    Internal,
}

impl Shelf {
    /// Whose the files are.
    #[must_use]
    pub const fn owner(self) -> Owner {
        match self {
            Self::Attachments(id) => Owner::Dossier(id),
            Self::Internal => Owner::Structure,
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::Attachments(_) => Purpose::Attachment,
            Self::Internal => Purpose::Internal,
        }
    }

    /// Which kinds of file it takes.
    #[must_use]
    pub const fn accepts(self) -> Accepts {
        match self {
            Self::Attachments(_) => Accepts::Papers,
            Self::Internal => Accepts::PapersAndOffice,
        }
    }

    /// What reading asks for.
    #[must_use]
    pub const fn reading(self) -> Action {
        match self {
            Self::Attachments(_) => Action::ReadAttachments,
            Self::Internal => Action::ReadInternalDocuments,
        }
    }

    /// What adding and renaming ask for.
    #[must_use]
    pub const fn adding(self) -> Action {
        match self {
            Self::Attachments(_) => Action::AddAttachments,
            Self::Internal => Action::ManageInternalDocuments,
        }
    }

    /// What deleting asks for.
    #[must_use]
    pub const fn deleting(self) -> Action {
        match self {
            Self::Attachments(_) => Action::DeleteAttachments,
            Self::Internal => Action::ManageInternalDocuments,
        }
    }
}

/// The files on shelves.
#[derive(Clone)]
pub struct Files {
    room: FileRoom,
}

impl Files {
    /// In this room.
    #[must_use]
    pub const fn new(room: FileRoom) -> Self {
        Self { room }
    }

    /// The files of a shelf, the last added first.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, or storage is away.
    pub async fn list(
        &self,
        actor: &StaffActor,
        shelf: Shelf,
    ) -> Result<Vec<Listed>, UseCaseError<FileRefused>> {
        actor.require(shelf.reading())?;
        self.room
            .list(actor.structure_id(), shelf.owner(), &[shelf.purpose()])
            .await
    }

    /// Adds a file; without a label it goes by its name.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, no such dossier, or refused with why.
    pub async fn add(
        &self,
        actor: &StaffActor,
        shelf: Shelf,
        name: FileName,
        label: Option<Label>,
        content: &mut dyn Content,
    ) -> Result<FileRecord, UseCaseError<FileRefused>> {
        actor.require(shelf.adding())?;
        let new = NewFile {
            id: self.room.new_id(),
            owner: shelf.owner(),
            purpose: shelf.purpose(),
            label: label.unwrap_or_else(|| name.label()),
            name,
            by: actor.id(),
        };
        let entry = self.room.entry(actor, shelf.adding(), shelf.owner());
        let source = Source::Sent(content, shelf.accepts());
        self.room
            .keep(actor.structure_id(), new, source, &entry)
            .await
    }

    /// What is known of a file.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden or absent.
    pub async fn find(
        &self,
        actor: &StaffActor,
        shelf: Shelf,
        file: FileId,
    ) -> Result<FileRecord, UseCaseError<Withheld>> {
        actor.require(shelf.reading())?;
        let structure = actor.structure_id();
        self.room
            .find(structure, shelf.owner(), &[shelf.purpose()], file)
            .await
    }

    /// A file to read, which leaves a trace.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, absent, or withheld with why.
    pub async fn open(
        &self,
        actor: &StaffActor,
        shelf: Shelf,
        file: FileId,
    ) -> Result<Opened, UseCaseError<Withheld>> {
        actor.require(shelf.reading())?;
        let entry = self.room.entry(actor, shelf.reading(), shelf.owner());
        let (structure, purpose) = (actor.structure_id(), [shelf.purpose()]);
        self.room
            .open(structure, shelf.owner(), &purpose, file, Some(&entry))
            .await
    }

    /// Gives a file another label.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden or absent.
    pub async fn relabel(
        &self,
        actor: &StaffActor,
        shelf: Shelf,
        file: FileId,
        label: &Label,
    ) -> Result<(), UseCaseError<Withheld>> {
        actor.require(shelf.adding())?;
        let entry = self.room.entry(actor, shelf.adding(), shelf.owner());
        let (structure, purpose) = (actor.structure_id(), [shelf.purpose()]);
        self.room
            .relabel(structure, shelf.owner(), &purpose, file, label, &entry)
            .await
    }

    /// Deletes a file for good.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden or absent.
    pub async fn delete(
        &self,
        actor: &StaffActor,
        shelf: Shelf,
        file: FileId,
    ) -> Result<(), UseCaseError<Withheld>> {
        actor.require(shelf.deleting())?;
        let entry = self.room.entry(actor, shelf.deleting(), shelf.owner());
        let (structure, purpose) = (actor.structure_id(), [shelf.purpose()]);
        self.room
            .delete(structure, shelf.owner(), &purpose, file, &entry)
            .await
    }

    /// Whether files are scanned, so that one waits until it was.
    #[must_use]
    pub fn scans(&self) -> bool {
        self.room.scans()
    }

    /// Deletes what is left of erased dossiers, as far as the store answers; what it does
    /// not delete now waits for the next time.
    pub async fn sweep(&self, actor: &StaffActor) {
        while matches!(self.room.sweep(actor.structure_id()).await, Ok(1..)) {}
    }
}
