//! Writing workbooks: rows of typed cells go out as they are known, in the format that was
//! asked. What the format is made of is an adapter's affair.

use std::{borrow::Cow, io::Write};

use chrono::{NaiveDate, NaiveDateTime};

/// A format that spreadsheet programs open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetFormat {
    /// Excel's.
    Xlsx,
    /// LibreOffice's, an ISO standard.
    Ods,
    /// Plain text, one sheet: as French spreadsheet programs open it at a double click
    /// (`;`, UTF-8 with its mark, CRLF, dates as `jj/mm/aaaa`).
    Csv,
}

impl SheetFormat {
    /// All of them, the most usual first.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Ods, Self::Csv];

    /// What its file names end with, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Csv => "csv",
        }
    }

    /// How it is announced over HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// How one sheet is laid out, told before its first row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetLook {
    /// Its name on the tab. What a format forbids in it is replaced.
    pub name: String,
    /// Its columns, from the left. Rows may be wider: what is beyond has the usual look.
    pub columns: Vec<ColumnLook>,
    /// How many rows stay in sight while one scrolls.
    pub frozen_rows: u32,
    /// Whether the last frozen row carries the arrows that filter.
    pub filtered: bool,
}

/// How one column is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnLook {
    /// Its width, in characters. Zero: the program's own.
    pub width: u16,
    /// What one will type in the cells that are still empty.
    pub kind: ColumnKind,
    /// What may be chosen in it, below the frozen rows.
    pub choices: Option<Choices>,
}

impl ColumnLook {
    /// A column of this width, in characters.
    #[must_use]
    pub fn wide(width: u16) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }
}

/// What is typed in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Whatever the program makes of it.
    #[default]
    General,
    /// Text, even when it looks like a number: telephones, references.
    Text,
    /// Dates, shown as `jj/mm/aaaa`.
    Date,
}

/// A list to choose from: cells of a column of another sheet of the same workbook. Something
/// else may still be typed; the program then says what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Which sheet, from zero.
    pub sheet: usize,
    /// Which of its columns, from zero.
    pub column: u16,
    /// Where the list starts, from zero.
    pub first_row: u32,
    /// How many there are.
    pub count: u32,
}

/// A cell to write.
#[derive(Debug, Clone, PartialEq)]
pub struct OutCell<'a> {
    /// What it holds.
    pub value: OutValue<'a>,
    /// How it looks.
    pub paint: Paint,
    /// What opens beside it, as a comment.
    pub note: Option<Cow<'a, str>>,
}

/// What a cell to write holds.
#[derive(Debug, Clone, PartialEq)]
pub enum OutValue<'a> {
    /// Nothing.
    Empty,
    /// Text, and nothing but text: never a formula, never a number.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A day: a real date of the format.
    Date(NaiveDate),
    /// A moment, to the minute, in the structure's own time.
    Moment(NaiveDateTime),
    /// True or false. (For people, write OUI and NON as text.)
    Bool(bool),
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Paint {
    /// As everything else.
    #[default]
    Plain,
    /// The head of a column.
    Header,
    /// Something must be corrected here.
    Error,
    /// Something deserves a look here.
    Warning,
    /// An example, to be replaced.
    Example,
}

impl<'a> OutCell<'a> {
    /// An empty cell.
    pub const EMPTY: OutCell<'static> = OutCell {
        value: OutValue::Empty,
        paint: Paint::Plain,
        note: None,
    };

    /// A cell that looks as everything else.
    #[must_use]
    pub fn plain(value: OutValue<'a>) -> Self {
        Self {
            value,
            paint: Paint::Plain,
            note: None,
        }
    }

    /// Text. An empty one makes an empty cell.
    #[must_use]
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self::plain(if text.is_empty() {
            OutValue::Empty
        } else {
            OutValue::Text(text)
        })
    }

    /// The head of a column.
    #[must_use]
    pub fn header(text: impl Into<Cow<'a, str>>) -> Self {
        Self::text(text).painted(Paint::Header)
    }

    /// A number.
    #[must_use]
    pub fn number(number: impl Into<f64>) -> Self {
        Self::plain(OutValue::Number(number.into()))
    }

    /// A day, or nothing.
    #[must_use]
    pub fn date(date: impl Into<Option<NaiveDate>>) -> Self {
        Self::plain(date.into().map_or(OutValue::Empty, OutValue::Date))
    }

    /// The same, painted so.
    #[must_use]
    pub fn painted(self, paint: Paint) -> Self {
        Self { paint, ..self }
    }

    /// The same, with a comment.
    #[must_use]
    pub fn noted(self, note: impl Into<Cow<'a, str>>) -> Self {
        Self {
            note: Some(note.into()),
            ..self
        }
    }
}

/// Where a workbook goes: a file, the pieces of an answer.
pub type Out = Box<dyn Write + Send>;

/// Writes workbooks.
///
/// Blocking: call it where blocking is allowed.
pub trait SheetWriter: Send + Sync {
    /// Begins a workbook with these sheets, in this order.
    ///
    /// A `.csv` goes out row by row. The two others are put aside on the disk, in files
    /// without a name, and go out at the end: memory stays the same whatever their length.
    ///
    /// # Errors
    /// [`WriteFault::Sheets`], [`WriteFault::Out`].
    fn open(
        &self,
        format: SheetFormat,
        sheets: &[SheetLook],
        out: Out,
    ) -> Result<Box<dyn Workbook>, WriteFault>;
}

/// A workbook while it is written. Dropped before its end, it leaves an unusable file.
pub trait Workbook: Send {
    /// Adds the next row of a sheet (from zero, in the order they were announced). Rows of
    /// several sheets may alternate. A row without cells stays empty.
    ///
    /// # Errors
    /// [`WriteFault::Sheets`] when there is no such sheet, [`WriteFault::TooLong`],
    /// [`WriteFault::Out`].
    fn row(&mut self, sheet: usize, cells: &[OutCell<'_>]) -> Result<(), WriteFault>;

    /// Ends the workbook: the rest goes out.
    ///
    /// # Errors
    /// [`WriteFault::Out`].
    fn finish(self: Box<Self>) -> Result<(), WriteFault>;
}

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// No sheet, several in a format that has one, two of one name, or rows for one that was
    /// not announced.
    #[error("the sheets do not suit the format")]
    Sheets,
    /// More rows or columns than the format has.
    #[error("more rows or columns than a sheet can have")]
    TooLong,
    /// Nobody takes the bytes any more, or the disk is full.
    #[error("the workbook cannot be put down")]
    Out(#[source] std::io::Error),
}
