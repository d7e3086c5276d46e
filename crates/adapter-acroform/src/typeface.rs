//! The typeface that values are drawn with, embedded with the glyphs in use, so that any
//! reader shows them alike whatever fonts it has.

use std::collections::BTreeMap;
use std::fmt::Write;

use lopdf::{Document, Object, ObjectId, Stream, StringFormat, dictionary};
use subsetter::GlyphRemapper;
use ttf_parser::Face;
use unicode_normalization::UnicodeNormalization;

/// None of the fonts given can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no regular TTF font was given to fill official forms with")]
pub struct UnreadableFont;

/// Printed for a character that the font cannot draw.
const REPLACEMENT: char = '?';

/// The name that the embedded part bears.
const NAME: &str = "DOMIFA+Values";

/// A font file that was found readable.
pub struct Typeface(Vec<u8>);

impl Typeface {
    /// The regular font that has the most letters.
    pub fn choose(fonts: Vec<Vec<u8>>) -> Result<Self, UnreadableFont> {
        let letters = |font: &Vec<u8>| {
            let face = Face::parse(font, 0).ok().filter(Face::is_regular)?;
            Some(face.number_of_glyphs())
        };
        fonts
            .into_iter()
            .filter_map(|font| Some((letters(&font)?, font)))
            .max_by_key(|(letters, _)| *letters)
            .map(|(_, font)| Self(font))
            .ok_or(UnreadableFont)
    }

    /// A hand that writes with it in one file.
    pub fn hand(&self) -> Result<Hand<'_>, UnreadableFont> {
        Ok(Hand {
            font: &self.0,
            face: Face::parse(&self.0, 0).map_err(|_| UnreadableFont)?,
            glyphs: GlyphRemapper::new(),
            used: BTreeMap::new(),
            complete: true,
        })
    }
}

/// Measures and writes text, and remembers which glyphs it used.
pub struct Hand<'a> {
    font: &'a [u8],
    face: Face<'a>,
    glyphs: GlyphRemapper,
    /// New glyph, what it stands for, its width in thousandths.
    used: BTreeMap<u16, (char, f32)>,
    complete: bool,
}

impl Hand<'_> {
    /// `text` as it can be drawn: composed, without controls, a mark for what is unknown.
    pub fn drawable(&mut self, text: &str) -> String {
        let drawn = |c: char| match c {
            '\n' => '\n',
            c if c.is_control() => ' ',
            c if self.face.glyph_index(c).is_some() => c,
            _ => {
                self.complete = false;
                REPLACEMENT
            }
        };
        text.nfc().map(drawn).collect()
    }

    /// Whether a mark stands for something that could not be drawn.
    pub const fn left_something_out(&self) -> bool {
        !self.complete
    }

    /// The width of `text` at a size, in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size / 1000.0
    }

    fn advance(&self, c: char) -> f32 {
        let glyph = self.face.glyph_index(c).unwrap_or_default();
        let advance = self.face.glyph_hor_advance(glyph).unwrap_or_default();
        f32::from(advance) * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// The operand that shows `text`.
    pub fn write(&mut self, text: &str) -> Object {
        let mut codes = Vec::new();
        for c in text.chars() {
            let glyph = self.face.glyph_index(c).unwrap_or_default();
            let code = self.glyphs.remap(glyph.0);
            self.used.insert(code, (c, self.advance(c)));
            codes.extend(code.to_be_bytes());
        }
        Object::String(codes, StringFormat::Hexadecimal)
    }

    /// Puts the glyphs that were used into the file, as the object `id`.
    pub fn embed(&self, pdf: &mut Document, id: ObjectId) -> Result<(), UnreadableFont> {
        let subset = subsetter::subset(self.font, 0, &self.glyphs).map_err(|_| UnreadableFont)?;
        let file = compressed(subset);
        let file = pdf.add_object(file);
        let scaled = |units: i16| f32::from(units) * 1000.0 / f32::from(self.face.units_per_em());
        let bounds = self.face.global_bounding_box();
        let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        let descriptor = pdf.add_object(dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => NAME,
            "Flags" => 4,
            "FontBBox" => bounds.map(|side| Object::Real(scaled(side))).to_vec(),
            "ItalicAngle" => 0,
            "Ascent" => scaled(self.face.ascender()),
            "Descent" => scaled(self.face.descender()),
            "CapHeight" => scaled(self.face.capital_height().unwrap_or_default()),
            "StemV" => 80,
            "FontFile2" => file,
        });
        let widths: Vec<Object> = self
            .used
            .iter()
            .flat_map(|(code, (_, width))| [Object::from(*code), vec![Object::Real(*width)].into()])
            .collect();
        let descendant = pdf.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => NAME,
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "W" => widths,
            "CIDToGIDMap" => "Identity",
        });
        let meanings = pdf.add_object(compressed(self.meanings().into_bytes()));
        pdf.set_object(
            id,
            dictionary! {
                "Type" => "Font",
                "Subtype" => "Type0",
                "BaseFont" => NAME,
                "Encoding" => "Identity-H",
                "DescendantFonts" => vec![descendant.into()],
                "ToUnicode" => meanings,
            },
        );
        Ok(())
    }

    /// Which letter each glyph stands for, for readers, searches and copies.
    fn meanings(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CMapName /Values def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let used: Vec<_> = self.used.iter().collect();
        for block in used.chunks(100) {
            // Writing to a string does not fail.
            let _ = writeln!(map, "{} beginbfchar", block.len());
            for (code, (c, _)) in block {
                let _ = write!(map, "<{code:04X}> <");
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }
}

/// A stream that takes the least room.
fn compressed(content: Vec<u8>) -> Stream {
    let mut stream = Stream::new(lopdf::Dictionary::new(), content);
    // What could not be compressed is stored as it is.
    let _ = stream.compress();
    stream
}
