//! Letters and cards as Word files: their parts, what they say, and that LibreOffice opens
//! them as they are.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{io::Cursor, io::Read, path::Path, process::Command};

use adapter_docx::DocxWriter;
use application::documents::{
    CardDocument, Letter, Picture, QrCode, WordFiles,
    letter::{Block, Column, Letterhead, Signature, Table},
};
use chrono::NaiveDate;
use domiciliation::card::CardCode;
use kernel::DossierId;
use zip::ZipArchive;

/// A picture of one pixel.
const PIXEL: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\
    \x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\
    \x54\x78\xda\x63\x64\xf8\xcf\x50\x0f\x00\x03\x86\x01\x80\x5a\x34\x7d\x6b\x00\x00\
    \x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn pair(label: &str, value: &str) -> (String, String) {
    (label.into(), value.into())
}

fn sign(capacity: &str, picture: bool) -> Signature {
    Signature {
        capacity: capacity.into(),
        name: "Jeanne HOAREAU".into(),
        picture: Picture::of(PIXEL.to_vec()).filter(|_| picture),
    }
}

/// A letter with one of each kind of block.
fn a_letter() -> Letter {
    let column = |label: &str, is_number| Column {
        label: label.into(),
        share: 1,
        is_number,
    };
    Letter {
        letterhead: Letterhead {
            name: "Association L’Escale & Cie".into(),
            address: vec!["12 rue de la Source".into(), "97400 Saint-Denis".into()],
            contact: vec!["02 62 00 00 00".into()],
            opening_hours: vec!["lundi et mardi, 9 h – 12 h".into()],
            logo: Picture::of(PIXEL.to_vec()),
        },
        recipient: vec!["Mme DIALLO Aminata".into(), "Boîte n° 118".into()],
        place: "Saint-Denis".into(),
        dated: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
        subject: "Résiliation de l’élection de domicile".into(),
        references: vec![pair("Dossier n°", "12")],
        salutation: "Madame,".into(),
        blocks: vec![
            Block::Strong("Il est mis fin à votre élection de domicile.".into()),
            Block::Heading("Motif de la décision".into()),
            Block::Facts(vec![pair("Faits", "Bail signé <le 2>.\nVu le 2 mars.")]),
            Block::Paragraph("Vous pouvez contester cette décision.".into()),
            Block::List(vec!["un recours gracieux ;".into(), "le tribunal.".into()]),
            Block::Table(Table {
                caption: "Ce qui a été reçu".into(),
                columns: vec![column("Nom", false), column("Courriers", true)],
                rows: vec![vec!["SY Awa".into(), "3".into()]],
            }),
        ],
        closing: "Nous vous prions d’agréer, Madame, nos salutations.".into(),
        signatures: vec![sign("Directrice", true)],
    }
}

fn a_card() -> CardDocument {
    let id: DossierId = "0190b3a0-0000-7000-8000-000000000001".parse().unwrap();
    let code = CardCode::of(id);
    CardDocument {
        structure: "Association L’Escale".into(),
        contact: vec!["02 62 00 00 00".into()],
        person: "Mme DIALLO Aminata".into(),
        filing: vec![pair("Dossier n°", "12")],
        code: code.to_string(),
        qr: QrCode::of(code),
        dated: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
    }
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// What LibreOffice makes of a file, as text.
fn opened(name: &str, file: &[u8]) -> String {
    let folder = std::env::temp_dir().join(format!("domifa-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("document.docx");
    std::fs::write(&path, file).unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.join("profile").display()
    );
    let run = |filter: &str| {
        let done = Command::new("soffice")
            .args([
                profile.as_str(),
                "--headless",
                "--convert-to",
                filter,
                "--outdir",
            ])
            .arg(&folder)
            .arg(&path)
            .output()
            .unwrap_or_else(|e| panic!("soffice does not start ({e}): run `cargo xtask test`"));
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    run("txt:Text (encoded):UTF8");
    let text = read(&folder.join("document.txt"));
    std::fs::remove_dir_all(&folder).unwrap();
    text
}

fn read(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("nothing was made: {e}"));
    text.trim_start_matches('\u{feff}').replace('\u{a0}', " ")
}

#[track_caller]
fn assert_in_order(text: &str, expected: &[&str]) {
    let mut rest = text;
    for part in expected {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("« {part} » is missing or out of its place in:\n{text}");
        };
        rest = after;
    }
}

#[test]
fn libreoffice_reads_a_letter_in_its_order() {
    let text = opened("letter", &DocxWriter.letter(&a_letter()).unwrap());
    assert_in_order(
        &text,
        &[
            "Association L’Escale & Cie",
            "12 rue de la Source, 97400 Saint-Denis",
            "Accueil : lundi et mardi",
            "Mme DIALLO Aminata",
            "Saint-Denis, le 9 mars 2026",
            "Dossier n°",
            "Objet : Résiliation de l’élection de domicile",
            "Madame,",
            "Il est mis fin",
            "Motif de la décision",
            "Bail signé <le 2>.",
            "Vu le 2 mars.",
            "un recours gracieux ;",
            "Ce qui a été reçu",
            "SY Awa",
            "nos salutations.",
            "Directrice",
        ],
    );
}

#[test]
fn libreoffice_reads_a_card_and_a_slip() {
    let text = opened("card", &DocxWriter.card(&a_card()).unwrap());
    assert_in_order(
        &text,
        &["Escale", "Mme DIALLO Aminata", "12", &a_card().code],
    );
    let slip = Letter {
        recipient: Vec::new(),
        salutation: String::new(),
        closing: String::new(),
        signatures: vec![sign("Déposé par", false), sign("Reçu par", false)],
        ..a_letter()
    };
    let text = opened("slip", &DocxWriter.letter(&slip).unwrap());
    assert_in_order(&text, &["Résiliation", "SY Awa", "Déposé par", "Reçu par"]);
    assert!(!text.contains("Objet"), "{text}");
}

#[test]
fn a_letter_is_made_for_a_screen_reader() {
    let file = DocxWriter.letter(&a_letter()).unwrap();
    let core = part(&file, "docProps/core.xml");
    assert!(core.contains("<dc:title>Résiliation de l’élection de domicile</dc:title>"));
    assert!(core.contains("<dc:language>fr-FR</dc:language>"));
    assert!(part(&file, "word/styles.xml").contains("w:lang w:val=\"fr-FR\""));
    let document = part(&file, "word/document.xml");
    for sign in [
        "w:pStyle w:val=\"Heading1\"",
        "w:pStyle w:val=\"Heading2\"",
        "w:pStyle w:val=\"ListBullet\"",
        "<w:tblHeader/>",
        "descr=\"Logo\"",
        "descr=\"Signature\"",
    ] {
        assert!(document.contains(sign), "{sign}");
    }
    let card = DocxWriter.card(&a_card()).unwrap();
    assert!(part(&card, "word/document.xml").contains("descr=\"Code QR de la carte"));
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let written = || DocxWriter.letter(&a_letter()).unwrap();
    assert_eq!(written(), written());
}

#[test]
fn what_xml_cannot_hold_does_not_break_a_letter() {
    let mut letter = a_letter();
    letter.subject = "a\u{1}b\u{ffff}<\"&'>".into();
    letter.letterhead.name = "\u{fffe}".into();
    let text = opened("odd", &DocxWriter.letter(&letter).unwrap());
    assert!(text.contains("ab<\"&'>"), "{text}");
}
