//! The texts that cells refer to by number.

use application::imports::table::Unreadable;

use crate::reading::{
    grid::{MAX_CELL, MAX_TEXT},
    package::Package,
    xml::{Piece, Xml},
};

/// How many there may be.
const MAX: usize = 5_000_000;

/// The texts that cells share.
#[derive(Default)]
pub struct Strings(Vec<Box<str>>);

impl Strings {
    /// Reads them.
    ///
    /// # Errors
    /// [`Unreadable::TooBig`], [`Unreadable::Corrupt`].
    pub fn read(package: &mut Package<'_>, part: &str) -> Result<Self, Unreadable> {
        let Some(mut xml) = package.xml(part)? else {
            return Ok(Self::default());
        };
        let mut strings = Vec::new();
        let mut kept = 0;
        let mut text = String::new();
        loop {
            match xml.next()? {
                Piece::Start(e) if e.local_name().as_ref() == "si" => {
                    text.clear();
                    rich_text(&mut xml, "si", &mut text)?;
                    kept += text.len();
                    strings.push(text.as_str().into());
                    if strings.len() > MAX || kept > MAX_TEXT {
                        return Err(Unreadable::TooBig);
                    }
                }
                Piece::Eof => return Ok(Self(strings)),
                Piece::Start(_) | Piece::End(_) | Piece::Text(_) | Piece::Other => {}
            }
        }
    }

    /// The text of this number.
    pub fn get(&self, number: &str) -> Option<&str> {
        let number: usize = number.trim().parse().ok()?;
        self.0.get(number).map(AsRef::as_ref)
    }
}

/// Adds the text up to the end of an element: its runs, without how they are pronounced.
pub fn rich_text(xml: &mut Xml<'_>, until: &str, text: &mut String) -> Result<(), Unreadable> {
    let start = text.len();
    let (mut in_text, mut pronounced) = (false, false);
    loop {
        match xml.next()? {
            Piece::Start(e) => match e.local_name().as_ref() {
                "t" => in_text = true,
                "rPh" => pronounced = true,
                _ => {}
            },
            Piece::End(e) => match e.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => pronounced = false,
                name if name == until => break,
                _ => {}
            },
            Piece::Text(piece) if in_text && !pronounced => text.push_str(&piece),
            Piece::Text(_) | Piece::Other => {}
            Piece::Eof => return Err(Unreadable::Corrupt),
        }
        if text.len() > MAX_CELL {
            return Err(Unreadable::Corrupt);
        }
    }
    if text.get(start..).is_some_and(|own| own.contains("_x")) {
        let own = unescaped(&text.split_off(start));
        text.push_str(&own);
    }
    Ok(())
}

/// Characters that XML cannot hold are written `_x000D_`. Ends of lines are made one kind.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let character = after
            .get(..4)
            .filter(|_| after.as_bytes().get(4) == Some(&b'_'))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        match character {
            Some(c) => {
                if c != '\r' {
                    out.push(c);
                }
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
