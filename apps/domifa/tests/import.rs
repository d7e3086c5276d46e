//! `domifa import` on sheets: what it prints, and how it ends, without any database.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use application::imports::field::Field;
use serde_json::Value;

/// A sheet of that name, in its own directory of the test.
fn sheet(test: &str, name: &str, bytes: &[u8]) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn import(path: &std::path::Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_domifa"));
    command.env_clear().arg("import").arg(path);
    command.args(["--dry-run", "--today", "2026-11-22"]);
    command.args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The fields of a sheet of eleven columns.
const FIELDS: [Field; 11] = [
    Field::Reference,
    Field::Civility,
    Field::Nom,
    Field::Prenoms,
    Field::Birth,
    Field::BirthPlace,
    Field::Phone,
    Field::Status,
    Field::Kind,
    Field::Start,
    Field::End,
];

fn headers() -> String {
    FIELDS.map(|field| field.label().into_owned()).join(";")
}

const AMINATA: &str =
    "1;F;Exemple;Aminata;20/12/1991;Bouaké;0612345678;VALIDE;PREMIERE;15/03/2026;14/03/2027";
const LUIZ: &str = "2;H;Modelo;Luiz;07/08/1940;Macon;;REFUS;PREMIERE_DOM;;09/08/2020";
const AGAIN: &str =
    "3;Mme;EXEMPLE;AMINATA;20-12-1991;Bouaké;;valide;première;15/03/2026;14/03/2027";
const WRONG: &str = "4;F;Otra;Sol;29/02/1990;Lima;0142424242;VALIDE;PREMIERE;15/03/2026;15/03/2027";

fn file(rows: &[&str]) -> Vec<u8> {
    let mut text = headers();
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text.into_bytes()
}

#[test]
fn a_sheet_is_told_as_one_object_with_rows_and_columns_as_it_shows_them() {
    let path = sheet(
        "json",
        "registre.csv",
        &file(&[AMINATA, LUIZ, AGAIN, WRONG]),
    );
    let output = import(&path, &["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let report = json(&output);
    assert_eq!(
        (&report["rows"], &report["accepted"]),
        (&4.into(), &3.into())
    );
    let errors: Vec<(u64, &str, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| {
            (
                e["row"].as_u64().unwrap(),
                e["column"].as_str().unwrap(),
                e["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            (5, "E", "impossible_date"),
            (5, "G", "landline"),
            (5, "K", "over_one_year")
        ]
    );
    assert_eq!(report["errors"][1]["value"], "0142424242");
    assert_eq!(report["errors"][0]["sheet"], "registre");
    let duplicates = report["duplicates"].as_array().unwrap();
    assert_eq!(duplicates.len(), 1);
    assert_eq!(
        (&duplicates[0]["row"], &duplicates[0]["of_row"]),
        (&4.into(), &2.into())
    );
    assert_eq!(duplicates[0]["reason"], "personne");
}

#[test]
fn a_sound_sheet_ends_well_with_or_without_warnings() {
    let path = sheet("sound", "registre.csv", &file(&[AMINATA, LUIZ]));
    let output = import(&path, &["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let report = json(&output);
    assert_eq!(report["errors"], Value::Array(Vec::new()));
    assert!(
        !report["warnings"].as_array().unwrap().is_empty(),
        "no last contact, no ground"
    );
}

#[test]
fn people_read_sentences() {
    let path = sheet("sentences", "registre.csv", &file(&[AMINATA, WRONG]));
    let output = import(&path, &[]);
    let said = String::from_utf8(output.stdout).unwrap();
    for part in [
        "Erreurs",
        "G3 : ",
        "À vérifier",
        "Lignes acceptées : 1 sur 2",
    ] {
        assert!(said.replace('\u{a0}', " ").contains(part), "{part}: {said}");
    }
}

#[test]
fn a_ground_of_refusal_is_open_to_some_bodies_only() {
    let saturated = LUIZ.replace(";REFUS;", ";REFUS;SATURATION;");
    let fields = headers().replace(
        &*Field::Status.label(),
        &format!("{};{}", Field::Status.label(), Field::RefusalGround.label()),
    );
    let text = format!("{fields}\n{saturated}");
    let path = sheet("grounds", "registre.csv", text.as_bytes());
    let closed = |arguments: &[&str]| {
        let report = json(&import(&path, arguments));
        let warnings = report["warnings"].as_array().unwrap().clone();
        warnings.iter().any(|w| w["code"] == "closed_ground")
    };
    assert!(closed(&["--json"]));
    assert!(!closed(&["--json", "--kind", "organisme-agree"]));
}

#[test]
fn a_number_without_prefix_is_of_the_departement() {
    let local = AMINATA.replace("0612345678", "0692123456");
    let path = sheet("phones", "registre.csv", &file(&[&local]));
    for departement in ["75", "974"] {
        let output = import(&path, &["--json", "--department", departement]);
        assert_eq!(output.status.code(), Some(0), "{departement}");
    }
    // In Nouméa six figures are a number; in Paris they are none.
    let short = AMINATA.replace("0612345678", "751234");
    let path = sheet("phones", "noumea.csv", &file(&[&short]));
    assert_eq!(
        import(&path, &["--json", "--department", "988"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(import(&path, &["--json"]).status.code(), Some(3));
}

#[test]
fn what_is_no_sheet_is_named_and_fails() {
    for (name, bytes, code) in [
        (
            "registre.xlsx",
            &b"%PDF-1.7 not a sheet"[..],
            "unknown_format",
        ),
        ("vide.csv", &b""[..], "no_rows"),
    ] {
        let path = sheet("unreadable", name, bytes);
        let output = import(&path, &["--json"]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(json(&output)["errors"][0]["code"], code, "{name}");
    }
    let absent = PathBuf::from("/nowhere/registre.csv");
    let output = import(&absent, &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_missing_column_is_named_and_accepts_nobody() {
    let text = String::from_utf8(file(&[AMINATA])).unwrap();
    let text = text.replace(&*Field::Civility.label(), "Couleur");
    let path = sheet("missing", "registre.csv", text.as_bytes());
    let output = import(&path, &["--json"]);
    // The contents of the column tell it all the same: nothing else is only H or F.
    assert_eq!(json(&output)["accepted"], 1);
    let text = text.replace(";F;", ";bleu;");
    let path = sheet("missing", "couleur.csv", text.as_bytes());
    let report = json(&import(&path, &["--json"]));
    assert_eq!(report["accepted"], 0);
    assert_eq!(report["errors"][0]["code"], "missing_column");
}
