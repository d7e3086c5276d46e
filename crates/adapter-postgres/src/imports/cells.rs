//! How cells and what is wrong with them are stored, as JSON.

use std::fmt;

use application::imports::{
    problem::Problem,
    table::{Cell, Row},
};
use chrono::NaiveDate;
use kernel::StoreError;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor},
};

const UNREADABLE: StoreError = StoreError::Corrupt("a row of an import");

/// A cell: nothing, text, number, true or false as themselves; a day and a fault by name.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum StoredCell {
    Empty,
    Bool(bool),
    Number(f64),
    Text(String),
    Day { d: NaiveDate },
    Fault { f: String },
}

/// Each kind is known by what JSON calls it, where trying one after the other would write a
/// message of error for most cells.
impl<'de> Deserialize<'de> for StoredCell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneCell)
    }
}

/// The two kinds of cells that are named.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Named {
    D,
    F,
}

struct OneCell;

impl<'de> Visitor<'de> for OneCell {
    type Value = StoredCell;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a cell")
    }

    fn visit_unit<E: de::Error>(self) -> Result<StoredCell, E> {
        Ok(StoredCell::Empty)
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<StoredCell, E> {
        Ok(StoredCell::Bool(yes))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<StoredCell, E> {
        Ok(StoredCell::Number(number))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "it was an f64 when it was stored"
    )]
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<StoredCell, E> {
        Ok(StoredCell::Number(number as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "it was an f64 when it was stored"
    )]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<StoredCell, E> {
        Ok(StoredCell::Number(number as f64))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<StoredCell, E> {
        Ok(StoredCell::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<StoredCell, E> {
        Ok(StoredCell::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StoredCell, A::Error> {
        let name = map.next_key()?;
        let cell = match name.ok_or_else(|| de::Error::invalid_length(0, &self))? {
            Named::D => StoredCell::Day {
                d: map.next_value()?,
            },
            Named::F => StoredCell::Fault {
                f: map.next_value()?,
            },
        };
        match map.next_key::<Named>()? {
            None => Ok(cell),
            Some(_) => Err(de::Error::invalid_length(2, &self)),
        }
    }
}

/// A row of headers, as a query gives it.
#[derive(Deserialize)]
pub(crate) struct StoredRow {
    number: u32,
    cells: Vec<StoredCell>,
}

#[derive(Serialize, Deserialize)]
struct StoredProblem {
    row: u32,
    column: Option<u16>,
    code: String,
    message: String,
    value: String,
}

/// What the database takes as text: it knows no character of number zero.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn stored_cell(cell: &Cell) -> StoredCell {
    match cell {
        Cell::Empty => StoredCell::Empty,
        Cell::Text(text) => StoredCell::Text(clean(text)),
        Cell::Number(number) => StoredCell::Number(*number),
        Cell::Date(day) => StoredCell::Day { d: *day },
        Cell::Bool(yes) => StoredCell::Bool(*yes),
        Cell::Fault(fault) => StoredCell::Fault { f: clean(fault) },
    }
}

fn cell(stored: StoredCell) -> Cell {
    match stored {
        StoredCell::Empty => Cell::Empty,
        StoredCell::Text(text) => Cell::Text(text.into()),
        StoredCell::Number(number) => Cell::Number(number),
        StoredCell::Day { d } => Cell::Date(d),
        StoredCell::Bool(yes) => Cell::Bool(yes),
        StoredCell::Fault { f } => Cell::Fault(f.into()),
    }
}

/// The cells up to the last that holds something.
pub(crate) fn cells_text(cells: &[Cell]) -> Result<String, StoreError> {
    let last = cells.iter().rposition(|cell| *cell != Cell::Empty);
    let until = last.map_or(0, |last| last + 1);
    let filled = cells.get(..until).unwrap_or_default();
    let filled: Vec<StoredCell> = filled.iter().map(stored_cell).collect();
    serde_json::to_string(&filled).map_err(|_| UNREADABLE)
}

pub(crate) fn cells(text: &str) -> Result<Vec<Cell>, StoreError> {
    let stored: Vec<StoredCell> = serde_json::from_str(text).map_err(|_| UNREADABLE)?;
    Ok(stored.into_iter().map(cell).collect())
}

pub(crate) fn row(stored: StoredRow) -> Row {
    Row {
        number: stored.number,
        cells: stored.cells.into_iter().map(cell).collect(),
    }
}

pub(crate) fn problems_text(problems: &[Problem]) -> Result<String, StoreError> {
    let stored: Vec<StoredProblem> = problems
        .iter()
        .map(|problem| StoredProblem {
            row: problem.row,
            column: problem.column,
            code: problem.code.code().to_owned(),
            message: clean(&problem.message),
            value: clean(&problem.value),
        })
        .collect();
    serde_json::to_string(&stored).map_err(|_| UNREADABLE)
}

pub(crate) fn problems(text: &str) -> Result<Vec<Problem>, StoreError> {
    let stored: Vec<StoredProblem> = serde_json::from_str(text).map_err(|_| UNREADABLE)?;
    stored
        .into_iter()
        .map(|problem| {
            Ok(Problem {
                row: problem.row,
                column: problem.column,
                code: problem.code.parse().map_err(|_| UNREADABLE)?,
                message: problem.message,
                value: problem.value,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cell_is_read_as_it_was_stored() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap_or_default();
        let all = [
            Cell::Text("06 12".into()),
            Cell::Empty,
            Cell::Number(12.0),
            Cell::Number(-1.5e300),
            Cell::Date(day),
            Cell::Bool(true),
            Cell::Fault("#REF!".into()),
            Cell::Text(String::new().into()),
        ];
        let text = cells_text(&all).unwrap_or_default();
        assert_eq!(cells(&text), Ok(all.to_vec()));
        // As jsonb gives it back, which writes numbers its own way.
        assert_eq!(
            cells(r#"[12, -3, 1.50, null, {"d": "2026-02-28"}, {"f": "x"}]"#),
            Ok(vec![
                Cell::Number(12.0),
                Cell::Number(-3.0),
                Cell::Number(1.5),
                Cell::Empty,
                Cell::Date(day),
                Cell::Fault("x".into()),
            ])
        );
    }

    #[test]
    fn what_is_no_cell_is_not_read() {
        for wrong in [
            "[{}]",
            r#"[{"x": 1}]"#,
            r#"[{"d": "hier"}]"#,
            "[[]]",
            r#"[{"f": "a", "d": "2026-02-28"}]"#,
        ] {
            assert_eq!(cells(wrong), Err(UNREADABLE), "{wrong}");
        }
    }
}
