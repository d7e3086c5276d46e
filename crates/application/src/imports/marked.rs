//! A file as it was brought, with what is wrong marked at its cell, to be corrected in a
//! spreadsheet and brought again.

use std::collections::HashMap;

use super::{
    problem::Problem,
    table::{Cell, Row, Table},
    writing::{
        ColumnLook, Out, OutCell, OutValue, Paint, SheetFormat, SheetLook, SheetWriter, Workbook,
        WriteFault,
    },
};

/// The name of the sheet that lists the problems.
pub const PROBLEMS: &str = "Problèmes";

/// Where rows go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Where they were in the file, empty rows between them.
    Kept,
    /// One below the other.
    Closed,
}

/// What is written: some or all rows of a file.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// The rows, headers among them.
    pub table: &'a Table,
    /// The last row of headers; 0 where there is none.
    pub header: u32,
    /// Where they go.
    pub places: Places,
}

/// Writes the rows with the same columns as the file. A cell with a problem is painted and
/// carries a comment; what concerns a row as a whole is at its first cell. A second sheet
/// lists all problems in words.
///
/// # Errors
/// [`WriteFault::Sheets`] for [`SheetFormat::Csv`], which can mark nothing; [`WriteFault`].
pub fn write_marked(
    writer: &dyn SheetWriter,
    format: SheetFormat,
    brought: &Brought<'_>,
    problems: &[Problem],
    out: Out,
) -> Result<(), WriteFault> {
    let mut of_rows: HashMap<u32, Vec<&Problem>> = HashMap::new();
    for problem in problems {
        of_rows.entry(problem.row).or_default().push(problem);
    }
    let mut book = writer.open(format, &looks(brought), out)?;
    let mut written = 0;
    // Where each row stands in what is written.
    let mut places: HashMap<u32, u32> = HashMap::new();
    for row in &brought.table.rows {
        while brought.places == Places::Kept && written + 1 < row.number {
            book.row(ROWS, &[])?;
            written += 1;
        }
        let is_header = row.number <= brought.header;
        let problems = of_rows.get(&row.number).map_or(&[][..], Vec::as_slice);
        book.row(ROWS, &cells(row, problems, is_header))?;
        written += 1;
        places.insert(row.number, written);
    }
    list(book.as_mut(), brought, problems, &places)?;
    book.finish()
}

const ROWS: usize = 0;
const LIST: usize = 1;

fn looks(brought: &Brought<'_>) -> [SheetLook; 2] {
    let widest = brought.table.rows.iter().map(|row| row.cells.len()).max();
    let frozen_rows = match brought.places {
        Places::Kept => brought.header,
        Places::Closed => {
            let headers = brought.table.rows.iter();
            let headers = headers.filter(|row| row.number <= brought.header).count();
            u32::try_from(headers).unwrap_or(0)
        }
    };
    [
        SheetLook {
            name: brought.table.sheet.clone(),
            columns: vec![ColumnLook::wide(20); widest.unwrap_or(0)],
            frozen_rows,
            filtered: frozen_rows > 0,
        },
        SheetLook {
            name: PROBLEMS.to_owned(),
            columns: [8, 10, 32, 16, 90, 30].map(ColumnLook::wide).to_vec(),
            frozen_rows: 1,
            filtered: true,
        },
    ]
}

/// The cells of a row, those with a problem painted and noted, even where the row ends before.
fn cells<'a>(row: &'a Row, problems: &[&'a Problem], is_header: bool) -> Vec<OutCell<'a>> {
    let paint = if is_header {
        Paint::Header
    } else {
        Paint::Plain
    };
    let mut cells: Vec<_> = row
        .cells
        .iter()
        .map(|cell| OutCell::plain(value(cell)).painted(paint))
        .collect();
    for problem in problems {
        let column = usize::from(problem.column.unwrap_or(0));
        if cells.len() <= column {
            cells.resize(column + 1, OutCell::EMPTY);
        }
        if let Some(cell) = cells.get_mut(column) {
            if problem.is_error() || cell.paint != Paint::Error {
                cell.paint = marking(problem);
            }
            let note = cell.note.get_or_insert_default().to_mut();
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(&problem.message);
        }
    }
    cells
}

fn marking(problem: &Problem) -> Paint {
    if problem.is_error() {
        Paint::Error
    } else {
        Paint::Warning
    }
}

fn value(cell: &Cell) -> OutValue<'_> {
    match cell {
        Cell::Empty => OutValue::Empty,
        Cell::Text(text) | Cell::Fault(text) => OutValue::Text(text.as_ref().into()),
        Cell::Number(number) => OutValue::Number(*number),
        Cell::Date(day) => OutValue::Date(*day),
        Cell::Bool(is) => OutValue::Bool(*is),
    }
}

/// All problems in words, for whoever reads no colours and opens no comments.
fn list(
    book: &mut dyn Workbook,
    brought: &Brought<'_>,
    problems: &[Problem],
    places: &HashMap<u32, u32>,
) -> Result<(), WriteFault> {
    let headers = [
        "Ligne",
        "Colonne",
        "Intitulé",
        "Gravité",
        "Ce qui ne va pas",
        "Valeur lue",
    ];
    book.row(LIST, &headers.map(OutCell::header))?;
    let titles = brought
        .table
        .rows
        .iter()
        .rfind(|row| row.number <= brought.header);
    for problem in problems {
        let Some(place) = places.get(&problem.row) else {
            continue;
        };
        let title = problem
            .column
            .zip(titles)
            .map(|(column, titles)| titles.cell(column).shown());
        let gravity = if problem.is_error() {
            "Erreur"
        } else {
            "À vérifier"
        };
        let cells = [
            OutCell::number(*place),
            OutCell::text(problem.column_name()),
            OutCell::text(title.unwrap_or_default()),
            OutCell::text(gravity).painted(marking(problem)),
            OutCell::text(problem.message.as_str()),
            OutCell::text(problem.value.as_str()),
        ];
        book.row(LIST, &cells)?;
    }
    Ok(())
}
