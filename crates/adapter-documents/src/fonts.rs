//! The typefaces of a renderer, and what they can draw.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::FontError;

/// The family the look is made for; it comes first whatever the order of the files.
const MAIN_FAMILY: &str = "Noto Sans";

/// Printed for a character that no given font can draw, so that one name in an unforeseen
/// script does not stop a document. Every Latin font has it.
const REPLACEMENT: char = '?';

/// Fonts in the form the typesetter wants them.
pub struct Fonts {
    pub book: LazyHash<FontBook>,
    faces: Vec<Font>,
}

impl Fonts {
    /// Reads TTF or OTF files.
    pub fn new(files: Vec<Vec<u8>>) -> Result<Self, FontError> {
        if files.is_empty() {
            return Err(FontError::None);
        }
        let mut faces = Vec::new();
        for (index, file) in files.into_iter().enumerate() {
            let before = faces.len();
            faces.extend(Font::iter(Bytes::new(file)));
            if faces.len() == before {
                return Err(FontError::Unreadable { index });
            }
        }
        faces.sort_by_key(|face| face.info().family != MAIN_FAMILY);
        Ok(Self {
            book: LazyHash::new(FontBook::from_fonts(&faces)),
            faces,
        })
    }

    /// The face at `index` of [`Fonts::book`].
    pub fn face(&self, index: usize) -> Option<Font> {
        self.faces.get(index).cloned()
    }

    /// Every face, the main family first.
    pub fn all(&self) -> &[Font] {
        &self.faces
    }

    /// The first face alone.
    pub fn main(&self) -> &[Font] {
        self.faces.get(..1).unwrap_or_default()
    }

    /// The families, the main one first, each once.
    pub fn families(&self) -> Vec<&str> {
        let mut families = Vec::new();
        for face in &self.faces {
            let family = face.info().family.as_str();
            if !families.contains(&family) {
                families.push(family);
            }
        }
        families
    }
}

/// `text` with white space for control characters and a mark for what none of `faces`
/// can draw, and whether nothing was lost.
pub fn printable(text: &str, faces: &[Font]) -> (String, bool) {
    let mut complete = true;
    let printable = text
        .chars()
        .map(|c| {
            if c.is_control() {
                ' '
            } else if !stands_for_none(c) && faces.iter().any(|face| draws(face, c)) {
                c
            } else {
                complete = false;
                REPLACEMENT
            }
        })
        .collect();
    (printable, complete)
}

fn draws(face: &Font, c: char) -> bool {
    face.info().coverage.contains(u32::from(c))
}

/// What PDF/A refuses: the byte order mark, the replacement character, private use.
fn stands_for_none(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{fffc}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}
