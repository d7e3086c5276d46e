//! Workbooks in Office Open XML are read as people see them.

use crate::support::{Xlsx, day, read, sheet, shown, text, zip};
use application::imports::table::{Cell, Remark, Unreadable};

fn cells(rows: &str) -> Vec<Cell> {
    let table = read("a.xlsx", &Xlsx::of(rows).bytes()).unwrap();
    table.rows.into_iter().flat_map(|row| row.cells).collect()
}

#[test]
fn every_kind_of_cell_is_read() {
    let mut book = Xlsx::of(concat!(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>"#,
        r#"<c r="C1" t="inlineStr"><is><t>en </t><r><t>ligne</t></r></is></c></row>"#,
        r#"<row r="3"><c r="A3"><v>612345678</v></c><c r="B3" s="1"><v>32766</v></c>"#,
        r#"<c r="C3" s="2"><v>32766.5</v></c><c r="D3" s="3"><v>0.5</v></c><c r="E3" t="b"><v>1</v></c>"#,
        r#"<c r="F3" t="e"><v>#N/A</v></c><c r="G3" t="d"><v>1989-09-15T00:00:00</v></c>"#,
        r#"<c r="H3" t="str"><f>A1&amp;B1</f><v>L&#233;a &amp; Zo&#xE9;</v></c></row>"#,
    ));
    book.strings = concat!(
        "<si><t xml:space=\"preserve\"> Nom </t></si>",
        "<si><r><t>Pré</t></r><r><t>nom</t></r><rPh><t>x</t></rPh></si>"
    )
    .to_owned();
    let table = read("a.xlsx", &book.bytes()).unwrap();
    assert_eq!(table.sheet, "Feuille");
    let rows: Vec<_> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(rows, [1, 3]);
    let expected = [
        vec![text(" Nom "), text("Prénom"), text("en ligne")],
        vec![
            Cell::Number(612_345_678.0),
            Cell::Date(day(1989, 9, 15)),
            Cell::Date(day(1989, 9, 15)),
            Cell::Number(0.5),
            Cell::Bool(true),
            Cell::Fault("#N/A".into()),
            Cell::Date(day(1989, 9, 15)),
            text("Léa & Zoé"),
        ],
    ];
    let found: Vec<_> = table.rows.into_iter().map(|row| row.cells).collect();
    assert!(found == expected, "{:?}", found);
    assert_eq!(table.remarks, []);
}

#[test]
fn a_formula_never_computed_is_told_from_one_that_is_empty() {
    let found = cells(concat!(
        "<row><c><f>1+1</f></c><c><f>1+1</f><v></v></c><c t=\"str\"><f>\"\"</f><v></v></c>",
        "<c><f>1+1</f><v>2</v></c></row>"
    ));
    let fault = Cell::Fault("Formule sans résultat".into());
    assert!(
        found == [fault.clone(), fault, Cell::Empty, Cell::Number(2.0)],
        "{found:?}"
    );
}

#[test]
fn dates_are_counted_from_1904_where_the_workbook_says_so() {
    let mut book = Xlsx::of(r#"<row><c s="1"><v>0</v></c><c s="1"><v>31304</v></c></row>"#);
    book.workbook = r#"<workbookPr date1904="1"/>"#.to_owned();
    let table = read("a.xlsx", &book.bytes()).unwrap();
    assert_eq!(
        shown(&table),
        [(1, vec!["01/01/1904".to_owned(), "15/09/1989".to_owned()])]
    );
}

#[test]
fn the_first_visible_sheet_that_holds_something_is_read_and_the_others_are_named() {
    let mut book = Xlsx::of(r#"<row><c t="inlineStr"><is><t> </t></is></c></row>"#);
    let full = sheet(r#"<row><c><v>1</v></c></row>"#);
    book.sheets
        .push(("Cachée\" state=\"hidden".to_owned(), full.clone()));
    book.sheets.push(("Personnes".to_owned(), full.clone()));
    book.sheets.push(("Codes".to_owned(), full));
    book.sheets.push(("Vide".to_owned(), sheet("")));
    let table = read("a.xlsx", &book.bytes()).unwrap();
    assert_eq!(table.sheet, "Personnes");
    let names = vec!["Codes".to_owned()];
    assert_eq!(table.remarks, [Remark::OtherSheets { names }]);
}

#[test]
fn merged_cells_are_told_and_what_follows_them_costs_nothing() {
    let mut book = Xlsx::of("<row><c><v>1</v></c></row>");
    book.sheets[0].1 = concat!(
        "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>",
        "<mergeCells><mergeCell ref=\"A3:A5\"/></mergeCells>",
        "<dataValidations><this is not even XML"
    )
    .to_owned();
    let table = read("a.xlsx", &book.bytes()).unwrap();
    let first = "A3:A5".to_owned();
    assert_eq!(table.remarks, [Remark::MergedCells { first }]);
}

#[test]
fn formats_down_to_the_last_row_cost_no_more_than_the_data() {
    let mut rows = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#.to_owned();
    for row in 2..100_002 {
        rows.push_str(&format!(
            r#"<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>"#
        ));
    }
    rows.push_str(r#"<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>"#);
    let found = cells(&rows);
    assert_eq!(found.len(), 1);
}

#[test]
fn rows_and_columns_have_limits() {
    let wide = |column: &str| Xlsx::of(&format!(r#"<row><c r="{column}1"><v>1</v></c></row>"#));
    assert!(read("a.xlsx", &wide("KN").bytes()).is_ok());
    assert_eq!(
        read("a.xlsx", &wide("KO").bytes()),
        Err(Unreadable::TooManyColumns)
    );
    let long = |rows: u32| "<row><c><v>1</v></c></row>".repeat(rows as usize);
    assert_eq!(
        read("a.xlsx", &Xlsx::of(&long(100_000)).bytes())
            .unwrap()
            .rows
            .len(),
        100_000
    );
    let too_long = read("a.xlsx", &Xlsx::of(&long(100_001)).bytes());
    assert_eq!(too_long, Err(Unreadable::TooManyRows));
}

#[test]
fn rows_in_disorder_are_put_in_order() {
    let book = Xlsx::of(concat!(
        r#"<row r="5"><c r="B5"><v>52</v></c></row><row r="2"><c r="A2"><v>21</v></c></row>"#,
        r#"<row r="5"><c r="A5"><v>51</v></c></row>"#
    ));
    let table = read("a.xlsx", &book.bytes()).unwrap();
    let expected = [
        (2, vec!["21".to_owned()]),
        (5, vec!["51".to_owned(), "52".to_owned()]),
    ];
    assert_eq!(shown(&table), expected);
}

#[test]
fn what_a_workbook_is_not_is_told() {
    let refused = |name: &str, bytes: &[u8]| read(name, bytes).unwrap_err();
    let good = Xlsx::of("<row><c><v>1</v></c></row>").bytes();
    assert_eq!(
        refused("a.xlsx", &good[..good.len() / 2]),
        Unreadable::Corrupt
    );
    assert_eq!(refused("a.xlsx", &Xlsx::of("").bytes()), Unreadable::NoRows);
    assert_eq!(refused("a.xlsx", b""), Unreadable::NoRows);
    assert_eq!(
        refused("a.xlsx", b"%PDF-1.7\n1 0 obj"),
        Unreadable::UnknownFormat
    );
    assert_eq!(
        refused("a.xlsx", &vec![b' '; 21 * 1024 * 1024]),
        Unreadable::TooBig
    );
    let word = zip(&[
        ("_rels/.rels", "<Relationships/>"),
        ("word/document.xml", "<w/>"),
    ]);
    assert_eq!(refused("a.xlsx", &word), Unreadable::UnknownFormat);
    let cut = Xlsx::of("<row><c><v>1</v></c></row><row><c><v>");
    assert_eq!(refused("a.xlsx", &cut.bytes()), Unreadable::Corrupt);
    let table = read("liste.csv", &good).unwrap();
    assert_eq!(table.remarks, [Remark::OtherExtension { is: "xlsx" }]);
}

#[test]
fn entities_and_counts_that_explode_are_refused_before_they_do() {
    let mut book = Xlsx::of("<row><c t=\"s\"><v>0</v></c></row>");
    book.strings = "<si><t>&boom;</t></si>".to_owned();
    assert_eq!(read("a.xlsx", &book.bytes()), Err(Unreadable::Corrupt));
    let mut parts = Xlsx::of("<row><c t=\"s\"><v>0</v></c></row>").parts();
    for (name, part) in &mut parts {
        if name.ends_with("sharedStrings.xml") {
            *part = "<sst uniqueCount=\"9999999999999999\"><si><t>seul</t></si></sst>".to_owned();
        }
    }
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), part.as_str()))
        .collect();
    assert_eq!(
        read("a.xlsx", &zip(&parts)).unwrap().rows[0].cells,
        [text("seul")]
    );
}

#[test]
fn a_part_that_unfolds_a_thousand_times_is_not_unfolded() {
    let bomb = Xlsx::of(&" ".repeat(64 * 1024 * 1024)).bytes();
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(read("a.xlsx", &bomb), Err(Unreadable::Bomb));
    // One text without end, in a part that is not large.
    let endless = Xlsx::of(&format!(
        "<row><c t=\"inlineStr\"><is><t>{}",
        "x".repeat(4 << 20)
    ));
    assert_eq!(read("a.xlsx", &endless.bytes()), Err(Unreadable::Corrupt));
    // One piece without end, though nobody reads it.
    let comment = format!("<!--{}--><row><c><v>1</v></c></row>", "x".repeat(4 << 20));
    let endless = Xlsx::of(&comment);
    assert_eq!(read("a.xlsx", &endless.bytes()), Err(Unreadable::Corrupt));
}

#[test]
fn one_text_referred_to_a_million_times_is_not_kept_a_million_times() {
    let mut book = Xlsx::of(&"<row><c t=\"s\"><v>0</v></c></row>".repeat(50_000));
    book.strings = format!("<si><t>{}</t></si>", "x".repeat(30_000));
    assert_eq!(read("a.xlsx", &book.bytes()), Err(Unreadable::TooBig));
}
