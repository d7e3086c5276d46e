//! The zip around a workbook, opened with a budget.

use std::io::{BufReader, Cursor, Read};

use application::imports::table::Unreadable;
use zip::{ZipArchive, result::ZipError};

use super::xml::Xml;

/// How many bytes may be unfolded of one workbook: a sheet of 100,000 rows and 70 columns
/// unfolds to some 300 MB.
const BUDGET: u64 = 512 * 1024 * 1024;

/// From which size on a part must not unfold too well.
const LARGE: u64 = 16 * 1024 * 1024;

/// How well a large part may unfold. Sheets unfold eight to forty times, a bomb a thousand.
const RATIO: u64 = 120;

/// A workbook's zip.
pub struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

impl<'b> Package<'b> {
    /// Opens it. Nothing is unfolded yet.
    ///
    /// # Errors
    /// [`Unreadable::Corrupt`].
    pub fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Corrupt)?;
        Ok(Self { zip, left: BUDGET })
    }

    /// Whether it has this part.
    pub fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Whether one of its parts has such a name.
    pub fn any(&self, holds: impl Fn(&str) -> bool) -> bool {
        self.zip.file_names().flatten().any(|name| holds(&name))
    }

    /// Reads a part as XML, if it is there. What it unfolds to is taken from the budget
    /// first, and no more than announced is ever unfolded.
    ///
    /// # Errors
    /// [`Unreadable::Bomb`], [`Unreadable::Protected`], [`Unreadable::Corrupt`].
    pub fn xml(&mut self, name: &str) -> Result<Option<Xml<'_>>, Unreadable> {
        let Some(position) = self.position(name) else {
            return Ok(None);
        };
        let part = self.zip.by_index(position).map_err(|error| {
            if matches!(
                error,
                ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)
            ) {
                Unreadable::Protected
            } else {
                Unreadable::Corrupt
            }
        })?;
        let (size, packed) = (part.size(), part.compressed_size());
        if size > LARGE && size / packed.max(1) > RATIO {
            return Err(Unreadable::Bomb);
        }
        self.left = self.left.checked_sub(size).ok_or(Unreadable::Bomb)?;
        let part: Box<dyn Read> = Box::new(part.take(size));
        Ok(Some(Xml::new(BufReader::with_capacity(64 * 1024, part))))
    }

    /// Where a part is. Some programs write another case than they refer to.
    fn position(&self, name: &str) -> Option<usize> {
        self.zip.index_for_name(name).or_else(|| {
            (0..self.zip.len()).find(|position| {
                let other = self.zip.name_for_index(*position).and_then(Result::ok);
                other.is_some_and(|other| other.replace('\\', "/").eq_ignore_ascii_case(name))
            })
        })
    }
}
