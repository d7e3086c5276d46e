//! Papers as the templates read them: one file of values for all papers of a PDF.

use application::documents::{Paper, RenderError};
use chrono::NaiveDate;
use serde::Serialize;
use typst::text::Font;

use crate::attestation;
use crate::card;
use crate::demande;
use crate::fonts::Fonts;
use crate::letter;
use crate::pen::Pen;
use crate::world::Desk;

/// Everything of one PDF.
#[derive(Serialize)]
struct File<'a> {
    title: &'a str,
    author: &'a str,
    fonts: Vec<&'a str>,
    papers: &'a [Values],
}

/// The values of one paper; `kind` names the template.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Values {
    Attestation(Box<attestation::Data>),
    Demande(Box<demande::Data>),
    Letter(Box<letter::Data>),
    Cards(card::Data),
}

impl Values {
    fn new(paper: &Paper, pen: &mut Pen<'_>) -> Self {
        match paper {
            Paper::Attestation(document) => {
                Self::Attestation(Box::new(attestation::Data::new(document, pen)))
            }
            Paper::Demande(document) => Self::Demande(Box::new(demande::Data::new(document, pen))),
            Paper::Letter(letter) => Self::Letter(Box::new(letter::Data::new(letter, pen))),
            Paper::Card(card) => Self::Cards(card::Data::new(card, pen)),
        }
    }

    /// The title, and the body it comes from.
    fn head(&self) -> (&str, &str) {
        match self {
            Self::Attestation(data) => data.head(),
            Self::Demande(data) => data.head(),
            Self::Letter(data) => data.head(),
            Self::Cards(data) => data.head(),
        }
    }
}

/// The day of the act that a paper speaks of.
pub fn dated(paper: &Paper) -> NaiveDate {
    match paper {
        Paper::Attestation(document) => document.decision_on,
        Paper::Demande(document) => document
            .decision
            .as_ref()
            .map_or(document.filed_on, |part| part.decided_on),
        Paper::Letter(letter) => letter.dated,
        Paper::Card(card) => card.dated,
    }
}

/// What the file is called: the title of its paper, or how many there are.
pub fn title(papers: &[Paper], fonts: &Fonts) -> String {
    let mut heads = papers.iter().map(|paper| {
        let values = Values::new(paper, &mut Pen::new(fonts.main(), &mut Vec::new()));
        values.head().0.to_owned()
    });
    let first = heads.next().unwrap_or_default();
    match papers.len() {
        0 | 1 => first,
        many if heads.all(|title| title == first) => format!("{first} ({many} documents)"),
        many => format!("{many} documents"),
    }
}

/// Papers laid on the desk of the typesetter, each to be drawn with faces of its own.
pub fn desk<'a>(
    title: &str,
    papers: &[(&Paper, &[Font])],
    fonts: &'a Fonts,
) -> Result<Desk<'a>, RenderError> {
    let mut images = Vec::new();
    let mut laid: Vec<Values> = Vec::with_capacity(papers.len());
    for (paper, faces) in papers {
        let pen = &mut Pen::new(faces, &mut images);
        match (laid.last_mut(), paper) {
            (Some(Values::Cards(cards)), Paper::Card(card)) => cards.push(card, pen),
            (Some(_) | None, paper) => laid.push(Values::new(paper, pen)),
        }
    }
    let json = serde_json::to_vec(&File {
        title,
        author: laid.first().map_or("", |values| values.head().1),
        fonts: fonts.families(),
        papers: &laid,
    })
    .map_err(|_| RenderError::Refused)?;
    Ok(Desk::new(fonts, json, images))
}
