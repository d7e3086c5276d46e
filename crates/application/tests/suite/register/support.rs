//! A sheet with every field in its own column, and somebody sound in it.

use application::{
    imports::{
        check::{Checked, Surroundings, check_row},
        field::Field,
        mapping::Mapping,
        problem::{Problem, ProblemCode},
        table::{Cell, Row, Table},
    },
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use chrono::NaiveDate;
use domiciliation::import::Takeover;
use kernel::{Departement, PhoneNumber, StaffId, StructureKind};

/// French numbers, mobile or not, and mobiles of Belgium.
pub struct Plan;

impl PhonePlan for Plan {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let bare = bare.replace("+33", "0");
        if let Some(belgian) = bare.strip_prefix("+324") {
            return Ok(ParsedPhone {
                number: format!("+324{belgian}").parse().map_err(|_| InvalidPhone)?,
                mobile: true,
                foreign: true,
            });
        }
        let national = bare.strip_prefix('0').ok_or(InvalidPhone)?;
        if national.len() != 9 || !national.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidPhone);
        }
        Ok(ParsedPhone {
            number: format!("+33{national}").parse().map_err(|_| InvalidPhone)?,
            mobile: national.starts_with(['6', '7']),
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

pub fn staff() -> Vec<(StaffId, String)> {
    let id = "00000000-0000-0000-0000-000000000003".parse().unwrap();
    vec![(id, "Claire Martin".to_owned())]
}

pub fn around<'a>(kind: StructureKind, staff: &'a [(StaffId, String)]) -> Surroundings<'a> {
    Surroundings {
        today: day(2026, 11, 22),
        kind,
        departement: "75".parse().unwrap(),
        phones: &Plan,
        staff,
    }
}

/// Every field in its own column.
pub fn mapping() -> Mapping {
    let mut mapping = Mapping::below(1);
    for (column, field) in (0..).zip(Field::all()) {
        mapping.set(column, Some(field));
    }
    mapping
}

/// Somebody whose election runs, of whom nothing is to be told.
pub const SOUND: [(Field, &str); 11] = [
    (Field::Civility, "F"),
    (Field::Nom, "EXEMPLE"),
    (Field::Prenoms, "Aminata"),
    (Field::Birth, "20/12/1991"),
    (Field::BirthPlace, "Bouaké"),
    (Field::Phone, "06 12 34 56 78"),
    (Field::Status, "VALIDE"),
    (Field::Kind, "PREMIERE"),
    (Field::Start, "15/03/2026"),
    (Field::End, "14/03/2027"),
    (Field::LastContact, "02/11/2026"),
];

pub fn row(changes: &[(Field, &str)]) -> Row {
    let mapping = mapping();
    let mut cells = vec![Cell::Empty; Field::all().count()];
    for (field, text) in SOUND.iter().chain(changes) {
        cells[usize::from(mapping.column_of(*field).unwrap())] = Cell::text(text);
    }
    Row { number: 2, cells }
}

pub fn check(changes: &[(Field, &str)]) -> Checked {
    check_row(
        &row(changes),
        &mapping(),
        &around(StructureKind::Ccas, &staff()),
    )
}

pub fn taken(changes: &[(Field, &str)]) -> Takeover {
    let checked = check(changes);
    assert!(checked.incoming.is_some(), "{:?}", checked.problems);
    checked.incoming.unwrap().takeover
}

/// What is told, with the field it is told of.
pub fn told(changes: &[(Field, &str)]) -> Vec<(Option<Field>, ProblemCode)> {
    let mapping = mapping();
    let place = |p: &Problem| p.column.and_then(|column| mapping.field(column));
    let checked = check(changes);
    let errors = checked.problems.iter().any(Problem::is_error);
    assert_eq!(
        checked.incoming.is_none(),
        errors,
        "an error, and only an error, keeps a row out"
    );
    checked
        .problems
        .iter()
        .map(|p| (place(p), p.code))
        .collect()
}

pub fn only(changes: &[(Field, &str)], field: Field, code: ProblemCode) {
    assert_eq!(told(changes), [(Some(field), code)], "{changes:?}");
}

pub fn table(rows: Vec<Row>) -> Table {
    Table {
        sheet: "DOMICILIES".to_owned(),
        rows,
        remarks: Vec::new(),
    }
}
