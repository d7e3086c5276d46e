//! The documents that we write ourselves: letters and cards that people change in their word
//! processor before they send them.

mod card;
mod file;
mod letter;
mod styles;
mod text;

use application::documents::{CardDocument, Letter, RenderError, WordFiles};

/// Writes Word files.
#[derive(Debug, Clone, Copy, Default)]
pub struct DocxWriter;

impl WordFiles for DocxWriter {
    fn letter(&self, letter: &Letter) -> Result<Vec<u8>, RenderError> {
        letter::write(letter).map_err(|NotWritten| RenderError::Refused)
    }

    fn card(&self, card: &CardDocument) -> Result<Vec<u8>, RenderError> {
        card::write(card).map_err(|NotWritten| RenderError::Refused)
    }
}

/// The archive or an image in it could not be made.
#[derive(Debug)]
struct NotWritten;
