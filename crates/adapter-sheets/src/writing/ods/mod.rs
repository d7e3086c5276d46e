//! OpenDocument workbooks. The rows of each sheet wait on the disk, in a file without a
//! name, until the end.

mod cells;
mod folder;
mod frame;

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Cursor, Read, Seek, Write},
};

use application::imports::writing::{ColumnKind, Out, OutCell, SheetLook, Workbook, WriteFault};

use super::{MAX_COLUMNS, MAX_ROWS};

/// A workbook while it is written.
pub struct Ods {
    sheets: Vec<Sheet>,
    /// The row that is being made.
    xml: String,
    out: Out,
}

/// A sheet while it is written.
struct Sheet {
    look: SheetLook,
    name: String,
    rows: BufWriter<File>,
    count: u32,
    width: usize,
}

impl Ods {
    /// Begins it.
    ///
    /// # Errors
    /// [`WriteFault::Out`].
    pub fn new(looks: &[SheetLook], names: Vec<String>, out: Out) -> Result<Self, WriteFault> {
        let mut sheets = Vec::new();
        for (look, name) in looks.iter().zip(names) {
            let rows = folder::unnamed().map_err(WriteFault::Out)?;
            sheets.push(Sheet {
                look: look.clone(),
                name,
                rows: BufWriter::new(rows),
                count: 0,
                width: 0,
            });
        }
        Ok(Self {
            sheets,
            xml: String::new(),
            out,
        })
    }
}

impl Workbook for Ods {
    fn row(&mut self, sheet: usize, cells: &[OutCell<'_>]) -> Result<(), WriteFault> {
        let sheet = self.sheets.get_mut(sheet).ok_or(WriteFault::Sheets)?;
        if cells.len() > MAX_COLUMNS || sheet.count >= MAX_ROWS {
            return Err(WriteFault::TooLong);
        }
        self.xml.clear();
        self.xml.push_str("<table:table-row>");
        for (number, cell) in cells.iter().enumerate() {
            let kind = sheet.look.columns.get(number);
            cells::put(
                cell,
                kind.map_or(ColumnKind::General, |column| column.kind),
                &mut self.xml,
            );
        }
        if cells.is_empty() {
            self.xml.push_str("<table:table-cell/>");
        }
        self.xml.push_str("</table:table-row>");
        sheet.count += 1;
        sheet.width = sheet.width.max(cells.len());
        sheet
            .rows
            .write_all(self.xml.as_bytes())
            .map_err(WriteFault::Out)
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteFault> {
        self.whole().map_err(WriteFault::Out)
    }
}

impl Ods {
    fn whole(&mut self) -> io::Result<()> {
        let settings = frame::settings(&self.sheets);
        let mut content: Box<dyn Read> =
            Box::new(Cursor::new(frame::head(&self.sheets).into_bytes()));
        let mut ranges = String::new();
        for (number, mut sheet) in self.sheets.drain(..).enumerate() {
            frame::filter(number, &sheet, &mut ranges);
            let before = frame::before_rows(number, &sheet);
            sheet.rows.flush()?;
            let mut rows = sheet
                .rows
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            rows.rewind()?;
            let after = if sheet.count == 0 {
                "<table:table-row><table:table-cell/></table:table-row></table:table>"
            } else {
                "</table:table>"
            };
            content = Box::new(
                content
                    .chain(Cursor::new(before.into_bytes()))
                    .chain(rows)
                    .chain(after.as_bytes()),
            );
        }
        if !ranges.is_empty() {
            ranges = format!("<table:database-ranges>{ranges}</table:database-ranges>");
        }
        let tail = "</office:spreadsheet></office:body></office:document-content>";
        let content = content
            .chain(Cursor::new(ranges.into_bytes()))
            .chain(tail.as_bytes());
        let mut packed = folder::unnamed()?;
        folder::pack(content, &settings, &mut packed)?;
        packed.rewind()?;
        io::copy(&mut packed, &mut self.out)?;
        self.out.flush()
    }
}

/// Adds what is formatted: a string takes everything.
fn write(xml: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = xml.write_fmt(what);
}
