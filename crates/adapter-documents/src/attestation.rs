//! The attestation as its template reads it.

use application::documents::{AYANTS_DROIT_ON_PAGE, AttestationDocument};
use kernel::french::short_date;
use serde::Serialize;

use crate::parties::{Holder, Organisme};
use crate::pen::Pen;

/// The values of the template. All text was written by a [`Pen`].
#[derive(Serialize)]
pub struct Data {
    title: &'static str,
    holder: Holder,
    ayants_droit: Vec<String>,
    annexed: bool,
    organisme: Organisme,
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

impl Data {
    /// The content of `document`, with what the pen cannot draw replaced and said to be.
    pub fn new(document: &AttestationDocument, pen: &mut Pen<'_>) -> Self {
        let mut data = Self {
            title: if document.projet {
                "PROJET D’ATTESTATION D’ÉLECTION DE DOMICILE"
            } else {
                "ATTESTATION D’ÉLECTION DE DOMICILE"
            },
            holder: Holder::new(&document.person, pen),
            ayants_droit: pen.lines(&document.ayants_droit),
            annexed: document.ayants_droit.len() > AYANTS_DROIT_ON_PAGE,
            organisme: Organisme::new(&document.organisme, pen),
            adresse_postale: pen.lines(&document.adresse_postale),
            start: short_date(document.period.start()),
            end: short_date(document.period.end()),
            premiere_domiciliation: short_date(document.premiere_domiciliation),
            fait_a: pen.text(&document.fait_a),
            decision_on: short_date(document.decision_on),
            reference: pen.text(&document.reference),
            projet: document.projet,
            corrected_since_issue: document.corrected_since_issue,
            unprintable: false,
        };
        data.unprintable = pen.left_something_out();
        data
    }

    /// The title, and the body it comes from.
    pub fn head(&self) -> (&str, &str) {
        (self.title, self.organisme.nom())
    }
}
