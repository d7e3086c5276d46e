//! Exports as JSON: a list of people, each with its own lists inside.

use std::io::{BufWriter, Write};

use application::{
    export::{RecordWriter, Records},
    imports::writing::{Out, OutCell, OutValue, Workbook, WriteFault},
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Writes rows as JSON.
pub struct JsonRecords;

impl RecordWriter for JsonRecords {
    fn open(&self, records: Vec<Records>, out: Out) -> Result<Box<dyn Workbook>, WriteFault> {
        if records.is_empty() {
            return Err(WriteFault::Sheets);
        }
        let mut out = BufWriter::with_capacity(64 * 1024, out);
        out.write_all(b"[").map_err(WriteFault::Out)?;
        Ok(Box::new(People {
            out,
            records,
            open: None,
            several: false,
        }))
    }
}

/// A cell, as JSON has it: days and moments as ISO 8601.
enum Value {
    Nothing,
    Text(String),
    Whole(i64),
    Number(f64),
    Bool(bool),
}

impl Value {
    fn of(cell: &OutCell<'_>) -> Self {
        match &cell.value {
            OutValue::Empty => Self::Nothing,
            OutValue::Text(text) => Self::Text(text.to_string()),
            OutValue::Number(number) => whole(*number).map_or(Self::Number(*number), Self::Whole),
            OutValue::Date(day) => Self::Text(day.to_string()),
            OutValue::Moment(at) => Self::Text(at.format("%Y-%m-%dT%H:%M").to_string()),
            OutValue::Bool(yes) => Self::Bool(*yes),
        }
    }
}

/// The number, where it has no decimals and is exact.
#[expect(
    clippy::cast_possible_truncation,
    reason = "its size is looked at first"
)]
fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() < 9e15;
    exact.then_some(number as i64)
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_unit(),
            Self::Text(text) => to.serialize_str(text),
            Self::Whole(number) => to.serialize_i64(*number),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Bool(yes) => to.serialize_bool(*yes),
        }
    }
}

/// A row under its keys.
struct Keyed<'a>(&'a [String], &'a [Value]);

impl Serialize for Keyed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().zip(self.1))
    }
}

/// A person while their rows come.
struct Person {
    cells: Vec<Value>,
    /// The rows of the lists after the first.
    lists: Vec<Vec<Vec<Value>>>,
}

/// The person with their lists under their keys.
struct Whole<'a>(&'a [Records], &'a Person);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self(records, person) = self;
        let (people, others) = records
            .split_first()
            .map_or((None, &[][..]), |(p, o)| (Some(p), o));
        let mut map = to.serialize_map(None)?;
        for (key, value) in people.iter().flat_map(|p| &p.columns).zip(&person.cells) {
            map.serialize_entry(key, value)?;
        }
        for (of, rows) in others.iter().zip(&person.lists) {
            let rows: Vec<_> = rows.iter().map(|row| Keyed(&of.columns, row)).collect();
            map.serialize_entry(of.key, &rows)?;
        }
        map.end()
    }
}

struct People {
    out: BufWriter<Out>,
    records: Vec<Records>,
    open: Option<Person>,
    /// Whether somebody was written already.
    several: bool,
}

impl People {
    /// Writes whoever is open.
    fn flush(&mut self) -> Result<(), WriteFault> {
        let Some(person) = self.open.take() else {
            return Ok(());
        };
        let between: &[u8] = if self.several { b",\n" } else { b"\n" };
        self.several = true;
        self.out.write_all(between).map_err(WriteFault::Out)?;
        serde_json::to_writer(&mut self.out, &Whole(&self.records, &person))
            .map_err(|error| WriteFault::Out(error.into()))
    }
}

impl Workbook for People {
    fn row(&mut self, sheet: usize, cells: &[OutCell<'_>]) -> Result<(), WriteFault> {
        let cells: Vec<Value> = cells.iter().map(Value::of).collect();
        if sheet == 0 {
            self.flush()?;
            self.open = Some(Person {
                cells,
                lists: self.records.iter().skip(1).map(|_| Vec::new()).collect(),
            });
            return Ok(());
        }
        let list = self.open.as_mut().and_then(|p| p.lists.get_mut(sheet - 1));
        list.ok_or(WriteFault::Sheets)?.push(cells);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteFault> {
        self.flush()?;
        self.out.write_all(b"\n]\n").map_err(WriteFault::Out)?;
        self.out.flush().map_err(WriteFault::Out)
    }
}
