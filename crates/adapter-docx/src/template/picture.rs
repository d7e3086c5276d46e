//! Pictures in a Word document.

use application::{
    documents::{PictureFormat, QrCode},
    templates::{FillError, Framed, Image},
};

use crate::xml;

/// English Metric Units in a millimetre, in which Word measures drawings.
const EMU_PER_MM: u64 = 36_000;

/// Pixels for each square of a code.
const SQUARE: usize = 8;

/// The name of the relation that leads from a part to a picture, which no word processor
/// would give to one of its own.
pub fn relation(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    format!("domifa{}", letters.collect::<String>().to_ascii_lowercase())
}

/// A picture ready to be put in place.
pub struct Drawn {
    relation: String,
    alt: String,
    width: u64,
    height: u64,
    /// Its bytes, which the document carries once.
    pub bytes: Vec<u8>,
    /// `png` or `jpeg`.
    pub extension: &'static str,
}

impl Drawn {
    /// A picture of the tag of this name.
    ///
    /// # Errors
    /// [`FillError::Failed`] when it cannot be written.
    pub fn new(name: &str, framed: &Framed) -> Result<Self, FillError> {
        let (bytes, extension, pixels) = match &framed.image {
            Image::File(picture) => {
                let extension = match picture.format() {
                    PictureFormat::Png => "png",
                    PictureFormat::Jpeg => "jpeg",
                };
                (picture.bytes().to_vec(), extension, picture.size())
            }
            Image::Code(code) => (png_of(code).ok_or(FillError::Failed)?, "png", (1, 1)),
        };
        let (width, height) = fitted(pixels, framed.within_mm);
        Ok(Self {
            relation: relation(name),
            alt: framed.alt.clone(),
            width,
            height,
            bytes,
            extension,
        })
    }

    /// Adds the drawing, as a part of a run.
    pub fn write(&self, number: u32, out: &mut String) {
        let Self { width, height, .. } = self;
        let alt = xml::escaped(&self.alt);
        let relation = &self.relation;
        out.push_str(&format!(
            "<w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
             distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/>\
             <wp:docPr id=\"{number}\" name=\"Image {number}\" descr=\"{alt}\"/>\
             <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"Image {number}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:embed=\"{relation}\"/>\
             <a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>\
             </a:graphicData></a:graphic></wp:inline></w:drawing>"
        ));
    }
}

/// The largest size that fits in a box and keeps the proportions.
fn fitted((width, height): (u32, u32), within_mm: (u32, u32)) -> (u64, u64) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let box_width = u64::from(within_mm.0) * EMU_PER_MM;
    let box_height = u64::from(within_mm.1) * EMU_PER_MM;
    if box_width * height <= box_height * width {
        (box_width, (box_width * height / width).max(1))
    } else {
        ((box_height * width / height).max(1), box_height)
    }
}

/// A code as a PNG of one bit a pixel.
fn png_of(code: &QrCode) -> Option<Vec<u8>> {
    let pixels = code.side() * SQUARE;
    let mut rows = Vec::with_capacity(pixels * pixels.div_ceil(8));
    for y in 0..pixels {
        let mut row = vec![0xff_u8; pixels.div_ceil(8)];
        for x in 0..pixels {
            if code.is_dark(x / SQUARE, y / SQUARE) {
                row[x / 8] &= !(0x80 >> (x % 8));
            }
        }
        rows.extend(row);
    }
    let side = u32::try_from(pixels).ok()?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rows).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fits_its_box_and_keeps_its_shape() {
        assert_eq!(fitted((200, 100), (50, 50)), (1_800_000, 900_000));
        assert_eq!(fitted((100, 400), (50, 50)), (450_000, 1_800_000));
        // Larger or smaller than it is: what counts is the box.
        assert_eq!(fitted((1, 1), (10, 20)), (360_000, 360_000));
    }
}
