//! Text with columns is read as people see it.

use crate::support::{read, shown};
use application::imports::table::{Remark, Table, Unreadable};

fn table(content: impl AsRef<[u8]>) -> Table {
    read("liste.csv", content.as_ref()).unwrap()
}

fn rows(content: impl AsRef<[u8]>) -> Vec<(u32, Vec<String>)> {
    shown(&table(content))
}

fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (
        number,
        cells.iter().map(|cell| (*cell).to_owned()).collect(),
    )
}

#[test]
fn the_separator_is_found() {
    let expected = [
        row(1, &["Nom", "Prénom", "Né le"]),
        row(2, &["Diallo", "A, b", "1/2/1980"]),
    ];
    for separator in [";", ",", "\t", "|"] {
        let quoted = format!(
            "Nom{separator}Prénom{separator}Né le\nDiallo{separator}\"A, b\"{separator}1/2/1980\n"
        );
        assert_eq!(rows(&quoted), expected, "{separator}");
    }
    // Commas in every text, and yet they separate nothing.
    let french = "Nom;Adresse\nA;3, rue B, Lyon\nC;4, rue D\nE;5, rue F, Lyon, 7e\n";
    assert_eq!(rows(french)[1], row(2, &["A", "3, rue B, Lyon"]));
    assert_eq!(
        rows("sep=|\r\nNom|Prénom\r\n")[0],
        row(1, &["Nom", "Prénom"])
    );
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_shows() {
    for end in ["\n", "\r\n", "\r"] {
        let lines = ["a;b", "", "\"deux", "lignes\";d", "", "", "e;f", ";", "g;h"].join(end);
        let expected = [
            row(1, &["a", "b"]),
            row(3, &[&format!("deux{end}lignes"), "d"]),
            row(6, &["e", "f"]),
            row(8, &["g", "h"]),
        ];
        assert_eq!(rows(lines), expected, "{end:?}");
    }
    assert_eq!(rows("\n\na;b\n"), [row(3, &["a", "b"])]);
}

#[test]
fn quotes_are_taken_off_and_apostrophes_that_guard_formulas_too() {
    let guarded = "\"dit \"\"Jo\"\"\";'+33612345678;'=1+1;'ana;''-x\nb;c;d;e;f\n";
    let expected = ["dit \"Jo\"", "+33612345678", "=1+1", "'ana", "'-x"];
    assert_eq!(rows(guarded)[0], row(1, &expected));
}

#[test]
fn the_encoding_is_told_and_a_mark_is_no_character() {
    let windows = table(b"Nom;Pr\xe9nom\nLef\xe8vre;Zo\xe9\n");
    assert_eq!(
        windows.remarks,
        [Remark::Encoding {
            name: "Windows-1252"
        }]
    );
    assert_eq!(shown(&windows)[1], row(2, &["Lefèvre", "Zoé"]));
    let marked = table("\u{feff}Nom;Prénom\n");
    assert_eq!(shown(&marked)[0], row(1, &["Nom", "Prénom"]));
    assert_eq!((marked.sheet.as_str(), marked.remarks.len()), ("liste", 0));
}

#[test]
fn what_is_no_table_is_told() {
    let refused = |content: &[u8]| read("a.csv", content).unwrap_err();
    assert_eq!(
        refused(b"Bonjour\nje vous prie\n"),
        Unreadable::UnknownFormat
    );
    assert_eq!(
        refused(b"<html><table><tr><td>a;b</td></tr></table>"),
        Unreadable::UnknownFormat
    );
    assert_eq!(refused(b"\n \n"), Unreadable::NoRows);
    assert_eq!(refused(b";;;\n;;;\n"), Unreadable::NoRows);
    assert_eq!(
        refused(b"\0\x01\x02\x03;\x04\n\x05;\x06\n"),
        Unreadable::UnknownFormat
    );
    assert_eq!(
        refused("a;".repeat(301).as_bytes()),
        Unreadable::TooManyColumns
    );
    assert_eq!(
        refused("a;b\n".repeat(100_001).as_bytes()),
        Unreadable::TooManyRows
    );
    let remarks = read("liste.xlsx", b"a;b\n").unwrap().remarks;
    assert_eq!(remarks, [Remark::OtherExtension { is: "csv" }]);
}
