//! XML as a stream whose pieces have a limit.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
};

use application::imports::table::Unreadable;
use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesEnd, BytesRef, BytesStart, Event},
};

/// How long one piece (a tag, a text) may be. A cell holds 32,767 characters at most.
const PIECE: usize = 1024 * 1024;

/// A part of a workbook, read piece by piece. Empty elements come as a start and an end.
pub struct Xml<'p> {
    reader: Reader<Metered<BufReader<Box<dyn Read + 'p>>>>,
    buffer: Vec<u8>,
}

/// A piece of XML.
pub enum Piece<'x> {
    /// An element begins.
    Start(BytesStart<'x>),
    /// An element ends.
    End(BytesEnd<'x>),
    /// Text, unescaped. One text may come in several pieces.
    Text(Cow<'x, str>),
    /// What nobody reads: comments, instructions.
    Other,
    /// Nothing comes any more.
    Eof,
}

impl<'p> Xml<'p> {
    /// From these bytes.
    pub fn new(part: BufReader<Box<dyn Read + 'p>>) -> Self {
        let mut reader = Reader::from_reader(Metered { part, taken: 0 });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self {
            reader,
            buffer: Vec::with_capacity(1024),
        }
    }

    /// The next piece.
    ///
    /// # Errors
    /// [`Unreadable::Corrupt`] for what is no XML, has entities of its own, or is endless.
    pub fn next(&mut self) -> Result<Piece<'_>, Unreadable> {
        self.buffer.clear();
        self.reader.get_mut().taken = 0;
        let event = self.reader.read_event_into(&mut self.buffer);
        match event.map_err(|_| Unreadable::Corrupt)? {
            Event::Start(start) | Event::Empty(start) => Ok(Piece::Start(start)),
            Event::End(end) => Ok(Piece::End(end)),
            Event::Text(text) => Ok(Piece::Text(text.xml10_content())),
            Event::CData(text) => Ok(Piece::Text(text.xml10_content())),
            Event::GeneralRef(reference) => resolved(&reference).map(Piece::Text),
            Event::DocType(_) => Err(Unreadable::Corrupt),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Ok(Piece::Other),
            Event::Eof => Ok(Piece::Eof),
        }
    }
}

/// The value of an attribute by its local name, unescaped.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| unescaped(&attribute.value).into_owned())
}

/// The value of an attribute, unescaped; as it stands where that is not possible.
pub fn unescaped(value: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
}

/// What `&…;` stands for.
fn resolved(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, Unreadable> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(Cow::Owned(c.to_string())),
        Ok(None) => resolve_xml_entity(reference)
            .map(Cow::Borrowed)
            .ok_or(Unreadable::Corrupt),
        Err(_) => Err(Unreadable::Corrupt),
    }
}

/// Counts what is taken for one piece, and ends where it is too much.
struct Metered<R> {
    part: R,
    taken: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.part.read(buffer)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > PIECE {
            return Err(io::Error::other("a piece without end"));
        }
        self.part.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken = self.taken.saturating_add(amount);
        self.part.consume(amount);
    }
}
