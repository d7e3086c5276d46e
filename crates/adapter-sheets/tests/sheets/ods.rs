//! Workbooks in OpenDocument are read as people see them.

use crate::support::{day, ods, read, shown, text, zip};
use application::imports::table::{Cell, Remark, Unreadable};

#[test]
fn every_kind_of_cell_is_read() {
    let book = ods(concat!(
        r#"<table:table table:name="Gens"><table:table-row><table:table-cell office:value-type="string">"#,
        r#"<office:annotation><text:p>une note</text:p></office:annotation>"#,
        r#"<text:p>De<text:s text:c="2"/><text:span>la</text:span></text:p><text:p>Rue</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="float" office:value="612345678"><text:p>6 12</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="date" office:date-value="1989-09-15"><text:p>15/09/89</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="boolean" office:boolean-value="true"/>"#,
        r#"<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>"#,
        r#"<table:table-cell table:formula="of:=1+1"/>"#,
        r#"</table:table-row></table:table>"#,
    ));
    let table = read("a.ods", &book).unwrap();
    let expected = [
        text("De  la\nRue"),
        Cell::Number(612_345_678.0),
        Cell::Date(day(1989, 9, 15)),
        Cell::Bool(true),
        Cell::Fault("#N/A".into()),
        Cell::Fault("Formule sans résultat".into()),
    ];
    assert_eq!(table.sheet, "Gens");
    assert!(table.rows[0].cells == expected, "{:?}", table.rows);
    assert_eq!(table.remarks, []);
}

#[test]
fn what_is_repeated_stands_as_often_and_emptiness_costs_nothing() {
    let book = ods(concat!(
        r#"<table:table table:name="Gens">"#,
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>"#,
        r#"<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/></table:table-row>"#,
        r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
        r#"<table:table-row><table:table-cell office:value-type="float" office:value="8"/></table:table-row>"#,
        r#"</table:table>"#,
    ));
    let table = read("a.ods", &book).unwrap();
    let seven = || vec![String::new(), String::new(), "7".to_owned(), "7".to_owned()];
    let expected = [
        (1, seven()),
        (2, seven()),
        (1_000_003, vec!["8".to_owned()]),
    ];
    assert_eq!(shown(&table), expected);
}

#[test]
fn the_first_visible_sheet_that_holds_something_is_read_and_the_others_are_named() {
    let full = |name: &str, more: &str| {
        format!(
            r#"<table:table table:name="{name}"{more}><table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="float" office:value="1"/></table:table-row></table:table>"#
        )
    };
    let sheets = [
        "<table:tracked-changes><table:table-cell><text:p>effacé</text:p></table:table-cell></table:tracked-changes>".to_owned(),
        r#"<table:table table:name="Vide"><table:table-row><table:table-cell/></table:table-row></table:table>"#.to_owned(),
        full("Cachée", r#" table:style-name="h""#),
        full("Gens", ""),
        full("Codes", ""),
    ];
    let table = read("a.ods", &ods(&sheets.concat())).unwrap();
    assert_eq!(table.sheet, "Gens");
    let first = "A1".to_owned();
    let names = vec!["Codes".to_owned()];
    assert_eq!(
        table.remarks,
        [Remark::MergedCells { first }, Remark::OtherSheets { names }]
    );
}

#[test]
fn what_is_repeated_beyond_measure_is_refused_at_once() {
    let with = |rows: &str, columns: &str| {
        ods(&format!(
            r#"<table:table table:name="G"><table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/></table:table-row></table:table>"#
        ))
    };
    assert_eq!(
        read("a.ods", &with("4294967295", "1")),
        Err(Unreadable::TooManyRows)
    );
    assert_eq!(
        read("a.ods", &with("1", "4294967295")),
        Err(Unreadable::TooManyColumns)
    );
    assert_eq!(
        read("a.ods", &with("100000", "300")),
        Err(Unreadable::TooBig)
    );
}

#[test]
fn a_password_is_told() {
    let manifest = r#"<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let each = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "\u{1}\u{2}"),
    ]);
    assert_eq!(read("a.ods", &each), Err(Unreadable::Protected));
    let whole = zip(&[("mimetype", "x"), ("encrypted-package", "\u{1}\u{2}")]);
    assert_eq!(read("a.ods", &whole), Err(Unreadable::Protected));
}

#[test]
fn what_a_workbook_is_not_is_told() {
    let text = zip(&[
        ("mimetype", "x"),
        (
            "content.xml",
            "<office:document-content><office:text/></office:document-content>",
        ),
    ]);
    assert_eq!(read("a.ods", &text), Err(Unreadable::UnknownFormat));
    assert_eq!(read("a.ods", &ods("")), Err(Unreadable::NoRows));
    let cut = ods("<table:table><table:table-row><!-- ");
    assert_eq!(read("a.ods", &cut), Err(Unreadable::Corrupt));
}
