//! Words and images of one paper on their way to the templates.

use typst::text::Font;

use crate::fonts::printable;
use crate::world::image_path;

/// Writes what its faces can draw, and remembers whether something could not be.
pub struct Pen<'a> {
    faces: &'a [Font],
    images: &'a mut Vec<Vec<u8>>,
    complete: bool,
}

impl<'a> Pen<'a> {
    /// A pen for one paper; `images` gathers those of all papers of the file.
    pub const fn new(faces: &'a [Font], images: &'a mut Vec<Vec<u8>>) -> Self {
        Self {
            faces,
            images,
            complete: true,
        }
    }

    /// `given` on one line, with a mark for what cannot be drawn.
    pub fn text(&mut self, given: &str) -> String {
        let (printed, complete) = printable(given, self.faces);
        self.complete &= complete;
        printed
    }

    /// Each of `given`.
    pub fn lines(&mut self, given: &[String]) -> Vec<String> {
        given.iter().map(|line| self.text(line)).collect()
    }

    /// The lines of `given`.
    pub fn paragraph(&mut self, given: &str) -> Vec<String> {
        given.lines().map(|line| self.text(line)).collect()
    }

    /// `given`, if any.
    pub fn maybe(&mut self, given: Option<&str>) -> Option<String> {
        given.map(|given| self.text(given))
    }

    /// Takes an image along; the template reads it at the path that comes back.
    /// The logo of a thousand letters is one image.
    pub fn image(&mut self, bytes: Vec<u8>) -> String {
        let known = self.images.iter().position(|known| *known == bytes);
        image_path(known.unwrap_or_else(|| {
            self.images.push(bytes);
            self.images.len() - 1
        }))
    }

    /// Whether a mark stands for something that could not be drawn.
    pub const fn left_something_out(&self) -> bool {
        !self.complete
    }
}
