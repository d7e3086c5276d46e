//! What a test reads in a Word file.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A part of a packed file, as text.
pub fn read(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The names of the parts of a packed file.
pub fn names(docx: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

/// What is read on the page: a line for each paragraph, `|` after each cell.
pub fn text_of(xml: &str) -> String {
    let mut out = String::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        let end = tag.find('>').unwrap();
        match &tag[..=end] {
            "</w:p>" => out.push('\n'),
            "</w:tc>" => out.push('|'),
            "<w:br/>" => out.push('/'),
            "<w:tab/>" => out.push('>'),
            _ => {}
        }
        rest = &tag[end + 1..];
    }
    out.trim_start_matches(char::is_control)
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}
