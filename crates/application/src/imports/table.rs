//! A sheet as it was read: typed cells, and the port that reads them from bytes.

use chrono::NaiveDate;
use thiserror::Error;

/// The most bytes a file may weigh.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The most rows that hold anything, headers included.
pub const MAX_ROWS: usize = 100_000;
/// The most columns that hold anything.
pub const MAX_COLUMNS: usize = 300;

/// What a cell holds.
#[derive(Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, as typed.
    Text(Box<str>),
    /// A number that no format makes a date.
    Number(f64),
    /// A day: a date cell, in the calendar of its workbook, its hour left out.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// What cannot be a value: an error of the sheet (`#N/A`), a formula never computed, a
    /// date that no calendar has. The words say which.
    Fault(Box<str>),
}

impl Cell {
    /// A cell of text; empty where the text is.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.into())
        }
    }

    /// Whether nothing can be seen in it: empty, or white and invisible characters only.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text
                .chars()
                .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c)),
            Self::Number(_) | Self::Date(_) | Self::Bool(_) | Self::Fault(_) => false,
        }
    }

    /// What the cell shows, to be told again to whoever corrects it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Fault(text) => text.to_string(),
            Self::Number(number) => shown_number(*number),
            Self::Date(day) => kernel::french::short_date(*day),
            Self::Bool(true) => "VRAI".to_owned(),
            Self::Bool(false) => "FAUX".to_owned(),
        }
    }
}

impl std::fmt::Debug for Cell {
    /// The kind alone: what the cell holds is about somebody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
            Self::Date(_) => "Date(…)",
            Self::Bool(_) => "Bool(…)",
            Self::Fault(_) => "Fault(…)",
        })
    }
}

/// `612345678`, never `612345678.0` or `6.12e8`.
fn shown_number(number: f64) -> String {
    if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// Whether a character has no width: joiners, marks of direction, soft hyphens, byte
/// order marks. Copied names carry them without anybody seeing it.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as the sheet shows it: the first one is 1.
    pub number: u32,
    /// Its cells from column A on; cells after the last one are empty.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, counted from 0.
    #[must_use]
    pub fn cell(&self, column: u16) -> &Cell {
        self.cells.get(usize::from(column)).unwrap_or(&Cell::Empty)
    }

    /// Whether nothing can be seen in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// Something about the file that whoever brought it should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Other sheets hold something too, and were not read.
    OtherSheets {
        /// Their names.
        names: Vec<String>,
    },
    /// Cells were merged: only the first of each group has a value.
    MergedCells {
        /// The first such group, as the sheet names it (`A3:A5`).
        first: String,
    },
    /// The name ends otherwise than what the file is.
    OtherExtension {
        /// What it is: `xlsx`, `xls`, `ods`, `csv`.
        is: &'static str,
    },
    /// The text is not in UTF-8: it was read in this encoding.
    Encoding {
        /// Its usual name.
        name: &'static str,
    },
}

impl Remark {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherSheets { .. } => "other_sheets",
            Self::MergedCells { .. } => "merged_cells",
            Self::OtherExtension { .. } => "other_extension",
            Self::Encoding { .. } => "encoding",
        }
    }

    /// The same in French.
    #[must_use]
    pub fn message(&self) -> String {
        let said = match self {
            Self::OtherSheets { names } => format!(
                "D’autres feuilles contiennent quelque chose et n’ont pas été lues : {}.",
                names.join(", ")
            ),
            Self::MergedCells { first } => format!(
                "Des cellules sont fusionnées ({first}) : seule la première de chaque groupe a une valeur."
            ),
            Self::OtherExtension { is } => {
                format!("Ce fichier est en réalité au format .{is} : il a été lu comme tel.")
            }
            Self::Encoding { name } => format!(
                "Ce texte n’est pas en UTF-8 : il a été lu en {name}. Vérifiez les accents."
            ),
        };
        kernel::french::typo(&said)
    }
}

/// A sheet as it was read: the rows that hold something, in order, headers among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name of the sheet; of a text file, its own name without its extension.
    pub sheet: String,
    /// The rows that hold something, by growing number.
    pub rows: Vec<Row>,
    /// What whoever brought the file should know.
    pub remarks: Vec<Remark>,
}

/// Why a file cannot be read. Nothing is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// A password protects it.
    #[error("the workbook is protected by a password")]
    Protected,
    /// It begins as a workbook and is not one.
    #[error("the workbook is corrupt")]
    Corrupt,
    /// It weighs more than [`MAX_BYTES`], or unfolds to more than may be read.
    #[error("the file is too big")]
    TooBig,
    /// It unfolds to far more than it weighs.
    #[error("the file unfolds to far more than it weighs")]
    Bomb,
    /// More than [`MAX_ROWS`] rows hold something.
    #[error("too many rows")]
    TooManyRows,
    /// More than [`MAX_COLUMNS`] columns hold something.
    #[error("too many columns")]
    TooManyColumns,
    /// It is neither a workbook nor a text of columns.
    #[error("unknown format")]
    UnknownFormat,
    /// No sheet holds anything.
    #[error("nothing in it")]
    NoRows,
}

impl Unreadable {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Protected => "protected",
            Self::Corrupt => "corrupt",
            Self::TooBig => "too_big",
            Self::Bomb => "bomb",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns => "too_many_columns",
            Self::UnknownFormat => "unknown_format",
            Self::NoRows => "no_rows",
        }
    }

    /// What is wrong and what to do, in French.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Protected => {
                "Ce classeur est protégé par un mot de passe. Ouvrez-le, retirez la protection, enregistrez-le, puis envoyez-le de nouveau."
            }
            Self::Corrupt => {
                "Ce fichier est abîmé ou incomplet : il ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis envoyez-le."
            }
            Self::TooBig => {
                "Ce fichier dépasse 20 Mo, ou huit millions de cellules. Retirez-en les images et les feuilles inutiles, ou coupez-le en plusieurs fichiers."
            }
            Self::Bomb => {
                "Une fois ouvert, ce fichier serait démesuré : il n’a pas été lu. Copiez vos lignes dans un nouveau classeur, puis envoyez-le."
            }
            Self::TooManyRows => {
                "Ce fichier compte plus de 100 000 lignes remplies. Coupez-le en plusieurs fichiers."
            }
            Self::TooManyColumns => {
                "Ce fichier compte plus de 300 colonnes remplies. Retirez celles qui ne servent pas."
            }
            Self::UnknownFormat => {
                "Ce fichier n’est pas un tableau que l’on sache lire. S’il s’ouvre dans votre tableur, enregistrez-le au format .xlsx, puis envoyez-le. Sinon, envoyez un classeur .xlsx, .xls ou .ods, ou un fichier .csv."
            }
            Self::NoRows => "Ce fichier ne contient aucune ligne remplie.",
        }
    }
}

/// Reads sheets, by what they are and not by what they are called.
pub trait SheetReader: Send + Sync {
    /// The first sheet that holds something. `file_name` helps only to tell that the
    /// extension is wrong.
    ///
    /// # Errors
    /// [`Unreadable`], whatever the bytes: never a panic, in bounded time and memory.
    fn read(&self, file_name: &str, bytes: &[u8]) -> Result<Table, Unreadable>;
}
