//! The adapter that prints documents: Typst as a library, fed with plain values.
//!
//! It knows how a document looks, never what it says: the content comes complete from
//! [`application::documents`]. It touches no file, no network and no clock. Nothing but the
//! binary depends on it, because the typesetter is a third of the whole build.

mod attestation;
mod card;
mod demande;
mod fonts;
mod join;
mod letter;
mod paper;
mod parties;
mod pen;
mod world;

use std::num::NonZero;
use std::sync::Arc;

use application::documents::{DocumentRenderer, Paper, RenderError};
use async_trait::async_trait;
use chrono::{Datelike, NaiveDate};
use tokio::sync::Semaphore;
use typst::foundations::{Datetime, Smart};
use typst::text::Font;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::Fonts;
use crate::join::Joined;

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
    async fn pdf(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError> {
        let permit = Arc::clone(&self.cores)
            .acquire_owned()
            .await
            .map_err(|_| RenderError::Interrupted)?;
        let fonts = Arc::clone(&self.fonts);
        let papers = papers.to_vec();
        tokio::task::spawn_blocking(move || {
            let pdf = print(&papers, &fonts);
            // Held until here, even when the request that wanted the document has gone.
            drop(permit);
            pdf
        })
        .await
        .map_err(|_| RenderError::Interrupted)?
    }
}

/// How many papers are typeset at once; more would take memory without saving time.
const TOGETHER: usize = 40;

/// One file of all papers.
fn print(papers: &[Paper], fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let whole = Whole {
        title: paper::title(papers, fonts),
        dated: papers.iter().map(paper::dated).max().unwrap_or_default(),
        // What is remembered of many papers helps none of the next ones.
        remembered: if papers.len() > 1 { 0 } else { REMEMBERED },
        fonts,
    };
    if papers.len() <= TOGETHER {
        return whole.handful(papers);
    }
    let mut joined = Joined::default();
    for handful in papers.chunks(TOGETHER) {
        let pdf = whole.handful(handful)?;
        joined.add(&pdf).map_err(|_| RenderError::Refused)?;
    }
    joined.finish().map_err(|_| RenderError::Refused)
}

/// What holds for a file, whatever part of it is typeset.
struct Whole<'a> {
    title: String,
    dated: NaiveDate,
    remembered: usize,
    fonts: &'a Fonts,
}

impl Whole<'_> {
    /// A letter of one typeface with an accent of another cannot be set. That is no writing
    /// of any language, but it can be typed: the main typeface alone then has to do, for the
    /// paper where it stands and no other.
    fn handful(&self, papers: &[Paper]) -> Result<Vec<u8>, RenderError> {
        let (all, main) = (self.fonts.all(), self.fonts.main());
        let given: Vec<_> = papers.iter().map(|paper| (paper, all)).collect();
        self.drawn(&given).or_else(|_| {
            let faces = |paper| match papers {
                [_] => main,
                _ if self.drawn(&[(paper, all)]).is_ok() => all,
                _ => main,
            };
            let each: Vec<_> = papers.iter().map(|paper| (paper, faces(paper))).collect();
            self.drawn(&each)
        })
    }

    /// Typesets and exports. The file is dated of the act, not of the print, so that a
    /// reprint gives the same bytes. What the typesetter complains of quotes the text: it
    /// goes no further.
    fn drawn(&self, papers: &[(&Paper, &[Font])]) -> Result<Vec<u8>, RenderError> {
        let desk = paper::desk(&self.title, papers, self.fonts)?;
        let exported = typst::compile::<PagedDocument>(&desk)
            .output
            .and_then(|document| {
                let options = PdfOptions {
                    ident: Smart::Auto,
                    timestamp: timestamp(self.dated),
                    standards: PdfStandards::new(&STANDARDS).expect("these two go together"),
                    ..PdfOptions::default()
                };
                typst_pdf::pdf(&document, &options)
            });
        comemo::evict(self.remembered);
        exported.map_err(|_| RenderError::Refused)
    }
}

fn timestamp(date: NaiveDate) -> Option<Timestamp> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Datetime::from_ymd_hms(date.year(), month, day, 0, 0, 0).map(Timestamp::new_utc)
}
