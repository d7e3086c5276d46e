//! The adapter of sheets: reads what structures bring (.xlsx, .xls, .ods, .csv) and writes
//! what they take away (.xlsx, .ods, .csv).
//!
//! It knows formats, never what a column means. A file comes from outside and is hostile
//! until read: what it unfolds to is limited before anything is unfolded, what it announces
//! about itself is never believed, and nothing of it decides how much memory is taken.

mod days;
mod reading;
mod writing;

use application::imports::{
    table::{SheetReader, Table, Unreadable},
    writing::{Out, SheetFormat, SheetLook, SheetWriter, Workbook, WriteFault},
};

/// Reads and writes sheets.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sheets;

impl SheetReader for Sheets {
    fn read(&self, file_name: &str, bytes: &[u8]) -> Result<Table, Unreadable> {
        reading::read(file_name, bytes)
    }
}

impl SheetWriter for Sheets {
    fn open(
        &self,
        format: SheetFormat,
        sheets: &[SheetLook],
        out: Out,
    ) -> Result<Box<dyn Workbook>, WriteFault> {
        writing::open(format, sheets, out)
    }
}
