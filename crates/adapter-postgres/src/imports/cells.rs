//! How cells and what is wrong with them are stored, as JSON.

use application::imports::{
    problem::Problem,
    table::{Cell, Row},
};
use chrono::NaiveDate;
use kernel::StoreError;
use serde::{Deserialize, Serialize};

const UNREADABLE: StoreError = StoreError::Corrupt("a row of an import");

/// A cell: nothing, text, number, true or false as themselves; a day and a fault by name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum StoredCell {
    Empty,
    Bool(bool),
    Number(f64),
    Text(String),
    Day { d: NaiveDate },
    Fault { f: String },
}

/// A row of headers, as a query gives it.
#[derive(Deserialize)]
pub(crate) struct StoredRow {
    number: u32,
    cells: Vec<StoredCell>,
}

#[derive(Serialize, Deserialize)]
struct StoredProblem {
    row: u32,
    column: Option<u16>,
    code: String,
    message: String,
    value: String,
}

/// What the database takes as text: it knows no character of number zero.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn stored_cell(cell: &Cell) -> StoredCell {
    match cell {
        Cell::Empty => StoredCell::Empty,
        Cell::Text(text) => StoredCell::Text(clean(text)),
        Cell::Number(number) => StoredCell::Number(*number),
        Cell::Date(day) => StoredCell::Day { d: *day },
        Cell::Bool(yes) => StoredCell::Bool(*yes),
        Cell::Fault(fault) => StoredCell::Fault { f: clean(fault) },
    }
}

fn cell(stored: StoredCell) -> Cell {
    match stored {
        StoredCell::Empty => Cell::Empty,
        StoredCell::Text(text) => Cell::Text(text.into()),
        StoredCell::Number(number) => Cell::Number(number),
        StoredCell::Day { d } => Cell::Date(d),
        StoredCell::Bool(yes) => Cell::Bool(yes),
        StoredCell::Fault { f } => Cell::Fault(f.into()),
    }
}

/// The cells up to the last that holds something.
pub(crate) fn cells_text(cells: &[Cell]) -> Result<String, StoreError> {
    let last = cells.iter().rposition(|cell| *cell != Cell::Empty);
    let until = last.map_or(0, |last| last + 1);
    let filled = cells.get(..until).unwrap_or_default();
    let filled: Vec<StoredCell> = filled.iter().map(stored_cell).collect();
    serde_json::to_string(&filled).map_err(|_| UNREADABLE)
}

pub(crate) fn cells(text: &str) -> Result<Vec<Cell>, StoreError> {
    let stored: Vec<StoredCell> = serde_json::from_str(text).map_err(|_| UNREADABLE)?;
    Ok(stored.into_iter().map(cell).collect())
}

pub(crate) fn row(stored: StoredRow) -> Row {
    Row {
        number: stored.number,
        cells: stored.cells.into_iter().map(cell).collect(),
    }
}

pub(crate) fn problems_text(problems: &[Problem]) -> Result<String, StoreError> {
    let stored: Vec<StoredProblem> = problems
        .iter()
        .map(|problem| StoredProblem {
            row: problem.row,
            column: problem.column,
            code: problem.code.code().to_owned(),
            message: clean(&problem.message),
            value: clean(&problem.value),
        })
        .collect();
    serde_json::to_string(&stored).map_err(|_| UNREADABLE)
}

pub(crate) fn problems(text: &str) -> Result<Vec<Problem>, StoreError> {
    let stored: Vec<StoredProblem> = serde_json::from_str(text).map_err(|_| UNREADABLE)?;
    stored
        .into_iter()
        .map(|problem| {
            Ok(Problem {
                row: problem.row,
                column: problem.column,
                code: problem.code.parse().map_err(|_| UNREADABLE)?,
                message: problem.message,
                value: problem.value,
            })
        })
        .collect()
}
