//! What a sheet's headers, positions and contents say of its columns.

use std::collections::BTreeMap;

use super::{
    choices,
    field::{Field, MODEL_COLUMNS},
    mapping::{Mapping, Origin, Recognised},
    problem::column_name,
    synonyms::{self, Surety},
    table::{Cell, Row, Table},
};

/// Rows from the top among which headers are looked for.
const TOP: usize = 15;
/// Headers that make a row a row of headers.
const ENOUGH: usize = 3;
/// Rows whose contents are looked at.
const SAMPLE: usize = 50;

/// The fields that the headers of a row name, with how surely.
type Named = BTreeMap<u16, (Field, Surety)>;

pub(super) fn recognise(table: &Table) -> Recognised {
    let top: Vec<(&Row, Named)> = table
        .rows
        .iter()
        .take(TOP)
        .map(|row| (row, named(row)))
        .collect();
    let most = top.iter().map(|(_, named)| named.len()).max().unwrap_or(0);
    // The last of the rows that name nearly as much: headers are sometimes repeated.
    let found = top
        .iter()
        .rposition(|(_, named)| named.len() >= ENOUGH && named.len() * 4 >= most * 3);
    match found {
        Some(place) => by_headers(table, place, &top[place].1),
        None => by_positions(table),
    }
}

fn named(row: &Row) -> Named {
    (0..)
        .zip(&row.cells)
        .filter_map(|(column, cell)| match cell {
            Cell::Text(text) => synonyms::field_of(text).map(|found| (column, found)),
            Cell::Empty | Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Fault(_) => None,
        })
        .collect()
}

/// The mapping that headers make, completed where they say nothing.
fn by_headers(table: &Table, place: usize, named: &Named) -> Recognised {
    let row = &table.rows[place];
    let mut mapping = Mapping::below(row.number);
    for (column, (field, surety)) in named {
        // Two columns of exactly that name are told; one that merely resembles it is not it.
        let taken = named
            .iter()
            .any(|(other, (f, s))| f == field && (s > surety || (other < column && s >= surety)));
        if *surety == Surety::Exact || !taken {
            mapping.set(*column, Some(*field));
        }
    }
    let placed = mapping
        .columns()
        .filter(|(column, field)| Field::of_model(*column) == Some(*field))
        .count();
    let all = mapping.columns().count();
    let model = placed >= 12 && placed * 5 >= all * 4;
    if model {
        complete_by_position(row, &mut mapping);
    } else {
        complete_by_content(table, &mut mapping);
    }
    let sure = |field: Field| {
        named
            .values()
            .any(|(named, surety)| *named == field && *surety == Surety::Exact)
    };
    let whole = model || Field::all().filter(|f| f.is_required()).all(sure);
    let origin = if whole {
        Origin::Model
    } else {
        Origin::Proposed
    };
    let remarks = remarks(table, place, &mapping, placed, all);
    Recognised {
        mapping,
        origin,
        remarks: spaced(&remarks),
    }
}

/// With the spaces that French wants.
fn spaced(remarks: &[String]) -> Vec<String> {
    let said = remarks.iter().map(|said| kernel::french::typo(said));
    said.collect()
}

/// The field's own workbook where a header was changed: its place tells what it holds.
/// Groups of dependants beyond those that have headers are read by their place too.
fn complete_by_position(row: &Row, mapping: &mut Mapping) {
    for column in 0..MODEL_COLUMNS {
        let Some(field) = Field::of_model(column) else {
            continue;
        };
        let free = mapping.field(column).is_none() && mapping.column_of(field).is_none();
        let unnamed = row.cell(column).is_blank();
        let dependant = matches!(field, Field::Dependant(..));
        if free && (unnamed || !dependant) {
            mapping.set(column, Some(field));
        }
    }
}

/// What contents tell for sure where no header does.
fn complete_by_content(table: &Table, mapping: &mut Mapping) {
    let below: Vec<&Row> = table
        .rows
        .iter()
        .filter(|row| row.number > mapping.header())
        .take(SAMPLE)
        .collect();
    let width = below.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    for column in (0..).take(width) {
        if mapping.field(column).is_some() {
            continue;
        }
        let cells: Vec<&Cell> = below
            .iter()
            .map(|row| row.cell(column))
            .filter(|cell| !cell.is_blank())
            .collect();
        let told = [
            Field::Email,
            Field::Civility,
            Field::Status,
            Field::Kind,
            Field::Phone,
        ]
        .into_iter()
        .find(|field| mapping.column_of(*field).is_none() && mostly(&cells, *field));
        mapping.set(column, told);
    }
}

/// Whether four cells in five can only be of a field.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other fields asked for have lists"
)]
fn mostly(cells: &[&Cell], field: Field) -> bool {
    let of = |cell: &&&Cell| {
        let shown = cell.shown();
        match field {
            Field::Email => shown.trim().parse::<kernel::Email>().is_ok(),
            Field::Phone => {
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                let mobile = |digits: &str| digits.starts_with('6') || digits.starts_with('7');
                let rest = digits.strip_prefix('0').unwrap_or(&digits);
                rest.len() == 9 && mobile(rest)
            }
            _ => choices::parse(field, &shown).is_some(),
        }
    };
    !cells.is_empty() && cells.iter().filter(of).count() * 5 >= cells.len() * 4
}

/// No headers: the positions of the field's own workbook where the contents fit them.
fn by_positions(table: &Table) -> Recognised {
    let model = Mapping::model();
    let fits = |row: &Row| {
        [Field::Civility, Field::Status, Field::Kind]
            .into_iter()
            .filter_map(|field| Some((field, model.column_of(field)?)))
            .filter(|(field, column)| choices::parse(*field, &row.cell(*column).shown()).is_some())
            .count()
            >= 2
    };
    let sample: Vec<&Row> = table.rows.iter().take(SAMPLE).collect();
    let fitting = sample.iter().filter(|row| fits(row)).count();
    let first = table.rows.first();
    let number = first.map_or(0, |row| row.number);
    // The first row is one of headers, even unknown ones, unless it reads as a person.
    let person_first = first.is_some_and(fits);
    let header = if person_first {
        number.saturating_sub(1)
    } else {
        number
    };
    if fitting * 2 >= sample.len().saturating_sub(1).max(1) {
        let mut remarks = vec![
            "Les en-têtes ne sont pas reconnus : les colonnes ont été lues à leur place dans le modèle. Vérifiez-les.".to_owned(),
        ];
        if person_first {
            remarks.push("La première ligne n’est pas une ligne d’en-têtes : elle a été lue comme une personne.".to_owned());
        }
        return Recognised {
            mapping: model.with_header(header),
            origin: Origin::Positions,
            remarks: spaced(&remarks),
        };
    }
    let mut mapping = Mapping::below(header);
    complete_by_content(table, &mut mapping);
    Recognised {
        mapping,
        origin: Origin::Proposed,
        remarks: spaced(&[
            "Les en-têtes ne sont pas reconnus : indiquez ce que contient chaque colonne."
                .to_owned(),
        ]),
    }
}

fn remarks(
    table: &Table,
    place: usize,
    mapping: &Mapping,
    placed: usize,
    all: usize,
) -> Vec<String> {
    let mut remarks = Vec::new();
    match place {
        0 => {}
        1 => remarks.push(format!(
            "Deux lignes d’en-têtes : celle de la ligne {} a été retenue, les personnes commencent à la suivante.",
            mapping.header()
        )),
        several => remarks.push(format!(
            "{several} lignes précèdent les en-têtes, trouvés à la ligne {} : elles n’ont pas été lues.",
            mapping.header()
        )),
    }
    let moved: Vec<(u16, Field)> = mapping
        .columns()
        .filter(|(column, field)| field.model_column().is_some_and(|place| place != *column))
        .collect();
    // Most of it is the field's own workbook, and some columns moved.
    if let Some((column, field)) = moved.first()
        && all >= 20
        && (placed > 0 || moved.len() >= 20)
    {
        remarks.push(format!(
            "Des colonnes ne sont pas à la place du modèle, à partir de « {} » en {} : elles ont été lues d’après leurs en-têtes.",
            field.label(),
            column_name(*column)
        ));
    }
    let header = &table.rows[place];
    let unknown: Vec<String> = (0..)
        .zip(&header.cells)
        .filter(|(column, cell): &(u16, &Cell)| {
            !cell.is_blank() && mapping.field(*column).is_none()
        })
        .map(|(column, _)| column_name(column))
        .collect();
    if !unknown.is_empty() {
        remarks.push(format!(
            "Colonnes laissées de côté, faute de savoir ce qu’elles contiennent : {}.",
            unknown.join(", ")
        ));
    }
    remarks
}
