//! The cells of one sheet, one after the other.

use application::imports::table::{Cell, Unreadable};
use quick_xml::events::BytesStart;

use super::{Shared, strings::rich_text};
use crate::{
    days,
    reading::{
        grid::{MAX_CELL, NOT_COMPUTED},
        xml::{Piece, Xml, attribute},
    },
};

/// A sheet while it is read.
pub struct Sheet<'s> {
    xml: Xml<'s>,
    shared: &'s Shared,
    /// Where the next cell is, from zero, if it does not say.
    row: u32,
    column: u32,
    ended: bool,
    text: String,
}

/// What the value of a cell is.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    /// A number that stands for a day.
    Day,
    /// A text by its number.
    Shared,
    /// A text of its own, as the result of a formula.
    Own,
    Bool,
    Error,
    IsoDay,
}

impl<'s> Sheet<'s> {
    /// From its part.
    pub fn new(xml: Xml<'s>, shared: &'s Shared) -> Self {
        Self {
            xml,
            shared,
            row: 0,
            column: 0,
            ended: false,
            text: String::new(),
        }
    }

    /// The next cell that is not empty: row and column from zero.
    ///
    /// # Errors
    /// [`Unreadable::Corrupt`].
    pub fn next(&mut self) -> Result<Option<(u32, u32, Cell)>, Unreadable> {
        while !self.ended {
            let kind = match self.xml.next()? {
                Piece::Start(e) if e.local_name().as_ref() == "c" => {
                    let head = Head::of(&e, self.shared);
                    if let Some((row, column)) = head.place {
                        (self.row, self.column) = (row, column);
                    }
                    head.kind
                }
                Piece::Start(e) if e.local_name().as_ref() == "row" => {
                    if let Some(number) = attribute(&e, "r").and_then(|row| row.parse().ok()) {
                        self.row = u32::saturating_sub(number, 1);
                    }
                    self.column = 0;
                    continue;
                }
                Piece::End(e) => {
                    match e.local_name().as_ref() {
                        "row" => self.row = self.row.saturating_add(1),
                        "sheetData" => self.ended = true,
                        _ => {}
                    }
                    continue;
                }
                Piece::Eof => return Err(Unreadable::Corrupt),
                Piece::Start(_) | Piece::Text(_) | Piece::Other => continue,
            };
            let cell = self.value(kind)?;
            let (row, column) = (self.row, self.column);
            self.column = column.saturating_add(1);
            if !matches!(cell, Cell::Empty) {
                return Ok(Some((row, column, cell)));
            }
        }
        Ok(None)
    }

    /// What a cell holds, up to its end.
    fn value(&mut self, kind: Kind) -> Result<Cell, Unreadable> {
        let (mut in_value, mut has_value, mut has_formula) = (false, false, false);
        let mut cell = Cell::Empty;
        self.text.clear();
        loop {
            match self.xml.next()? {
                Piece::Start(e) => match e.local_name().as_ref() {
                    "v" => in_value = true,
                    "f" => has_formula = true,
                    "is" => {
                        let mut text = String::new();
                        rich_text(&mut self.xml, "is", &mut text)?;
                        cell = Cell::text(&text);
                    }
                    _ => {}
                },
                Piece::Text(text) if in_value => {
                    has_value = true;
                    self.text.push_str(&text);
                    if self.text.len() > MAX_CELL {
                        return Err(Unreadable::Corrupt);
                    }
                }
                Piece::End(e) => match e.local_name().as_ref() {
                    "v" => in_value = false,
                    "c" => break,
                    _ => {}
                },
                Piece::Text(_) | Piece::Other => {}
                Piece::Eof => return Err(Unreadable::Corrupt),
            }
        }
        if has_value {
            return self.understood(kind);
        }
        if has_formula && matches!(cell, Cell::Empty) && !matches!(kind, Kind::Own) {
            return Ok(Cell::Fault(NOT_COMPUTED.into()));
        }
        Ok(cell)
    }

    fn understood(&self, kind: Kind) -> Result<Cell, Unreadable> {
        let text = self.text.as_str();
        Ok(match kind {
            Kind::Shared => Cell::text(self.shared.strings.get(text).ok_or(Unreadable::Corrupt)?),
            Kind::Own => Cell::text(text),
            Kind::Number | Kind::Day => match text.trim().parse::<f64>() {
                Ok(number) if matches!(kind, Kind::Day) => {
                    days::cell_of(number, self.shared.calendar)
                }
                Ok(number) if number.is_finite() => Cell::Number(number),
                Ok(_) | Err(_) => Cell::Fault(text.into()),
            },
            Kind::Bool => Cell::Bool(matches!(text.trim(), "1" | "true")),
            Kind::Error => Cell::Fault(text.into()),
            Kind::IsoDay => days::cell_of_iso(text),
        })
    }

    /// The first group of merged cells, once all cells were read. What comes after those is
    /// not read.
    ///
    /// # Errors
    /// [`Unreadable::Corrupt`].
    pub fn first_merged(&mut self) -> Result<Option<String>, Unreadable> {
        loop {
            match self.xml.next()? {
                Piece::Start(e) => match e.local_name().as_ref() {
                    "mergeCell" => return Ok(attribute(&e, "ref")),
                    "phoneticPr"
                    | "conditionalFormatting"
                    | "dataValidations"
                    | "hyperlinks"
                    | "pageMargins"
                    | "extLst" => return Ok(None),
                    _ => {}
                },
                Piece::Eof => return Ok(None),
                Piece::End(_) | Piece::Text(_) | Piece::Other => {}
            }
        }
    }
}

/// What a cell says of itself.
struct Head {
    place: Option<(u32, u32)>,
    kind: Kind,
}

impl Head {
    fn of(element: &BytesStart<'_>, shared: &Shared) -> Self {
        let mut head = Self {
            place: None,
            kind: Kind::Number,
        };
        let mut shows_a_day = false;
        let mut attributes = element.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let value: &str = &attribute.value;
            match attribute.key.local_name().as_ref() {
                "r" => head.place = place(value),
                "s" => shows_a_day = shared.styles.shows_a_day(value),
                "t" => {
                    head.kind = match value {
                        "s" => Kind::Shared,
                        "b" => Kind::Bool,
                        "e" => Kind::Error,
                        "d" => Kind::IsoDay,
                        "n" => Kind::Number,
                        _ => Kind::Own,
                    }
                }
                _ => {}
            }
        }
        if shows_a_day && matches!(head.kind, Kind::Number) {
            head.kind = Kind::Day;
        }
        head
    }
}

/// Where `AB12` is, from zero: row, column.
fn place(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = name.split_at_checked(letters)?;
    let mut number = 0_u32;
    for letter in column.bytes() {
        let letter = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        number = number.checked_mul(26)?.checked_add(letter)?;
    }
    let row: u32 = row.parse().ok()?;
    Some((row.checked_sub(1)?, number.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_name_of_a_cell_says_where_it_is() {
        assert_eq!(place("A1"), Some((0, 0)));
        assert_eq!(place("BT1048576"), Some((1_048_575, 71)));
        for nowhere in [
            "",
            "A",
            "1",
            "A0",
            "A-1",
            "é1",
            "ZZZZZZZZZZ1",
            "A99999999999",
        ] {
            assert_eq!(place(nowhere), None, "{nowhere}");
        }
    }
}
