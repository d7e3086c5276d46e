//! Whatever the bytes, reading ends soon and in good order.

use std::time::{Duration, Instant};

use crate::support::biff::{Biff, narrow, workbook};
use crate::support::{Xlsx, day, named, ods, read, written, zip};
use application::imports::writing::{OutCell, SheetFormat};
use proptest::prelude::*;

/// Reads, and does not care what comes of it, but for how long it takes.
fn survives(bytes: &[u8]) {
    let start = Instant::now();
    let _ = read("a.xlsx", bytes);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "it took {:?}",
        start.elapsed()
    );
}

/// Small changes of bytes: where, what instead, or how much is cut out.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, Change)>> {
    let change = prop_oneof![
        any::<u8>().prop_map(Change::Byte),
        prop_oneof![Just(0_u32), Just(u32::MAX), Just(0x7FFF_FFFF), any::<u32>()]
            .prop_map(Change::Number),
        (1_usize..300).prop_map(Change::Cut),
        "[<>&\"/a-z0-9 =-]{1,12}".prop_map(Change::Text),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), change), 1..6)
}

#[derive(Debug, Clone)]
enum Change {
    Byte(u8),
    Number(u32),
    Cut(usize),
    Text(String),
}

fn changed(bytes: &[u8], changes: &[(prop::sample::Index, Change)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, change) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        let end = |length: usize| (at + length).min(bytes.len());
        match change {
            Change::Byte(byte) => bytes[at] = *byte,
            Change::Number(number) => {
                let end = end(4);
                bytes[at..end].copy_from_slice(&number.to_le_bytes()[..end - at]);
            }
            Change::Cut(length) => {
                let end = end(*length);
                bytes.drain(at..end);
            }
            Change::Text(text) => {
                let end = end(text.len());
                bytes[at..end].copy_from_slice(&text.as_bytes()[..end - at]);
            }
        }
    }
    bytes
}

fn rows() -> Vec<Vec<OutCell<'static>>> {
    let row = vec![
        OutCell::text("Diallo"),
        OutCell::date(day(1989, 9, 15)),
        OutCell::number(612_345_678),
        OutCell::text("=1+1").noted("Attention"),
    ];
    vec![row; 20]
}

fn xls() -> Vec<u8> {
    let strings = [
        &[2, 0, 0, 0, 2, 0, 0, 0][..],
        &narrow("Diallo"),
        &narrow("Awa"),
    ]
    .concat();
    let head = Biff::default()
        .record(0x041E, &[&[164, 0], &narrow("dd/mm/yyyy")])
        .record(0x00E0, &[&[0, 0, 164, 0], &[0; 16]])
        .record(0x00FC, &[&strings[..14]])
        .record(0x003C, &[&[0], &strings[14..]]);
    let sheet = (0..40).fold(Biff::default().begin(0x0010), |sheet, row| {
        sheet
            .cell(0x00FD, row, 0, 0, &1_u32.to_le_bytes())
            .cell(0x0203, row, 1, 0, &32_766.0_f64.to_le_bytes())
            .cell(
                0x0006,
                row,
                2,
                0,
                &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0],
            )
            .record(0x0207, &[&narrow("texte")])
    });
    workbook(&head, &[("Gens", false, sheet.end())])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2_000), head in 0_usize..6) {
        let heads: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"sep=;\n", b"<?xml"];
        survives(&[heads[head], &bytes].concat());
    }

    #[test]
    fn any_text_is_survived(text in "[a-z;,|\t\r\n\"'=é\u{0}\u{feff}]{0,400}") {
        survives(text.as_bytes());
    }

    #[test]
    fn changed_workbooks_of_excel_97_are_survived(changes in changes()) {
        survives(&changed(&xls(), &changes));
    }

    #[test]
    fn changed_zips_are_survived(changes in changes(), format in 0_usize..2) {
        let format = [SheetFormat::Xlsx, SheetFormat::Ods][format];
        survives(&changed(&written(format, named("Gens"), &rows()), &changes));
    }

    #[test]
    fn changed_parts_are_survived(part in any::<prop::sample::Index>(), changes in changes()) {
        let mut book = Xlsx::of(concat!(
            r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>1</f><v>32766</v></c></row>"#,
            r#"<row r="2"><c r="C2" t="inlineStr"><is><r><t>a&amp;b</t></r></is></c></row>"#,
        ));
        book.strings = "<si><t>_x000D_Nom</t></si>".to_owned();
        book.workbook = r#"<workbookPr date1904="1"/>"#.to_owned();
        let mut parts = book.parts();
        let chosen = part.index(parts.len());
        let content = changed(parts[chosen].1.as_bytes(), &changes);
        parts[chosen].1 = String::from_utf8_lossy(&content).into_owned();
        let parts: Vec<_> = parts.iter().map(|(name, part)| (name.as_str(), part.as_str())).collect();
        survives(&zip(&parts));
    }

    #[test]
    fn changed_content_of_open_documents_is_survived(changes in changes()) {
        let sheet = concat!(
            r#"<table:table table:name="G" table:style-name="g"><table:table-row table:number-rows-repeated="20">"#,
            r#"<table:table-cell office:value-type="date" office:date-value="1989-09-15" table:number-columns-repeated="3"><text:p>x<text:s text:c="4"/></text:p></table:table-cell>"#,
            r#"<table:covered-table-cell/></table:table-row></table:table>"#
        );
        let content = changed(sheet.as_bytes(), &changes);
        survives(&ods(&String::from_utf8_lossy(&content)));
    }
}

/// Small parts of a workbook that name millions of things.
#[test]
fn what_a_workbook_lists_without_end_is_not_kept() {
    let sheets = r#"<sheet name="n" r:id="r9"/>"#.repeat(200_000);
    let mut book = Xlsx::of("<row><c><v>1</v></c></row>");
    book.workbook = format!("<sheets>{sheets}</sheets>");
    survives(&book.bytes());
    let styles = r#"<style:style style:name="s"><style:table-properties table:display="false"/></style:style>"#;
    survives(&ods(&styles.repeat(100_000)));
    let cell = r#"<table:table-cell office:value-type="boolean"/>"#;
    let row = format!(
        "<table:table><table:table-row>{}</table:table-row></table:table>",
        cell.repeat(200_000)
    );
    survives(&ods(&row));
}
