//! A PDF, watched while it passes: whether it is whole, and whether it does anything by itself.
//!
//! What a reader would act on is named somewhere: in the open, or in a compressed stream of
//! objects, which is unfolded for that. All bytes are looked at, streams included, so that
//! nothing can be hidden by pretending to be inside one.

use application::files::FileRefused;
use flate2::{Decompress, FlushDecompress, Status};

/// Within how many last bytes the end is marked.
const TAIL: usize = 1024;

/// As much as the streams of objects of one file may unfold to.
const UNFOLDED_MAX: usize = 64 * 1024 * 1024;

/// The longest name that matters.
const NAME_MAX: usize = 16;

/// Watches a PDF.
#[derive(Default)]
pub(super) struct Watch {
    names: Names,
    keyword: Keyword,
    /// The next stream holds objects.
    objects: bool,
    unfolding: Option<Box<Unfolding>>,
    unfolded: usize,
    /// A stream of objects that did not unfold.
    closed: bool,
    encrypted: bool,
    tail: Vec<u8>,
}

/// A stream of objects that is being unfolded, and the names in it.
struct Unfolding {
    inflate: Decompress,
    names: Names,
}

impl Watch {
    /// Looks at more bytes.
    pub(super) fn more(&mut self, bytes: &[u8]) -> Result<(), FileRefused> {
        for (index, byte) in bytes.iter().enumerate() {
            if let Some(name) = self.names.next(*byte) {
                match name.meaning() {
                    Meaning::Refused(why) => return Err(why),
                    Meaning::Objects => self.objects = true,
                    Meaning::Encrypted => self.encrypted = true,
                    Meaning::Nothing => {}
                }
            }
            if self.keyword.next(*byte) && self.objects {
                self.objects = false;
                self.unfolding = Some(Box::new(Unfolding {
                    inflate: Decompress::new(true),
                    names: Names::default(),
                }));
                self.unfold(&bytes[index + 1..])?;
            } else if index == 0 && self.unfolding.is_some() {
                self.unfold(bytes)?;
            }
        }
        self.tail.extend_from_slice(bytes);
        let past = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..past);
        Ok(())
    }

    /// Unfolds what follows of a stream of objects.
    fn unfold(&mut self, bytes: &[u8]) -> Result<(), FileRefused> {
        let Some(mut unfolding) = self.unfolding.take() else {
            return Ok(());
        };
        let mut rest = bytes;
        let mut out = [0; 16 * 1024];
        loop {
            let (read, written) = (unfolding.inflate.total_in(), unfolding.inflate.total_out());
            let done = unfolding
                .inflate
                .decompress(rest, &mut out, FlushDecompress::None);
            let Ok(status) = done else {
                self.closed = true;
                return Ok(());
            };
            let read = usize::try_from(unfolding.inflate.total_in() - read).unwrap_or(rest.len());
            let written = unfolding.inflate.total_out() - written;
            let written = usize::try_from(written).unwrap_or(out.len()).min(out.len());
            rest = rest.get(read..).unwrap_or_default();
            self.unfolded += written;
            if self.unfolded > UNFOLDED_MAX {
                return Err(FileRefused::Bomb);
            }
            for byte in &out[..written] {
                if let Some(name) = unfolding.names.next(*byte)
                    && let Meaning::Refused(why) = name.meaning()
                {
                    return Err(why);
                }
            }
            if status == Status::StreamEnd {
                // A name may stand last.
                return match unfolding.names.next(b' ').map(|name| name.meaning()) {
                    Some(Meaning::Refused(why)) => Err(why),
                    Some(_) | None => Ok(()),
                };
            }
            if rest.is_empty() && written < out.len() {
                self.unfolding = Some(unfolding);
                return Ok(());
            }
            if read == 0 && written == 0 {
                self.closed = true;
                return Ok(());
            }
        }
    }

    /// After the last byte.
    pub(super) fn end(self) -> Result<(), FileRefused> {
        let holds = |words: &[u8]| self.tail.windows(words.len()).any(|at| at == words);
        if !holds(b"%%EOF") || !holds(b"startxref") {
            return Err(FileRefused::Damaged);
        }
        if self.closed || self.unfolding.is_some() {
            return Err(if self.encrypted {
                FileRefused::Locked
            } else {
                FileRefused::Damaged
            });
        }
        Ok(())
    }
}

/// What a name means here.
enum Meaning {
    Refused(FileRefused),
    Objects,
    Encrypted,
    Nothing,
}

/// A name, as far as it matters.
struct Name<'a>(&'a [u8]);

impl Name<'_> {
    fn meaning(&self) -> Meaning {
        match self.0 {
            b"JavaScript" | b"Rendition" | b"Launch" | b"RichMedia" | b"XFA" => {
                Meaning::Refused(FileRefused::Active)
            }
            b"EmbeddedFile" | b"EmbeddedFiles" => Meaning::Refused(FileRefused::Embedded),
            b"ObjStm" => Meaning::Objects,
            b"Encrypt" => Meaning::Encrypted,
            _ => Meaning::Nothing,
        }
    }
}

/// Finds names among bytes: a slash, then letters, any of which may be written as `#4a`.
#[derive(Default)]
struct Names {
    within: bool,
    name: [u8; NAME_MAX],
    length: usize,
    /// What was read of a letter written by its number.
    escape: Escape,
}

#[derive(Default, Clone, Copy)]
enum Escape {
    #[default]
    None,
    Begun,
    High(u8),
}

impl Names {
    /// Takes a byte; gives the name that it ends.
    fn next(&mut self, byte: u8) -> Option<Name<'_>> {
        let ends = matches!(
            byte,
            b'/' | b'('
                | b')'
                | b'<'
                | b'>'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'%'
                | 0
                | b'\t'
                | b'\n'
                | 0x0c
                | b'\r'
                | b' '
        );
        if !ends {
            if self.within {
                self.letter(byte);
            }
            return None;
        }
        let ended = self.within && self.length <= NAME_MAX;
        let length = self.length.min(NAME_MAX);
        self.within = byte == b'/';
        self.length = 0;
        self.escape = Escape::None;
        (ended && length > 0).then(|| Name(&self.name[..length]))
    }

    fn letter(&mut self, byte: u8) {
        let digit = char::from(byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok());
        match (self.escape, digit) {
            (Escape::None, _) if byte == b'#' => self.escape = Escape::Begun,
            (Escape::Begun, Some(high)) => self.escape = Escape::High(high),
            (Escape::High(high), Some(low)) => {
                self.escape = Escape::None;
                self.push(high << 4 | low);
            }
            (_, _) => {
                self.escape = Escape::None;
                self.push(byte);
            }
        }
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.name.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }
}

/// Finds the word after which the bytes of a stream begin.
#[derive(Default)]
struct Keyword {
    matched: usize,
}

impl Keyword {
    /// Takes a byte; whether a stream begins after it.
    fn next(&mut self, byte: u8) -> bool {
        const WORD: &[u8] = b"stream";
        match WORD.get(self.matched) {
            Some(expected) if *expected == byte => self.matched += 1,
            None if byte == b'\r' => {}
            None if byte == b'\n' => {
                self.matched = 0;
                return true;
            }
            Some(_) | None => self.matched = usize::from(byte == b's'),
        }
        false
    }
}
