//! The adapter that prints documents: Typst as a library, fed with plain values.
//!
//! It knows how a document looks, never what it says: the content comes complete from
//! [`application::documents`]. It touches no file, no network and no clock. Nothing but the
//! binary depends on it, because the typesetter is a third of the whole build.

mod attestation;
mod fonts;
mod world;

use std::num::NonZero;
use std::sync::Arc;

use application::documents::{AttestationDocument, DocumentRenderer, RenderError};
use async_trait::async_trait;
use chrono::{Datelike, NaiveDate};
use tokio::sync::Semaphore;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::Fonts;
use crate::world::Desk;

/// The PDF standards of every document: readable by a screen reader, fit for archives.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::Ua_1, PdfStandard::A_2a];

/// How many renderings keep what the typesetter remembers of earlier ones. Without a limit
/// its memory only grows; with it the next attestation still starts warm.
const REMEMBERED: usize = 10;

/// The fonts given cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// No font at all: no text could be drawn.
    #[error("no font was given to print documents with")]
    None,
    /// One of the files is not a font, or in a form that is not read.
    #[error("font file number {index} is not a TTF or OTF font")]
    Unreadable {
        /// Place of the file in the list, from 0.
        index: usize,
    },
}

/// Prints documents as PDF/UA-1 and PDF/A-2a.
pub struct TypstRenderer {
    fonts: Arc<Fonts>,
    /// Typesetting keeps a core busy: at most one for each, the others wait their turn.
    cores: Arc<Semaphore>,
}

impl TypstRenderer {
    /// A renderer that draws with `fonts`, the bytes of TTF or OTF files. The look is made
    /// for Noto Sans, regular and bold; other families serve the scripts it lacks.
    ///
    /// # Errors
    /// [`FontError`] when there is no font, or one that cannot be read.
    pub fn new(fonts: Vec<Vec<u8>>) -> Result<Self, FontError> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self {
            fonts: Arc::new(Fonts::new(fonts)?),
            cores: Arc::new(Semaphore::new(cores)),
        })
    }
}

#[async_trait]
impl DocumentRenderer for TypstRenderer {
    async fn attestation_pdf(
        &self,
        document: &AttestationDocument,
    ) -> Result<Vec<u8>, RenderError> {
        let permit = Arc::clone(&self.cores)
            .acquire_owned()
            .await
            .map_err(|_| RenderError::Interrupted)?;
        let fonts = Arc::clone(&self.fonts);
        let document = document.clone();
        tokio::task::spawn_blocking(move || {
            let pdf = attestation_pdf(&document, &fonts);
            // Held until here, even when the request that wanted the document has gone.
            drop(permit);
            pdf
        })
        .await
        .map_err(|_| RenderError::Interrupted)?
    }
}

/// A letter of one typeface with an accent of another cannot be set. That is no writing of
/// any language, but it can be typed: the main typeface alone then has to do.
fn attestation_pdf(document: &AttestationDocument, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let drawn_with = |faces| {
        let data = attestation::Data::new(document, fonts, faces);
        let json = serde_json::to_vec(&data).map_err(|_| RenderError::Refused)?;
        let desk = Desk::new(fonts, attestation::TEMPLATE, json);
        pdf(&desk, document.decision_on)
    };
    drawn_with(fonts.all()).or_else(|_| drawn_with(fonts.main()))
}

/// Typesets and exports. The file is dated of the act, not of the print, so that a reprint
/// gives the same bytes. What the typesetter complains of quotes the text: it goes no further.
fn pdf(desk: &Desk<'_>, dated: NaiveDate) -> Result<Vec<u8>, RenderError> {
    let exported = typst::compile::<PagedDocument>(desk)
        .output
        .and_then(|document| {
            let options = PdfOptions {
                ident: Smart::Auto,
                timestamp: timestamp(dated),
                standards: PdfStandards::new(&STANDARDS).expect("these two go together"),
                ..PdfOptions::default()
            };
            typst_pdf::pdf(&document, &options)
        });
    comemo::evict(REMEMBERED);
    exported.map_err(|_| RenderError::Refused)
}

fn timestamp(date: NaiveDate) -> Option<Timestamp> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Datetime::from_ymd_hms(date.year(), month, day, 0, 0, 0).map(Timestamp::new_utc)
}
