//! What stands around rows: looks, columns, filters, frozen rows.

use application::imports::{
    problem::column_name,
    writing::{ColumnKind, Paint},
};

use super::{
    Sheet,
    cells::{PAINTS, SHAPES, Shape, style},
    write,
};

/// Everything before the sheets: what cells and columns may look like.
pub fn head(sheets: &[Sheet]) -> String {
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
pub fn before_rows(number: usize, sheet: &Sheet) -> String {
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
pub fn filter(number: usize, sheet: &Sheet, xml: &mut String) {
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
pub fn settings(sheets: &[Sheet]) -> String {
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
