//! The request and the decision on it as their template reads them.

use application::documents::{
    AYANTS_DROIT_ON_PAGE, Answer, DecisionPart, DemandeDocument, Entretien,
};
use domiciliation::request::DemandeKind;
use kernel::french::{clock_time, short_date};
use serde::Serialize;

use crate::parties::{Holder, Organisme};
use crate::pen::Pen;

const TITLE: &str = "DEMANDE D’ÉLECTION DE DOMICILE";

/// The values of the template. All text was written by a [`Pen`].
#[derive(Serialize)]
pub struct Data {
    holder: Holder,
    ayants_droit: Vec<String>,
    annexed: bool,
    telephone: String,
    courriel: String,
    type_demande: &'static str,
    numero_usager: String,
    organisme: Organisme,
    fait_a: String,
    filed_on: String,
    entretien: Option<Appointment>,
    decision: Option<Decision>,
    corrected_since_issue: bool,
    unprintable: bool,
}

#[derive(Serialize)]
struct Appointment {
    day: String,
    time: String,
    avec: String,
    adresse: Vec<String>,
}

#[derive(Serialize)]
struct Decision {
    decided_on: String,
    signataire: String,
    /// None for a request that was granted.
    refus: Option<Refus>,
}

#[derive(Serialize)]
struct Refus {
    motif: Vec<String>,
    orientation: Vec<String>,
}

impl Data {
    /// The content of `document`, with what the pen cannot draw replaced and said to be.
    pub fn new(document: &DemandeDocument, pen: &mut Pen<'_>) -> Self {
        let mut data = Self {
            holder: Holder::new(&document.person, pen),
            ayants_droit: pen.lines(&document.ayants_droit),
            annexed: document.ayants_droit.len() > AYANTS_DROIT_ON_PAGE,
            telephone: pen.text(&document.telephone),
            courriel: pen.text(&document.courriel),
            type_demande: match document.kind {
                DemandeKind::First => "Première demande",
                DemandeKind::Renewal => "Renouvellement",
            },
            numero_usager: pen.text(&document.numero_usager),
            organisme: Organisme::new(&document.organisme, pen),
            fait_a: pen.text(&document.fait_a),
            filed_on: short_date(document.filed_on),
            entretien: document
                .entretien
                .as_ref()
                .map(|entretien| appointment(entretien, pen)),
            decision: document.decision.as_ref().map(|part| decision(part, pen)),
            corrected_since_issue: document.corrected_since_issue,
            unprintable: false,
        };
        data.unprintable = pen.left_something_out();
        data
    }

    /// The title, and the body it comes from.
    pub fn head(&self) -> (&str, &str) {
        (TITLE, self.organisme.nom())
    }
}

fn appointment(entretien: &Entretien, pen: &mut Pen<'_>) -> Appointment {
    Appointment {
        day: short_date(entretien.at.date()),
        time: clock_time(entretien.at.time()),
        avec: pen.text(&entretien.avec),
        adresse: pen.lines(&entretien.adresse),
    }
}

fn decision(part: &DecisionPart, pen: &mut Pen<'_>) -> Decision {
    Decision {
        decided_on: short_date(part.decided_on),
        signataire: pen.text(&part.signataire.in_words()),
        refus: match &part.answer {
            Answer::Acceptee => None,
            Answer::Refusee { motif, orientation } => Some(Refus {
                motif: pen.paragraph(motif),
                orientation: pen.paragraph(orientation),
            }),
        },
    }
}
