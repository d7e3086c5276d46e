//! Workbooks of Excel 97 to 2003 are read as people see them.

use crate::support::biff::{Biff, file, narrow, wide, workbook};
use crate::support::{day, read, shown, text};
use application::imports::table::{Cell, Remark, Unreadable};

/// A head with the texts that cells share, and three styles: none, a built-in date, one's own.
fn head(strings: Biff) -> Biff {
    let style = |format: u16| [&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat();
    let own = [&164_u16.to_le_bytes()[..], &narrow("d mmmm yyyy")].concat();
    let head = Biff::default()
        .record(0x041E, &[&own])
        .record(0x00E0, &[&style(0)])
        .record(0x00E0, &[&style(14)])
        .record(0x00E0, &[&style(164)]);
    Biff([head.0, strings.0].concat())
}

fn shared(texts: &[&[u8]]) -> Biff {
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    Biff::default().record(0x00FC, &[&count, &count, &texts.concat()])
}

fn cells(sheet: Biff) -> Vec<Cell> {
    let book = workbook(&head(Biff::default()), &[("Gens", false, sheet)]);
    let table = read("a.xls", &book).unwrap();
    table.rows.into_iter().flat_map(|row| row.cells).collect()
}

#[test]
fn every_kind_of_cell_is_read() {
    let rk = |number: u32| (number << 2 | 2).to_le_bytes();
    let mul = [
        &[0, 0, 8, 0][..],
        &[0, 0],
        &rk(7),
        &[1, 0],
        &rk(32_766),
        &9_u16.to_le_bytes(),
    ];
    let sheet = Biff::default()
        .begin(0x0010)
        .cell(0x00FD, 0, 0, 0, &0_u32.to_le_bytes())
        .cell(0x00FD, 0, 1, 0, &1_u32.to_le_bytes())
        .cell(0x0204, 0, 2, 0, &wide("Zoé"))
        .cell(0x0203, 0, 3, 0, &612_345_678.0_f64.to_le_bytes())
        .cell(0x0203, 0, 4, 2, &32_766.5_f64.to_le_bytes())
        .cell(0x027E, 0, 5, 1, &rk(32_766))
        .cell(0x0205, 0, 6, 0, &[1, 0])
        .cell(0x0205, 0, 7, 0, &[0x2A, 1])
        .record(0x00BD, &mul)
        .end();
    let strings = shared(&[&narrow("Diallo"), &wide("Œuvrard")]);
    let table = read(
        "a.xls",
        &workbook(&head(strings), &[("Gens", false, sheet)]),
    )
    .unwrap();
    let expected = [
        text("Diallo"),
        text("Œuvrard"),
        text("Zoé"),
        Cell::Number(612_345_678.0),
        Cell::Date(day(1989, 9, 15)),
        Cell::Date(day(1989, 9, 15)),
        Cell::Bool(true),
        Cell::Fault("#N/A".into()),
        Cell::Number(7.0),
        Cell::Date(day(1989, 9, 15)),
    ];
    assert_eq!(table.sheet, "Gens");
    assert!(table.rows[0].cells == expected, "{:?}", shown(&table));
}

#[test]
fn the_results_of_formulas_are_read() {
    let formula = |result: [u8; 8]| [&result[..], &[0; 6]].concat();
    let special = |kind: u8, value: u8| [kind, 0, value, 0, 0, 0, 0xFF, 0xFF];
    let sheet = Biff::default()
        .begin(0x0010)
        .cell(0x0006, 0, 0, 0, &formula(2.5_f64.to_le_bytes()))
        .cell(0x0006, 0, 1, 0, &formula(special(0, 0)))
        .record(0x0207, &[&narrow("texte")])
        .cell(0x0006, 0, 2, 0, &formula(special(1, 1)))
        .cell(0x0006, 0, 3, 0, &formula(special(2, 7)))
        .cell(0x0006, 0, 4, 0, &formula(special(3, 0)))
        .cell(0x0006, 0, 5, 1, &formula(32_766.0_f64.to_le_bytes()))
        .end();
    let expected = [
        Cell::Number(2.5),
        text("texte"),
        Cell::Bool(true),
        Cell::Fault("#DIV/0!".into()),
        Cell::Empty,
        Cell::Date(day(1989, 9, 15)),
    ];
    let found = cells(sheet);
    assert!(found == expected, "{found:?}");
}

#[test]
fn texts_cut_by_the_end_of_a_record_are_put_together() {
    // Cut within the characters, which turn from one byte to two.
    let count = 3_u32.to_le_bytes();
    let continued: Vec<u8> = "étal".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let rich = [&[4, 0, 8, 1, 0][..], b"gras", &[0; 4]].concat();
    let strings = Biff::default()
        .record(0x00FC, &[&count, &count, &rich, &[8, 0, 0], b"H\xf4pi"])
        .record(0x003C, &[&[1], &continued, &narrow("fin")]);
    let sheet = (0..3).fold(Biff::default().begin(0x0010), |sheet, column: u16| {
        sheet.cell(0x00FD, 0, column, 0, &u32::from(column).to_le_bytes())
    });
    let table = read(
        "a.xls",
        &workbook(&head(strings), &[("G", false, sheet.end())]),
    )
    .unwrap();
    assert_eq!(shown(&table)[0].1, ["gras", "Hôpiétal", "fin"]);
}

#[test]
fn the_first_visible_sheet_that_holds_something_is_read() {
    let empty = Biff::default().begin(0x0010).end();
    let chart = Biff::default()
        .begin(0x0020)
        .cell(0x0203, 0, 0, 0, &9.0_f64.to_le_bytes())
        .end();
    let merged = [&1_u16.to_le_bytes()[..], &[2, 0, 4, 0, 1, 0, 1, 0]].concat();
    let mut full = Biff::default().begin(0x0010);
    full.0.extend(chart.0);
    let full = full
        .cell(0x0203, 0, 0, 0, &1.0_f64.to_le_bytes())
        .record(0x00E5, &[&merged])
        .end();
    let sheets = [
        ("Vide", false, empty),
        ("Cachee", true, full.clone()),
        ("Gens", false, full.clone()),
        ("Codes", false, full),
    ];
    let head = Biff::default().record(0x0022, &[&[1, 0]]);
    let table = read("liste.xlsx", &workbook(&head, &sheets)).unwrap();
    assert_eq!(shown(&table), [(1, vec!["1".to_owned()])]);
    let (first, names) = ("B3".to_owned(), vec!["Codes".to_owned()]);
    let expected = [
        Remark::MergedCells { first },
        Remark::OtherSheets { names },
        Remark::OtherExtension { is: "xls" },
    ];
    assert_eq!(
        (table.sheet.as_str(), &table.remarks[..]),
        ("Gens", &expected[..])
    );
}

#[test]
fn passwords_older_formats_and_damage_are_told() {
    let refused = |bytes: &[u8]| read("a.xls", bytes).unwrap_err();
    let password = Biff::default().record(0x002F, &[&[1, 0, 1, 0, 1, 0]]);
    assert_eq!(refused(&workbook(&password, &[])), Unreadable::Protected);
    assert_eq!(
        refused(&file("/EncryptedPackage", b"secret")),
        Unreadable::Protected
    );
    assert_eq!(
        refused(&file("/WordDocument", b"text")),
        Unreadable::UnknownFormat
    );
    let old = Biff::default().record(0x0809, &[&0x0500_u16.to_le_bytes(), &[5, 0]]);
    assert_eq!(refused(&file("/Book", &old.0)), Unreadable::UnknownFormat);
    assert_eq!(refused(&file("/Workbook", b"")), Unreadable::Corrupt);
    let cut = Biff::default().begin(0x0010).cell(0x0203, 0, 0, 0, &[0; 8]);
    assert_eq!(
        refused(&workbook(&Biff::default(), &[("G", false, cut)])),
        Unreadable::Corrupt
    );
    assert_eq!(
        refused(&workbook(&Biff::default(), &[])),
        Unreadable::NoRows
    );
    let good = workbook(&Biff::default(), &[]);
    assert_eq!(refused(&good[..700]), Unreadable::Corrupt);
}
