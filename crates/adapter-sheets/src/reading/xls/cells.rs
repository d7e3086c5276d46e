//! The cells of one sheet, one after the other.

use std::collections::VecDeque;

use application::imports::{
    problem::column_name,
    table::{Cell, Unreadable},
};

use super::{
    Book,
    records::{BEGIN, END, Field, Records},
    strings,
};
use crate::{days, reading::grid::NOT_COMPUTED};

/// A sheet while it is read.
pub struct Sheet<'b> {
    records: Records<'b>,
    book: &'b Book,
    /// What a record of several cells still holds.
    waiting: VecDeque<(u32, u32, Cell)>,
    /// The cell whose formula has a text as its result, which follows.
    awaited: Option<(u32, u32)>,
    merged: Option<String>,
    /// How many charts within the sheet are open.
    depth: u32,
}

impl<'b> Sheet<'b> {
    /// From where it begins.
    pub fn new(records: Records<'b>, book: &'b Book) -> Self {
        Self {
            records,
            book,
            waiting: VecDeque::new(),
            awaited: None,
            merged: None,
            depth: 0,
        }
    }

    /// The first group of merged cells, once all cells were read.
    pub fn merged(self) -> Option<String> {
        self.merged
    }

    /// The next cell that is not empty: row and column from zero.
    ///
    /// # Errors
    /// [`Unreadable::Corrupt`].
    pub fn next(&mut self) -> Result<Option<(u32, u32, Cell)>, Unreadable> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            let Some(record) = self.records.next() else {
                // A sheet has an end.
                return Err(Unreadable::Corrupt);
            };
            match record.kind {
                BEGIN => self.depth = self.depth.saturating_add(1),
                END => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Ok(None);
                    }
                }
                _ if self.depth > 1 => {}
                kind => self.take(kind, record.data).ok_or(Unreadable::Corrupt)?,
            }
        }
    }

    /// What one record of the sheet adds; nothing when it is cut short.
    fn take(&mut self, kind: u16, data: &[u8]) -> Option<()> {
        let cell = match kind {
            // NUMBER
            0x0203 => self.number(data.u16(4)?, data.f64(6)?),
            // RK
            0x027E => self.number(data.u16(4)?, packed(data.u32(6)?)),
            // MULRK: several numbers in a row
            0x00BD => {
                let row = u32::from(data.u16(0)?);
                let first = u32::from(data.u16(2)?);
                let numbers = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
                for (column, number) in (first..).zip(numbers) {
                    let cell = self.number(number.u16(0)?, packed(number.u32(2)?));
                    self.waiting.push_back((row, column, cell));
                }
                return Some(());
            }
            // LABELSST: a shared text
            0x00FD => {
                let number = usize::try_from(data.u32(6)?).ok()?;
                Cell::text(self.book.strings.get(number)?)
            }
            // LABEL, RSTRING: a text of its own
            0x0204 | 0x00D6 => Cell::text(&strings::long(data, 6)?),
            // BOOLERR
            0x0205 => truth_or_error(data.u8(6)?, data.u8(7)? == 1),
            // FORMULA
            0x0006 => self.result(data)?,
            // STRING: the text that a formula results in
            0x0207 => {
                if let Some((row, column)) = self.awaited.take() {
                    let text = Cell::text(&strings::long(data, 0).unwrap_or_default());
                    self.waiting.push_back((row, column, text));
                }
                return Some(());
            }
            // MERGECELLS
            0x00E5 => {
                if self.merged.is_none() && data.u16(0)? > 0 {
                    let column = column_name(data.u16(6)?);
                    self.merged = Some(format!("{column}{}", u32::from(data.u16(2)?) + 1));
                }
                return Some(());
            }
            _ => return Some(()),
        };
        if !matches!(cell, Cell::Empty) {
            let place = (u32::from(data.u16(0)?), u32::from(data.u16(2)?));
            self.waiting.push_back((place.0, place.1, cell));
        }
        Some(())
    }

    fn number(&self, style: u16, number: f64) -> Cell {
        let is_day = self.book.days.get(usize::from(style)).copied();
        if is_day.unwrap_or(false) {
            days::cell_of(number, self.book.calendar)
        } else if number.is_finite() {
            Cell::Number(number)
        } else {
            Cell::Fault(number.to_string().into())
        }
    }

    /// What a formula results in, as it was last computed.
    fn result(&mut self, data: &[u8]) -> Option<Cell> {
        if data.u16(12)? != 0xFFFF {
            return Some(self.number(data.u16(4)?, data.f64(6)?));
        }
        Some(match data.u8(6)? {
            0 => {
                self.awaited = Some((u32::from(data.u16(0)?), u32::from(data.u16(2)?)));
                Cell::Empty
            }
            1 => truth_or_error(data.u8(8)?, false),
            2 => truth_or_error(data.u8(8)?, true),
            3 => Cell::Empty,
            _ => Cell::Fault(NOT_COMPUTED.into()),
        })
    }
}

/// A number in four bytes: a whole one or half of a floating one, perhaps a hundredfold.
fn packed(number: u32) -> f64 {
    let value = if number & 2 == 0 {
        f64::from_bits(u64::from(number & !3) << 32)
    } else {
        f64::from(number.cast_signed() >> 2)
    };
    if number & 1 == 0 {
        value
    } else {
        value / 100.0
    }
}

fn truth_or_error(value: u8, is_error: bool) -> Cell {
    if !is_error {
        return Cell::Bool(value != 0);
    }
    let words = match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    Cell::Fault(words.into())
}

#[cfg(test)]
mod tests {
    use super::packed;

    #[test]
    fn numbers_in_four_bytes_are_unfolded() {
        let close = |packed: f64, expected: f64| (packed - expected).abs() < 1e-9;
        assert!(close(packed(0x3FF0_0000), 1.0));
        assert!(close(packed(0x3FF0_0001), 0.01));
        assert!(close(packed((612_345 << 2) | 2), 612_345.0));
        assert!(close(packed(((-5_i32).cast_unsigned() << 2) | 2), -5.0));
        assert!(close(packed((1_234 << 2) | 3), 12.34));
    }
}
