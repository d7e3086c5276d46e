//! The zip of an OpenDocument workbook: its parts that are always the same, and its order.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

const MANIFEST: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">"#,
    r#"<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>"#,
    r#"<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>"#,
    r#"</manifest:manifest>"#,
);

/// Writes the parts: the type first and bare, as the standard asks, then the rest packed.
///
/// # Errors
/// Of the file that is written, or of those that are read.
pub fn pack(content: impl Read, settings: &str, into: &mut (impl Write + Seek)) -> io::Result<()> {
    let bare = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    // Not as a part of more than 4 GiB: LibreOffice 7 does not open those.
    let packed = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(4));
    let mut content = content;
    let mut zip = ZipWriter::new(into);
    zip.start_file("mimetype", bare)?;
    zip.write_all(MIMETYPE.as_bytes())?;
    zip.start_file("META-INF/manifest.xml", packed)?;
    zip.write_all(MANIFEST.as_bytes())?;
    zip.start_file("settings.xml", packed)?;
    zip.write_all(settings.as_bytes())?;
    zip.start_file("content.xml", packed)?;
    io::copy(&mut content, &mut zip)?;
    zip.finish()?;
    Ok(())
}

/// A file without a name: nobody else reads it, and it goes with whoever holds it.
///
/// # Errors
/// When there is no room.
pub fn unnamed() -> io::Result<File> {
    tempfile::tempfile()
}
