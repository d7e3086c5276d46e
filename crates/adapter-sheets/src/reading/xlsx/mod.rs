//! Workbooks in Office Open XML: the parts, and which sheet is read.

mod cells;
mod strings;
mod styles;

use std::collections::HashMap;

use application::imports::table::{Remark, Table, Unreadable};

use super::{
    grid::{Grid, MAX_SHEETS},
    package::Package,
    xml::{Piece, Xml, attribute},
};
use crate::days::Calendar;
use cells::Sheet;
use strings::Strings;
use styles::Styles;

/// How many relations of a part are kept: a sheet has one.
const RELATIONS: usize = 1000;

/// What all sheets of a workbook share.
struct Shared {
    strings: Strings,
    styles: Styles,
    calendar: Calendar,
}

/// Reads the first visible sheet that holds something.
pub fn read(mut package: Package<'_>) -> Result<Table, Unreadable> {
    let main = main_part(&mut package)?;
    let targets = relations(&mut package, &main)?;
    let part_of = |kind: &str| {
        targets
            .values()
            .find(|target| target.kind == kind)
            .map(|target| target.part.clone())
    };
    let book = Book::read(&mut package, &main)?;
    let shared = Shared {
        strings: match part_of("sharedStrings") {
            Some(part) => Strings::read(&mut package, &part)?,
            None => Strings::default(),
        },
        styles: match part_of("styles") {
            Some(part) => Styles::read(&mut package, &part)?,
            None => Styles::default(),
        },
        calendar: book.calendar,
    };
    let mut found: Option<Table> = None;
    let mut others = Vec::new();
    for (name, relation) in book.sheets {
        let Some(target) = targets.get(&relation).filter(|to| to.kind == "worksheet") else {
            continue;
        };
        match found {
            None => found = whole(&mut package, &target.part, name, &shared)?,
            // What is wrong with a sheet that is not read is nobody's concern.
            Some(_) => {
                if holds_something(&mut package, &target.part, &shared).unwrap_or(false) {
                    others.push(name);
                }
            }
        }
    }
    let mut table = found.ok_or(Unreadable::NoRows)?;
    if !others.is_empty() {
        table.remarks.push(Remark::OtherSheets { names: others });
    }
    Ok(table)
}

/// All of a sheet, if it holds something.
fn whole(
    package: &mut Package<'_>,
    part: &str,
    name: String,
    shared: &Shared,
) -> Result<Option<Table>, Unreadable> {
    let xml = package.xml(part)?.ok_or(Unreadable::Corrupt)?;
    let mut sheet = Sheet::new(xml, shared);
    let mut grid = Grid::default();
    while let Some((row, column, cell)) = sheet.next()? {
        grid.put(row, column, cell)?;
    }
    if grid.is_blank() {
        return Ok(None);
    }
    let merged = sheet
        .first_merged()?
        .map(|first| Remark::MergedCells { first });
    Ok(Some(Table {
        sheet: name,
        rows: grid.into_rows()?,
        remarks: merged.into_iter().collect(),
    }))
}

fn holds_something(
    package: &mut Package<'_>,
    part: &str,
    shared: &Shared,
) -> Result<bool, Unreadable> {
    let xml = package.xml(part)?.ok_or(Unreadable::Corrupt)?;
    let mut sheet = Sheet::new(xml, shared);
    while let Some((_, _, cell)) = sheet.next()? {
        if !cell.is_blank() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the workbook's own part says.
struct Book {
    /// The visible sheets, in order: name and relation.
    sheets: Vec<(String, String)>,
    calendar: Calendar,
}

impl Book {
    fn read(package: &mut Package<'_>, main: &str) -> Result<Self, Unreadable> {
        let mut book = Self {
            sheets: Vec::new(),
            calendar: Calendar::From1900,
        };
        let mut xml = package.xml(main)?.ok_or(Unreadable::UnknownFormat)?;
        loop {
            match xml.next()? {
                Piece::Start(e) if e.local_name().as_ref() == "sheet" => {
                    let visible = attribute(&e, "state").is_none_or(|state| state == "visible");
                    let kept = visible && book.sheets.len() < MAX_SHEETS;
                    if let (true, Some(name), Some(relation)) =
                        (kept, attribute(&e, "name"), attribute(&e, "id"))
                    {
                        book.sheets.push((name, relation));
                    }
                }
                Piece::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                    let from_1904 = attribute(&e, "date1904");
                    if from_1904.is_some_and(|said| said == "1" || said == "true") {
                        book.calendar = Calendar::From1904;
                    }
                }
                Piece::Eof => return Ok(book),
                Piece::Start(_) | Piece::End(_) | Piece::Text(_) | Piece::Other => {}
            }
        }
    }
}

/// Where a relation leads.
struct Target {
    /// The last word of its type: `worksheet`, `styles`.
    kind: String,
    part: String,
}

/// The relations of a part, by their ids.
fn relations(package: &mut Package<'_>, of: &str) -> Result<HashMap<String, Target>, Unreadable> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let mut targets = HashMap::new();
    let part = resolved("", &format!("{folder}/_rels/{name}.rels"));
    let Some(xml) = package.xml(&part)? else {
        return Ok(targets);
    };
    each_relation(xml, |id, kind, target| {
        let part = resolved(folder, &target);
        if targets.len() < RELATIONS {
            targets.insert(id, Target { kind, part });
        }
    })?;
    Ok(targets)
}

/// The part that says what the workbook is made of.
fn main_part(package: &mut Package<'_>) -> Result<String, Unreadable> {
    let xml = package.xml("_rels/.rels")?.ok_or(Unreadable::Corrupt)?;
    let mut main = None;
    each_relation(xml, |_, kind, target| {
        if kind == "officeDocument" {
            main = Some(resolved("", &target));
        }
    })?;
    let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    // The binary variant (.xlsb) is another format.
    if main.ends_with(".bin") {
        return Err(Unreadable::UnknownFormat);
    }
    Ok(main)
}

fn each_relation(
    mut xml: Xml<'_>,
    mut seen: impl FnMut(String, String, String),
) -> Result<(), Unreadable> {
    loop {
        match xml.next()? {
            Piece::Start(e) if e.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) = (
                    attribute(&e, "Id"),
                    attribute(&e, "Type"),
                    attribute(&e, "Target"),
                ) {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    seen(id, kind, target);
                }
            }
            Piece::Eof => return Ok(()),
            Piece::Start(_) | Piece::End(_) | Piece::Text(_) | Piece::Other => {}
        }
    }
}

/// The name of a part that is referred to from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = Vec::new();
    let from = if target.starts_with('/') { "" } else { folder };
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}
