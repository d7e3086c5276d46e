//! What members of staff do about imports: bring a file, say which column is what, look at
//! its rows, put them right, start, undo.

mod rows;
mod undo;

use std::{convert::Infallible, sync::Arc};

use chrono::TimeDelta;
use kernel::{ImportId, StaffId, StoreError, StructureId, fold};
use structures::Action;

use super::{
    check::Surroundings,
    checking::{Checker, around, entry, staff_names},
    doubles::{Keys, Seen},
    mapping::{Mapping, Origin, Recognised},
    port::{ImportTask, Layout},
    problem::Problem,
    staging::{Counts, Extent, Fingerprint, ImportRun, KEPT_DAYS, Stage, StagedRow},
    table::{Remark, Row, SheetReader, Table, Unreadable},
    template::is_expected,
};
use crate::{
    Committed, StaffActor, UseCaseError,
    phone::PhonePlan,
    ports::{Clock, Ids, JournalEntry, Store, UnitOfWork, commit},
    reads::DossierLists,
};

pub use rows::{Other, Pair, RowPage};
pub use undo::UndoPreview;

/// How many runs a page shows.
const SHOWN: u32 = 50;
/// How long the name of a file is at most.
const FILE_NAME_MAX: usize = 200;

/// What does not go the usual way is nothing but absence or storage.
type Simple<T> = Result<T, UseCaseError<Infallible>>;

/// A file that was read, and what its columns seem to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    file_name: String,
    fingerprint: Fingerprint,
    table: Table,
    recognised: Recognised,
}

impl Sheet {
    /// What was read.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }
}

/// Why rows are not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMapped(
    /// What is wrong with the columns.
    pub Vec<Problem>,
);

/// Why an import is not started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStarted {
    /// So many rows have an error, and all or none are to be taken over.
    #[error("{0} rows have an error")]
    Errors(u32),
    /// No row would be taken over.
    #[error("no row would be taken over")]
    Nothing,
}

/// Imports, as members of staff see them.
#[derive(Clone)]
pub struct Imports {
    store: Arc<dyn Store>,
    lists: Arc<dyn DossierLists>,
    reader: Arc<dyn SheetReader>,
    phones: Arc<dyn PhonePlan>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Imports {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        lists: Arc<dyn DossierLists>,
        reader: Arc<dyn SheetReader>,
        phones: Arc<dyn PhonePlan>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            lists,
            reader,
            phones,
            clock,
            ids,
        }
    }

    /// A fresh identifier, which the form carries so that a double click brings one file.
    #[must_use]
    pub fn new_id(&self) -> ImportId {
        ImportId::new(self.ids.mint(self.clock.now()))
    }

    /// Reads a file. It takes as long as the file is long: not for a thread that others
    /// wait for.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn read(&self, file_name: &str, bytes: &[u8]) -> Result<Sheet, Unreadable> {
        let mut table = self.reader.read(file_name, bytes)?;
        table.rows.retain(|row| !row.is_blank());
        let recognised = Mapping::recognise(&table);
        let header = recognised.mapping.header();
        if !table.rows.iter().any(|row| row.number > header) {
            return Err(Unreadable::NoRows);
        }
        Ok(Sheet {
            file_name: file_name.chars().take(FILE_NAME_MAX).collect(),
            fingerprint: Fingerprint::of(bytes),
            table,
            recognised,
        })
    }

    /// Brings a file: its rows wait in storage, checked already when its columns are known.
    /// Brought again with the same identifier, it is one import.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn bring(
        &self,
        actor: &StaffActor,
        id: ImportId,
        sheet: Sheet,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        actor.require(Action::ImportDossiers)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let Sheet {
            file_name,
            fingerprint,
            table,
            recognised,
        } = sheet;
        let mut uow = self.store.begin(actor.scope()).await?;
        let layout = layout_of(&table.rows, recognised.mapping.header());
        let kept = match (recognised.origin, layout) {
            (Origin::Model | Origin::Proposed, Some(layout)) => {
                uow.import_layout(structure, layout).await?
            }
            // Headers that say nothing tell no file from another.
            (Origin::Model | Origin::Proposed, None) | (Origin::Positions, _) => None,
        };
        let mut remarks = vec![how_understood(recognised.origin, kept.is_some()).to_owned()];
        remarks.extend(recognised.remarks);
        let origin = recognised.origin;
        let told = table
            .remarks
            .iter()
            .filter(|remark| !is_expected(remark, origin));
        remarks.extend(told.map(Remark::message));
        let known = recognised.origin != Origin::Proposed || kept.is_some();
        // The same headers may stand some rows lower.
        let header = recognised.mapping.header();
        let mapping = kept.map_or(recognised.mapping, |kept| kept.with_header(header));
        let checked = known && mapping.problems().is_empty();
        let below = table.rows.iter().filter(|row| row.number > header).count();
        let run = ImportRun {
            id,
            by: actor.id(),
            file_name,
            fingerprint,
            sheet: table.sheet,
            remarks,
            asked_at: now,
            rows: u32::try_from(below).unwrap_or(u32::MAX),
            header: Vec::new(),
            mapping,
            stage: if checked {
                Stage::Checked
            } else {
                Stage::Mapping
            },
        };
        let until = now + TimeDelta::days(KEPT_DAYS);
        if !uow.import_insert(structure, &run, until).await? {
            return Ok(commit(uow, ()).await?);
        }
        let staff = staff_names(uow.as_mut(), structure).await?;
        let checker = Checker {
            mapping: &run.mapping,
            around: self.around(actor, &staff),
        };
        let mut seen = if checked {
            Seen::of(uow.import_known(structure).await?)
        } else {
            Seen::default()
        };
        let mut rows = table.rows.into_iter().map(|row| {
            let (problems, keys) = if checked && row.number > header {
                checker.look_at(&row)
            } else {
                (Vec::new(), Keys::default())
            };
            StagedRow {
                double: seen.meet(row.number, &keys),
                row,
                problems,
                keys,
                choice: None,
            }
        });
        uow.import_rows_insert(structure, id, &mut rows).await?;
        uow.journal(&self.entry(actor)).await?;
        Ok(commit(uow, ()).await?)
    }

    /// The last import of the same file that was taken over and not undone.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn already(&self, actor: &StaffActor, id: ImportId) -> Simple<Option<ImportRun>> {
        let run = self.one(actor, id).await?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let earlier = uow
            .import_of_file(actor.structure_id(), run.fingerprint)
            .await?;
        Ok(earlier.filter(|earlier| earlier.id != id))
    }

    /// The imports of the structure, the last first.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn recent(&self, actor: &StaffActor) -> Simple<Vec<ImportRun>> {
        actor.require(Action::ImportDossiers)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.imports(actor.structure_id(), SHOWN).await?)
    }

    /// One import.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn one(&self, actor: &StaffActor, id: ImportId) -> Simple<ImportRun> {
        actor.require(Action::ImportDossiers)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = uow.import(actor.structure_id(), id).await?;
        run.ok_or(UseCaseError::NotFound)
    }

    /// Says which column is what, which is kept for the next file with these headers, and
    /// checks all rows.
    ///
    /// # Errors
    /// [`NotMapped`]; [`UseCaseError::Conflict`] when it is being taken over or was.
    pub async fn map(
        &self,
        actor: &StaffActor,
        id: ImportId,
        mapping: Mapping,
    ) -> Result<Committed<()>, UseCaseError<NotMapped>> {
        actor.require(Action::ImportDossiers)?;
        let problems = mapping.problems();
        if !problems.is_empty() {
            return Err(UseCaseError::Refused(NotMapped(problems)));
        }
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = uow.import_locked(structure, id).await?;
        let run = run.ok_or(UseCaseError::NotFound)?;
        if !run.is_open() && run.stage != Stage::Mapping {
            return Err(UseCaseError::Conflict);
        }
        uow.import_mapping(structure, id, &mapping).await?;
        let run = uow.import(structure, id).await?;
        let run = run.ok_or(UseCaseError::NotFound)?;
        if let Some(layout) = layout_of(&run.header, mapping.header()) {
            uow.import_layout_keep(structure, layout, &mapping, now)
                .await?;
        }
        self.check_all(uow.as_mut(), actor, &run).await?;
        let until = run.asked_at + TimeDelta::days(KEPT_DAYS);
        uow.import_stage(structure, id, &Stage::Checked, ImportTask::Forget, until)
            .await?;
        Ok(commit(uow, ()).await?)
    }

    /// Starts taking over, in the background.
    ///
    /// # Errors
    /// [`NotStarted`]; [`UseCaseError::Conflict`] when it was started already.
    pub async fn start(
        &self,
        actor: &StaffActor,
        id: ImportId,
        extent: Extent,
    ) -> Result<Committed<()>, UseCaseError<NotStarted>> {
        actor.require(Action::ImportDossiers)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        self.open(uow.as_mut(), structure, id).await?;
        let marks = uow.import_marks(structure, id).await?;
        let counts = Counts::of(&marks, Vec::new());
        if extent == Extent::AllOrNothing && counts.errors > 0 {
            return Err(UseCaseError::Refused(NotStarted::Errors(counts.errors)));
        }
        if counts.to_create + counts.to_update == 0 {
            return Err(UseCaseError::Refused(NotStarted::Nothing));
        }
        let stage = Stage::Importing {
            done: 0,
            of: counts.rows,
            extent,
        };
        uow.import_stage(structure, id, &stage, ImportTask::Import, now)
            .await?;
        uow.journal(&self.entry(actor)).await?;
        Ok(commit(uow, ()).await?)
    }

    /// Forgets a file that was not taken over, at once.
    ///
    /// # Errors
    /// [`UseCaseError::Conflict`] when it is being taken over or was.
    pub async fn discard(
        &self,
        actor: &StaffActor,
        id: ImportId,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        actor.require(Action::ImportDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = uow.import_locked(structure, id).await?;
        let run = run.ok_or(UseCaseError::NotFound)?;
        if !run.is_open() && run.stage != Stage::Mapping {
            return Err(UseCaseError::Conflict);
        }
        uow.import_delete(structure, id).await?;
        Ok(commit(uow, ()).await?)
    }

    /// A run whose rows may be put right, locked.
    async fn open<R>(
        &self,
        uow: &mut dyn UnitOfWork,
        structure: StructureId,
        id: ImportId,
    ) -> Result<ImportRun, UseCaseError<R>> {
        let run = uow.import_locked(structure, id).await?;
        let run = run.ok_or(UseCaseError::NotFound)?;
        if run.is_open() {
            Ok(run)
        } else {
            Err(UseCaseError::Conflict)
        }
    }

    async fn check_all(
        &self,
        uow: &mut dyn UnitOfWork,
        actor: &StaffActor,
        run: &ImportRun,
    ) -> Result<(), StoreError> {
        let staff = staff_names(uow, actor.structure_id()).await?;
        let checker = Checker {
            mapping: &run.mapping,
            around: self.around(actor, &staff),
        };
        checker.all(uow, actor.structure_id(), run.id).await
    }

    fn around<'a>(
        &'a self,
        actor: &StaffActor,
        staff: &'a [(StaffId, String)],
    ) -> Surroundings<'a> {
        around(actor, self.clock.as_ref(), self.phones.as_ref(), staff)
    }

    fn entry(&self, actor: &StaffActor) -> JournalEntry {
        entry(actor, self.clock.as_ref(), self.ids.as_ref())
    }
}

/// What tells these headers from others, wherever they stand; none where there are none.
fn layout_of(rows: &[Row], header: u32) -> Option<Layout> {
    let above = rows.iter().take_while(|row| row.number <= header);
    let lines = above.map(|row| {
        let words: Vec<String> = row.cells.iter().map(|cell| fold(&cell.shown())).collect();
        words.join("\t").trim_end().to_owned()
    });
    let words = lines.collect::<Vec<_>>().join("\n");
    (!words.trim().is_empty()).then(|| Layout(Fingerprint::of(words.as_bytes()).0))
}

/// How the columns were understood, in French.
const fn how_understood(origin: Origin, kept: bool) -> &'static str {
    match (origin, kept) {
        (Origin::Model, false) => "Le modèle d’import a été reconnu à ses titres de colonnes.",
        (Origin::Positions, _) => {
            "Le modèle d’import a été reconnu à la position de ses colonnes, ses titres ne disant rien."
        }
        (Origin::Model | Origin::Proposed, true) => {
            "Un fichier aux mêmes titres de colonnes a déjà été importé : ses colonnes sont comprises de la même façon."
        }
        (Origin::Proposed, false) => {
            "Le contenu de chaque colonne a été proposé d’après son titre et ses valeurs."
        }
    }
}
