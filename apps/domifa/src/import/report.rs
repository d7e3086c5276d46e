//! What a sheet amounts to, as one object for programs or as sentences for people.

use std::fmt;

use application::imports::{
    check::CheckedTable,
    doubles::{DoubleOf, Keys, Seen},
    mapping::Recognised,
    problem::Problem,
    table::{Table, Unreadable},
    template::is_expected,
};
use serde::Serialize;

use super::apply::Taken;

/// A sheet that was looked at.
#[derive(Serialize)]
pub struct Report {
    rows: u32,
    accepted: u32,
    errors: Vec<Told>,
    warnings: Vec<Told>,
    duplicates: Vec<Duplicate>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    taken: Option<Taken>,
    #[serde(skip)]
    unreadable: bool,
}

/// Something wrong, or worth a look, at a cell.
#[derive(Serialize)]
struct Told {
    sheet: String,
    row: u32,
    column: String,
    code: &'static str,
    message: String,
    value: String,
}

/// A row that may be of the same person as an earlier one.
#[derive(Serialize)]
struct Duplicate {
    row: u32,
    of_row: u32,
    reason: &'static str,
    #[serde(skip)]
    words: &'static str,
}

impl Report {
    /// Of a file that cannot be read.
    pub fn unreadable(why: &Unreadable) -> Self {
        Self {
            rows: 0,
            accepted: 0,
            errors: vec![Told {
                sheet: String::new(),
                row: 0,
                column: String::new(),
                code: why.code(),
                message: kernel::french::typo(why.message()),
                value: String::new(),
            }],
            warnings: Vec::new(),
            duplicates: Vec::new(),
            taken: None,
            unreadable: true,
        }
    }

    /// Of a sheet.
    pub fn of(table: &Table, recognised: &Recognised, checked: &CheckedTable) -> Self {
        let mut errors = Vec::new();
        let mut warnings = about_the_file(table, recognised);
        let rows = checked.checked.iter().flat_map(|row| &row.problems);
        for problem in checked.problems.iter().chain(rows) {
            let told = told(table, problem);
            if problem.is_error() {
                errors.push(told);
            } else {
                warnings.push(told);
            }
        }
        let columns_missing = !checked.problems.is_empty();
        let incoming: Vec<_> = checked
            .checked
            .iter()
            .filter_map(|row| row.incoming.as_ref())
            .collect();
        let mut seen = Seen::default();
        let duplicates = incoming
            .iter()
            .filter_map(|one| {
                let double = seen.meet(one.row, &Keys::of_takeover(&one.takeover))?;
                match double.of {
                    DoubleOf::Row(of_row) => Some(Duplicate {
                        row: one.row,
                        of_row,
                        reason: double.likeness.code(),
                        words: double.likeness.label(),
                    }),
                    DoubleOf::Dossier(_) => None,
                }
            })
            .collect();
        let accepted = if columns_missing { 0 } else { incoming.len() };
        Self {
            rows: checked.rows,
            accepted: u32::try_from(accepted).unwrap_or(u32::MAX),
            errors,
            warnings,
            duplicates,
            taken: None,
            unreadable: false,
        }
    }

    /// Adds what was taken over of it.
    pub fn took(&mut self, taken: Option<Taken>) {
        self.taken = taken;
    }

    /// Whether nothing could be read at all.
    pub const fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Whether every row can be taken over.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }
}

fn told(table: &Table, problem: &Problem) -> Told {
    Told {
        sheet: table.sheet.clone(),
        row: problem.row,
        column: problem.column_name(),
        code: problem.code.code(),
        message: problem.message.clone(),
        value: problem.value.clone(),
    }
}

/// What is remarkable about the file and its columns.
fn about_the_file(table: &Table, recognised: &Recognised) -> Vec<Told> {
    let remark = |code, message| Told {
        sheet: table.sheet.clone(),
        row: recognised.mapping.header(),
        column: String::new(),
        code,
        message,
        value: String::new(),
    };
    let file = table
        .remarks
        .iter()
        .filter(|remark| !is_expected(remark, recognised.origin));
    let columns = recognised.remarks.iter();
    file.map(|told| remark(told.code(), told.message()))
        .chain(columns.map(|told| remark("columns", told.clone())))
        .collect()
}

/// In French, for people.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, found) in [("Erreurs", &self.errors), ("À vérifier", &self.warnings)] {
            if found.is_empty() {
                continue;
            }
            writeln!(f, "{title} :")?;
            for told in found {
                write!(f, "  ")?;
                match (told.row, told.column.is_empty()) {
                    (0, _) => {}
                    (row, true) => write!(f, "ligne {row} : ")?,
                    (row, false) => write!(f, "{}{row} : ", told.column)?,
                }
                writeln!(f, "{}", told.message)?;
            }
        }
        if !self.duplicates.is_empty() {
            writeln!(f, "Doublons possibles :")?;
            for double in &self.duplicates {
                let Duplicate {
                    row, of_row, words, ..
                } = double;
                writeln!(f, "  lignes {of_row} et {row} : {}", lower(words))?;
            }
        }
        if self.unreadable {
            return Ok(());
        }
        write!(
            f,
            "Lignes acceptées : {} sur {}. ",
            self.accepted, self.rows
        )?;
        let Some(taken) = &self.taken else {
            return writeln!(f, "Rien n’a été enregistré.");
        };
        writeln!(
            f,
            "Dossiers créés : {} ; mis à jour : {} ; doublons laissés de côté : {} ; lignes en erreur : {}.",
            taken.created, taken.updated, taken.skipped, taken.refused
        )
    }
}

/// A label within a sentence.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
