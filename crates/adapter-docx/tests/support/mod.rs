//! What the tests of this crate share: small Word files made by hand.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

pub const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

/// The parts of a Word file, to be changed at will before it is packed.
pub struct Docx(pub Vec<(String, Vec<u8>)>);

impl Docx {
    /// A document with this in its body.
    pub fn with_body(body: &str) -> Self {
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{WORD}\" \
             xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\">\
             <w:body>{body}<w:sectPr/></w:body></w:document>"
        );
        Self(vec![])
            .part("[Content_Types].xml", &content_types(""))
            .part("_rels/.rels", &relations("<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"))
            .part("word/document.xml", &document)
    }

    /// With one more part, or another in its place.
    pub fn part(mut self, name: &str, content: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), content.as_bytes().to_vec()));
        self
    }

    /// With a header, a footer and footnotes besides.
    pub fn with_parts(self, header: &str, footer: &str, notes: &str) -> Self {
        let root = |name: &str, content: &str| {
            format!("<w:{name} xmlns:w=\"{WORD}\">{content}</w:{name}>")
        };
        let more = ["header", "footer", "footnotes"].map(|kind| {
            format!("<Override PartName=\"/word/{kind}1.xml\" ContentType=\"{TYPE}{kind}+xml\"/>")
        });
        self.part("[Content_Types].xml", &content_types(&more.concat()))
            .part("word/header1.xml", &root("hdr", header))
            .part("word/footer1.xml", &root("ftr", footer))
            .part("word/footnotes1.xml", &root("footnotes", notes))
    }

    /// Packed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            out.start_file(name.as_str(), SimpleFileOptions::default())
                .unwrap();
            out.write_all(content).unwrap();
        }
        out.finish().unwrap().into_inner()
    }
}

pub fn content_types(more: &str) -> String {
    format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{TYPE}document.main+xml\"/>{more}</Types>"
    )
}

pub fn relations(inside: &str) -> String {
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
    )
}

/// A paragraph of one run.
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}
