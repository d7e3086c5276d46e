//! Printing for many people at once: ordered by somebody, made in the background, kept for a
//! week. See `docs/adr/0019-printing-in-bulk.md`.

mod making;
mod order;

use std::str::FromStr;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domiciliation::letter::LetterKind;
use kernel::{DossierId, FileId, Periode, PrintRunId, StaffId, StoreError, StructureId};
use structures::{Action, UnknownCode};

use crate::letters;

pub use making::{Hands, NotDone, PrintShop};
pub use order::{NotOrdered, Ordered, Printing};

/// For how many people at most one order prints.
pub const PEOPLE_MAX: usize = 1_000;

/// How many days what was printed can be taken, after which it is deleted.
pub const KEPT_DAYS: i64 = 7;

/// What is printed for each person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// The attestation of the term that runs today or ran last.
    Attestation,
    /// The personal card.
    Card,
    /// The letter of this kind that is due today.
    Letter(LetterKind),
}

impl PaperKind {
    /// All of them: every letter that is written to the person.
    pub const ALL: &'static [Self] = &[
        Self::Attestation,
        Self::Card,
        Self::Letter(LetterKind::Acknowledgement),
        Self::Letter(LetterKind::Convocation),
        Self::Letter(LetterKind::Refusal),
        Self::Letter(LetterKind::PlannedRadiation),
        Self::Letter(LetterKind::Radiation),
    ];

    /// The stable code, for storage and forms: that of the letter where it is one.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Card => "carte",
            Self::Letter(kind) => kind.code(),
        }
    }

    /// What one must be permitted to print it for one person.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Attestation => Action::DownloadAttestation,
            Self::Card => Action::PrintCard,
            Self::Letter(kind) => letters::action_for(kind),
        }
    }
}

impl FromStr for PaperKind {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.code() == code).ok_or(UnknownCode)
    }
}

/// How the papers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// One PDF of all of them.
    OnePdf,
    /// An archive with one PDF for each person.
    Zip,
}

impl Binding {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::OnePdf, Self::Zip];

    /// The stable code, for storage and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnePdf => "pdf",
            Self::Zip => "zip",
        }
    }
}

impl FromStr for Binding {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|binding| binding.code() == code)
            .ok_or(UnknownCode)
    }
}

/// An order, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRun {
    /// Its identifier.
    pub id: PrintRunId,
    /// Who ordered it, in whose name it is made.
    pub by: StaffId,
    /// What is printed.
    pub kind: PaperKind,
    /// How it comes.
    pub binding: Binding,
    /// When it was ordered.
    pub asked_at: DateTime<Utc>,
    /// For how many people.
    pub people: u32,
    /// How many of them were looked at.
    pub looked_at: u32,
    /// How many of those are left out, each with a reason.
    pub left_out: u32,
    /// The file it is being written to, or was.
    pub file: Option<FileId>,
    /// Its end.
    pub ended: Option<Ended>,
}

impl PrintRun {
    /// Until when it can be taken.
    #[must_use]
    pub fn kept_until(&self) -> Option<DateTime<Utc>> {
        let ended = self.ended.as_ref()?;
        Some(ended.at + TimeDelta::days(KEPT_DAYS))
    }
}

/// How an order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub how: Ending,
}

/// The ways an order ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// There is a file to take.
    Ready,
    /// Nothing could be printed for anybody.
    Empty,
    /// It could not be made.
    Failed,
    /// Whoever ordered it may no longer print, or works here no more.
    Forbidden,
}

impl Ending {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Ready, Self::Empty, Self::Failed, Self::Forbidden];

    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ready => "pret",
            Self::Empty => "vide",
            Self::Failed => "echec",
            Self::Forbidden => "interdit",
        }
    }
}

impl FromStr for Ending {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|ending| ending.code() == code).ok_or(UnknownCode)
    }
}

/// What became of one person of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Their paper is among the others.
    Printed,
    /// The dossier was erased, or merged into another.
    Gone,
    /// There is no term to attest: none was granted, or a decision ended it.
    NoTerm,
    /// Nothing asks for this letter today.
    NoLetter,
    /// The person died: nothing is written to them.
    Deceased,
    /// Who the person is was never recorded.
    NoIdentity,
}

impl Outcome {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Printed,
        Self::Gone,
        Self::NoTerm,
        Self::NoLetter,
        Self::Deceased,
        Self::NoIdentity,
    ];

    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Printed => "imprime",
            Self::Gone => "absent",
            Self::NoTerm => "sans_domiciliation",
            Self::NoLetter => "sans_courrier",
            Self::Deceased => "decede",
            Self::NoIdentity => "sans_identite",
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|outcome| outcome.code() == code)
            .ok_or(UnknownCode)
    }
}

/// One person of an order, in the order of the papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintLine {
    /// Their place, from 1.
    pub place: u32,
    /// Who.
    pub dossier: DossierId,
    /// What became of them, once they were looked at.
    pub outcome: Option<Outcome>,
}

/// The orders of a structure.
#[async_trait]
pub trait PrintRuns: Send {
    /// Stores an order, and puts it in the queue to be made at once. One that is there
    /// already stays as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn print_run_insert(
        &mut self,
        structure: StructureId,
        run: &PrintRun,
        people: &[DossierId],
    ) -> Result<(), StoreError>;

    /// An order, unless it was discarded.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn print_run(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Option<PrintRun>, StoreError>;

    /// The orders that were not discarded, the last first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn print_runs(
        &mut self,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<PrintRun>, StoreError>;

    /// The people of an order, by their places.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn print_lines(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Vec<PrintLine>, StoreError>;

    /// Notes what became of some people, and counts them.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn print_outcomes(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        outcomes: &[(u32, Outcome)],
    ) -> Result<(), StoreError>;

    /// Notes to which file an order is about to be written.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was discarded.
    async fn print_file(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        file: FileId,
    ) -> Result<(), StoreError>;

    /// Ends an order, which is forgotten `until` then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was discarded.
    async fn print_end(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        ended: Ended,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Discards an order, whatever becomes of it: it is shown no more, whoever makes it
    /// stops, and it is next in the queue to be forgotten.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such order, or it was discarded before.
    async fn print_discard(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Deletes all that is known of an order, discarded or not; the file to which it was
    /// written, if it was.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn print_run_delete(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Option<FileId>, StoreError>;

    /// Those whose term, not ended by a decision, ends within a period, by name, at most
    /// `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn terms_ending(
        &mut self,
        structure: StructureId,
        period: Periode,
        limit: u32,
    ) -> Result<Vec<DossierId>, StoreError>;
}

/// What is to be done about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Make it.
    Make,
    /// Forget it, and delete its file.
    Forget,
}

impl Task {
    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Make => "imprimer",
            Self::Forget => "oublier",
        }
    }
}

impl FromStr for Task {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [Self::Make, Self::Forget]
            .into_iter()
            .find(|task| task.code() == code)
            .ok_or(UnknownCode)
    }
}

/// A task that somebody works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Of which structure.
    pub structure: StructureId,
    /// About which order.
    pub run: PrintRunId,
    /// What is to be done.
    pub task: Task,
    /// How many times it was taken, this one included. It tells whoever took it last from
    /// those before.
    pub attempt: u32,
}

/// The tasks of all structures. A server that dies loses none: what it had taken is due
/// again after a while.
#[async_trait]
pub trait PrintQueue: Send + Sync {
    /// Takes the task that is due for longest; nobody else takes it before `until`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn claim(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Ticket>, StoreError>;

    /// Keeps a task for longer; `false` when it is somebody else's by now, or no task any
    /// more.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn hold(&self, ticket: &Ticket, until: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Gives a task back, as if it had not been taken.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn release(&self, ticket: &Ticket, now: DateTime<Utc>) -> Result<(), StoreError>;
}

/// An archive has no room left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the archive could not be written")]
pub struct ArchiveFailed;

/// An archive that is being filled.
pub trait Archive: Send {
    /// Adds a file.
    ///
    /// # Errors
    /// [`ArchiveFailed`].
    fn add(&mut self, name: &str, file: &[u8]) -> Result<(), ArchiveFailed>;

    /// The archive itself.
    ///
    /// # Errors
    /// [`ArchiveFailed`].
    fn end(self: Box<Self>) -> Result<Vec<u8>, ArchiveFailed>;
}

/// Begins archives.
pub trait Archives: Send + Sync {
    /// An empty one.
    fn begin(&self) -> Box<dyn Archive>;
}
