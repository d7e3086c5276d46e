//! What is measured of exports: everybody of the structure, as text and as a workbook.

use std::sync::Arc;

use hyper::StatusCode;

use crate::{
    client::Ask,
    nation::PASSWORD,
    operations::{Operation, encoded},
};

/// How often a run may export everybody: more at a time than any structure ever will.
const EXPORTS: usize = 3;

/// The columns: those that the rows of the list have, and some that are read from facts.
const COLUMNS: &[&str] = &[
    "numero",
    "reference",
    "civilite",
    "nom",
    "prenoms",
    "nom_usage",
    "naissance",
    "lieu_naissance",
    "telephone",
    "courriel",
    "situation",
    "renouvellement",
    "type",
    "debut",
    "echeance",
    "premiere",
    "date_refus",
    "date_fin",
    "motif_fin",
    "decision_par",
    "dernier_passage",
    "referent",
    "ayants_droit",
    "courriers",
    "colis",
    "avis",
];

/// Both of them.
pub fn all() -> [Operation; 2] {
    [of("export_csv", "csv"), of("export_xlsx", "xlsx")]
}

fn of(name: &'static str, format: &'static str) -> Operation {
    let mut fields = vec![
        ("liste", "onglet=tous"),
        ("qui", "tous"),
        ("format", format),
        ("feuilles", "domicilies"),
        ("mot_de_passe", PASSWORD),
    ];
    fields.extend(COLUMNS.iter().map(|column| ("colonnes", *column)));
    let form = encoded(&fields);
    Operation {
        name,
        signed_in: true,
        asks: Arc::new(move |_| {
            Some(Ask::form(
                "/domicilies/exporter",
                form.clone(),
                StatusCode::OK,
            ))
        }),
        most: EXPORTS,
        bare: None,
    }
}
