//! What is written is read back, by us and by another library.

use std::io::Cursor;

use crate::support::{Seen, day, named, part, read, shown, text, written};
use adapter_sheets::Sheets;
use application::imports::{
    table::Cell,
    writing::{
        Choices, ColumnKind, ColumnLook, OutCell, OutValue, Paint, SheetFormat, SheetLook,
        SheetWriter, WriteFault,
    },
};
use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

#[test]
fn dates_are_dates_and_telephones_are_text_for_another_library() {
    let moment = day(2026, 11, 22).and_hms_opt(14, 15, 0).unwrap();
    let rows = [vec![
        OutCell::text("06 12 34 56 78"),
        OutCell::text("0612345678"),
        OutCell::date(day(1989, 9, 15)),
        OutCell::plain(OutValue::Moment(moment)),
        OutCell::number(12.5),
        OutCell::plain(OutValue::Bool(true)),
        OutCell::date(day(1850, 1, 2)),
    ]];
    let bytes = written(SheetFormat::Xlsx, named("Gens"), &rows);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("Gens").unwrap();
    let cells: Vec<Data> = range
        .used_cells()
        .map(|(_, _, data)| data.clone())
        .collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(cells[..2], [text("06 12 34 56 78"), text("0612345678")]);
    let Data::DateTime(date) = &cells[2] else {
        panic!("a date is a date: {:?}", cells[2]);
    };
    assert_eq!(date.as_f64(), 32_766.0);
    let Data::DateTime(moment) = &cells[3] else {
        panic!("a moment is a date: {:?}", cells[3]);
    };
    assert!(
        (moment.as_f64() - 46_348.593_75).abs() < 1e-6,
        "{}",
        moment.as_f64()
    );
    assert_eq!(
        cells[4..],
        [Data::Float(12.5), Data::Bool(true), text("02/01/1850")]
    );
}

#[test]
fn what_looks_like_a_formula_is_text_everywhere() {
    let rows = [vec![
        OutCell::text("=HYPERLINK(\"http://x\")"),
        OutCell::text("+33612345678"),
        OutCell::text("-1"),
        OutCell::text("@somme"),
        OutCell::text("\t=1"),
        OutCell::text("l'un"),
        OutCell::number(-1),
    ]];
    let csv = String::from_utf8(written(SheetFormat::Csv, named("G"), &rows)).unwrap();
    let expected =
        "\u{feff}\"'=HYPERLINK(\"\"http://x\"\")\";'+33612345678;'-1;'@somme;'\t=1;l'un;-1\r\n";
    assert_eq!(csv, expected);
    for format in [SheetFormat::Xlsx, SheetFormat::Ods] {
        let bytes = written(format, named("G"), &rows);
        let sheet = match format {
            SheetFormat::Xlsx => part(&bytes, "xl/worksheets/sheet1.xml"),
            SheetFormat::Ods | SheetFormat::Csv => part(&bytes, "content.xml"),
        };
        assert!(
            !sheet.contains("<f>") && !sheet.contains("table:formula"),
            "{sheet}"
        );
        let table = read("a", &bytes).unwrap();
        assert_eq!(table.rows[0].cells[0], text("=HYPERLINK(\"http://x\")"));
        assert_eq!(table.rows[0].cells[1], text("+33612345678"));
    }
    let xlsx = written(SheetFormat::Xlsx, named("G"), &rows);
    assert_eq!(
        part(&xlsx, "xl/styles.xml")
            .matches("quotePrefix=\"1\"")
            .count(),
        1
    );
}

#[test]
fn sheets_are_laid_out_as_asked() {
    let look = SheetLook {
        name: "L'année / 2026".to_owned(),
        columns: vec![
            ColumnLook::wide(30),
            ColumnLook {
                width: 12,
                kind: ColumnKind::Date,
                choices: None,
            },
            ColumnLook {
                width: 0,
                kind: ColumnKind::Text,
                choices: Some(Choices {
                    sheet: 1,
                    column: 2,
                    first_row: 1,
                    count: 4,
                }),
            },
        ],
        frozen_rows: 1,
        filtered: true,
    };
    let seen = Seen::default();
    let looks = [look.clone(), named("Listes d'ici")];
    let mut book = Sheets.open(SheetFormat::Xlsx, &looks, seen.out()).unwrap();
    let header = ["Nom", "Né le", "Sexe"].map(OutCell::header);
    book.row(0, &header).unwrap();
    // Rows of several sheets may alternate.
    book.row(1, &[OutCell::text("x")]).unwrap();
    let wrong = OutCell::text("Diallo")
        .painted(Paint::Error)
        .noted("Trop court.");
    book.row(0, &[wrong]).unwrap();
    assert!(matches!(book.row(2, &[]), Err(WriteFault::Sheets)));
    book.finish().unwrap();
    let bytes = seen.bytes();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for expected in [
        "ySplit=\"1\"",
        "<autoFilter ref=\"A1:C2\"/>",
        "'Listes d''ici'!$C$2:$C$5",
        "errorStyle=\"warning\"",
        "sqref=\"C2:C100001\"",
    ] {
        assert!(sheet.contains(expected), "{expected} in {sheet}");
    }
    assert!(part(&bytes, "xl/comments1.xml").contains("Trop court."));
    assert_eq!(read("a.xlsx", &bytes).unwrap().sheet, "L'année   2026");

    let ods = written(
        SheetFormat::Ods,
        look,
        &[header.to_vec(), vec![OutCell::EMPTY.noted("Vide ?")]],
    );
    let content = part(&ods, "content.xml");
    for expected in [
        "'L''année   2026'.A1:.C2",
        "<text:p>Vide ?</text:p>",
        "59mm",
    ] {
        assert!(content.contains(expected), "{expected} in {content}");
    }
    assert!(part(&ods, "settings.xml").contains("VerticalSplitPosition"));
    assert!(ods[30..].starts_with(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"));
}

#[test]
fn spaces_that_open_document_would_fold_are_counted() {
    let rows = [vec![OutCell::text(" a  b c ")]];
    let content = part(&written(SheetFormat::Ods, named("G"), &rows), "content.xml");
    let expected = concat!(
        r#"<text:p><text:s text:c="1"/>a<text:s text:c="2"/>b c"#,
        r#"<text:s text:c="1"/></text:p>"#
    );
    assert!(content.contains(expected), "{content}");
}

#[test]
fn sheets_that_do_not_suit_a_format_are_refused() {
    let open = |format, names: &[&str]| {
        let looks: Vec<_> = names.iter().map(|name| named(name)).collect();
        Sheets
            .open(format, &looks, Seen::default().out())
            .map(|_| ())
    };
    assert!(matches!(
        open(SheetFormat::Csv, &["A", "B"]),
        Err(WriteFault::Sheets)
    ));
    assert!(matches!(
        open(SheetFormat::Xlsx, &[]),
        Err(WriteFault::Sheets)
    ));
    assert!(matches!(
        open(SheetFormat::Ods, &["Gens", "gens"]),
        Err(WriteFault::Sheets)
    ));
    assert!(open(SheetFormat::Xlsx, &["", "'", "[]:*?/\\"]).is_ok());
}

#[test]
fn the_first_row_of_a_csv_goes_out_at_once() {
    let seen = Seen::default();
    let mut book = Sheets
        .open(SheetFormat::Csv, &[named("G")], seen.out())
        .unwrap();
    book.row(0, &[OutCell::header("Nom")]).unwrap();
    assert_eq!(seen.bytes(), "\u{feff}Nom\r\n".as_bytes());
}

/// Any cell that a sheet can hold.
fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        2 => Just(Cell::Empty),
        4 => "[ -~àéèœÉ€’\u{a0}\n\t'=+@😀<>&\"_x0-9A-F]{1,40}".prop_map(|text| Cell::text(&text)),
        1 => "'{0,3}[=+@-]?[a-z]{1,5}".prop_map(|text| Cell::text(&text)),
        1 => "_x00[0-9A-F]{2}_[a-z]?".prop_map(|text| Cell::text(&text)),
        2 => any::<f64>().prop_filter("a number", |n| n.is_finite()).prop_map(Cell::Number),
        2 => (1_i32..2_900_000).prop_map(|days| {
            let first = day(1900, 1, 1);
            Cell::Date(first + chrono::Days::new(days.unsigned_abs().into()))
        }),
        1 => any::<bool>().prop_map(Cell::Bool),
    ]
}

/// Rows of which something can be seen.
fn rows() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let seen = prop::collection::vec(cell(), 0..6).prop_map(|mut cells| {
        cells.push(Cell::text("fin"));
        cells
    });
    prop::collection::vec(seen, 1..8)
}

fn out(cell: &Cell) -> OutCell<'_> {
    OutCell::plain(match cell {
        Cell::Empty => OutValue::Empty,
        Cell::Text(text) | Cell::Fault(text) => OutValue::Text(text.as_ref().into()),
        Cell::Number(number) => OutValue::Number(*number),
        Cell::Date(day) => OutValue::Date(*day),
        Cell::Bool(is) => OutValue::Bool(*is),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn workbooks_are_read_back_as_they_were_written(rows in rows()) {
        let cells: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(out).collect()).collect();
        for format in [SheetFormat::Xlsx, SheetFormat::Ods] {
            let bytes = written(format, named("Gens"), &cells);
            let table = read("a", &bytes).unwrap();
            prop_assert_eq!(table.rows.len(), rows.len());
            for (row, written) in table.rows.iter().zip(&rows) {
                for (cell, written) in row.cells.iter().zip(written) {
                    let written = if written.is_blank() { &Cell::Empty } else { written };
                    prop_assert!(cell == written, "{:?}: {} is not {}", format, cell.shown(), written.shown());
                }
            }
        }
    }

    #[test]
    fn text_with_columns_is_read_back_as_it_was_written(rows in rows()) {
        let cells: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(out).collect()).collect();
        let header = vec![OutCell::header("a"), OutCell::header("b")];
        let table = read("a.csv", &written(SheetFormat::Csv, named("G"), &[vec![header], cells].concat())).unwrap();
        let expected: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| match cell {
                Cell::Number(number) => number.to_string().replace('.', ","),
                blank if blank.is_blank() => String::new(),
                Cell::Empty | Cell::Text(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Fault(_) => cell.shown(),
            }).collect())
            .collect();
        let found: Vec<Vec<String>> = shown(&table).into_iter().skip(1).map(|(_, row)| row).collect();
        prop_assert_eq!(found, expected);
    }
}
