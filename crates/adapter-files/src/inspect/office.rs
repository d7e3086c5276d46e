//! Office documents: which kind by their parts, and none that carries programs.

use std::io::{Cursor, Read};

use application::files::{FileKind, FileRefused};
use zip::{ZipArchive, result::ZipError};

/// As many parts as a document has.
const PARTS_MAX: usize = 5_000;

/// As much as all parts may unfold to, in bytes.
const UNFOLDED_MAX: u64 = 200 * 1024 * 1024;

/// As much as is read of a part.
const READ_MAX: u64 = 64 * 1024;

/// A newer document: a ZIP with the parts of a text or of a sheet.
pub(super) fn folder(bytes: &[u8]) -> Result<FileKind, FileRefused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileRefused::Damaged)?;
    if archive.len() > PARTS_MAX {
        return Err(FileRefused::Bomb);
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut unfolded = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|e| refused(&e))?;
        if part.encrypted() {
            return Err(FileRefused::Locked);
        }
        unfolded = unfolded.saturating_add(part.size());
        names.push(part.name().map_err(|e| refused(&e))?.to_lowercase());
    }
    if unfolded > UNFOLDED_MAX {
        return Err(FileRefused::Bomb);
    }
    for name in &names {
        active(name)?;
    }
    let has = |name: &str| names.iter().any(|found| found == name);
    if has("[content_types].xml") {
        let types = read(&mut archive, "[Content_Types].xml")?;
        if types.to_lowercase().contains("macroenabled") {
            return Err(FileRefused::Active);
        }
        return if has("word/document.xml") {
            Ok(FileKind::Docx)
        } else if has("xl/workbook.xml") {
            Ok(FileKind::Xlsx)
        } else {
            Err(FileRefused::UnknownKind)
        };
    }
    if has("mimetype") && has("content.xml") {
        let kind = read(&mut archive, "mimetype")?;
        let known = [FileKind::Odt, FileKind::Ods, FileKind::Ots];
        return known
            .into_iter()
            .find(|known| known.media_type() == kind.trim())
            .ok_or(FileRefused::UnknownKind);
    }
    Err(FileRefused::UnknownKind)
}

/// Whether a part is a program, or another file.
fn active(name: &str) -> Result<(), FileRefused> {
    let program = name.ends_with("vbaproject.bin")
        || name.contains("/activex/")
        || name.contains("macrosheets/")
        || name.starts_with("basic/")
        || name.starts_with("scripts/");
    if program {
        return Err(FileRefused::Active);
    }
    let other = name.contains("/embeddings/") && !name.ends_with(".xlsx");
    if other {
        return Err(FileRefused::Embedded);
    }
    Ok(())
}

fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, FileRefused> {
    let part = archive.by_name(name).map_err(|e| refused(&e))?;
    let mut text = Vec::new();
    part.take(READ_MAX)
        .read_to_end(&mut text)
        .map_err(|_| FileRefused::Damaged)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "errors of another crate: the rest all mean that it does not read"
)]
fn refused(error: &ZipError) -> FileRefused {
    match error {
        ZipError::UnsupportedArchive(_) => FileRefused::Locked,
        _ => FileRefused::Damaged,
    }
}

/// An older document: a compound file, whose parts are named in two-byte letters.
pub(super) fn compound(bytes: &[u8]) -> Result<FileKind, FileRefused> {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|at| at == name)
    };
    if has("EncryptedPackage") {
        return Err(FileRefused::Locked);
    }
    if has("_VBA_PROJECT") || has("Macros") {
        return Err(FileRefused::Active);
    }
    // A header, a table of sectors and a folder: less is cut.
    if bytes.len() < 1536 {
        return Err(FileRefused::Damaged);
    }
    if has("WordDocument") {
        Ok(FileKind::Doc)
    } else if has("Workbook") || has("Book") {
        Ok(FileKind::Xls)
    } else {
        Err(FileRefused::UnknownKind)
    }
}
