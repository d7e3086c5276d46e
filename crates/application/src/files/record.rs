//! What the database knows of files, and of the keys they are locked with.

use std::str::FromStr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, FileId, StaffId, StoreError, StructureId};
use structures::UnknownCode;
use uuid::Uuid;

use super::{FileKind, FileName, Label};

/// Whose a file is: it goes with its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    Dossier(DossierId),
    /// The structure's own.
    Structure,
}

impl Owner {
    /// The dossier, where it is one.
    #[must_use]
    pub const fn dossier(self) -> Option<DossierId> {
        match self {
            Self::Dossier(id) => Some(id),
            Self::Structure => None,
        }
    }
}

/// Which document a template of the structure replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TemplateKind {
    /// The attestation of the postal address.
    AttestationPostale,
    /// The attestation of the official form.
    CerfaAttestation,
    /// The letter of striking off.
    CourrierRadiation,
    /// None: it stands beside them.
    Autre,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// A paper in a person's dossier.
    Attachment,
    /// A document of the structure for its own staff.
    Internal,
    /// A template of the structure.
    Template(TemplateKind),
    /// The logo of its letters.
    Logo,
    /// The signature under its letters.
    Signature,
    /// What was printed in bulk.
    PrintResult,
}

impl Purpose {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Attachment,
        Self::Internal,
        Self::Template(TemplateKind::AttestationPostale),
        Self::Template(TemplateKind::CerfaAttestation),
        Self::Template(TemplateKind::CourrierRadiation),
        Self::Template(TemplateKind::Autre),
        Self::Logo,
        Self::Signature,
        Self::PrintResult,
    ];

    /// Every template.
    pub const TEMPLATES: &'static [Self] = &[
        Self::Template(TemplateKind::AttestationPostale),
        Self::Template(TemplateKind::CerfaAttestation),
        Self::Template(TemplateKind::CourrierRadiation),
        Self::Template(TemplateKind::Autre),
    ];

    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attachment => "piece_jointe",
            Self::Internal => "document_interne",
            Self::Template(TemplateKind::AttestationPostale) => "modele_attestation_postale",
            Self::Template(TemplateKind::CerfaAttestation) => "modele_cerfa_attestation",
            Self::Template(TemplateKind::CourrierRadiation) => "modele_courrier_radiation",
            Self::Template(TemplateKind::Autre) => "modele_autre",
            Self::Logo => "logo",
            Self::Signature => "signature",
            Self::PrintResult => "impression",
        }
    }
}

impl FromStr for Purpose {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|purpose| purpose.code() == code)
            .ok_or(UnknownCode)
    }
}

/// What a scanner said of a file so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// Nothing yet.
    Waiting,
    /// Nothing was found.
    Clean,
    /// Something was.
    Infected,
}

impl Scan {
    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "attente",
            Self::Clean => "sain",
            Self::Infected => "infecte",
        }
    }
}

impl FromStr for Scan {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [Self::Waiting, Self::Clean, Self::Infected]
            .into_iter()
            .find(|scan| scan.code() == code)
            .ok_or(UnknownCode)
    }
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// Its identifier.
    pub id: FileId,
    /// Whose it is.
    pub owner: Owner,
    /// What it is for.
    pub purpose: Purpose,
    /// The name it came with.
    pub name: FileName,
    /// The words under which people find it.
    pub label: Label,
    /// What it is.
    pub kind: FileKind,
    /// How long it is, in bytes.
    pub size: u64,
    /// Who keeps it.
    pub by: StaffId,
    /// Since when.
    pub at: DateTime<Utc>,
    /// What a scanner said of it.
    pub scan: Scan,
}

/// A file among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The file.
    pub file: FileRecord,
    /// The name of who keeps it.
    pub keeper: String,
}

/// Which key of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub Uuid);

/// A key, locked by another.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey(pub Vec<u8>);

impl std::fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedKey")
    }
}

/// A key of an owner. An owner may have several: two desks at once make one each, and
/// merged dossiers keep both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerKey {
    /// Its identifier.
    pub id: KeyId,
    /// The key, locked by the master key.
    pub sealed: SealedKey,
}

/// What a file is locked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its owner's key.
    pub owner: OwnerKey,
    /// Its own, locked by its owner's.
    pub file: SealedKey,
}

/// What a transaction does to files. What is loose is a blob that no file names: it is
/// being written, or to be deleted.
#[async_trait]
pub trait FileRecords: Send {
    /// A key of an owner, the oldest one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn file_key(
        &mut self,
        structure: StructureId,
        owner: Owner,
    ) -> Result<Option<OwnerKey>, StoreError>;

    /// Adds a key to an owner.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such dossier.
    async fn file_key_insert(
        &mut self,
        structure: StructureId,
        owner: Owner,
        key: &OwnerKey,
    ) -> Result<(), StoreError>;

    /// The keys of the structure and of its dossiers, after `after` in order of their
    /// identifiers.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn file_keys(
        &mut self,
        structure: StructureId,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<OwnerKey>, StoreError>;

    /// Replaces what a key is locked with.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn file_key_relock(
        &mut self,
        structure: StructureId,
        key: &OwnerKey,
    ) -> Result<(), StoreError>;

    /// Writes a blob down as loose; it may be deleted from `due` on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is loose already.
    async fn blob_loose(
        &mut self,
        structure: StructureId,
        file: FileId,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// The loose blobs that are due, at most `limit`, for whoever asks to delete: no file
    /// may name them any more, and nobody else is told of them until `again`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn blobs_doom(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        again: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<FileId>, StoreError>;

    /// All loose blobs.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn blobs_loose(&mut self, structure: StructureId) -> Result<Vec<FileId>, StoreError>;

    /// Forgets loose blobs that were deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn blobs_gone(
        &mut self,
        structure: StructureId,
        files: &[FileId],
    ) -> Result<(), StoreError>;

    /// Stores a file. Its blob is loose no more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its blob is not loose or is being deleted, as when it
    /// took very long, or when its owner is gone.
    async fn file_insert(
        &mut self,
        structure: StructureId,
        file: &FileRecord,
        seal: &Seal,
    ) -> Result<(), StoreError>;

    /// A file, and what it is locked with.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn file(
        &mut self,
        structure: StructureId,
        file: FileId,
    ) -> Result<Option<(FileRecord, Seal)>, StoreError>;

    /// The files of an owner that are for one of these, the last kept first, at most
    /// `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn files(
        &mut self,
        structure: StructureId,
        owner: Owner,
        purposes: &[Purpose],
        limit: u32,
    ) -> Result<Vec<Listed>, StoreError>;

    /// How many files an owner has for this.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn file_count(
        &mut self,
        structure: StructureId,
        owner: Owner,
        purpose: Purpose,
    ) -> Result<u64, StoreError>;

    /// Gives a file another label.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is gone.
    async fn file_relabel(
        &mut self,
        structure: StructureId,
        file: FileId,
        label: &Label,
    ) -> Result<(), StoreError>;

    /// Notes what a scanner said of a file.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is gone.
    async fn file_scanned(
        &mut self,
        structure: StructureId,
        file: FileId,
        scan: Scan,
    ) -> Result<(), StoreError>;

    /// Deletes a file and its key. Its blob is loose from then on, and may be deleted from
    /// `now` on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is gone.
    async fn file_delete(
        &mut self,
        structure: StructureId,
        file: FileId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// All files of the structure whatever they are for, after `after` in order of their
    /// identifiers, with what they are locked with.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn files_after(
        &mut self,
        structure: StructureId,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<(FileRecord, Seal)>, StoreError>;
}
