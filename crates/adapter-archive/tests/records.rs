//! Exports as JSON, read back by a JSON parser.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use adapter_archive::JsonRecords;
use application::{
    export::{RecordWriter, Records},
    imports::writing::{OutCell, OutValue, WriteFault},
};
use chrono::NaiveDate;

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.0.lock().unwrap()).unwrap()
    }
}

fn records() -> Vec<Records> {
    let columns = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    vec![
        Records {
            key: "domicilies",
            columns: columns(&["numero", "nom", "sms", "le"]),
        },
        Records {
            key: "courrier",
            columns: columns(&["nature", "nombre"]),
        },
    ]
}

#[test]
fn each_person_holds_their_own_lists_in_the_order_of_the_columns() {
    let out = Shared::default();
    let mut book = JsonRecords.open(records(), Box::new(out.clone())).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 3, 14).unwrap();
    let person = |number: u32, nom: &'static str| {
        [
            OutCell::number(number),
            OutCell::text(nom),
            OutCell::plain(OutValue::Bool(true)),
            OutCell::date(day),
        ]
    };
    book.row(0, &person(1, "=1+1 \"«\u{1}»\"")).unwrap();
    book.row(1, &[OutCell::text("Courrier"), OutCell::number(2)])
        .unwrap();
    book.row(1, &[OutCell::text("Colis"), OutCell::number(1)])
        .unwrap();
    book.row(0, &person(2, "Ba")).unwrap();
    book.finish().unwrap();
    let json = out.json();
    assert_eq!(json[0]["nom"], "=1+1 \"«\u{1}»\"");
    assert_eq!(json[0]["numero"], 1);
    assert_eq!(json[0]["sms"], true);
    assert_eq!(json[0]["le"], "2026-03-14");
    assert_eq!(json[0]["courrier"][1]["nature"], "Colis");
    assert_eq!(json[1]["courrier"], serde_json::json!([]));
    assert_eq!(json.as_array().unwrap().len(), 2);
    let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
    assert!(text.find("numero").unwrap() < text.find("\"nom\"").unwrap());
}

#[test]
fn nobody_is_an_empty_list_and_a_row_without_a_person_is_refused() {
    let out = Shared::default();
    let book = JsonRecords.open(records(), Box::new(out.clone())).unwrap();
    book.finish().unwrap();
    assert_eq!(out.json(), serde_json::json!([]));
    let mut book = JsonRecords
        .open(records(), Box::new(Shared::default()))
        .unwrap();
    let early = book.row(1, &[OutCell::text("Colis")]);
    assert!(matches!(early, Err(WriteFault::Sheets)));
}
