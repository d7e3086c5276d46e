//! The file of an export, written as its people are read.

use std::sync::Arc;

use super::{Around, Format, Plan, Table, Taken, cells::in_words, rows, table::Head};
use crate::{
    imports::writing::{ColumnLook, Out, OutCell, SheetLook, SheetWriter, Workbook, WriteFault},
    phone::PhonePlan,
};

/// A list of a JSON export, as it is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// The key of the list: within each person, but for the first, which is that of people.
    pub key: &'static str,
    /// The keys of its columns.
    pub columns: Vec<String>,
}

/// Writes rows as JSON.
pub trait RecordWriter: Send + Sync {
    /// Begins a file with these lists. A row of the first one begins a person; rows of the
    /// others, until the next, are of this person. No row holds heads.
    ///
    /// # Errors
    /// [`WriteFault`].
    fn open(&self, records: Vec<Records>, out: Out) -> Result<Box<dyn Workbook>, WriteFault>;
}

/// What writes files, in every format.
#[derive(Clone)]
pub struct Writers {
    /// For spreadsheet programs.
    pub sheets: Arc<dyn SheetWriter>,
    /// For other programs.
    pub records: Arc<dyn RecordWriter>,
    /// How telephones are written.
    pub phones: Arc<dyn PhonePlan>,
}

/// A file that is not begun.
pub struct NewFile {
    pub(super) writers: Writers,
    pub(super) plan: Plan,
    pub(super) around: Around,
}

/// A file while it is written. Blocking.
pub struct ExportFile {
    book: Box<dyn Workbook>,
    plan: Plan,
    around: Around,
    phones: Arc<dyn PhonePlan>,
}

impl NewFile {
    /// Begins it. Blocking.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn begin(self, out: Out) -> Result<ExportFile, WriteFault> {
        let Self {
            writers,
            plan,
            around,
        } = self;
        let book = match plan.format() {
            Format::Sheet(format) => {
                let looks: Vec<SheetLook> = plan.tables().iter().map(|t| look(*t, &plan)).collect();
                let mut book = writers.sheets.open(format, &looks, out)?;
                for (sheet, table) in plan.tables().iter().enumerate() {
                    let heads = table.heads(plan.columns());
                    let cells: Vec<_> = heads.iter().map(|h| OutCell::header(&*h.label)).collect();
                    book.row(sheet, &cells)?;
                }
                book
            }
            Format::Json => {
                let records = plan.tables().iter().map(|t| records(*t, &plan)).collect();
                writers.records.open(records, out)?
            }
        };
        Ok(ExportFile {
            book,
            plan,
            around,
            phones: writers.phones,
        })
    }
}

impl ExportFile {
    /// Adds people.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn write(&mut self, people: &[Taken]) -> Result<(), WriteFault> {
        for person in people {
            for (sheet, table) in self.plan.tables().iter().enumerate() {
                if *table == Table::People {
                    let mut cells = Vec::with_capacity(self.plan.columns().len());
                    for column in self.plan.columns() {
                        person.push(*column, &self.around, self.phones.as_ref(), &mut cells);
                    }
                    row(self.book.as_mut(), self.plan.format(), sheet, cells)?;
                }
                for own in rows::of(*table, person, &self.around) {
                    let mut cells = match self.plan.format() {
                        Format::Sheet(_) => rows::whose(person).to_vec(),
                        // It stands inside the person.
                        Format::Json => Vec::with_capacity(own.len()),
                    };
                    cells.extend(own);
                    row(self.book.as_mut(), self.plan.format(), sheet, cells)?;
                }
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn end(self) -> Result<(), WriteFault> {
        self.book.finish()
    }
}

fn row(
    book: &mut dyn Workbook,
    format: Format,
    sheet: usize,
    mut cells: Vec<OutCell<'_>>,
) -> Result<(), WriteFault> {
    match format {
        Format::Sheet(_) => cells.iter_mut().for_each(in_words),
        Format::Json => {}
    }
    book.row(sheet, &cells)
}

fn look(table: Table, plan: &Plan) -> SheetLook {
    let column = |head: Head| ColumnLook {
        width: head.width,
        kind: head.kind,
        choices: None,
    };
    SheetLook {
        name: table.label().to_owned(),
        columns: table
            .heads(plan.columns())
            .into_iter()
            .map(column)
            .collect(),
        frozen_rows: 1,
        filtered: true,
    }
}

fn records(table: Table, plan: &Plan) -> Records {
    let key = |head: Head| head.code.into_owned();
    Records {
        key: table.code(),
        columns: match table {
            Table::People => table.heads(plan.columns()).into_iter().map(key).collect(),
            Table::Dependants
            | Table::Interviews
            | Table::Decisions
            | Table::Contacts
            | Table::Mail => table.own_heads().map(key).collect(),
        },
    }
}
