//! LibreOffice opens what is written here, and makes PDFs of it that say the same.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use adapter_docx::{
    DocxEngine,
    office::{LibreOffice, find},
};
use application::{
    documents::QrCode,
    templates::{ConvertError, Framed, Image, OfficeConverter, TemplateEngine, Value, Values},
};
use domiciliation::card::CardCode;
use support::{Docx, p};

fn office() -> LibreOffice {
    let program = find(None).expect("`cargo xtask test` brings LibreOffice");
    LibreOffice::new(program).unwrap()
}

/// What an independent reader finds in a PDF.
fn words(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = Command::new("pdftotext")
        .args(["-layout".as_ref(), file.as_os_str(), "-".as_ref()])
        .output()
        .unwrap();
    String::from_utf8(read.stdout).unwrap()
}

#[tokio::test]
async fn a_filled_template_with_everything_in_it_is_opened_and_printed() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(text));
    let table = format!(
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"4000\"/></w:tblGrid><w:tr>{}</w:tr></w:tbl>",
        cell("{#L}{NOM}{/L}")
    );
    let body = [
        p("Vu {NOM}"),
        p("{#L}"),
        p("— {NOM}"),
        p("{/L}"),
        table,
        p("{%QR}fin"),
    ];
    let docx = Docx::with_body(&body.concat()).with_parts(&p("{VILLE}"), &p(""), "");
    let template = DocxEngine::new().compile(docx.bytes()).await.unwrap();
    let text = |text: &str| Value::Text(text.to_owned());
    let row = |nom: &str| -> Values { [("NOM", text(nom))].into() };
    let code = QrCode::of(CardCode::of(
        "0190b3a0-0000-7000-8000-000000000001".parse().unwrap(),
    ));
    let values: Values = [
        ("NOM", text("ÉLOÏSE & <Fils>\nديالو")),
        ("VILLE", text("Saint-Aubin")),
        ("L", Value::List(vec![row("Awa"), row("Binta")])),
        (
            "QR",
            Value::Picture(Framed {
                image: Image::Code(code),
                alt: "Code de la carte".to_owned(),
                within_mm: (30, 30),
            }),
        ),
    ]
    .into();
    let filled = template.fill(values).await.unwrap();
    let pdf = office().pdf(filled).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let words = words(&pdf);
    for expected in ["ÉLOÏSE & <Fils>", "ديالو", "— Awa", "— Binta", "fin"] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains("/StructTreeRoot"), "it is tagged");
}

/// A program that stands in for LibreOffice.
fn stand_in(folder: &Path, script: &str) -> PathBuf {
    let program = folder.join("soffice");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    program
}

#[tokio::test]
async fn whatever_hangs_is_stopped_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("alive");
    let script = format!("(sleep 1; touch {}) & sleep 60", trace.display());
    let office = LibreOffice::new(stand_in(folder.path(), &script))
        .unwrap()
        .within(Duration::from_millis(200));
    assert_eq!(office.pdf(vec![1]).await, Err(ConvertError::TooSlow));
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(!trace.exists(), "what it started went on");
    // Its place is free again.
    for _ in 0..9 {
        assert_eq!(office.pdf(vec![1]).await, Err(ConvertError::TooSlow));
    }
}

#[tokio::test]
async fn nothing_of_a_document_outlives_its_conversion() {
    let folder = tempfile::tempdir().unwrap();
    // Says where it works, and fails.
    let told = folder.path().join("told");
    let script = format!("echo \"$HOME\" > {}; exit 3", told.display());
    let office = LibreOffice::new(stand_in(folder.path(), &script)).unwrap();
    assert_eq!(office.pdf(vec![1]).await, Err(ConvertError::Failed));
    let desk = std::fs::read_to_string(told).unwrap();
    let left = std::fs::read_dir(desk.trim()).unwrap().count();
    assert_eq!(left, 0);
}
