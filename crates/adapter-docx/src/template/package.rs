//! A Word file as it is packed: a zip archive of parts, opened with limits.

use std::io::{Cursor, Read};

use application::templates::{NotATemplate, Part};
use zip::{ZipArchive, result::ZipError};

use crate::xml::{self, Element};

/// How many bytes a template may have as it comes.
pub const FILE_MAX: usize = 10 * 1024 * 1024;

/// How many bytes all its parts may have together, unpacked.
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;

/// How many bytes a part of XML may have.
const XML_MAX: usize = 8 * 1024 * 1024;

/// How many parts it may have.
const PARTS_MAX: usize = 1_000;

/// The part that says what all the others are.
pub const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The main namespace of ordinary Word documents; the strict variant has another.
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A part, unpacked.
pub struct Entry {
    /// Its path.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A Word file, unpacked.
pub struct Package {
    /// Its parts, in the order of the archive.
    pub entries: Vec<Entry>,
    /// The content types, as they were read.
    pub types: Element,
}

impl Package {
    /// Unpacks a file that may be anything.
    ///
    /// # Errors
    /// [`NotATemplate`].
    pub fn open(file: &[u8]) -> Result<Self, NotATemplate> {
        if file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(NotATemplate::OldOrProtected);
        }
        if !file.starts_with(b"PK\x03\x04") {
            return Err(NotATemplate::NotWord);
        }
        if file.len() > FILE_MAX {
            return Err(NotATemplate::TooLarge);
        }
        let entries = unpack(file)?;
        let types = entries
            .iter()
            .find(|entry| entry.name == CONTENT_TYPES)
            .ok_or(NotATemplate::NotWord)?;
        let types = xml::parse(&types.bytes)?;
        let package = Self { entries, types };
        package.is_ordinary()?;
        Ok(package)
    }

    /// A part by its path.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.entries
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.bytes.as_slice())
    }

    /// The parts of text, with their path.
    pub fn texts(&self) -> Vec<(String, Part)> {
        self.overrides()
            .filter_map(|(name, kind)| {
                let part = match kind.rsplit_once('.')?.1 {
                    "main+xml" => Part::Body,
                    "header+xml" => Part::Header,
                    "footer+xml" => Part::Footer,
                    "footnotes+xml" | "endnotes+xml" => Part::Notes,
                    _ => return None,
                };
                Some((name, part))
            })
            .collect()
    }

    /// The parts whose type is written one by one: path and type.
    fn overrides(&self) -> impl Iterator<Item = (String, String)> {
        self.types.elements().filter_map(|element| {
            let name = element.attr("PartName")?;
            let kind = element.attr("ContentType")?;
            Some((name.trim_start_matches('/').to_owned(), kind))
        })
    }

    /// Whether this is a Word document that can be filled, and no other kind.
    fn is_ordinary(&self) -> Result<(), NotATemplate> {
        const MAIN: &str = "wordprocessingml.document.main+xml";
        let mut other = false;
        for (name, kind) in self.overrides() {
            if kind.contains("macroEnabled") {
                return Err(NotATemplate::Macros);
            }
            if kind.ends_with(MAIN) {
                let body = self.bytes(&name).ok_or(NotATemplate::Damaged)?;
                let root = xml::parse(body)?;
                let ordinary =
                    root.name == "w:document" && root.attr("xmlns:w").as_deref() == Some(WORD);
                return if ordinary {
                    Ok(())
                } else {
                    Err(NotATemplate::OtherWord)
                };
            }
            other |= kind.ends_with("wordprocessingml.template.main+xml");
        }
        Err(if other {
            NotATemplate::OtherWord
        } else {
            NotATemplate::NotWord
        })
    }
}

fn unpack(file: &[u8]) -> Result<Vec<Entry>, NotATemplate> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| NotATemplate::Damaged)?;
    if archive.len() > PARTS_MAX {
        return Err(NotATemplate::TooLarge);
    }
    // Two parts of one name: whoever checks one may show the other.
    if archive.has_duplicate_names() {
        return Err(NotATemplate::Damaged);
    }
    let mut left = UNPACKED_MAX;
    let mut entries = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut packed = archive.by_index(index).map_err(|error| damage(&error))?;
        let name = packed
            .name()
            .map_err(|_| NotATemplate::Damaged)?
            .into_owned();
        if packed.is_dir() {
            continue;
        }
        let astray = name.starts_with('/') || name.contains('\\') || name.contains("..");
        if astray || packed.is_symlink() {
            return Err(NotATemplate::Damaged);
        }
        let mut bytes = Vec::new();
        // One byte more than allowed tells what is too long, whatever it says of itself.
        packed
            .by_ref()
            .take(left + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| NotATemplate::Damaged)?;
        let long = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(long).ok_or(NotATemplate::TooLarge)?;
        if is_xml(&name) && bytes.len() > XML_MAX {
            return Err(NotATemplate::TooLarge);
        }
        entries.push(Entry { name, bytes });
    }
    Ok(entries)
}

/// Whether a part is XML, by its name.
pub fn is_xml(name: &str) -> bool {
    matches!(extension(name).as_str(), "xml" | "rels" | "vml")
}

/// The end of a name, in small letters.
pub fn extension(name: &str) -> String {
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, end)| end.to_ascii_lowercase())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of the ways an archive can be wrong, one asks for a password"
)]
fn damage(error: &ZipError) -> NotATemplate {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => NotATemplate::OldOrProtected,
        _ => NotATemplate::Damaged,
    }
}
