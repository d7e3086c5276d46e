//! What storage promises of imports: runs, their rows, and how far the work is.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, ImportId, StoreError, StructureId};

use super::{
    doubles::{Double, Keys},
    mapping::Mapping,
    problem::ProblemCode,
    staging::{
        Choice, Chosen, Fingerprint, ImportRun, Mark, Rechecked, RowQuery, Stage, StagedRow,
    },
    table::Row,
};
use crate::jobs::Task;

/// The imports of a structure.
#[async_trait]
pub trait ImportRuns: Send {
    /// Stores a run, which is forgotten `until` then; `false` when it is there already, and
    /// stays as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_insert(
        &mut self,
        structure: StructureId,
        run: &ImportRun,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// A run.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Option<ImportRun>, StoreError>;

    /// A run, locked until the transaction ends: whoever changes its rows or its stage
    /// holds it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_locked(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Option<ImportRun>, StoreError>;

    /// The runs, the last first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn imports(
        &mut self,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<ImportRun>, StoreError>;

    /// The last run of the same file that was taken over and not undone.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_of_file(
        &mut self,
        structure: StructureId,
        fingerprint: Fingerprint,
    ) -> Result<Option<ImportRun>, StoreError>;

    /// Writes how far a run is, and what is to be done about it and when.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such run.
    async fn import_stage(
        &mut self,
        structure: StructureId,
        import: ImportId,
        stage: &Stage,
        task: ImportTask,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Writes which column is what, and so which rows are headers; counts the others.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such run.
    async fn import_mapping(
        &mut self,
        structure: StructureId,
        import: ImportId,
        mapping: &Mapping,
    ) -> Result<(), StoreError>;

    /// Forgets a run with its rows, whatever became of it; the dossiers stay.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_delete(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError>;

    /// Deletes the rows of a run, of which the figures stay; nothing is to be done about it
    /// any more.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_forget(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError>;

    /// What all dossiers are compared by.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_known(
        &mut self,
        structure: StructureId,
    ) -> Result<Vec<(DossierId, Keys)>, StoreError>;

    /// Notes which dossiers an import opened.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_opened(
        &mut self,
        structure: StructureId,
        import: ImportId,
        dossiers: &[DossierId],
    ) -> Result<(), StoreError>;

    /// The dossiers that an import opened and that are there, after one of them in order of
    /// identifiers, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_dossiers(
        &mut self,
        structure: StructureId,
        import: ImportId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<OpenedDossier>, StoreError>;

    /// Which column was what in the last file with these headers.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_layout(
        &mut self,
        structure: StructureId,
        layout: Layout,
    ) -> Result<Option<Mapping>, StoreError>;

    /// Keeps which column is what, for the next file with these headers.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_layout_keep(
        &mut self,
        structure: StructureId,
        layout: Layout,
        mapping: &Mapping,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}

/// The rows of imports, until they are taken over.
#[async_trait]
pub trait ImportRows: Send {
    /// Adds rows to a run, headers among them. They are asked for a part at a time, the next
    /// ones while those before are written.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_rows_insert(
        &mut self,
        structure: StructureId,
        import: ImportId,
        rows: &mut (dyn Iterator<Item = StagedRow> + Send),
    ) -> Result<(), StoreError>;

    /// Some rows below the headers, by number.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_rows(
        &mut self,
        structure: StructureId,
        import: ImportId,
        query: &RowQuery,
    ) -> Result<Vec<StagedRow>, StoreError>;

    /// One row.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_row(
        &mut self,
        structure: StructureId,
        import: ImportId,
        number: u32,
    ) -> Result<Option<StagedRow>, StoreError>;

    /// Puts the cells of a row right; what was found of it before stays until it is checked.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such row.
    async fn import_cells(
        &mut self,
        structure: StructureId,
        import: ImportId,
        row: &Row,
    ) -> Result<(), StoreError>;

    /// Writes what was found of rows.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_checked(
        &mut self,
        structure: StructureId,
        import: ImportId,
        rows: &[Rechecked],
    ) -> Result<(), StoreError>;

    /// What decides on each row, by number.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_marks(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Vec<Mark>, StoreError>;

    /// How many rows have each problem, the most frequent first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_problems(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Vec<(ProblemCode, u32)>, StoreError>;

    /// Writes whom rows may be doubles of. What was chosen about another double falls, as
    /// [`kept_choice`](super::staging::kept_choice) says; the same goes for rows that are checked again.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_doubles(
        &mut self,
        structure: StructureId,
        import: ImportId,
        doubles: &[(u32, Option<Double>)],
    ) -> Result<(), StoreError>;

    /// Notes what is to be done about a row, or about doubles; without a choice it is the
    /// usual again. Only a double of a dossier can bring it up to date: others are passed
    /// over.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_choose(
        &mut self,
        structure: StructureId,
        import: ImportId,
        chosen: Chosen,
        choice: Option<Choice>,
    ) -> Result<(), StoreError>;

    /// Deletes the rows of a run but its headers and those that were refused or left aside.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_rows_taken(
        &mut self,
        structure: StructureId,
        import: ImportId,
        left: &[u32],
    ) -> Result<(), StoreError>;
}

/// What tells headers from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layout(pub u128);

/// A dossier that an import opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenedDossier {
    /// Which.
    pub id: DossierId,
    /// Its version now.
    pub version: i64,
    /// Whether nothing was done about it since: no act, no file.
    pub untouched: bool,
}

/// What is to be done about an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportTask {
    /// Take it over.
    Import,
    /// Undo it.
    Undo,
    /// Forget its rows.
    Forget,
}

impl ImportTask {
    /// The task of an import.
    #[must_use]
    pub const fn of(self, structure: StructureId, import: ImportId) -> Task {
        match self {
            Self::Import => Task::Import { structure, import },
            Self::Undo => Task::UndoImport { structure, import },
            Self::Forget => Task::ForgetImport { structure, import },
        }
    }
}

/// How far the work is, told while what it stores is invisible to all others.
#[async_trait]
pub trait ImportProgress: Send + Sync {
    /// Tells how many rows, or dossiers, are done. Never waits for whoever takes rows over.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn import_progress(
        &self,
        structure: StructureId,
        import: ImportId,
        done: u32,
    ) -> Result<(), StoreError>;
}
