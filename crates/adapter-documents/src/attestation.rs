//! The attestation as the template reads it.

use application::documents::{AttestationDocument, Civility, Signatory};
use chrono::NaiveDate;
use serde::Serialize;
use typst::text::Font;

use crate::fonts::{Fonts, printable};

/// The Typst source; it reads its values from the virtual file `/data.json`.
pub const TEMPLATE: &str = include_str!("attestation.typ");

/// The values of the template. All text has passed [`printable`].
#[derive(Serialize)]
pub struct Data<'a> {
    title: String,
    fonts: Vec<&'a str>,
    civility: &'static str,
    civility_short: &'static str,
    noms: String,
    prenoms: String,
    date_naissance: String,
    lieu_naissance: String,
    ayants_droit: Vec<String>,
    structure: String,
    rattachement: Option<String>,
    responsable: String,
    prefecture: Option<String>,
    numero_agrement: Option<String>,
    adresse: Vec<String>,
    courriel: String,
    telephone: String,
    adresse_postale: Vec<String>,
    start: String,
    end: String,
    premiere_domiciliation: String,
    fait_a: String,
    decision_on: String,
    reference: String,
    projet: bool,
    corrected_since_issue: bool,
    unprintable: bool,
}

impl<'a> Data<'a> {
    /// The content of `document`, with what `faces` cannot draw replaced and said to be.
    pub fn new(document: &AttestationDocument, fonts: &'a Fonts, faces: &[Font]) -> Self {
        let mut unprintable = false;
        let mut text = |given: &str| {
            let (printed, complete) = printable(given, faces);
            unprintable |= !complete;
            printed
        };
        let structure = &document.structure;
        let signatory = &structure.responsable;
        let (civility, civility_short) = match document.civility {
            Civility::Madame => ("Madame", "Mme"),
            Civility::Monsieur => ("Monsieur", "M."),
        };
        Self {
            title: if document.projet {
                "PROJET D’ATTESTATION D’ÉLECTION DE DOMICILE".to_owned()
            } else {
                "ATTESTATION D’ÉLECTION DE DOMICILE".to_owned()
            },
            fonts: fonts.families(),
            civility,
            civility_short,
            noms: text(&document.noms),
            prenoms: text(&document.prenoms),
            date_naissance: text(&document.date_naissance),
            lieu_naissance: text(&document.lieu_naissance),
            ayants_droit: document
                .ayants_droit
                .iter()
                .map(|line| text(line))
                .collect(),
            structure: text(&structure.nom),
            rattachement: structure.rattachement.as_deref().map(&mut text),
            responsable: text(&in_words(signatory)),
            prefecture: structure.prefecture.as_deref().map(&mut text),
            numero_agrement: structure.numero_agrement.as_deref().map(&mut text),
            adresse: structure.adresse.iter().map(|line| text(line)).collect(),
            courriel: text(&structure.courriel),
            telephone: text(&structure.telephone),
            adresse_postale: document
                .adresse_postale
                .iter()
                .map(|line| text(line))
                .collect(),
            start: day(document.period.start()),
            end: day(document.period.end()),
            premiere_domiciliation: day(document.premiere_domiciliation),
            fait_a: text(&document.fait_a),
            decision_on: day(document.decision_on),
            reference: text(&document.reference),
            projet: document.projet,
            corrected_since_issue: document.corrected_since_issue,
            unprintable,
        }
    }
}

/// « Jeanne HOAREAU, directrice », of which any part may be unknown.
fn in_words(signatory: &Signatory) -> String {
    let name = format!("{} {}", signatory.prenom, signatory.nom);
    let known = [name.trim(), signatory.fonction.trim()];
    known
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}
