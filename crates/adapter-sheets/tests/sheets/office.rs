//! LibreOffice opens what is written here, and what it writes is read.

use crate::support::{converted, day, read, shown, text, written};
use application::imports::{
    table::Cell,
    writing::{ColumnLook, OutCell, OutValue, Paint, SheetFormat, SheetLook},
};

/// Commas, quotes where needed, UTF-8, as cells are shown.
const CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true";

fn rows() -> Vec<Vec<OutCell<'static>>> {
    let moment = day(2026, 11, 22).and_hms_opt(14, 15, 0).unwrap();
    vec![
        ["Nom", "Né le", "Téléphone", "Vu le", "Nombre"]
            .map(OutCell::header)
            .to_vec(),
        vec![
            OutCell::text("Œuvrard  & <Fils>\n2e ligne"),
            OutCell::date(day(1989, 9, 15)),
            OutCell::text("0612345678"),
            OutCell::plain(OutValue::Moment(moment)),
            OutCell::number(7),
        ],
        vec![
            OutCell::text("=1+1")
                .painted(Paint::Error)
                .noted("Un nom, pas une formule."),
            OutCell::date(day(1900, 3, 1)),
            OutCell::text(" avant, après "),
        ],
    ]
}

fn look() -> SheetLook {
    SheetLook {
        name: "L'année 2026".to_owned(),
        columns: vec![ColumnLook::wide(30); 5],
        frozen_rows: 1,
        filtered: true,
    }
}

#[test]
fn libreoffice_shows_what_was_written() {
    for format in [SheetFormat::Xlsx, SheetFormat::Ods] {
        let bytes = written(format, look(), &rows());
        let csv = String::from_utf8(converted(&bytes, format.extension(), CSV)).unwrap();
        let expected = concat!(
            "Nom,Né le,Téléphone,Vu le,Nombre\n",
            "\"Œuvrard  & <Fils>\n2e ligne\",15/09/1989,0612345678,22/11/2026 14:15,7\n",
            "=1+1,01/03/1900,\" avant, après \",,\n"
        );
        assert_eq!(csv, expected, "{format:?}");
    }
}

#[test]
fn what_libreoffice_writes_is_read_whatever_the_format() {
    let bytes = written(SheetFormat::Ods, look(), &rows());
    for (to, name) in [("xlsx", "xlsx"), ("xls:MS Excel 97", "xls"), ("ods", "ods")] {
        let source = if name == "ods" {
            (written(SheetFormat::Xlsx, look(), &rows()), "xlsx")
        } else {
            (bytes.clone(), "ods")
        };
        let table = read(&format!("a.{name}"), &converted(&source.0, source.1, to)).unwrap();
        assert_eq!(table.sheet, "L'année 2026", "{to}");
        assert_eq!(table.remarks, [], "{to}");
        let second = &table.rows[1].cells;
        assert_eq!(second[0], text("Œuvrard  & <Fils>\n2e ligne"), "{to}");
        assert_eq!(second[1], Cell::Date(day(1989, 9, 15)), "{to}");
        assert_eq!(second[2], text("0612345678"), "{to}");
        assert_eq!(second[4], Cell::Number(7.0), "{to}");
        assert_eq!(shown(&table)[2].1[0], "=1+1", "{to}");
    }
}
