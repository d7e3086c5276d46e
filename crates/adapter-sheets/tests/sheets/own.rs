//! Our own workbooks: the template to fill in, and a file with what is wrong marked.

use std::io::Cursor;

use adapter_sheets::Sheets;
use application::{
    imports::{
        check::{Surroundings, check_table},
        field::Field,
        mapping::{Mapping, Origin},
        marked::{Brought, Places, write_marked},
        problem::{Problem, ProblemCode},
        table::{Cell, Remark, Row, Table},
        template::{examples, is_expected, write_template},
        writing::SheetFormat,
    },
    phone::{InvalidPhone, ParsedPhone, PhonePlan},
};
use calamine::{Reader, Xlsx};
use kernel::{Departement, PhoneNumber, StructureKind};

use crate::support::{Seen, converted, day, part, read, shown, text};

/// Believes that all digits are a mobile of France.
struct Digits;

impl PhonePlan for Digits {
    fn parse(&self, typed: &str, _: Departement) -> Result<ParsedPhone, InvalidPhone> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let national = digits.trim_start_matches('0');
        let number = format!("+33{national}").parse().map_err(|_| InvalidPhone)?;
        Ok(ParsedPhone {
            number,
            mobile: true,
            foreign: false,
        })
    }

    fn display(&self, number: &PhoneNumber) -> String {
        number.as_str().to_owned()
    }
}

fn template() -> Vec<u8> {
    let seen = Seen::default();
    write_template(&Sheets, seen.out()).unwrap();
    seen.bytes()
}

#[test]
fn every_column_of_the_template_is_recognised() {
    let table = read("modele.xlsx", &template()).unwrap();
    assert_eq!((table.sheet.as_str(), table.rows.len()), ("Domiciliés", 1));
    let recognised = Mapping::recognise(&table);
    assert_eq!(recognised.mapping.header(), 1);
    for (column, field) in (0..).zip(Field::all()) {
        assert_eq!(recognised.mapping.field(column), Some(field), "{column}");
    }
    let names = ["Exemples", "Listes", "Aide"].map(str::to_owned).to_vec();
    let others = Remark::OtherSheets { names };
    assert_eq!(table.remarks, [others]);
    assert!(is_expected(&table.remarks[0], recognised.origin));
    let names = vec!["Aide".to_owned(), "Mes gens".to_owned()];
    let more = Remark::OtherSheets { names };
    assert!(!is_expected(&more, Origin::Proposed) && is_expected(&more, Origin::Model));
}

#[test]
fn the_examples_of_the_template_can_be_taken_over() {
    let mut table = read("modele.xlsx", &template()).unwrap();
    let mapping = Mapping::recognise(&table).mapping;
    for (number, example) in (2..).zip(examples()) {
        let cells = example.iter().map(|cell| Cell::text(cell)).collect();
        table.rows.push(Row { number, cells });
    }
    let around = Surroundings {
        today: day(2026, 11, 22),
        kind: StructureKind::Ccas,
        departement: "75".parse().unwrap(),
        phones: &Digits,
        staff: &[],
    };
    let checked = check_table(&table, &mapping, &around);
    assert_eq!(checked.problems, []);
    for row in &checked.checked {
        let errors: Vec<_> = row
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", row.row);
        assert!(row.incoming.is_some());
    }
    assert_eq!(checked.rows, 3);
}

#[test]
fn the_template_offers_lists_and_help_for_every_column() {
    let bytes = template();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Domiciliés", "Exemples", "Listes", "Aide"]
    );
    let rows = |book: &mut Xlsx<_>, sheet: &str| book.worksheet_range(sheet).unwrap().height();
    assert_eq!(rows(&mut book, "Exemples"), 4);
    assert_eq!(rows(&mut book, "Aide"), Field::all().count() + 1);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let lists = Field::all()
        .filter(|field| !field.choices().is_empty())
        .count();
    assert_eq!(sheet.matches("<dataValidation ").count(), lists);
    let notes = part(&bytes, "xl/comments1.xml");
    assert_eq!(notes.matches("<comment ").count(), Field::all().count());
    assert!(notes.contains("Obligatoire."));
    // It opens elsewhere, with its lists.
    let elsewhere = converted(&bytes, "xlsx", "ods");
    assert!(part(&elsewhere, "content.xml").contains("cell-content-is-in-list"));
}

fn brought() -> (Table, Vec<Problem>) {
    let row = |number, cells: &[Cell]| Row {
        number,
        cells: cells.to_vec(),
    };
    let table = Table {
        sheet: "Gens".to_owned(),
        rows: vec![
            row(1, &[text("Nom"), text("Né le"), text("Tél.")]),
            row(
                4,
                &[
                    text("Diallo"),
                    Cell::Date(day(1989, 9, 15)),
                    Cell::Number(612_345_678.0),
                ],
            ),
            row(5, &[Cell::Fault("#N/A".into()), text("31/02/1980")]),
        ],
        remarks: Vec::new(),
    };
    let problem = |row, column, code, message: &str| Problem {
        row,
        column,
        code,
        message: message.to_owned(),
        value: "lue".to_owned(),
    };
    let problems = vec![
        problem(
            5,
            Some(1),
            ProblemCode::ImpossibleDate,
            "Ce jour n’existe pas.",
        ),
        problem(5, Some(1), ProblemCode::LongSilence, "À relire."),
        problem(5, Some(2), ProblemCode::NotAPhone, "Numéro absent."),
        problem(
            4,
            None,
            ProblemCode::LongSilence,
            "Silence de plus de trois mois.",
        ),
    ];
    (table, problems)
}

fn marked(places: Places, format: SheetFormat) -> Vec<u8> {
    let (table, problems) = brought();
    let seen = Seen::default();
    let brought = Brought {
        table: &table,
        header: 1,
        places,
    };
    write_marked(&Sheets, format, &brought, &problems, seen.out()).unwrap();
    seen.bytes()
}

#[test]
fn a_marked_file_has_the_rows_and_columns_that_were_brought() {
    for format in [SheetFormat::Xlsx, SheetFormat::Ods] {
        let table = read("a", &marked(Places::Kept, format)).unwrap();
        let mut expected = shown(&brought().0);
        assert_eq!(shown(&table), expected, "{format:?}");
        assert!(table.rows[1].cells == brought().0.rows[1].cells);
        let table = read("a", &marked(Places::Closed, format)).unwrap();
        (expected[1].0, expected[2].0) = (2, 3);
        assert_eq!(shown(&table), expected, "{format:?}");
    }
}

#[test]
fn problems_are_painted_noted_and_listed_in_words() {
    let bytes = marked(Places::Kept, SheetFormat::Xlsx);
    let notes = part(&bytes, "xl/comments1.xml");
    for (cell, words) in [
        ("ref=\"B5\"", "Ce jour n’existe pas.\nÀ relire."),
        ("ref=\"C5\"", "Numéro absent."),
        ("ref=\"A4\"", "Silence de plus de trois mois."),
    ] {
        assert!(
            notes.contains(cell) && notes.contains(words),
            "{cell} in {notes}"
        );
    }
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let style = |cell: &str| {
        let (_, rest) = sheet.split_once(&format!("<c r=\"{cell}\" s=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    assert_ne!(
        style("B5"),
        style("A4"),
        "an error looks otherwise than a doubt"
    );
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let list = book.worksheet_range("Problèmes").unwrap();
    let words: Vec<_> = list
        .rows()
        .nth(1)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = ["5", "B", "Né le", "Erreur", "Ce jour n’existe pas.", "lue"];
    assert_eq!(words, expected);
    assert_eq!(list.height(), 5);
}
