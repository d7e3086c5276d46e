//! What the form of a request says, and the decision that answered it.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::request::DemandeKind;

use super::{Organisme, Person, Signatory};

/// The content of a demande d'élection de domicile and of the decision on it, in the order
/// of the model CERFA n° 16029*01. Before a decision there is no page for it.
///
/// # Law
/// CASF art. D. 264-1.
#[derive(Clone, PartialEq, Eq)]
pub struct DemandeDocument {
    /// Who asks.
    pub person: Person,
    /// One line for each ayant droit. All are printed, on an annex when they are many.
    pub ayants_droit: Vec<String>,
    /// Telephone number; printed as not given when empty.
    pub telephone: String,
    /// E-mail address; printed as not given when empty.
    pub courriel: String,
    /// First request or renewal.
    pub kind: DemandeKind,
    /// Number by which the structure finds the dossier again.
    pub numero_usager: String,
    /// The body that is asked.
    pub organisme: Organisme,
    /// Where both sign, for « Fait à … ».
    pub fait_a: String,
    /// Day of the request, which both signatures bear; a reprint keeps it.
    pub filed_on: NaiveDate,
    /// When and where the person is convened.
    pub entretien: Option<Entretien>,
    /// What was decided, once it was.
    pub decision: Option<DecisionPart>,
    /// The identity printed is not the one of the day of the decision, and the print says so.
    pub corrected_since_issue: bool,
}

/// The interview that is proposed.
#[derive(Clone, PartialEq, Eq)]
pub struct Entretien {
    /// Civil date and time at the structure.
    pub at: NaiveDateTime,
    /// With whom.
    pub avec: String,
    /// Where, line by line.
    pub adresse: Vec<String>,
}

/// The decision on the request.
#[derive(Clone, PartialEq, Eq)]
pub struct DecisionPart {
    /// The day of the decision; a reprint keeps it.
    pub decided_on: NaiveDate,
    /// Who took it.
    pub signataire: Signatory,
    /// What was decided.
    pub answer: Answer,
}

/// What was decided.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The request is granted.
    Acceptee,
    /// It is refused.
    Refusee {
        /// The ground in law, then the facts.
        motif: String,
        /// Where the person is directed.
        orientation: String,
    },
}

/// Says nothing of the person: what is printed here ends up in logs.
impl fmt::Debug for DemandeDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemandeDocument").finish_non_exhaustive()
    }
}
