//! What a document may not hold when it comes from outside: programs, other documents,
//! whatever it would fetch when it is opened.

use application::templates::NotATemplate;

use super::package::{Package, extension, is_xml};
use crate::xml::{self, Element};

/// What the parts of a document are, by the end of their names. Anything else is an object
/// of another program.
const KNOWN: &[&str] = &[
    "xml", "rels", "vml", "png", "jpg", "jpeg", "jpe", "gif", "bmp", "tif", "tiff", "emf", "wmf",
    "svg", "wdp", "ttf", "otf", "odttf", "fntdata",
];

/// Fields that take in a file or speak to another program.
const FIELDS: &[&str] = &[
    "DDE",
    "DDEAUTO",
    "DATABASE",
    "IMPORT",
    "INCLUDE",
    "INCLUDEPICTURE",
    "INCLUDETEXT",
    "LINK",
    "MACROBUTTON",
    "RD",
];

/// Where a link may lead that somebody has to press.
const SCHEMES: &[&str] = &["http://", "https://", "mailto:", "tel:"];

/// Stops at the first thing that a template may not hold.
///
/// # Errors
/// [`NotATemplate`], with the reason.
pub fn check(package: &Package) -> Result<(), NotATemplate> {
    for entry in &package.entries {
        let name = entry.name.to_ascii_lowercase();
        if name.contains("vbaproject") || name.contains("vbadata") {
            return Err(NotATemplate::Macros);
        }
        let foreign = name.contains("/embeddings/")
            || name.contains("/activex/")
            || !KNOWN.contains(&extension(&name).as_str());
        if foreign {
            return Err(NotATemplate::Embedded);
        }
    }
    for element in package.types.elements() {
        let kind = element.attr("ContentType").unwrap_or_default();
        if kind.contains("macroEnabled") || kind.contains("vbaProject") {
            return Err(NotATemplate::Macros);
        }
        if kind.contains("oleObject") || kind.contains("activeX") {
            return Err(NotATemplate::Embedded);
        }
    }
    for entry in package.entries.iter().filter(|e| is_xml(&e.name)) {
        if extension(&entry.name) == "rels" {
            relations(&xml::parse(&entry.bytes)?)?;
        } else if entry.name.starts_with("word/") {
            let mut field = String::new();
            content(&xml::parse(&entry.bytes)?, &mut field)?;
            fetches(&field)?;
        } else {
            xml::skim(&entry.bytes)?;
        }
    }
    Ok(())
}

/// What the parts lead to.
fn relations(root: &Element) -> Result<(), NotATemplate> {
    for relation in root.elements() {
        let kind = relation.attr("Type").unwrap_or_default();
        let kind = kind.rsplit('/').next().unwrap_or_default();
        let outside = relation
            .attr("TargetMode")
            .is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        match kind {
            "vbaProject" | "wordVbaData" | "keyMapCustomizations" | "attachedToolbars" => {
                return Err(NotATemplate::Macros);
            }
            "oleObject"
            | "package"
            | "control"
            | "aFChunk"
            | "subDocument"
            | "frame"
            | "webextension"
            | "webextensiontaskpanes" => {
                return Err(NotATemplate::Embedded);
            }
            // The model a document was made from: what is written from it is detached.
            "attachedTemplate" => {}
            "hyperlink" if outside => {
                let target = relation.attr("Target").unwrap_or_default();
                let target = target.trim().to_ascii_lowercase();
                if !SCHEMES.iter().any(|scheme| target.starts_with(scheme)) {
                    return Err(NotATemplate::External);
                }
            }
            _ if outside => return Err(NotATemplate::External),
            _ => {}
        }
    }
    Ok(())
}

/// What stands in a part: objects, and fields that fetch something. `field` gathers the
/// instruction of a field, which Word splits over several runs.
fn content(element: &Element, field: &mut String) -> Result<(), NotATemplate> {
    match element.name.as_str() {
        "w:object" | "w:control" | "w:altChunk" | "w:subDoc" | "o:OLEObject" => {
            return Err(NotATemplate::Embedded);
        }
        // Where a field begins, turns to its result or ends.
        "w:fldChar" => {
            fetches(field)?;
            field.clear();
        }
        "w:instrText" | "w:delInstrText" => {
            for kid in &element.kids {
                if let xml::Node::Text(text) = kid {
                    field.push_str(text);
                }
            }
        }
        "w:fldSimple" => fetches(&element.attr("w:instr").unwrap_or_default())?,
        _ => {}
    }
    // Old drawings name their picture here instead of in a relation.
    let elsewhere = ["src", "o:href", "o:althref"]
        .iter()
        .any(|name| element.attr(name).is_some_and(|value| !value.is_empty()));
    if elsewhere && element.name.starts_with("v:") {
        return Err(NotATemplate::External);
    }
    for kid in element.elements() {
        content(kid, field)?;
    }
    Ok(())
}

/// Whether the instruction of a field fetches something: its first word says what it does.
fn fetches(instruction: &str) -> Result<(), NotATemplate> {
    let verb = instruction
        .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    if FIELDS.iter().any(|field| field.eq_ignore_ascii_case(verb)) {
        Err(NotATemplate::External)
    } else {
        Ok(())
    }
}
