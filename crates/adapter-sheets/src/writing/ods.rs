//! OpenDocument workbooks. The rows of each sheet wait on the disk, in a file without a
//! name, until the end.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Cursor, Read, Seek, Write},
};

use application::imports::{
    problem::column_name,
    writing::{ColumnKind, Out, OutCell, OutValue, Paint, SheetLook, Workbook, WriteFault},
};

use super::{MAX_COLUMNS, MAX_ROWS, cut, folder, shown};

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
            put(
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
        let settings = settings(&self.sheets);
        let mut content: Box<dyn Read> = Box::new(Cursor::new(head(&self.sheets).into_bytes()));
        let mut ranges = String::new();
        for (number, mut sheet) in self.sheets.drain(..).enumerate() {
            filter(number, &sheet, &mut ranges);
            let before = before_rows(number, &sheet);
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

/// Adds a cell.
fn put(cell: &OutCell<'_>, kind: ColumnKind, xml: &mut String) {
    let shape = match (&cell.value, kind) {
        (OutValue::Date(_), _) | (OutValue::Empty, ColumnKind::Date) => Shape::Date,
        (OutValue::Moment(_), _) => Shape::Moment,
        (OutValue::Text(_) | OutValue::Empty, ColumnKind::Text) => Shape::Text,
        (OutValue::Text(_), ColumnKind::General | ColumnKind::Date)
        | (OutValue::Empty, ColumnKind::General)
        | (OutValue::Number(_) | OutValue::Bool(_), _) => Shape::General,
    };
    xml.push_str("<table:table-cell");
    if (cell.paint, shape) != (Paint::Plain, Shape::General) {
        write(
            xml,
            format_args!(" table:style-name=\"{}\"", style(cell.paint, shape)),
        );
    }
    match &cell.value {
        OutValue::Empty => {}
        OutValue::Text(_) => xml.push_str(" office:value-type=\"string\""),
        OutValue::Number(number) if number.is_finite() => write(
            xml,
            format_args!(" office:value-type=\"float\" office:value=\"{number}\""),
        ),
        OutValue::Number(_) => xml.push_str(" office:value-type=\"string\""),
        OutValue::Date(day) => write(
            xml,
            format_args!(
                " office:value-type=\"date\" office:date-value=\"{}\"",
                day.format("%Y-%m-%d")
            ),
        ),
        OutValue::Moment(moment) => write(
            xml,
            format_args!(
                " office:value-type=\"date\" office:date-value=\"{}\"",
                moment.format("%Y-%m-%dT%H:%M:00")
            ),
        ),
        OutValue::Bool(is) => write(
            xml,
            format_args!(" office:value-type=\"boolean\" office:boolean-value=\"{is}\""),
        ),
    }
    let note = cell.note.as_deref().map(cut);
    if matches!(cell.value, OutValue::Empty) && note.is_none() {
        xml.push_str("/>");
        return;
    }
    xml.push('>');
    if let Some(note) = note {
        xml.push_str("<office:annotation>");
        paragraphs(note, xml);
        xml.push_str("</office:annotation>");
    }
    match &cell.value {
        OutValue::Empty => {}
        OutValue::Text(text) => paragraphs(cut(text), xml),
        OutValue::Number(_) | OutValue::Date(_) | OutValue::Moment(_) | OutValue::Bool(_) => {
            paragraphs(&shown(&cell.value), xml);
        }
    }
    xml.push_str("</table:table-cell>");
}

/// Adds text, a paragraph a line. Spaces that the format would fold are counted.
fn paragraphs(text: &str, xml: &mut String) {
    for line in text.split('\n') {
        xml.push_str("<text:p>");
        let mut spaces = 0_usize;
        let mut first = true;
        for c in line.chars() {
            if c == ' ' {
                spaces += 1;
                continue;
            }
            space(&mut spaces, first, xml);
            first = false;
            match c {
                '\t' => xml.push_str("<text:tab/>"),
                '<' => xml.push_str("&lt;"),
                '>' => xml.push_str("&gt;"),
                '&' => xml.push_str("&amp;"),
                // What XML cannot hold is left out.
                '\u{fffe}' | '\u{ffff}' => {}
                c if c.is_control() => {}
                c => xml.push(c),
            }
        }
        // At the end of a line, too, a space would be lost.
        space(&mut spaces, true, xml);
        xml.push_str("</text:p>");
    }
}

fn space(count: &mut usize, at_an_edge: bool, xml: &mut String) {
    match *count {
        0 => {}
        1 if !at_an_edge => xml.push(' '),
        count => write(xml, format_args!("<text:s text:c=\"{count}\"/>")),
    }
    *count = 0;
}

/// How the value of a cell is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    General,
    Text,
    Date,
    Moment,
}

const SHAPES: [Shape; 4] = [Shape::General, Shape::Text, Shape::Date, Shape::Moment];
const PAINTS: [Paint; 5] = [
    Paint::Plain,
    Paint::Header,
    Paint::Error,
    Paint::Warning,
    Paint::Example,
];

/// The name of a look.
fn style(paint: Paint, shape: Shape) -> String {
    format!("c{}{}", paint as usize, shape as usize)
}

/// Everything before the sheets: what cells and columns may look like.
fn head(sheets: &[Sheet]) -> String {
    let mut xml = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        r#"<office:document-content office:version="1.3""#,
        r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
        r#" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#,
        r#" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#,
        r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
        r#" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0""#,
        r#" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">"#,
        r#"<office:automatic-styles>"#,
        r#"<number:text-style style:name="n1"><number:text-content/></number:text-style>"#,
        r#"<number:date-style style:name="n2"><number:day number:style="long"/><number:text>/</number:text>"#,
        r#"<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>"#,
        r#"<number:date-style style:name="n3"><number:day number:style="long"/><number:text>/</number:text>"#,
        r#"<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>"#,
        r#"<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>"#,
        r#"<number:minutes number:style="long"/></number:date-style>"#,
    ));
    for paint in PAINTS {
        for shape in SHAPES {
            let format = match shape {
                Shape::General => "",
                Shape::Text => r#" style:data-style-name="n1""#,
                Shape::Date => r#" style:data-style-name="n2""#,
                Shape::Moment => r#" style:data-style-name="n3""#,
            };
            let name = style(paint, shape);
            let look = painted(paint);
            write(
                &mut xml,
                format_args!(
                    r#"<style:style style:name="{name}" style:family="table-cell"{format}>{look}</style:style>"#
                ),
            );
        }
    }
    for (sheet, written) in sheets.iter().enumerate() {
        for (number, column) in written.look.columns.iter().enumerate() {
            if column.width > 0 {
                let millimetres = u32::from(column.width) * 19 / 10 + 2;
                write(
                    &mut xml,
                    format_args!(
                        r#"<style:style style:name="w{sheet}_{number}" style:family="table-column"><style:table-column-properties style:column-width="{millimetres}mm"/></style:style>"#
                    ),
                );
            }
        }
    }
    xml.push_str("</office:automatic-styles><office:body><office:spreadsheet>");
    xml
}

fn painted(paint: Paint) -> &'static str {
    match paint {
        Paint::Plain => "",
        Paint::Header => {
            r##"<style:table-cell-properties fo:background-color="#e3e3fd" fo:wrap-option="wrap" style:vertical-align="top"/><style:text-properties fo:font-weight="bold"/>"##
        }
        Paint::Error => {
            r##"<style:table-cell-properties fo:background-color="#ffc9c9" fo:border="0.6mm solid #ce0500"/>"##
        }
        Paint::Warning => {
            r##"<style:table-cell-properties fo:background-color="#ffe8b0" fo:border="0.3mm solid #b34000"/>"##
        }
        Paint::Example => r##"<style:text-properties fo:font-style="italic" fo:color="#666666"/>"##,
    }
}

/// The beginning of a sheet, its columns included.
fn before_rows(number: usize, sheet: &Sheet) -> String {
    let mut xml = String::from("<table:table table:name=\"");
    attribute(&sheet.name, &mut xml);
    xml.push_str("\">");
    for (place, column) in sheet.look.columns.iter().enumerate() {
        xml.push_str("<table:table-column");
        if column.width > 0 {
            write(
                &mut xml,
                format_args!(" table:style-name=\"w{number}_{place}\""),
            );
        }
        let shape = match column.kind {
            ColumnKind::General => Shape::General,
            ColumnKind::Text => Shape::Text,
            ColumnKind::Date => Shape::Date,
        };
        let name = style(Paint::Plain, shape);
        write(
            &mut xml,
            format_args!(" table:default-cell-style-name=\"{name}\"/>"),
        );
    }
    if sheet.look.columns.is_empty() {
        xml.push_str("<table:table-column/>");
    }
    xml
}

/// Adds the arrows that filter a sheet, if it has them.
fn filter(number: usize, sheet: &Sheet, xml: &mut String) {
    let last = sheet
        .width
        .checked_sub(1)
        .and_then(|last| u16::try_from(last).ok());
    let (true, Some(last)) = (sheet.look.filtered, last) else {
        return;
    };
    if sheet.look.frozen_rows == 0 || sheet.count < sheet.look.frozen_rows {
        return;
    }
    write(
        xml,
        format_args!(
            r#"<table:database-range table:name="__Anonymous_Sheet_DB__{number}" table:display-filter-buttons="true" table:target-range-address="'"#
        ),
    );
    attribute(&sheet.name.replace('\'', "''"), xml);
    let (first, last) = (sheet.look.frozen_rows, column_name(last));
    write(xml, format_args!("'.A{first}:.{last}{}\"/>", sheet.count));
}

/// What stays in sight while one scrolls.
fn settings(sheets: &[Sheet]) -> String {
    let mut xml = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        r#"<office:document-settings office:version="1.3""#,
        r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
        r#" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0""#,
        r#" xmlns:ooo="http://openoffice.org/2004/office"><office:settings>"#,
        r#"<config:config-item-set config:name="ooo:view-settings">"#,
        r#"<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>"#,
        r#"<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>"#,
        r#"<config:config-item-map-named config:name="Tables">"#,
    ));
    for sheet in sheets.iter().filter(|sheet| sheet.look.frozen_rows > 0) {
        xml.push_str("<config:config-item-map-entry config:name=\"");
        attribute(&sheet.name, &mut xml);
        let rows = sheet.look.frozen_rows;
        write(
            &mut xml,
            format_args!(
                concat!(
                    r#""><config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>"#,
                    r#"<config:config-item config:name="VerticalSplitPosition" config:type="int">{rows}</config:config-item>"#,
                    r#"<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>"#,
                    r#"<config:config-item config:name="PositionBottom" config:type="int">{rows}</config:config-item>"#,
                    r#"</config:config-item-map-entry>"#,
                ),
                rows = rows
            ),
        );
    }
    xml.push_str(concat!(
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>",
        "</config:config-item-set></office:settings></office:document-settings>",
    ));
    xml
}

/// Adds text within quotes.
fn attribute(text: &str, xml: &mut String) {
    for c in text.chars() {
        match c {
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '&' => xml.push_str("&amp;"),
            '"' => xml.push_str("&quot;"),
            c => xml.push(c),
        }
    }
}

/// Adds what is formatted: a string takes everything.
fn write(xml: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = xml.write_fmt(what);
}
