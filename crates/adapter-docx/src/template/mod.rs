//! A structure's own Word file as a template: read once, filled as often as wanted.

mod fill;
mod guard;
mod op;
mod package;
mod pair;
pub(crate) mod picture;
mod read;
mod tag;

use std::{
    collections::HashMap,
    io::{Cursor, Write},
};

use application::templates::{Fault, FillError, NotATemplate, Usage, Value, Values};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use self::{
    fill::Filling,
    op::Op,
    package::{CONTENT_TYPES, Package, extension},
    picture::{Drawn, relation},
    read::Reading,
};
use crate::xml::{self, Element, escaped};

/// Where relations say what they are.
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const PICTURE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";

/// A template, read.
pub struct Compiled {
    /// The file it was read from: what is not filled is copied from it as it is packed.
    file: Vec<u8>,
    /// The parts with text, as steps.
    texts: HashMap<String, Vec<Op>>,
    /// The relations of a part that may hold pictures: their path, and what they hold already.
    relations: HashMap<String, Leading>,
    /// The content types.
    types: Element,
    /// The parts that say nothing but what the document was made from.
    detached: HashMap<String, String>,
    /// Its tags.
    pub usages: Vec<Usage>,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
}

/// Where a part leads.
struct Leading {
    /// The relations it has, written.
    kept: String,
    /// The pictures it may hold, by the name of their tag.
    pictures: Vec<String>,
}

impl Compiled {
    /// Reads a file that may be anything at all.
    ///
    /// # Errors
    /// [`NotATemplate`].
    pub fn read(file: Vec<u8>) -> Result<Self, NotATemplate> {
        let package = Package::open(&file)?;
        guard::check(&package)?;
        let mut usages = Vec::new();
        let mut faults = Vec::new();
        let mut texts = HashMap::new();
        let mut relations = HashMap::new();
        let one_page = has_one_page(&package);
        for (name, part) in package.texts() {
            let Some(bytes) = package.bytes(&name) else {
                return Err(NotATemplate::Damaged);
            };
            let root = xml::parse(bytes)?;
            let mut reading = Reading::of(part, &root, one_page);
            let piece = reading.piece(root);
            usages.append(&mut reading.usages);
            let piece = pair::pair(piece, &mut reading.faults);
            for fault in reading.faults {
                // A text box is written twice, for programs old and new.
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
            let steps = op::ops(piece);
            let mut pictures = Vec::new();
            op::pictures(&steps, &mut pictures);
            if !pictures.is_empty() {
                let path = relations_of(&name);
                let kept = kept_relations(package.bytes(&path), &pictures)?;
                relations.insert(path, Leading { kept, pictures });
            }
            texts.insert(name, steps);
        }
        Ok(Self {
            detached: detached(&package)?,
            types: package.types,
            file,
            texts,
            relations,
            usages,
            faults,
        })
    }

    /// How many bytes it takes, about.
    pub fn weight(&self) -> usize {
        let texts: usize = self.texts.values().map(|steps| op::weight(steps)).sum();
        self.file.len() + texts
    }

    /// The Word file with these values.
    ///
    /// # Errors
    /// [`FillError`].
    pub fn fill(&self, values: &Values) -> Result<Vec<u8>, FillError> {
        if !self.faults.is_empty() {
            return Err(FillError::Faulty);
        }
        let drawn = self.drawn(values)?;
        let mut filling = Filling::new(values, &drawn);
        let mut file =
            ZipArchive::new(Cursor::new(self.file.as_slice())).map_err(|_| FillError::Failed)?;
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(self.file.len() + 4096)));
        let mut written: Vec<String> = Vec::new();
        for index in 0..file.len() {
            let packed = file.by_index_raw(index).map_err(|_| FillError::Failed)?;
            let name = packed.name().map_err(|_| FillError::Failed)?.into_owned();
            let text = if let Some(steps) = self.texts.get(&name) {
                Some(filling.part(steps)?)
            } else if let Some(leading) = self.relations.get(&name) {
                written.push(name.clone());
                Some(leading.write(&drawn))
            } else if name == CONTENT_TYPES {
                Some(self.content_types(&drawn))
            } else {
                self.detached.get(&name).cloned()
            };
            // The picture of an earlier filling, when one comes back as a template.
            let replaced = drawn
                .iter()
                .any(|(tag, drawn)| media(tag, drawn.extension) == name);
            match text {
                None if replaced => {}
                Some(text) => put(&mut out, &name, text.as_bytes(), true)?,
                None => out.raw_copy_file(packed).map_err(|_| FillError::Failed)?,
            }
        }
        for (name, leading) in &self.relations {
            if !written.contains(name) {
                put(&mut out, name, leading.write(&drawn).as_bytes(), true)?;
            }
        }
        for (name, drawn) in &drawn {
            put(&mut out, &media(name, drawn.extension), &drawn.bytes, false)?;
        }
        let bytes = out.finish().map_err(|_| FillError::Failed)?;
        Ok(bytes.into_inner())
    }

    /// The pictures that the document shows, among those it may.
    fn drawn(&self, values: &Values) -> Result<HashMap<String, Drawn>, FillError> {
        let mut drawn = HashMap::new();
        for name in self.relations.values().flat_map(|leads| &leads.pictures) {
            if let Some(Value::Picture(picture)) = values.get(name.as_str())
                && !drawn.contains_key(name)
            {
                drawn.insert(name.clone(), Drawn::new(name, picture)?);
            }
        }
        Ok(drawn)
    }

    /// What the parts are, pictures included.
    fn content_types(&self, drawn: &HashMap<String, Drawn>) -> String {
        let known: Vec<String> = self
            .types
            .elements()
            .filter_map(|element| element.attr("Extension"))
            .map(|extension| extension.to_ascii_lowercase())
            .collect();
        let mut types = self.types.clone();
        let mut extensions: Vec<&str> = drawn.values().map(|d| d.extension).collect();
        extensions.sort_unstable();
        extensions.dedup();
        for extension in extensions {
            if !known.iter().any(|k| k == extension) {
                let attrs = format!(" Extension=\"{extension}\" ContentType=\"image/{extension}\"");
                let default = Element::new("Default", &attrs);
                types.kids.insert(0, xml::Node::Element(default));
            }
        }
        let mut text = xml::DECLARATION.to_owned();
        xml::write(&types, &mut text);
        text
    }
}

impl Leading {
    /// The relations, with those of the pictures that are there.
    fn write(&self, drawn: &HashMap<String, Drawn>) -> String {
        let mut text = format!(
            "{}<Relationships xmlns=\"{RELATIONS}\">{}",
            xml::DECLARATION,
            self.kept
        );
        for name in &self.pictures {
            if let Some(drawn) = drawn.get(name) {
                text.push_str(&format!(
                    "<Relationship Id=\"{}\" Type=\"{PICTURE}\" Target=\"/{}\"/>",
                    escaped(&relation(name)),
                    escaped(&media(name, drawn.extension)),
                ));
            }
        }
        text.push_str("</Relationships>");
        text
    }
}

/// Where a picture lies in the document.
fn media(name: &str, extension: &str) -> String {
    format!("word/media/{}.{extension}", relation(name))
}

/// The path of the relations of a part.
fn relations_of(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    format!("{folder}/_rels/{file}.rels")
}

/// The relations that a part has already. A document that was filled here before, and comes
/// back as a template, leads to its old pictures no more.
fn kept_relations(bytes: Option<&[u8]>, pictures: &[String]) -> Result<String, NotATemplate> {
    let mut kept = String::new();
    let Some(bytes) = bytes else {
        return Ok(kept);
    };
    for element in xml::parse(bytes)?.elements() {
        let id = element.attr("Id").unwrap_or_default();
        if !pictures.iter().any(|name| relation(name) == id) {
            kept.push_str("<Relationship");
            kept.push_str(&element.attrs);
            kept.push_str("/>");
        }
    }
    Ok(kept)
}

/// The settings without the model that the document was made from: Word would look for it.
fn detached(package: &Package) -> Result<HashMap<String, String>, NotATemplate> {
    let mut parts = HashMap::new();
    for entry in &package.entries {
        let relations = extension(&entry.name) == "rels";
        if !relations && entry.name != "word/settings.xml" {
            continue;
        }
        let mut root = xml::parse(&entry.bytes)?;
        let before = root.kids.len();
        root.kids.retain(|kid| {
            !matches!(kid, xml::Node::Element(e) if e.name == "w:attachedTemplate"
                || e.attr("Type").is_some_and(|kind| kind.ends_with("/attachedTemplate")))
        });
        if root.kids.len() < before {
            let mut text = xml::DECLARATION.to_owned();
            xml::write(&root, &mut text);
            parts.insert(entry.name.clone(), text);
        }
    }
    Ok(parts)
}

/// Whether the program that wrote the document counted one page.
fn has_one_page(package: &Package) -> bool {
    package
        .bytes("docProps/app.xml")
        .and_then(|bytes| xml::parse(bytes).ok())
        .is_some_and(|root| {
            root.elements().any(|e| {
                e.name == "Pages" && matches!(e.kids.first(), Some(xml::Node::Text(n)) if n == "1")
            })
        })
}

fn put(
    out: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    compress: bool,
) -> Result<(), FillError> {
    let options = if compress {
        SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(3))
    } else {
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
    };
    out.start_file(name, options)
        .map_err(|_| FillError::Failed)?;
    out.write_all(bytes).map_err(|_| FillError::Failed)
}
