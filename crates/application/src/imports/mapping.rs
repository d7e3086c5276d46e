//! Which column of a sheet holds what: recognised, proposed, corrected by whoever knows.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{
    field::Field,
    headers,
    problem::{Problem, ProblemCode, column_name},
    table::Table,
};

/// Which column holds what, and below which row the people begin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    header: u32,
    columns: BTreeMap<u16, Field>,
    /// The first column of each field.
    places: BTreeMap<Field, u16>,
}

/// How a mapping was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The field's own workbook, by its headers.
    Model,
    /// The field's own workbook, by its positions: its headers say nothing.
    Positions,
    /// Another sheet: proposed from its headers and from what its columns hold.
    Proposed,
}

/// A mapping with what it was recognised from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The mapping.
    pub mapping: Mapping,
    /// How it was come by.
    pub origin: Origin,
    /// What whoever brought the file should know about its columns, in French.
    pub remarks: Vec<String>,
}

impl Mapping {
    /// A mapping whose people begin below a row; 0 where the first row is a person's.
    #[must_use]
    pub const fn below(header: u32) -> Self {
        Self {
            header,
            columns: BTreeMap::new(),
            places: BTreeMap::new(),
        }
    }

    /// The field's own workbook, by positions, below its one row of headers.
    #[must_use]
    pub fn model() -> Self {
        let mut mapping = Self::below(1);
        for column in 0..super::field::MODEL_COLUMNS {
            mapping.set(column, Field::of_model(column));
        }
        mapping
    }

    /// What a sheet seems to hold: the field's own workbook or our own at once, any other
    /// by its headers and by what its columns hold.
    #[must_use]
    pub fn recognise(table: &Table) -> Recognised {
        headers::recognise(table)
    }

    /// The last row of headers, as the sheet numbers it.
    #[must_use]
    pub const fn header(&self) -> u32 {
        self.header
    }

    /// The same below another row.
    #[must_use]
    pub fn with_header(mut self, header: u32) -> Self {
        self.header = header;
        self
    }

    /// What a column, counted from 0, holds.
    #[must_use]
    pub fn field(&self, column: u16) -> Option<Field> {
        self.columns.get(&column).copied()
    }

    /// The first column that holds a field.
    #[must_use]
    pub fn column_of(&self, field: Field) -> Option<u16> {
        self.places.get(&field).copied()
    }

    /// Says what a column holds; nothing where it is to be left.
    pub fn set(&mut self, column: u16, field: Option<Field>) {
        if let Some(former) = self.columns.remove(&column) {
            self.places.remove(&former);
            let other = self.columns.iter().find(|(_, held)| **held == former);
            self.places.extend(other.map(|(other, _)| (former, *other)));
        }
        if let Some(field) = field {
            self.columns.insert(column, field);
            // The first column wins where two hold one field, which `problems` tells.
            let first = self.places.entry(field).or_insert(column);
            *first = column.min(*first);
        }
    }

    /// The columns that hold something, in order.
    pub fn columns(&self) -> impl Iterator<Item = (u16, Field)> + '_ {
        self.columns.iter().map(|(column, field)| (*column, *field))
    }

    /// What forbids reading any row so: a field that every row needs and no column holds,
    /// a field that two columns hold.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for field in Field::all().filter(|field| field.is_required()) {
            if self.column_of(field).is_none() {
                problems.push(Problem {
                    row: self.header,
                    column: None,
                    code: ProblemCode::MissingColumn,
                    message: kernel::french::typo(&format!(
                        "Il manque la colonne « {} », obligatoire. Ajoutez-la, ou indiquez laquelle de vos colonnes la contient.",
                        field.label()
                    )),
                    value: String::new(),
                });
            }
        }
        for (column, field) in self.columns() {
            let first = self.column_of(field);
            if let Some(first) = first.filter(|first| *first != column) {
                problems.push(Problem {
                    row: self.header,
                    column: Some(column),
                    code: ProblemCode::DoubleColumn,
                    message: kernel::french::typo(&format!(
                        "La colonne « {} » est présente deux fois : en {} et en {}. Gardez-en une seule.",
                        field.label(),
                        column_name(first),
                        column_name(column)
                    )),
                    value: String::new(),
                });
            }
        }
        problems
    }
}

/// `1;0=reference;1=civilite`: the last row of headers, then each column.
impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.header)?;
        for (column, field) in self.columns() {
            write!(f, ";{column}={}", field.key())?;
        }
        Ok(())
    }
}

/// The text is not that of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mapping")]
pub struct InvalidMapping;

impl FromStr for Mapping {
    type Err = InvalidMapping;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(';');
        let header = parts.next().and_then(|n| n.parse().ok());
        let mut mapping = Self::below(header.ok_or(InvalidMapping)?);
        for part in parts {
            let (column, key) = part.split_once('=').ok_or(InvalidMapping)?;
            let column = column.parse().map_err(|_| InvalidMapping)?;
            let field = Field::from_key(key).ok_or(InvalidMapping)?;
            mapping.set(column, Some(field));
        }
        Ok(mapping)
    }
}
