//! The adapter that fills the administration's own blank forms, field by field.
//!
//! It knows the names of their fields and how a value is drawn in one; what the forms say
//! comes complete from [`application::documents`]. The blanks are files that an installation
//! gives; none is part of the product. It touches no file, no network and no clock.

mod annex;
mod blank;
mod field;
mod fill;
mod fit;
mod flatten;
mod typeface;
mod values;

use std::sync::Arc;

use application::{
    documents::RenderError,
    forms::{Finish, OfficialForm, OfficialForms},
};
use async_trait::async_trait;

use crate::blank::Blank;
use crate::typeface::Typeface;

pub use crate::blank::BlankError;
pub use crate::typeface::UnreadableFont;

/// The blanks of an installation.
pub struct AcroForms {
    shared: Arc<Shared>,
}

struct Shared {
    attestation: Option<Blank>,
    /// The request alone, and with the page of the decision.
    demande: Option<(Blank, Blank)>,
    typeface: Typeface,
}

impl AcroForms {
    /// No blank yet; values will be drawn with one of `fonts`, the bytes of TTF files.
    ///
    /// # Errors
    /// [`UnreadableFont`] when none can be used.
    pub fn new(fonts: Vec<Vec<u8>>) -> Result<Self, UnreadableFont> {
        Ok(Self {
            shared: Arc::new(Shared {
                attestation: None,
                demande: None,
                typeface: Typeface::choose(fonts)?,
            }),
        })
    }

    /// With the blank of the attestation, CERFA n° 16030*01.
    ///
    /// # Errors
    /// [`BlankError`] when the file is not that form.
    pub fn with_attestation(self, pdf: &[u8]) -> Result<Self, BlankError> {
        let blank = Blank::read(pdf, &values::ATTESTATION)?;
        Ok(self.with(|shared| shared.attestation = Some(blank)))
    }

    /// With the blank of the request, CERFA n° 16029*01.
    ///
    /// # Errors
    /// [`BlankError`] when the file is not that form.
    pub fn with_demande(self, pdf: &[u8]) -> Result<Self, BlankError> {
        let whole = Blank::read(pdf, &values::DEMANDE)?;
        let request = whole.first_page();
        Ok(self.with(|shared| shared.demande = Some((request, whole))))
    }

    fn with(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        // Nobody shares it before it is built.
        if let Some(shared) = Arc::get_mut(&mut self.shared) {
            change(shared);
        }
        self
    }
}

impl Shared {
    fn blank(&self, form: &OfficialForm) -> Option<&Blank> {
        match form {
            OfficialForm::Attestation(_) => self.attestation.as_ref(),
            OfficialForm::Demande(document) => {
                let (request, whole) = self.demande.as_ref()?;
                Some(if document.decision.is_some() {
                    whole
                } else {
                    request
                })
            }
        }
    }
}

#[async_trait]
impl OfficialForms for AcroForms {
    fn annexed(&self, form: &OfficialForm) -> Option<Vec<&'static str>> {
        let blank = self.shared.blank(form)?;
        let entries = values::of(form);
        Some(fill::annexed(blank, &entries, &self.shared.typeface))
    }

    async fn fill(&self, form: &OfficialForm, finish: Finish) -> Result<Vec<u8>, RenderError> {
        let shared = Arc::clone(&self.shared);
        let form = form.clone();
        tokio::task::spawn_blocking(move || {
            let blank = shared.blank(&form).ok_or(RenderError::Refused)?;
            fill::fill(blank, &form, &shared.typeface, finish).map_err(|_| RenderError::Refused)
        })
        .await
        .map_err(|_| RenderError::Interrupted)?
    }
}
