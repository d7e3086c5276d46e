//! Workbooks in OpenDocument: one part, all sheets after each other.

use std::collections::HashSet;

use application::imports::table::{Cell, MAX_COLUMNS, Remark, Table, Unreadable};
use quick_xml::events::BytesStart;

use super::{
    grid::{Grid, MAX_CELL, MAX_SHEETS, NOT_COMPUTED},
    package::Package,
    xml::{Piece, Xml, attribute, unescaped},
};
use crate::days;

/// Reads the first visible sheet that holds something.
pub fn read(mut package: Package<'_>) -> Result<Table, Unreadable> {
    if is_encrypted(&mut package)? {
        return Err(Unreadable::Protected);
    }
    let mut xml = package.xml("content.xml")?.ok_or(Unreadable::Corrupt)?;
    let mut found: Option<Table> = None;
    let mut others = Vec::new();
    let mut hidden: HashSet<String> = HashSet::new();
    let mut style = String::new();
    let mut is_sheet = false;
    loop {
        match xml.next()? {
            Piece::Start(e) => match e.local_name().as_ref() {
                "spreadsheet" => is_sheet = true,
                "style" => style = attribute(&e, "name").unwrap_or_default(),
                "table-properties"
                    if hidden.len() < MAX_SHEETS
                        && attribute(&e, "display").as_deref() == Some("false") =>
                {
                    hidden.insert(style.clone());
                }
                // What was deleted is not what the sheet shows.
                "tracked-changes" => skip(&mut xml, "tracked-changes")?,
                "table" if is_sheet => {
                    let name = attribute(&e, "name").unwrap_or_default();
                    let shown = attribute(&e, "style-name").is_none_or(|s| !hidden.contains(&s));
                    let mut sheet = Sheet::default();
                    sheet.read(&mut xml, shown && found.is_none())?;
                    if !shown || sheet.is_blank() {
                        continue;
                    }
                    if found.is_none() {
                        found = Some(sheet.into_table(name)?);
                    } else if others.len() < MAX_SHEETS {
                        others.push(name);
                    }
                }
                _ => {}
            },
            Piece::Eof => break,
            Piece::End(_) | Piece::Text(_) | Piece::Other => {}
        }
    }
    if !is_sheet {
        return Err(Unreadable::UnknownFormat);
    }
    let mut table = found.ok_or(Unreadable::NoRows)?;
    if !others.is_empty() {
        table.remarks.push(Remark::OtherSheets { names: others });
    }
    Ok(table)
}

/// Whether a password is needed for what the workbook holds.
fn is_encrypted(package: &mut Package<'_>) -> Result<bool, Unreadable> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else {
        return Ok(false);
    };
    loop {
        match xml.next()? {
            Piece::Start(e) if e.local_name().as_ref() == "encryption-data" => return Ok(true),
            Piece::Eof => return Ok(false),
            Piece::Start(_) | Piece::End(_) | Piece::Text(_) | Piece::Other => {}
        }
    }
}

/// Passes over everything up to the end of an element that is open.
fn skip(xml: &mut Xml<'_>, name: &str) -> Result<(), Unreadable> {
    let mut depth = 1_u32;
    while depth > 0 {
        match xml.next()? {
            Piece::Start(e) if e.local_name().as_ref() == name => depth = depth.saturating_add(1),
            Piece::End(e) if e.local_name().as_ref() == name => depth -= 1,
            Piece::Eof => return Err(Unreadable::Corrupt),
            Piece::Start(_) | Piece::End(_) | Piece::Text(_) | Piece::Other => {}
        }
    }
    Ok(())
}

/// A sheet while it is read.
#[derive(Default)]
struct Sheet {
    grid: Grid,
    holds_something: bool,
    row: u32,
    column: u32,
    merged: Option<(u32, u32)>,
}

impl Sheet {
    /// Up to the end of the sheet. One that is not kept is only looked at.
    fn read(&mut self, xml: &mut Xml<'_>, kept: bool) -> Result<(), Unreadable> {
        let mut cells: Vec<(u32, u32, Cell)> = Vec::new();
        let mut times = 1;
        loop {
            match xml.next()? {
                Piece::Start(e) => match e.local_name().as_ref() {
                    "table-row" => {
                        times = repeated(&e, "number-rows-repeated");
                        self.column = 0;
                        cells.clear();
                    }
                    "table-cell" | "covered-table-cell" => {
                        let head = Head::of(&e);
                        if head.spans && self.merged.is_none() {
                            self.merged = Some((self.row, self.column));
                        }
                        let (first, count) = (self.column, head.times);
                        self.column = first.saturating_add(count);
                        let cell = value(xml, &head)?;
                        if !cell.is_blank() {
                            self.holds_something = true;
                            if kept {
                                if cells.len() >= MAX_COLUMNS {
                                    return Err(Unreadable::TooManyColumns);
                                }
                                cells.push((first, count, cell));
                            }
                        }
                    }
                    // A drawing may hold text, which is in no cell.
                    "shapes" => skip(xml, "shapes")?,
                    _ => {}
                },
                Piece::End(e) => match e.local_name().as_ref() {
                    "table-row" => {
                        if kept {
                            self.put(&cells, times)?;
                        }
                        self.row = self.row.saturating_add(times);
                    }
                    "table" => return Ok(()),
                    _ => {}
                },
                Piece::Eof => return Err(Unreadable::Corrupt),
                Piece::Text(_) | Piece::Other => {}
            }
        }
    }

    /// Puts a row down as often as it is repeated; the grid says when it is too often.
    fn put(&mut self, cells: &[(u32, u32, Cell)], times: u32) -> Result<(), Unreadable> {
        if cells.is_empty() {
            return Ok(());
        }
        for row in self.row..self.row.saturating_add(times) {
            for (first, count, cell) in cells {
                for column in *first..first.saturating_add(*count) {
                    self.grid.put(row, column, cell.clone())?;
                }
            }
        }
        Ok(())
    }

    fn is_blank(&self) -> bool {
        !self.holds_something
    }

    fn into_table(self, name: String) -> Result<Table, Unreadable> {
        let merged = self.merged.map(|(row, column)| {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            let column = application::imports::problem::column_name(column);
            Remark::MergedCells {
                first: format!("{column}{}", row.saturating_add(1)),
            }
        });
        Ok(Table {
            sheet: name,
            rows: self.grid.into_rows()?,
            remarks: merged.into_iter().collect(),
        })
    }
}

/// How often something stands here.
fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|times| times.parse().ok())
        .unwrap_or(1)
}

/// What a cell says of itself.
#[derive(Default)]
struct Head {
    /// How often it stands there.
    times: u32,
    spans: bool,
    is_formula: bool,
    is_error: bool,
    kind: String,
    value: Option<String>,
}

impl Head {
    fn of(element: &BytesStart<'_>) -> Self {
        let mut head = Self {
            times: 1,
            ..Self::default()
        };
        let mut attributes = element.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let value = unescaped(&attribute.value);
            match attribute.key.as_ref() {
                "table:number-columns-repeated" => head.times = value.parse().unwrap_or(1),
                "table:number-columns-spanned" | "table:number-rows-spanned" => {
                    head.spans |= value.as_ref() != "1";
                }
                "table:formula" => head.is_formula = true,
                "calcext:value-type" => head.is_error = value.as_ref() == "error",
                "office:value-type" => head.kind = value.into_owned(),
                "office:value"
                | "office:date-value"
                | "office:boolean-value"
                | "office:string-value" => head.value = Some(value.into_owned()),
                _ => {}
            }
        }
        head
    }
}

/// What a cell holds, up to its end.
fn value(xml: &mut Xml<'_>, head: &Head) -> Result<Cell, Unreadable> {
    let text = shown(xml)?;
    if head.is_error {
        return Ok(Cell::Fault(text.into()));
    }
    let value = head.value.as_deref();
    Ok(match head.kind.as_str() {
        "float" | "percentage" | "currency" => match value.unwrap_or_default().parse::<f64>() {
            Ok(number) if number.is_finite() => Cell::Number(number),
            Ok(_) | Err(_) => Cell::Fault(text.into()),
        },
        "date" => days::cell_of_iso(value.unwrap_or_default()),
        "boolean" => Cell::Bool(value == Some("true")),
        "" if head.is_formula && text.is_empty() => Cell::Fault(NOT_COMPUTED.into()),
        _ => Cell::text(value.unwrap_or(&text)),
    })
}

/// The text that a cell shows, up to its end: paragraphs on lines of their own, comments and
/// drawings left out.
fn shown(xml: &mut Xml<'_>) -> Result<String, Unreadable> {
    let mut text = String::new();
    let (mut paragraphs, mut depth) = (0_u32, 0_u32);
    loop {
        match xml.next()? {
            Piece::Start(e) => match e.local_name().as_ref() {
                "annotation" => skip(xml, "annotation")?,
                "frame" => skip(xml, "frame")?,
                "p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs = paragraphs.saturating_add(1);
                    depth = 1;
                }
                "s" => {
                    let spaces = repeated(&e, "c").min(1000);
                    text.extend((0..spaces).map(|_| ' '));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                _ => {}
            },
            Piece::Text(piece) if depth > 0 => text.push_str(&piece),
            Piece::End(e) => match e.local_name().as_ref() {
                "p" => depth = 0,
                "table-cell" | "covered-table-cell" => return Ok(text),
                _ => {}
            },
            Piece::Text(_) | Piece::Other => {}
            Piece::Eof => return Err(Unreadable::Corrupt),
        }
        if text.len() > MAX_CELL {
            return Err(Unreadable::Corrupt);
        }
    }
}
