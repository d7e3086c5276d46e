//! The documents handed to people: what each says, and the port that prints them.
//!
//! Use cases decide every word of the content; a renderer only lays it out.

mod attestation;
mod card;
mod demande;
pub(crate) mod filing;
pub mod letter;
pub mod letters;
mod parties;
mod picture;
mod qr;

use async_trait::async_trait;

pub use attestation::AttestationDocument;
pub use card::CardDocument;
pub use demande::{Answer, DecisionPart, DemandeDocument, Entretien};
pub use letter::Letter;
pub use parties::{AYANTS_DROIT_ON_PAGE, Civility, Organisme, Person, Signatory, birth_in_figures};
pub use picture::{Picture, PictureFormat, Pictures};
pub use qr::QrCode;

/// A document of one person, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// The attestation, CERFA n° 16030*01.
    Attestation(Box<AttestationDocument>),
    /// The request and the decision on it, CERFA n° 16029*01.
    Demande(Box<DemandeDocument>),
    /// A letter.
    Letter(Box<Letter>),
    /// A personal card. Cards that follow each other share their pages.
    Card(Box<CardDocument>),
}

/// Turns the content of documents into files.
#[async_trait]
pub trait DocumentRenderer: Send + Sync {
    /// These papers, one after the other and each on pages of its own, as one tagged PDF in
    /// French, readable by a screen reader and fit for archives. The same content gives the
    /// same bytes.
    ///
    /// # Errors
    /// [`RenderError`] when no file could be made; the content is never cut to fit.
    async fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError>;
}

/// Writes documents that people change before they send them.
pub trait WordFiles: Send + Sync {
    /// A letter as a `.docx` file. The same content gives the same bytes.
    ///
    /// # Errors
    /// [`RenderError`] when no file could be made.
    fn letter(&self, letter: &Letter) -> Result<Vec<u8>, RenderError>;

    /// A card as a `.docx` file.
    ///
    /// # Errors
    /// As [`Self::letter`].
    fn card(&self, card: &CardDocument) -> Result<Vec<u8>, RenderError>;
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
