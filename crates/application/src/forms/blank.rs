//! The administration's own blank forms, which an installation may have.

use async_trait::async_trait;

use super::OfficialForm;
use crate::documents::RenderError;

/// Whether a filled form can still be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// Its fields stay fields.
    Editable,
    /// Its values are part of the page.
    Flat,
}

/// Fills the blank forms that the installation gave, field by field.
#[async_trait]
pub trait OfficialForms: Send + Sync {
    /// The headings whose content has no room in the blank and goes to an annex; `None`
    /// when the installation has no blank of this form.
    fn annexed(&self, form: &OfficialForm) -> Option<Vec<&'static str>>;

    /// The blank, filled, with its annex if it needs one. The values show in any reader.
    ///
    /// # Errors
    /// [`RenderError`] when there is no such blank, or it could not be filled; nothing is
    /// ever cut without being printed whole on the annex.
    async fn fill(&self, form: &OfficialForm, finish: Finish) -> Result<Vec<u8>, RenderError>;
}
