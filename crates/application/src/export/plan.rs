//! What is to be exported: whom, which tables and columns, in which format.

use std::{collections::BTreeSet, str::FromStr};

use structures::UnknownCode;

use super::{Column, Need, Table, need::kinds_of};
use crate::{
    imports::writing::SheetFormat,
    reads::{ListQuery, Tab},
};

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One that spreadsheet programs open.
    Sheet(SheetFormat),
    /// A list of people, each with its tables inside.
    Json,
}

impl Format {
    /// All of them, the most usual first.
    pub const ALL: [Self; 4] = [
        Self::Sheet(SheetFormat::Xlsx),
        Self::Sheet(SheetFormat::Ods),
        Self::Sheet(SheetFormat::Csv),
        Self::Json,
    ];

    /// What its file names end with, which is its code too.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Sheet(format) => format.extension(),
            Self::Json => "json",
        }
    }

    /// How it is announced over HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Sheet(format) => format.media_type(),
            Self::Json => "application/json",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.extension() == code)
            .ok_or(UnknownCode)
    }
}

/// What cannot be exported so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unplanned {
    /// No table.
    #[error("no table is chosen")]
    NoTable,
    /// The table of people, without any column.
    #[error("no column is chosen")]
    NoColumn,
    /// Several tables in a file that holds one.
    #[error("a CSV file holds one table")]
    OneTable,
}

/// What is to be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    whom: ListQuery,
    tables: Vec<Table>,
    columns: Vec<Column>,
    format: Format,
}

impl Plan {
    /// A plan. Tables and columns come in their own order, each once.
    ///
    /// # Errors
    /// [`Unplanned`].
    pub fn new(
        whom: ListQuery,
        tables: impl IntoIterator<Item = Table>,
        columns: impl IntoIterator<Item = Column>,
        format: Format,
    ) -> Result<Self, Unplanned> {
        let mut tables: Vec<Table> = in_order(tables);
        if tables.is_empty() {
            return Err(Unplanned::NoTable);
        }
        let columns = if tables.contains(&Table::People) {
            in_order(columns)
        } else if format == Format::Json {
            // The other tables stand inside somebody.
            tables.insert(0, Table::People);
            Column::WHOSE.to_vec()
        } else {
            Vec::new()
        };
        if tables.contains(&Table::People) && columns.is_empty() {
            return Err(Unplanned::NoColumn);
        }
        if format == Format::Sheet(SheetFormat::Csv) && tables.len() > 1 {
            return Err(Unplanned::OneTable);
        }
        Ok(Self {
            whom,
            tables,
            columns,
            format,
        })
    }

    /// Everybody, by name.
    #[must_use]
    pub fn everybody() -> ListQuery {
        ListQuery {
            tab: Tab::All,
            ..ListQuery::default()
        }
    }

    /// Whom.
    #[must_use]
    pub const fn whom(&self) -> &ListQuery {
        &self.whom
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The columns of the table of people.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether it takes out so much, or something so private, that whoever asks says once
    /// more who they are: a whole tab, or what was declared at interviews.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        !self.whom.is_narrowed() || self.tables.iter().any(|table| table.is_sensitive())
    }

    /// The kinds of facts to read; none where the rows of the list are enough.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        let columns = self.columns.iter().flat_map(|column| column.needs());
        let tables = self.tables.iter().flat_map(|table| table.needs());
        let needs: BTreeSet<Need> = columns.chain(tables).copied().collect();
        kinds_of(needs)
    }
}

/// Each once, in the order of their type.
fn in_order<T: Ord>(some: impl IntoIterator<Item = T>) -> Vec<T> {
    some.into_iter()
        .collect::<BTreeSet<T>>()
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::SilenceFilter;

    const XLSX: Format = Format::Sheet(SheetFormat::Xlsx);
    const CSV: Format = Format::Sheet(SheetFormat::Csv);

    fn plan(tables: &[Table], columns: &[Column], format: Format) -> Result<Plan, Unplanned> {
        let (tables, columns) = (tables.iter().copied(), columns.iter().copied());
        Plan::new(Plan::everybody(), tables, columns, format)
    }

    #[test]
    fn a_plan_says_what_it_lacks() {
        let (people, mail) = (Table::People, Table::Mail);
        let usual = Column::USUAL;
        assert_eq!(plan(&[], usual, XLSX), Err(Unplanned::NoTable));
        assert_eq!(plan(&[people], &[], XLSX), Err(Unplanned::NoColumn));
        assert_eq!(plan(&[people, mail], usual, CSV), Err(Unplanned::OneTable));
        assert!(plan(&[mail], &[], CSV).is_ok());
        let json = plan(&[mail], &[], Format::Json).unwrap();
        assert_eq!(json.tables(), [people, mail]);
    }

    #[test]
    fn columns_come_in_their_order_each_once() {
        let asked = [Column::Nom, Column::Number, Column::Nom];
        let plan = plan(&[Table::People], &asked, XLSX).unwrap();
        assert_eq!(plan.columns(), [Column::Number, Column::Nom]);
    }

    #[test]
    fn only_what_is_needed_is_read() {
        let names = [Column::Nom, Column::Phone];
        assert!(
            plan(&[Table::People], &names, XLSX)
                .unwrap()
                .kinds()
                .is_empty()
        );
        let kinds = plan(&[Table::People], Column::USUAL, XLSX).unwrap().kinds();
        assert!(kinds.contains(&"accepted") && kinds.contains(&"annulled"));
        assert!(!kinds.contains(&"mail_received") && !kinds.contains(&"contact_made"));
    }

    #[test]
    fn a_whole_tab_and_interviews_are_confirmed() {
        let people = plan(&[Table::People], Column::USUAL, XLSX).unwrap();
        assert!(people.is_confirmed());
        let some = ListQuery {
            silence: Some(SilenceFilter::TwoMonths),
            ..Plan::everybody()
        };
        let few = |table| Plan::new(some.clone(), [table], [Column::Nom], XLSX).unwrap();
        assert!(!few(Table::People).is_confirmed());
        assert!(few(Table::Interviews).is_confirmed());
    }
}
