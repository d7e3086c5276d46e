//! The typefaces of a renderer, and what they can draw.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use unicode_normalization::char::is_combining_mark;

use crate::FontError;

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
        Ok(Self {
            book: LazyHash::new(FontBook::from_fonts(&faces)),
            faces,
        })
    }

    pub fn face(&self, index: usize) -> Option<Font> {
        self.faces.get(index).cloned()
    }

    /// The families given, in their order, each once.
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

    /// `text` with white space for control characters and a mark for what cannot be drawn,
    /// and whether nothing was lost.
    pub fn printable(&self, text: &str) -> (String, bool) {
        let mut printable = String::with_capacity(text.len());
        let mut complete = true;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = rest
                .char_indices()
                .skip(1)
                .find_map(|(at, c)| (!joins_the_letter_before(c)).then_some(at));
            let (letter, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after;
            if first.is_control() {
                printable.push(' ');
            } else if self.draws(letter) {
                printable.push_str(letter);
            } else {
                printable.push(REPLACEMENT);
                complete = false;
            }
        }
        (printable, complete)
    }

    /// Whether one face has it all: a letter is not drawn in one typeface and its accents
    /// in another.
    fn draws(&self, letter: &str) -> bool {
        let has = |face: &Font, c| face.info().coverage.contains(u32::from(c));
        !letter.chars().any(stands_for_none)
            && self.faces.iter().any(|face| letter.chars().all(|c| has(face, c)))
    }
}

/// Accents and other marks, and the joiners between letters.
fn joins_the_letter_before(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// What PDF/A refuses: the byte order mark, the replacement character, private use.
fn stands_for_none(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{fffc}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}
