//! Which column holds what: recognised, proposed, missing, doubled, kept.

use application::imports::{
    check::check_table,
    field::Field,
    mapping::{Mapping, Origin},
    problem::{ProblemCode, Severity, column_name},
    table::{Cell, Row},
};
use kernel::StructureKind;

use crate::register::support::{around, mapping, row, table};

fn header(cells: &[&str]) -> Row {
    Row {
        number: 1,
        cells: cells.iter().map(|text| Cell::text(text)).collect(),
    }
}

/// Our own workbook: the label of each field, starred where it is required.
fn labels() -> Vec<String> {
    Field::all()
        .map(|field| {
            let star = if field.is_required() { " *" } else { "" };
            format!("{}{star}", field.label())
        })
        .collect()
}

#[test]
fn our_own_workbook_is_recognised_at_once() {
    let labels = labels();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let recognised = Mapping::recognise(&table(vec![header(&labels), row(&[])]));
    assert_eq!(recognised.origin, Origin::Model);
    assert_eq!(recognised.remarks, Vec::<String>::new());
    assert_eq!(recognised.mapping, mapping());
    assert_eq!(recognised.mapping.problems(), []);
}

#[test]
fn shifted_columns_and_headers_repeated_or_preceded_are_told_and_read() {
    let labels = labels();
    let mut shifted: Vec<&str> = vec!["Colonne en plus"];
    shifted.extend(labels.iter().map(String::as_str));
    let title = Row {
        number: 1,
        cells: vec![Cell::text("Notre registre")],
    };
    let second = Row {
        number: 2,
        ..header(&shifted)
    };
    let recognised = Mapping::recognise(&table(vec![title, second]));
    assert_eq!(recognised.mapping.header(), 2);
    assert_eq!(recognised.mapping.field(1), Some(Field::Reference));
    assert_eq!(recognised.mapping.field(0), None);
    let said = recognised.remarks.join(" ");
    assert!(
        said.contains("Deux lignes d’en-têtes") && said.contains("place du modèle"),
        "{said}"
    );
}

#[test]
fn a_missing_or_doubled_column_is_named() {
    let found = Mapping::recognise(&table(vec![header(&[
        "Nom",
        "Prénom",
        "Date de naissance",
        "Lieu de naissance",
        "Civilité",
        "Statut",
        "Type",
        "Nom",
    ])]));
    let problems = found.mapping.problems();
    let told: Vec<(ProblemCode, String)> =
        problems.iter().map(|p| (p.code, p.column_name())).collect();
    assert_eq!(
        told,
        [
            (ProblemCode::MissingColumn, String::new()),
            (ProblemCode::DoubleColumn, "H".to_owned())
        ]
    );
    assert!(problems[0].message.contains("Date de fin"));
}

#[test]
fn another_tools_sheet_is_proposed_from_headers_and_contents() {
    let people = |n| Row {
        number: n,
        cells: [
            "Diallo",
            "Aminata",
            "23/01/1989",
            "a@exemple.fr",
            "Actif",
            "bleu",
        ]
        .map(Cell::text)
        .to_vec(),
    };
    let found = Mapping::recognise(&table(vec![
        header(&[
            "NOM",
            "PRENOM",
            "Né(e) le",
            "Contact",
            "Colonne 5",
            "Couleur",
        ]),
        people(2),
        people(3),
    ]));
    assert_eq!(found.origin, Origin::Proposed);
    let fields: Vec<Option<Field>> = (0..6).map(|column| found.mapping.field(column)).collect();
    assert_eq!(
        fields,
        [
            Some(Field::Nom),
            Some(Field::Prenoms),
            Some(Field::Birth),
            Some(Field::Email),
            Some(Field::Status),
            None
        ]
    );
}

#[test]
fn the_model_is_read_by_its_places_where_its_headers_say_nothing() {
    let unknown: Vec<String> = (0..52).map(|n| format!("c{n}")).collect();
    let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
    let found = Mapping::recognise(&table(vec![header(&unknown), row(&[])]));
    assert_eq!(found.origin, Origin::Positions);
    assert_eq!(found.mapping, Mapping::model());
    // Without any header, the first row is a person.
    let first = Row {
        number: 1,
        ..row(&[])
    };
    let second = Row {
        number: 2,
        ..row(&[])
    };
    let found = Mapping::recognise(&table(vec![first, second]));
    assert_eq!(found.mapping.header(), 0);
}

#[test]
fn a_sheet_is_counted_without_its_empty_rows() {
    let labels = labels();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let blank = Row {
        number: 3,
        cells: vec![Cell::text(" "), Cell::text("\u{200b}")],
    };
    let wrong = Row {
        number: 4,
        ..row(&[(Field::Civility, "?")])
    };
    let sheet = table(vec![header(&labels), row(&[]), blank, wrong]);
    let mapping = Mapping::recognise(&sheet).mapping;
    let checked = check_table(&sheet, &mapping, &around(StructureKind::Ccas, &[]));
    assert_eq!(checked.rows, 2);
    assert_eq!(checked.checked[1].row, 4);
    assert!(checked.checked[1].incoming.is_none());
}

#[test]
fn codes_of_problems_read_back_and_columns_are_named_as_sheets_do() {
    for code in ProblemCode::ALL {
        assert_eq!(code.code().parse(), Ok(*code));
    }
    let errors = ProblemCode::ALL
        .iter()
        .take_while(|c| c.severity() == Severity::Error);
    let all = ProblemCode::ALL
        .iter()
        .filter(|c| c.severity() == Severity::Error);
    assert_eq!(errors.count(), all.count(), "errors come first");
    let names = [0, 7, 25, 26, 36, 51, 71, 701, 702].map(column_name);
    assert_eq!(names, ["A", "H", "Z", "AA", "AK", "AZ", "BT", "ZZ", "AAA"]);
}

#[test]
fn a_mapping_is_kept_as_text() {
    for mapping in [mapping(), Mapping::model(), Mapping::below(3)] {
        assert_eq!(mapping.to_string().parse(), Ok(mapping));
    }
    for broken in ["", "x", "1;2", "1;a=nom", "1;2=rien"] {
        assert!(broken.parse::<Mapping>().is_err(), "{broken}");
    }
}

#[test]
fn the_page_of_the_command_names_every_code() {
    let page = include_str!("../../../../../docs/import-command.md");
    for code in ProblemCode::ALL {
        assert!(page.contains(&format!("`{}`", code.code())), "{code:?}");
    }
}
