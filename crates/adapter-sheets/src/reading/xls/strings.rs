//! Texts in records: characters of one or of two bytes, cut wherever a record is full.

use application::imports::table::Unreadable;

use super::records::Field;
use crate::reading::grid::MAX_TEXT;

/// Characters of two bytes.
const WIDE: u8 = 1;
/// How it is pronounced follows.
const PRONOUNCED: u8 = 4;
/// Where it changes its look follows.
const RICH: u8 = 8;

/// A text whose length is in one byte.
pub fn short(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(data.u8(at)?);
    plain(data, at + 1, length)
}

/// A text whose length is in two bytes, in one record.
pub fn long(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(data.u16(at)?);
    plain(data, at + 2, length)
}

fn plain(data: &[u8], at: usize, length: usize) -> Option<String> {
    let wide = data.u8(at)? & WIDE != 0;
    let mut units = Vec::with_capacity(length.min(data.len()));
    take(data.get(at + 1..)?, wide, length, &mut units);
    Some(String::from_utf16_lossy(&units))
}

/// Takes up to so many characters; how many bytes they were.
fn take(data: &[u8], wide: bool, count: usize, units: &mut Vec<u16>) -> usize {
    let before = units.len();
    if wide {
        let pairs = data.chunks_exact(2).take(count);
        units.extend(pairs.filter_map(|pair| pair.u16(0)));
        (units.len() - before) * 2
    } else {
        units.extend(data.iter().take(count).map(|byte| u16::from(*byte)));
        units.len() - before
    }
}

/// The texts that cells share, from a record and all that continues it.
///
/// # Errors
/// [`Unreadable::TooBig`].
pub fn shared(pieces: &[&[u8]]) -> Result<Vec<Box<str>>, Unreadable> {
    let mut source = Source { pieces, at: 8 };
    let mut strings = Vec::new();
    let mut kept = 0;
    while let Some(text) = source.text() {
        kept += text.len();
        if kept > MAX_TEXT {
            return Err(Unreadable::TooBig);
        }
        strings.push(text);
    }
    Ok(strings)
}

/// Bytes in several records.
struct Source<'s> {
    pieces: &'s [&'s [u8]],
    at: usize,
}

impl Source<'_> {
    /// What is left of the piece that is read.
    fn here(&mut self) -> Option<&[u8]> {
        while self.at >= self.pieces.first()?.len() {
            self.pieces = self.pieces.get(1..)?;
            self.at = 0;
        }
        self.pieces.first()?.get(self.at..)
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        let number = self.here()?.bytes::<N>(0)?;
        self.at += N;
        Some(number)
    }

    /// The next text; nothing once there is no more, or when it is cut short.
    fn text(&mut self) -> Option<Box<str>> {
        let mut left = usize::from(u16::from_le_bytes(self.number()?));
        let [flags] = self.number()?;
        let mut beyond = 0_usize;
        if flags & RICH != 0 {
            beyond = usize::from(u16::from_le_bytes(self.number()?)) * 4;
        }
        if flags & PRONOUNCED != 0 {
            let length = u32::from_le_bytes(self.number()?);
            beyond = beyond.checked_add(usize::try_from(length).ok()?)?;
        }
        let mut wide = flags & WIDE != 0;
        let mut units = Vec::new();
        loop {
            let piece = self.pieces.first()?.get(self.at..)?;
            let count = units.len();
            let taken = take(piece, wide, left, &mut units);
            left -= units.len() - count;
            self.at += taken;
            if left == 0 {
                break;
            }
            // The text goes on in the next record, which says again how wide it is.
            self.pieces = self.pieces.get(1..)?;
            self.at = 0;
            wide = self.pieces.first()?.u8(0)? & WIDE != 0;
            self.at = 1;
        }
        self.pass(beyond);
        Some(String::from_utf16_lossy(&units).into())
    }

    /// Passes over so many bytes.
    fn pass(&mut self, mut count: usize) {
        while count > 0 {
            let Some(here) = self.here().map(<[u8]>::len) else {
                return;
            };
            let step = here.min(count);
            self.at += step;
            count -= step;
        }
    }
}
