//! Text with columns (.csv): the separator is found, then cells are text.

use application::imports::table::{Cell, Remark, Table, Unreadable};
use csv::{ReaderBuilder, StringRecord};

use super::{encoding, grid::Grid};
use crate::writing::looks_like_a_formula;

/// What may stand between cells, the most usual first.
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How many rows are looked at to find the separator.
const SAMPLE: usize = 50;

/// Reads it.
pub fn read(name: &str, bytes: &[u8]) -> Result<Table, Unreadable> {
    let (text, encoding) = encoding::decoded(bytes)?;
    if text.trim().is_empty() {
        return Err(Unreadable::NoRows);
    }
    // Web pages and data that some programs call `.xls` or `.csv`.
    if text.trim_start().starts_with(['<', '{']) {
        return Err(Unreadable::UnknownFormat);
    }
    let (separator, text) = match said(&text) {
        Some((separator, rest)) => (separator, rest),
        None => (
            found(&text).ok_or(Unreadable::UnknownFormat)?,
            text.as_ref(),
        ),
    };
    let mut grid = Grid::default();
    let mut rows = Rows::new(text, separator);
    while let Some(row) = rows.next()? {
        for (column, cell) in (0..).zip(rows.record.iter()) {
            grid.put(row, column, Cell::text(plain(cell)))?;
        }
    }
    if grid.is_blank() {
        return Err(Unreadable::NoRows);
    }
    Ok(Table {
        sheet: name.to_owned(),
        rows: grid.into_rows()?,
        remarks: encoding
            .map(|name| Remark::Encoding { name })
            .into_iter()
            .collect(),
    })
}

/// Text that begins as a formula is written behind an apostrophe, which is none of it.
fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| looks_like_a_formula(rest))
        .unwrap_or(cell)
}

/// The separator that a first line names (`sep=;`), and what follows that line.
fn said(text: &str) -> Option<(u8, &str)> {
    let rest = text
        .strip_prefix("sep=")
        .or_else(|| text.strip_prefix("SEP="))?;
    let separator = *rest.as_bytes().first().filter(|byte| byte.is_ascii())?;
    let rest = rest.get(1..)?;
    let rest = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix(['\n', '\r']))?;
    Some((separator, rest))
}

/// The separator that stands in the first row, cuts the first rows into the same number of
/// cells most often, and into the most.
fn found(text: &str) -> Option<u8> {
    let scored = SEPARATORS.iter().filter_map(|separator| {
        let mut rows = Rows::new(text, *separator);
        let mut widths = Vec::with_capacity(SAMPLE);
        while widths.len() < SAMPLE && matches!(rows.next(), Ok(Some(_))) {
            widths.push(rows.record.len());
        }
        let in_first = widths.first().is_some_and(|width| *width > 1);
        let count = |width: usize| widths.iter().filter(|other| **other == width).count();
        let cut = widths.iter().copied().filter(|width| *width > 1);
        let (same, width) = cut.map(|width| (count(width), width)).max()?;
        Some(((in_first, same, width), *separator))
    });
    // Of two that do as well, the more usual one.
    scored
        .rev()
        .max_by_key(|(score, _)| *score)
        .map(|(_, separator)| separator)
}

/// The rows of a text, numbered as a spreadsheet shows them: an empty line is a row, a line
/// that ends within quotes is none.
struct Rows<'t> {
    text: &'t [u8],
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
    row: u32,
    end: usize,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        Self {
            text: text.as_bytes(),
            reader,
            record: StringRecord::new(),
            row: 0,
            end: 0,
        }
    }

    /// Reads the next row into `record`: its number, from zero.
    fn next(&mut self) -> Result<Option<u32>, Unreadable> {
        let row = self.row.saturating_add(self.empty_lines());
        let read = self.reader.read_record(&mut self.record);
        if !read.map_err(|_| Unreadable::Corrupt)? {
            return Ok(None);
        }
        self.end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        self.row = row.saturating_add(1);
        Ok(Some(row))
    }

    /// How many empty lines come before the next row.
    fn empty_lines(&self) -> u32 {
        let mut rest = self.text.get(self.end..).unwrap_or_default();
        if self.end > 0 && self.text.get(self.end - 1) == Some(&b'\r') {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        let mut lines = 0_u32;
        loop {
            rest = match rest {
                [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => rest,
                _ => return lines,
            };
            lines = lines.saturating_add(1);
        }
    }
}
