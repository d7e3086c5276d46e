//! The documents handed to people: what an attestation says, and the port that prints it.
//!
//! Use cases decide every word of the content; a renderer only lays it out.

use std::fmt;

use async_trait::async_trait;
use chrono::NaiveDate;
use kernel::Periode;

/// How the holder is addressed on official forms, which know these two only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Civility {
    /// Mme.
    Madame,
    /// M.
    Monsieur,
}

/// Who signs for the structure.
#[derive(Clone, PartialEq, Eq)]
pub struct Signatory {
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Capacity in which this person signs, such as « directrice ».
    pub fonction: String,
}

/// The structure as the attestation names it.
#[derive(Clone, PartialEq, Eq)]
pub struct AttestingStructure {
    /// Its name, always printed here even when it is left off the postal address.
    pub nom: String,
    /// The commune or arrondissement on whose behalf it acts: only for a CIAS, or a CCAS
    /// of a commune divided into arrondissements.
    pub rattachement: Option<String>,
    /// Who signs for it.
    pub responsable: Signatory,
    /// The prefecture, by its name, that gave the agrément; an organisme agréé only.
    pub prefecture: Option<String>,
    /// Number of the agrément; an organisme agréé only.
    pub numero_agrement: Option<String>,
    /// Its own address, line by line.
    pub adresse: Vec<String>,
    /// E-mail address; printed as not given when empty.
    pub courriel: String,
    /// Telephone number; printed as not given when empty.
    pub telephone: String,
}

/// The content of an attestation d'élection de domicile, in the order of the model
/// CERFA n° 16030*01.
///
/// Only an accepted decision may be attested; what is printed ahead of one is a `projet`.
///
/// # Law
/// CASF art. L. 264-2 and D. 264-1.
#[derive(Clone, PartialEq, Eq)]
pub struct AttestationDocument {
    /// Mme or M.
    pub civility: Civility,
    /// Family names, usage name included as the use case wishes it read.
    pub noms: String,
    /// First names.
    pub prenoms: String,
    /// Birth date as it is to be read: it may be a year, or a month and a year.
    pub date_naissance: String,
    /// Place of birth; printed as not given when empty.
    pub lieu_naissance: String,
    /// One line for each ayant droit: name, first name, birth date, tie. All are printed,
    /// on an annex when they are many.
    pub ayants_droit: Vec<String>,
    /// Where domicile is elected.
    pub structure: AttestingStructure,
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

/// Turns the content of documents into files.
#[async_trait]
pub trait DocumentRenderer: Send + Sync {
    /// The attestation as a tagged PDF in French, readable by a screen reader and fit for
    /// archives. The same content gives the same bytes.
    ///
    /// # Errors
    /// [`RenderError`] when no file could be made; the content is never cut to fit.
    async fn attestation_pdf(&self, document: &AttestationDocument)
    -> Result<Vec<u8>, RenderError>;
}

/// Why a document could not be made. Carries nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The typesetter refused the document: a defect of the template or of its fonts.
    #[error("the document could not be typeset")]
    Refused,
    /// The rendering was stopped before its end, as when the process shuts down.
    #[error("the rendering was interrupted")]
    Interrupted,
}
