//! Cells in XML, and the names of their looks.

use application::imports::writing::{ColumnKind, OutCell, OutValue, Paint};

use super::write;
use crate::writing::{cut, shown};

/// Adds a cell.
pub fn put(cell: &OutCell<'_>, kind: ColumnKind, xml: &mut String) {
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
pub enum Shape {
    General,
    Text,
    Date,
    Moment,
}

/// All of them.
pub const SHAPES: [Shape; 4] = [Shape::General, Shape::Text, Shape::Date, Shape::Moment];
/// All of them.
pub const PAINTS: [Paint; 5] = [
    Paint::Plain,
    Paint::Header,
    Paint::Error,
    Paint::Warning,
    Paint::Example,
];

/// The name of a look.
pub fn style(paint: Paint, shape: Shape) -> String {
    format!("c{}{}", paint as usize, shape as usize)
}
