//! What a file is, whatever its name says.

use application::imports::table::Unreadable;

use super::package::Package;

/// A kind of file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A workbook in Office Open XML.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
    /// A workbook in OpenDocument.
    Ods,
    /// Text with columns.
    Text,
}

impl Kind {
    /// Its usual extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Text => "csv",
        }
    }

    /// Whether a file of this kind is called so.
    pub fn is_named_so(self, file_name: &str) -> bool {
        let usual: &[&str] = match self {
            Self::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Self::Xls => &["xls", "xlt"],
            Self::Ods => &["ods", "ots"],
            Self::Text => &["csv", "txt", "tsv", "tab"],
        };
        file_name
            .rsplit_once('.')
            .is_some_and(|(_, end)| usual.iter().any(|usual| end.eq_ignore_ascii_case(usual)))
    }
}

/// How formats that are no sheet begin.
const OTHERS: &[&[u8]] = &[
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
];

/// What these bytes are.
///
/// # Errors
/// [`Unreadable::NoRows`] without bytes, [`Unreadable::UnknownFormat`],
/// [`Unreadable::Protected`], [`Unreadable::Corrupt`].
pub fn of(bytes: &[u8]) -> Result<Kind, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::NoRows);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return in_package(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Kind::Xls);
    }
    if OTHERS.iter().any(|other| bytes.starts_with(other)) {
        return Err(Unreadable::UnknownFormat);
    }
    Ok(Kind::Text)
}

fn in_package(bytes: &[u8]) -> Result<Kind, Unreadable> {
    let package = Package::open(bytes)?;
    if package.has("encrypted-package") {
        return Err(Unreadable::Protected);
    }
    if package.has("content.xml") && package.has("mimetype") {
        return Ok(Kind::Ods);
    }
    if package.has("_rels/.rels") && package.any(|name| name.starts_with("xl/")) {
        return Ok(Kind::Xlsx);
    }
    Err(Unreadable::UnknownFormat)
}
