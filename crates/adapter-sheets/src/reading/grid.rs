//! A sheet while it is read: only what holds something is kept, within limits.

use std::collections::BTreeMap;

use application::imports::table::{Cell, MAX_COLUMNS, MAX_ROWS, Row, Unreadable};

/// How many cells may be kept: 100,000 rows of 80.
const MAX_CELLS: usize = 8_000_000;

/// How many bytes of text may be kept, however often a file repeats them.
pub const MAX_TEXT: usize = 128 * 1024 * 1024;

/// How many bytes the text of one cell may have: programs stop at 32,767 characters.
pub const MAX_CELL: usize = 1024 * 1024;

/// How many sheets of a workbook are looked at.
pub const MAX_SHEETS: usize = 100;

/// The words of a formula whose result is not in the file.
pub const NOT_COMPUTED: &str = "Formule sans résultat";

/// A sheet while it is read.
#[derive(Default)]
pub struct Grid {
    /// The rows that are left, by their number from zero.
    rows: BTreeMap<u32, Vec<Cell>>,
    /// The row that is being read.
    row: u32,
    cells: Vec<Cell>,
    kept_cells: usize,
    kept_text: usize,
}

impl Grid {
    /// Puts a cell down, if anything can be seen in it; rows and columns are counted from zero.
    ///
    /// # Errors
    /// [`Unreadable::TooManyColumns`], [`Unreadable::TooManyRows`], [`Unreadable::TooBig`].
    pub fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Unreadable> {
        if cell.is_blank() {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        if row != self.row {
            self.turn()?;
            self.row = row;
            // Rows come in order, but for files that some programs write.
            self.cells
                .extend(self.rows.remove(&row).unwrap_or_default());
        }
        if let Cell::Text(text) | Cell::Fault(text) = &cell {
            self.kept_text += text.len();
            if self.kept_text > MAX_TEXT {
                return Err(Unreadable::TooBig);
            }
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    /// Ends the row that is being read.
    fn turn(&mut self) -> Result<(), Unreadable> {
        if self.cells.is_empty() {
            return Ok(());
        }
        self.kept_cells += self.cells.len();
        if self.kept_cells > MAX_CELLS {
            return Err(Unreadable::TooBig);
        }
        let cells = self.cells.drain(..).collect();
        self.rows.insert(self.row, cells);
        if self.rows.len() > MAX_ROWS {
            return Err(Unreadable::TooManyRows);
        }
        Ok(())
    }

    /// Whether nothing can be seen in it so far.
    pub fn is_blank(&self) -> bool {
        self.rows.is_empty() && self.cells.is_empty()
    }

    /// Its rows, in order.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn into_rows(mut self) -> Result<Vec<Row>, Unreadable> {
        self.turn()?;
        let rows = self.rows.into_iter().map(|(row, cells)| Row {
            number: row.saturating_add(1),
            cells,
        });
        Ok(rows.collect())
    }
}
