//! Looking at the rows of an import, and putting them right.

use std::convert::Infallible;

use kernel::{DossierId, ImportId, StoreError, StructureId};
use structures::Action;

use super::{Imports, Simple};
use crate::{
    Committed, StaffActor, UseCaseError,
    imports::{
        checking::{Checker, staff_names},
        doubles::{DoubleOf, Seen},
        problem::Problem,
        staging::{
            CHUNK, Choice, Chosen, Counts, Rechecked, RowFilter, RowQuery, StagedRow, kept_choice,
        },
        table::{Cell, MAX_COLUMNS, Row, Table},
    },
    ports::{UnitOfWork, commit},
    reads::DossierRow,
};

/// Rows, and whether there are more on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct RowPage {
    /// Them.
    pub rows: Vec<StagedRow>,
    /// Whether there are some before.
    pub before: bool,
    /// Whether there are some after.
    pub after: bool,
}

/// A row, and whom it may be a double of.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The row.
    pub row: StagedRow,
    /// The other.
    pub other: Other,
}

/// Whom a row may be a double of.
#[derive(Debug, Clone, PartialEq)]
pub enum Other {
    /// An earlier row.
    Row(Box<StagedRow>),
    /// Somebody who is there.
    Dossier(Box<DossierRow>),
    /// They were there when it was checked.
    Gone,
}

impl Imports {
    /// How many of its rows are how.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn counts(&self, actor: &StaffActor, id: ImportId) -> Simple<Counts> {
        actor.require(Action::ImportDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let marks = uow.import_marks(structure, id).await?;
        let problems = uow.import_problems(structure, id).await?;
        Ok(Counts::of(&marks, problems))
    }

    /// Some of its rows.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn rows(&self, actor: &StaffActor, id: ImportId, query: RowQuery) -> Simple<RowPage> {
        actor.require(Action::ImportDossiers)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(page(uow.as_mut(), actor.structure_id(), id, query).await?)
    }

    /// One row.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn row(&self, actor: &StaffActor, id: ImportId, number: u32) -> Simple<StagedRow> {
        actor.require(Action::ImportDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let row = uow.import_row(structure, id, number).await?;
        row.ok_or(UseCaseError::NotFound)
    }

    /// Puts cells of a row right, as typed, and checks it again.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`]; [`UseCaseError::Conflict`] when it is being taken over or
    /// was.
    pub async fn correct(
        &self,
        actor: &StaffActor,
        id: ImportId,
        number: u32,
        typed: Vec<(u16, String)>,
    ) -> Result<Committed<StagedRow>, UseCaseError<Infallible>> {
        actor.require(Action::ImportDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = self.open(uow.as_mut(), structure, id).await?;
        let found = uow.import_row(structure, id, number).await?;
        let found = found.filter(|row| row.row.number > run.mapping.header());
        let mut staged = found.ok_or(UseCaseError::NotFound)?;
        for (column, text) in typed {
            put(&mut staged.row, column, &text);
        }
        let staff = staff_names(uow.as_mut(), structure).await?;
        let checker = Checker {
            mapping: &run.mapping,
            around: self.around(actor, &staff),
        };
        let (problems, keys) = checker.look_at(&staged.row);
        // Whoever it was, or is now, a double of may be another row's too.
        let mut seen = Seen::of(uow.import_known(structure).await?);
        let mut changed = Vec::new();
        for mark in uow.import_marks(structure, id).await? {
            let here = mark.number == number;
            let double = seen.meet(mark.number, if here { &keys } else { &mark.keys });
            if here {
                staged.choice = kept_choice(mark.choice, mark.double, double);
                staged.double = double;
            } else if double != mark.double {
                changed.push((mark.number, double));
            }
        }
        let rechecked = Rechecked {
            number,
            problems: problems.clone(),
            keys,
            double: staged.double,
        };
        uow.import_cells(structure, id, &staged.row).await?;
        uow.import_checked(structure, id, &[rechecked]).await?;
        uow.import_doubles(structure, id, &changed).await?;
        let staged = StagedRow {
            problems,
            keys,
            ..staged
        };
        Ok(commit(uow, staged).await?)
    }

    /// Some of the rows that may be doubles, each beside whom it may double.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn doubles(
        &self,
        actor: &StaffActor,
        id: ImportId,
        query: RowQuery,
    ) -> Simple<(Vec<Pair>, RowPage)> {
        actor.require(Action::ImportDossiers)?;
        let structure = actor.structure_id();
        let query = RowQuery {
            filter: RowFilter::Doubles,
            ..query
        };
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = page(uow.as_mut(), structure, id, query).await?;
        let dossiers: Vec<DossierId> = found.rows.iter().filter_map(doubled).collect();
        let known = self.lists.rows_of(structure, &dossiers).await?;
        let mut pairs = Vec::with_capacity(found.rows.len());
        for row in &found.rows {
            let other = match row.double.map(|double| double.of) {
                Some(DoubleOf::Row(number)) => {
                    let other = uow.import_row(structure, id, number).await?;
                    other.map_or(Other::Gone, |row| Other::Row(Box::new(row)))
                }
                Some(DoubleOf::Dossier(dossier)) => known
                    .iter()
                    .find(|row| row.id == dossier)
                    .map_or(Other::Gone, |row| Other::Dossier(Box::new(row.clone()))),
                None => Other::Gone,
            };
            let row = row.clone();
            pairs.push(Pair { row, other });
        }
        Ok((pairs, found))
    }

    /// Chooses what becomes of a row, or of all doubles for one reason; nothing is the usual
    /// again.
    ///
    /// # Errors
    /// [`UseCaseError::Conflict`] when it is being taken over or was.
    pub async fn choose(
        &self,
        actor: &StaffActor,
        id: ImportId,
        chosen: Chosen,
        choice: Option<Choice>,
    ) -> Result<Committed<()>, UseCaseError<Infallible>> {
        actor.require(Action::ImportDossiers)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        self.open(uow.as_mut(), structure, id).await?;
        uow.import_choose(structure, id, chosen, choice).await?;
        Ok(commit(uow, ()).await?)
    }

    /// Its headers and some of its rows with what is wrong with them, for a workbook that
    /// shows it.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn marked(
        &self,
        actor: &StaffActor,
        id: ImportId,
        filter: RowFilter,
    ) -> Simple<(Table, Vec<Problem>)> {
        let run = self.one(actor, id).await?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let mut table = Table {
            sheet: run.sheet,
            rows: run.header,
            remarks: Vec::new(),
        };
        let mut problems = Vec::new();
        let mut query = RowQuery {
            filter,
            after: None,
            before: None,
            limit: CHUNK,
        };
        loop {
            let rows = uow.import_rows(structure, id, &query).await?;
            let Some(last) = rows.last() else {
                break;
            };
            query.after = Some(last.row.number);
            for staged in rows {
                table.rows.push(staged.row);
                problems.extend(staged.problems);
            }
        }
        uow.journal(&self.entry(actor)).await?;
        commit(uow, (table, problems))
            .await
            .map(Committed::into_inner)
            .map_err(Into::into)
    }
}

async fn page(
    uow: &mut dyn UnitOfWork,
    structure: StructureId,
    import: ImportId,
    query: RowQuery,
) -> Result<RowPage, StoreError> {
    let more = RowQuery {
        limit: query.limit.saturating_add(1),
        ..query
    };
    let mut rows = uow.import_rows(structure, import, &more).await?;
    let more = rows.len() > query.limit as usize;
    if query.before.is_none() {
        rows.truncate(query.limit as usize);
        let before = query.after.is_some();
        let after = more;
        return Ok(RowPage {
            rows,
            before,
            after,
        });
    }
    if more {
        rows.remove(0);
    }
    Ok(RowPage {
        rows,
        before: more,
        after: true,
    })
}

/// The dossier that a row may be a double of.
fn doubled(row: &StagedRow) -> Option<DossierId> {
    match row.double?.of {
        DoubleOf::Dossier(dossier) => Some(dossier),
        DoubleOf::Row(_) => None,
    }
}

/// Puts what was typed into a cell.
fn put(row: &mut Row, column: u16, text: &str) {
    let column = usize::from(column);
    if column >= MAX_COLUMNS {
        return;
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Cell::Empty);
    }
    if let Some(cell) = row.cells.get_mut(column)
        // What was shown and left as it is stays a day, or a number.
        && cell.shown() != text
    {
        *cell = Cell::text(text.trim());
    }
}
