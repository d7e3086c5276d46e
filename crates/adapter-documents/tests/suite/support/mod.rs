//! Fonts, an invented person, and an independent reader of PDF files.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use adapter_documents::TypstRenderer;
use application::documents::{
    AttestationDocument, Civility, DemandeDocument, DocumentRenderer, Entretien, Organisme, Paper,
    Person, Signatory,
};
use chrono::NaiveDate;
use domiciliation::request::DemandeKind;
use kernel::{BirthDate, Periode};

/// The fonts the binary embeds.
pub fn fonts() -> Vec<Vec<u8>> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../apps/web-kit/dist/fonts-pdf"
    );
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ttf"));
    files.sort();
    assert!(
        !files.is_empty(),
        "no font in {folder}: run `cargo xtask assets`"
    );
    files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn a_person() -> Person {
    Person {
        civility: Civility::Madame,
        noms: "DIALLO née KEÏTA".into(),
        prenoms: "Aminata Fatoumata".into(),
        birth: BirthDate::on(day(1989, 1, 23)).unwrap(),
        lieu_naissance: "Labé (Guinée)".into(),
    }
}

/// An association.
pub fn a_body() -> Organisme {
    Organisme {
        nom: "Association L’Escale".into(),
        rattachement: None,
        responsable: Signatory {
            nom: "HOAREAU".into(),
            prenom: "Jeanne".into(),
            fonction: "directrice".into(),
        },
        prefecture: Some("Préfecture de La Réunion".into()),
        numero_agrement: Some("974-2024-012".into()),
        adresse: vec!["12 rue de la Source".into(), "97400 Saint-Denis".into()],
        courriel: "accueil@escale.example".into(),
        telephone: "02 62 00 00 00".into(),
    }
}

pub fn two_children() -> Vec<String> {
    vec![
        "DIALLO Ibrahima, né le 02/05/2015 (enfant)".into(),
        "DIALLO Œdipe-Noël, né le 11/11/2019 (enfant)".into(),
    ]
}

/// Everything filled in, as an association would issue it.
pub fn a_document() -> AttestationDocument {
    AttestationDocument {
        person: a_person(),
        ayants_droit: two_children(),
        organisme: a_body(),
        adresse_postale: vec![
            "Boîte 118".into(),
            "Association L’Escale".into(),
            "12 rue de la Source".into(),
            "97400 Saint-Denis".into(),
        ],
        period: Periode::one_year_from(day(2026, 3, 15)),
        premiere_domiciliation: day(2023, 6, 1),
        fait_a: "Saint-Denis".into(),
        decision_on: day(2026, 3, 9),
        reference: "2026-1204".into(),
        projet: false,
        corrected_since_issue: false,
    }
}

/// A renewal that waits for its interview.
pub fn a_demande() -> DemandeDocument {
    DemandeDocument {
        person: a_person(),
        ayants_droit: two_children(),
        telephone: "06 92 00 00 00".into(),
        courriel: "aminata@courriel.example".into(),
        kind: DemandeKind::Renewal,
        numero_usager: "2026-1204".into(),
        organisme: a_body(),
        fait_a: "Saint-Denis".into(),
        filed_on: day(2026, 3, 2),
        entretien: Some(Entretien {
            at: day(2026, 3, 5).and_hms_opt(14, 5, 0).unwrap(),
            avec: "Nadia Ferrand".into(),
            adresse: vec!["12 rue de la Source".into(), "97400 Saint-Denis".into()],
        }),
        decision: None,
        corrected_since_issue: false,
    }
}

pub async fn render(document: &AttestationDocument) -> Pdf {
    print(&[Paper::Attestation(Box::new(document.clone()))]).await
}

pub async fn print(papers: &[Paper]) -> Pdf {
    let renderer = TypstRenderer::new(fonts()).unwrap();
    Pdf(renderer
        .pdf(papers)
        .await
        .expect("a document is always rendered"))
}

pub struct Pdf(pub Vec<u8>);

impl Pdf {
    /// The text in the order in which it is written, line breaks as spaces.
    pub fn text(&self) -> String {
        let text = self.read("pdftotext", &["-raw"]);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn pages(&self) -> usize {
        let info = self.read("pdfinfo", &[]);
        let pages = info.lines().find_map(|line| line.strip_prefix("Pages:"));
        pages
            .expect("pdfinfo counts the pages")
            .trim()
            .parse()
            .unwrap()
    }

    /// What a tool of poppler says of the file.
    pub fn read(&self, tool: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(tool);
        command.args(arguments).arg("-").stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        if tool == "pdftotext" {
            command.arg("-");
        }
        let mut child = command.spawn().unwrap_or_else(|error| {
            panic!("{tool} does not start ({error}): run `apt-get install poppler-utils`")
        });
        // The tool reads all of it before it writes, and closes its end when it is dropped.
        child.stdin.take().unwrap().write_all(&self.0).unwrap();
        let output = child.wait_with_output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{tool} refuses the file: {complaint}"
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Each of `expected` is found in `text` after the one before it.
#[track_caller]
pub fn assert_in_order(text: &str, expected: &[&str]) {
    let mut rest = text;
    for part in expected {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("« {part} » is missing or out of its place in:\n{text}");
        };
        rest = after;
    }
}
