//! An order and its people, and where they are kept.

use std::str::FromStr;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{DossierId, FileId, Periode, PrintRunId, StaffId, StoreError, StructureId};
use structures::UnknownCode;

use super::{Binding, KEPT_DAYS, PaperKind};

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
