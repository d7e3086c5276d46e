//! An import on its way: the run, the rows of its file until they are taken over, and what
//! storage promises about both.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use kernel::{DossierId, ImportId, StaffId};
use structures::UnknownCode;

use super::{
    doubles::{Double, DoubleOf, Keys, Likeness},
    mapping::Mapping,
    problem::{Problem, ProblemCode},
    table::Row,
};

/// How many days the rows of an import that were not taken over are kept, and those of one
/// that was never started.
pub const KEPT_DAYS: i64 = 30;

/// How many rows are written in one statement, or looked at at a time.
pub(super) const CHUNK: u32 = 500;

/// An import, and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRun {
    /// Its identifier.
    pub id: ImportId,
    /// Who brought the file, in whose name it is taken over.
    pub by: StaffId,
    /// What the file is called.
    pub file_name: String,
    /// What tells the file from others.
    pub fingerprint: Fingerprint,
    /// The sheet that was read.
    pub sheet: String,
    /// What whoever brought it should know of the file, in French.
    pub remarks: Vec<String>,
    /// When it was brought.
    pub asked_at: DateTime<Utc>,
    /// How many rows it has below its headers.
    pub rows: u32,
    /// Its headers.
    pub header: Vec<Row>,
    /// Which column is what.
    pub mapping: Mapping,
    /// How far it is.
    pub stage: Stage,
}

impl ImportRun {
    /// Whether its rows may be put right, and taken over.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Checked | Stage::Failed { .. })
    }
}

/// What tells a file from others. It says nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub u128);

impl Fingerprint {
    /// Of a file (FNV-1a).
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        let hash = bytes.iter().fold(BASIS, |hash, byte| {
            (hash ^ u128::from(*byte)).wrapping_mul(PRIME)
        });
        Self(hash)
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Somebody must say which column is what.
    Mapping,
    /// Its rows were checked, and may be put right.
    Checked,
    /// Being taken over, in the background.
    Importing {
        /// Rows taken over so far; none of it is stored before all of it is.
        done: u32,
        /// Rows to take over.
        of: u32,
        /// What becomes of rows with errors.
        extent: Extent,
    },
    /// Taken over.
    Done(Done),
    /// Not taken over: nothing of it is stored.
    Failed {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        why: Failure,
    },
    /// Being undone, in the background.
    Undoing {
        /// Dossiers erased so far; all of them are there before none of them is.
        done: u32,
        /// Dossiers to erase.
        of: u32,
        /// What it had done.
        was: Done,
    },
    /// Undone.
    Undone {
        /// When.
        at: DateTime<Utc>,
        /// How many dossiers were erased.
        erased: u32,
        /// How many stay, because something was done about them since.
        kept: u32,
    },
}

impl Stage {
    /// The stable code, for storage.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Mapping => "colonnes",
            Self::Checked => "verifie",
            Self::Importing { .. } => "en_cours",
            Self::Done(_) => "fait",
            Self::Failed { .. } => "echec",
            Self::Undoing { .. } => "annulation",
            Self::Undone { .. } => "annule",
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// How many dossiers were created.
    pub created: u32,
    /// How many that were there already were brought up to date.
    pub updated: u32,
    /// How many rows were left aside, as doubles or because somebody chose so.
    pub doubles: u32,
    /// How many rows were left aside because of an error.
    pub refused: u32,
}

/// What becomes of the rows that have an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All rows are taken over, or none.
    AllOrNothing,
    /// The good rows are taken over, and the others kept as a file.
    GoodRows,
}

impl Extent {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::AllOrNothing, Self::GoodRows];

    /// The stable code, for storage and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AllOrNothing => "tout",
            Self::GoodRows => "bonnes_lignes",
        }
    }
}

/// Why an import was not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// A row has an error today that it had not when it was looked at.
    Errors,
    /// Whoever started it may no longer, or works here no more.
    Forbidden,
    /// It was begun several times and never ended.
    Broken,
}

impl Failure {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Errors, Self::Forbidden, Self::Broken];

    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Errors => "erreurs",
            Self::Forbidden => "interdit",
            Self::Broken => "interrompu",
        }
    }
}

/// What is to be done about a row that may be a double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Leave it aside.
    Skip,
    /// Bring the dossier that is there up to date with it.
    Update,
    /// Open a dossier all the same.
    Create,
}

impl Choice {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Skip, Self::Update, Self::Create];

    /// The stable code, for storage and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Skip => "ignorer",
            Self::Update => "mettre_a_jour",
            Self::Create => "creer",
        }
    }
}

macro_rules! from_code {
    ($($kind:ty)+) => { $(
        impl FromStr for $kind {
            type Err = UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                let mut all = Self::ALL.iter().copied();
                all.find(|known| known.code() == code).ok_or(UnknownCode)
            }
        }
    )+ };
}

from_code!(Extent Failure Choice);

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It has an error.
    Refused,
    /// A dossier is opened.
    Create,
    /// A dossier that is there is brought up to date.
    Update(DossierId),
    /// It is left aside as a double.
    Skip,
}

/// A row that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedRow {
    /// It, as read or as put right since.
    pub row: Row,
    /// What was found at the last check.
    pub problems: Vec<Problem>,
    /// What it is compared by; nothing when it has an error.
    pub keys: Keys,
    /// Whom it may be a double of.
    pub double: Option<Double>,
    /// What somebody chose to do about that.
    pub choice: Option<Choice>,
}

impl StagedRow {
    /// Whether it can be taken over.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.problems.iter().any(Problem::is_error)
    }

    /// Whether somebody should look at it, though it can be taken over.
    #[must_use]
    pub fn is_warned(&self) -> bool {
        self.is_good() && !self.problems.is_empty()
    }

    /// What becomes of it.
    #[must_use]
    pub fn fate(&self) -> Fate {
        self.mark().fate()
    }

    /// What decides on it.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            number: self.row.number,
            good: self.is_good(),
            warned: self.is_warned(),
            keys: self.keys,
            double: self.double,
            choice: self.choice,
        }
    }
}

/// What decides on a row, without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub number: u32,
    /// Whether it can be taken over.
    pub good: bool,
    /// Whether somebody should look at it, though it can be taken over.
    pub warned: bool,
    /// What it is compared by.
    pub keys: Keys,
    /// Whom it may be a double of.
    pub double: Option<Double>,
    /// What somebody chose to do about it.
    pub choice: Option<Choice>,
}

impl Mark {
    /// What becomes of the row. Unless somebody chose otherwise, whoever is there already is
    /// left aside, and whoever merely shares something with somebody is not.
    #[must_use]
    pub const fn fate(&self) -> Fate {
        match (self.good, self.choice, self.double) {
            (_, Some(Choice::Skip), _) => Fate::Skip,
            (false, Some(Choice::Update | Choice::Create) | None, _) => Fate::Refused,
            (true, Some(Choice::Update), Some(double)) => match double.of {
                DoubleOf::Dossier(dossier) => Fate::Update(dossier),
                DoubleOf::Row(_) => Fate::Skip,
            },
            (true, None, Some(double)) => match double.likeness {
                Likeness::Person => Fate::Skip,
                Likeness::Reference | Likeness::Phone => Fate::Create,
            },
            (true, Some(Choice::Create), Some(_))
            | (true, Some(Choice::Create | Choice::Update) | None, None) => Fate::Create,
        }
    }
}

/// How many rows of an import are how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// All rows.
    pub rows: u32,
    /// Those with an error, which nobody chose to leave aside.
    pub errors: u32,
    /// Those that can be taken over, and somebody should look at.
    pub warnings: u32,
    /// Those that may be doubles.
    pub doubles: u32,
    /// Those for which a dossier is opened.
    pub to_create: u32,
    /// Those with which a dossier is brought up to date.
    pub to_update: u32,
    /// Those that are left aside, as doubles or because somebody chose so.
    pub to_skip: u32,
    /// How many rows have each problem, the most frequent first.
    pub problems: Vec<(ProblemCode, u32)>,
}

impl Counts {
    /// Counts rows.
    #[must_use]
    pub fn of(marks: &[Mark], problems: Vec<(ProblemCode, u32)>) -> Self {
        let mut counts = Self {
            problems,
            ..Self::default()
        };
        for mark in marks {
            counts.rows += 1;
            counts.warnings += u32::from(mark.warned);
            counts.doubles += u32::from(mark.double.is_some());
            match mark.fate() {
                Fate::Refused => counts.errors += 1,
                Fate::Create => counts.to_create += 1,
                Fate::Update(_) => counts.to_update += 1,
                Fate::Skip => counts.to_skip += 1,
            }
        }
        counts
    }
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFilter {
    /// All of them.
    All,
    /// Those with an error, which nobody chose to leave aside.
    Errors,
    /// Those that can be taken over, and somebody should look at.
    Warnings,
    /// Those that may be doubles.
    Doubles,
    /// Those that somebody chose to leave aside.
    Skipped,
    /// Those with this problem.
    Problem(ProblemCode),
}

impl RowFilter {
    /// Whether a row is among them.
    #[must_use]
    pub fn keeps(self, row: &StagedRow) -> bool {
        match self {
            Self::All => true,
            Self::Errors => row.fate() == Fate::Refused,
            Self::Warnings => row.is_warned(),
            Self::Doubles => row.double.is_some(),
            Self::Skipped => row.choice == Some(Choice::Skip),
            Self::Problem(code) => row.problems.iter().any(|problem| problem.code == code),
        }
    }
}

/// A page of rows that is asked for, by the number of a row beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowQuery {
    /// Which rows.
    pub filter: RowFilter,
    /// Those after this row; from the first one on when neither is said.
    pub after: Option<u32>,
    /// The last ones before this row.
    pub before: Option<u32>,
    /// How many at most.
    pub limit: u32,
}

/// What becomes of which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// One row.
    Row(u32),
    /// All that are doubles for this reason.
    All(Likeness),
}

/// A row that was checked again.
#[derive(Debug, Clone, PartialEq)]
pub struct Rechecked {
    /// Its number.
    pub number: u32,
    /// What was found.
    pub problems: Vec<Problem>,
    /// What it is compared by.
    pub keys: Keys,
    /// Whom it may be a double of.
    pub double: Option<Double>,
}

/// What a choice about another double is worth: only leaving the row aside stays.
#[must_use]
pub fn kept_choice(
    choice: Option<Choice>,
    before: Option<Double>,
    now: Option<Double>,
) -> Option<Choice> {
    choice.filter(|choice| before == now || *choice == Choice::Skip)
}
