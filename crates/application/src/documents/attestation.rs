//! What an attestation says.

use std::fmt;

use chrono::NaiveDate;
use kernel::Periode;

use super::{Organisme, Person};

/// The content of an attestation d'élection de domicile, in the order of the model
/// CERFA n° 16030*01.
///
/// Only an accepted decision may be attested; what is printed ahead of one is a `projet`.
///
/// # Law
/// CASF art. L. 264-2 and D. 264-1.
#[derive(Clone, PartialEq, Eq)]
pub struct AttestationDocument {
    /// The holder.
    pub person: Person,
    /// One line for each ayant droit: name, first name, birth date, tie. All are printed,
    /// on an annex when they are many.
    pub ayants_droit: Vec<String>,
    /// Where domicile is elected.
    pub organisme: Organisme,
    /// Where mail reaches the person, line by line, without the person's name, which the
    /// form prints above it.
    pub adresse_postale: Vec<String>,
    /// The term, both days included.
    pub period: Periode,
    /// First day of the first domiciliation at this structure.
    pub premiere_domiciliation: NaiveDate,
    /// Where the decision was taken, for « Fait à … ».
    pub fait_a: String,
    /// Day of the decision; a reprint keeps it.
    pub decision_on: NaiveDate,
    /// Number by which the structure finds the dossier again.
    pub reference: String,
    /// Printed ahead of an accepted decision: visibly marked as worth nothing.
    pub projet: bool,
    /// The identity printed is not the one of the day of issue, and the print says so.
    pub corrected_since_issue: bool,
}

/// Says nothing of the person: what is printed here ends up in logs.
impl fmt::Debug for AttestationDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttestationDocument")
            .finish_non_exhaustive()
    }
}
