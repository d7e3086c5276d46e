//! What the tests make: workbooks in pieces, and where a writer writes.

pub mod biff;

use std::{
    io::{Cursor, Read, Write},
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
};

use adapter_sheets::Sheets;
use application::imports::{
    table::{Cell, SheetReader, Table, Unreadable},
    writing::{Out, OutCell, SheetFormat, SheetLook, SheetWriter},
};
use chrono::NaiveDate;
use zip::{ZipWriter, write::SimpleFileOptions};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn text(text: &str) -> Cell {
    Cell::text(text)
}

pub fn read(name: &str, bytes: &[u8]) -> Result<Table, Unreadable> {
    Sheets.read(name, bytes)
}

/// What a table shows, a row each: its number, its cells.
pub fn shown(table: &Table) -> Vec<(u32, Vec<String>)> {
    let shown = |cells: &[Cell]| cells.iter().map(Cell::shown).collect();
    table
        .rows
        .iter()
        .map(|row| (row.number, shown(&row.cells)))
        .collect()
}

/// Where a writer writes, for the test to see.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<u8>>>);

impl Seen {
    pub fn out(&self) -> Out {
        Box::new(self.clone())
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Seen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A workbook with one sheet.
pub fn written(format: SheetFormat, look: SheetLook, rows: &[Vec<OutCell<'_>>]) -> Vec<u8> {
    let seen = Seen::default();
    let mut book = Sheets.open(format, &[look], seen.out()).unwrap();
    for row in rows {
        book.row(0, row).unwrap();
    }
    book.finish().unwrap();
    seen.bytes()
}

pub fn named(name: &str) -> SheetLook {
    SheetLook {
        name: name.to_owned(),
        ..SheetLook::default()
    }
}

/// A zip of these parts.
pub fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a workbook in Office Open XML, to be changed by a test.
pub struct Xlsx {
    pub workbook: String,
    pub styles: String,
    pub strings: String,
    pub sheets: Vec<(String, String)>,
}

impl Xlsx {
    /// With one sheet of these rows.
    pub fn of(rows: &str) -> Self {
        Self {
            workbook: String::new(),
            // 0: general, 1: a built-in date, 2: a date of one's own, 3: a time.
            styles: concat!(
                r#"<numFmts><numFmt numFmtId="164" formatCode="[$-40C]d mmmm yyyy;@"/></numFmts>"#,
                r#"<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>"#,
                r#"<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/></cellXfs>"#
            )
            .to_owned(),
            strings: String::new(),
            sheets: vec![("Feuille".to_owned(), sheet(rows))],
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        zip(&self
            .parts()
            .iter()
            .map(|(name, part)| (name.as_str(), part.as_str()))
            .collect::<Vec<_>>())
    }

    pub fn parts(&self) -> Vec<(String, String)> {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut relations = format!(
            r#"<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/><Relationship Id="t" Type="{office}/sharedStrings" Target="/xl/sharedStrings.xml"/>"#
        );
        let mut sheets = String::new();
        for (number, (name, _)) in self.sheets.iter().enumerate() {
            sheets.push_str(&format!(
                r#"<sheet name="{name}" sheetId="{0}" r:id="r{0}"/>"#,
                number + 1
            ));
            relations.push_str(&format!(
                r#"<Relationship Id="r{0}" Type="{office}/worksheet" Target="worksheets/sheet{0}.xml"/>"#,
                number + 1
            ));
        }
        let mut parts = vec![
            (
                "_rels/.rels".to_owned(),
                format!(
                    r#"<Relationships><Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/workbook.xml".to_owned(),
                format!(
                    r#"<workbook xmlns:r="r">{}<sheets>{sheets}</sheets></workbook>"#,
                    self.workbook
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels".to_owned(),
                format!("<Relationships>{relations}</Relationships>"),
            ),
            (
                "xl/styles.xml".to_owned(),
                format!("<styleSheet>{}</styleSheet>", self.styles),
            ),
            (
                "xl/sharedStrings.xml".to_owned(),
                format!("<sst>{}</sst>", self.strings),
            ),
        ];
        for (number, (_, sheet)) in self.sheets.iter().enumerate() {
            parts.push((
                format!("xl/worksheets/sheet{}.xml", number + 1),
                sheet.clone(),
            ));
        }
        parts
    }
}

/// The part of a sheet with these rows.
pub fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// A workbook in OpenDocument with this in its `office:spreadsheet`.
pub fn ods(sheets: &str) -> Vec<u8> {
    let content = format!(
        concat!(
            r#"<office:document-content><office:automatic-styles><style:style style:name="h" style:family="table">"#,
            r#"<style:table-properties table:display="false"/></style:style></office:automatic-styles>"#,
            "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
        ),
        sheets
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

/// A part of a zip.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut part)
        .unwrap();
    part
}

/// What LibreOffice makes of a file, in another format.
pub fn converted(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join(format!("a.{from}"));
    std::fs::write(&source, bytes).unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.path().join("p").display()
    );
    let ran = Command::new(soffice())
        .env("HOME", folder.path())
        .arg(profile)
        .args([
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nofirststartwizard",
        ])
        .args(["--convert-to", to, "--outdir"])
        .arg(folder.path().join("out"))
        .arg(&source)
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let extension = to.split(':').next().unwrap();
    let target = folder.path().join("out").join(format!("a.{extension}"));
    std::fs::read(&target).unwrap_or_else(|_| {
        panic!("`cargo xtask test` brings LibreOffice's spreadsheets; it said {ran:?}")
    })
}

fn soffice() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|folder| folder.join("soffice"))
        .find(|program| program.is_file())
        .expect("`cargo xtask test` brings LibreOffice")
}
