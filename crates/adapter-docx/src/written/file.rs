//! A Word file put together: its parts, its pictures, its metadata. The same content gives
//! the same bytes.

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

use application::templates::Framed;

use super::{NotWritten, styles};
use crate::{
    template::picture::{Drawn, relation},
    xml,
};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A document as it is written.
pub struct File<'a> {
    title: &'a str,
    author: &'a str,
    dated: NaiveDate,
    body: String,
    pictures: Vec<(String, Drawn)>,
}

impl<'a> File<'a> {
    /// An empty one. The title names nobody.
    pub const fn new(title: &'a str, author: &'a str, dated: NaiveDate) -> Self {
        Self {
            title,
            author,
            dated,
            body: String::new(),
            pictures: Vec::new(),
        }
    }

    /// Adds what was written.
    pub fn push(&mut self, xml: &str) {
        self.body.push_str(xml);
    }

    /// A picture as a part of a run; its name is known once in the file.
    ///
    /// # Errors
    /// [`NotWritten`].
    pub fn picture(&mut self, name: &str, framed: &Framed) -> Result<String, NotWritten> {
        let drawn = Drawn::new(name, framed).map_err(|_| NotWritten)?;
        let number = u32::try_from(self.pictures.len() + 1).map_err(|_| NotWritten)?;
        let mut run = String::from("<w:r>");
        drawn.write(number, &mut run);
        run.push_str("</w:r>");
        self.pictures.push((relation(name), drawn));
        Ok(run)
    }

    /// The file. `margins` are those of the page in twentieths of a point.
    ///
    /// # Errors
    /// [`NotWritten`].
    pub fn close(self, foot: Option<&str>, margins: u32) -> Result<Vec<u8>, NotWritten> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, bytes: &[u8]| {
            let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
            zip.start_file(name, options).map_err(|_| NotWritten)?;
            zip.write_all(bytes).map_err(|_| NotWritten)
        };
        add("[Content_Types].xml", content_types().as_bytes())?;
        add("_rels/.rels", root_relations().as_bytes())?;
        add("docProps/core.xml", self.properties().as_bytes())?;
        add(
            "word/document.xml",
            self.document(foot.is_some(), margins).as_bytes(),
        )?;
        add("word/_rels/document.xml.rels", self.relations().as_bytes())?;
        add("word/styles.xml", styles::styles().as_bytes())?;
        add("word/numbering.xml", numbering().as_bytes())?;
        add("word/settings.xml", settings().as_bytes())?;
        add(
            "word/footer1.xml",
            footer(foot.unwrap_or_default()).as_bytes(),
        )?;
        for (name, drawn) in &self.pictures {
            add(
                &format!("word/media/{name}.{}", drawn.extension),
                &drawn.bytes,
            )?;
        }
        let archive = zip.finish().map_err(|_| NotWritten)?;
        Ok(archive.into_inner())
    }

    fn document(&self, has_foot: bool, margins: u32) -> String {
        let foot = if has_foot {
            "<w:footerReference w:type=\"default\" r:id=\"foot\"/>"
        } else {
            ""
        };
        format!(
            "{HEAD}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONS}\"><w:body>{}<w:sectPr>{foot}\
             <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
             <w:pgMar w:top=\"{margins}\" w:right=\"{margins}\" w:bottom=\"{margins}\" w:left=\"{margins}\" \
             w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
            self.body
        )
    }

    fn relations(&self) -> String {
        let mut all = String::new();
        let parts = [
            ("styles", "styles", "styles.xml"),
            ("numbering", "numbering", "numbering.xml"),
            ("settings", "settings", "settings.xml"),
            ("foot", "footer", "footer1.xml"),
        ];
        for (id, kind, target) in parts {
            all.push_str(&relationship(id, &format!("{RELATIONS}/{kind}"), target));
        }
        for (name, drawn) in &self.pictures {
            let target = format!("media/{name}.{}", drawn.extension);
            all.push_str(&relationship(name, &format!("{RELATIONS}/image"), &target));
        }
        relationships(&all)
    }

    /// The title is what a screen reader announces; the author is the structure.
    fn properties(&self) -> String {
        let (title, author) = (xml::escaped(self.title), xml::escaped(self.author));
        let day = self.dated.format("%Y-%m-%dT00:00:00Z");
        format!(
            "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title>\
             <dc:creator>{author}</dc:creator><dc:language>fr-FR</dc:language>\
             <dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:created></cp:coreProperties>"
        )
    }
}

fn relationship(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
}

fn relationships(all: &str) -> String {
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>")
}

fn root_relations() -> String {
    let document = relationship(
        "document",
        &format!("{RELATIONS}/officeDocument"),
        "word/document.xml",
    );
    let properties = relationship(
        "properties",
        &format!("{PACKAGE}/relationships/metadata/core-properties"),
        "docProps/core.xml",
    );
    relationships(&format!("{document}{properties}"))
}

fn content_types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let parts = [
        ("/word/document.xml", format!("{word}.document.main+xml")),
        ("/word/styles.xml", format!("{word}.styles+xml")),
        ("/word/numbering.xml", format!("{word}.numbering+xml")),
        ("/word/settings.xml", format!("{word}.settings+xml")),
        ("/word/footer1.xml", format!("{word}.footer+xml")),
        (
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
    ];
    let parts: String = parts
        .iter()
        .map(|(name, kind)| format!("<Override PartName=\"{name}\" ContentType=\"{kind}\"/>"))
        .collect();
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>{parts}</Types>"
    )
}

fn numbering() -> String {
    format!(
        "{HEAD}<w:numbering xmlns:w=\"{WORD}\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\">\
         <w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
         <w:pPr><w:ind w:left=\"425\" w:hanging=\"283\"/></w:pPr></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    )
}

fn settings() -> String {
    format!(
        "{HEAD}<w:settings xmlns:w=\"{WORD}\"><w:themeFontLang w:val=\"fr-FR\"/>\
         <w:compat><w:compatSetting w:name=\"compatibilityMode\" \
         w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

/// Who wrote it, and which page of how many it is.
fn footer(who: &str) -> String {
    let field = |name: &str| {
        format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>")
    };
    let content = format!(
        "{}<w:r><w:tab/></w:r>{}{}{}{}",
        super::text::run(who),
        super::text::run("Page "),
        field("PAGE"),
        super::text::run(" sur "),
        field("NUMPAGES")
    );
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{WORD}\">{}</w:ftr>",
        super::text::paragraph("Footer", &content)
    )
}
