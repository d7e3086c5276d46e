//! Workbooks of Excel 97 to 2003 (BIFF8 records in a compound file), [MS-XLS].

mod cells;
mod records;
mod strings;

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use application::imports::table::{Remark, Table, Unreadable};

use super::grid::{Grid, MAX_SHEETS};
use crate::days::{Calendar, is_built_in_day, shows_a_day};
use cells::Sheet;
use records::{Field, Records};

/// Reads the first visible sheet that holds something.
pub fn read(bytes: &[u8]) -> Result<Table, Unreadable> {
    let stream = workbook_stream(bytes)?;
    let book = Book::read(&stream)?;
    let mut found: Option<Table> = None;
    let mut others = Vec::new();
    for (place, name) in book.sheets.iter().take(MAX_SHEETS) {
        let Some(records) = stream.get(*place..).map(Records::new) else {
            continue;
        };
        let mut sheet = Sheet::new(records, &book);
        if found.is_some() {
            while let Ok(Some((_, _, cell))) = sheet.next() {
                if !cell.is_blank() {
                    others.push(name.clone());
                    break;
                }
            }
            continue;
        }
        let mut grid = Grid::default();
        while let Some((row, column, cell)) = sheet.next()? {
            grid.put(row, column, cell)?;
        }
        if !grid.is_blank() {
            let merged = sheet.merged().map(|first| Remark::MergedCells { first });
            found = Some(Table {
                sheet: name.clone(),
                rows: grid.into_rows()?,
                remarks: merged.into_iter().collect(),
            });
        }
    }
    let mut table = found.ok_or(Unreadable::NoRows)?;
    if !others.is_empty() {
        table.remarks.push(Remark::OtherSheets { names: others });
    }
    Ok(table)
}

/// The stream of records.
fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unreadable::Corrupt)?;
    if file.exists("/EncryptedPackage") {
        return Err(Unreadable::Protected);
    }
    let name = if file.exists("/Workbook") {
        "/Workbook"
    } else if file.exists("/Book") {
        "/Book"
    } else {
        return Err(Unreadable::UnknownFormat);
    };
    let stream = file.open_stream(name).map_err(|_| Unreadable::Corrupt)?;
    // The stream cannot hold more than the file: a chain that says so turns in circles.
    let limit = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let mut content = Vec::new();
    stream
        .take(limit)
        .read_to_end(&mut content)
        .map_err(|_| Unreadable::Corrupt)?;
    Ok(content)
}

/// What all sheets share.
struct Book {
    /// The visible sheets, in order: where they begin, their names.
    sheets: Vec<(usize, String)>,
    strings: Vec<Box<str>>,
    /// For each style, whether it shows a day.
    days: Vec<bool>,
    calendar: Calendar,
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, Unreadable> {
        let mut book = Self {
            sheets: Vec::new(),
            strings: Vec::new(),
            days: Vec::new(),
            calendar: Calendar::From1900,
        };
        let mut own: HashMap<u16, bool> = HashMap::new();
        let mut styles: Vec<u16> = Vec::new();
        let mut records = Records::new(stream);
        let first = records.next().ok_or(Unreadable::Corrupt)?;
        match (first.kind, first.data.u16(0)) {
            (records::BEGIN, Some(0x0600)) => {}
            // Excel 95 and before.
            (records::BEGIN, Some(0x0500)) | (0x0009 | 0x0209 | 0x0409, _) => {
                return Err(Unreadable::UnknownFormat);
            }
            _ => return Err(Unreadable::Corrupt),
        }
        while let Some(record) = records.next() {
            let data = record.data;
            match record.kind {
                records::PASSWORD => return Err(Unreadable::Protected),
                records::CALENDAR if data.u16(0) == Some(1) => book.calendar = Calendar::From1904,
                records::FORMAT => {
                    if let (Some(id), Some(code)) = (data.u16(0), strings::long(data, 2)) {
                        own.insert(id, shows_a_day(&code));
                    }
                }
                records::STYLE => styles.push(data.u16(2).unwrap_or(0)),
                records::SHEET => {
                    // A worksheet (0) that is visible (0).
                    if let (Some(place), Some(0), Some(0), Some(name)) =
                        (data.u32(0), data.u8(4), data.u8(5), strings::short(data, 6))
                    {
                        book.sheets
                            .push((usize::try_from(place).unwrap_or(usize::MAX), name));
                    }
                }
                records::STRINGS => {
                    let mut pieces = vec![data];
                    while let Some(more) = records.continued() {
                        pieces.push(more);
                    }
                    book.strings = strings::shared(&pieces)?;
                }
                records::END => break,
                _ => {}
            }
        }
        book.days = styles
            .into_iter()
            .map(|id| own.get(&id).copied().unwrap_or_else(|| is_built_in_day(id)))
            .collect();
        Ok(book)
    }
}
