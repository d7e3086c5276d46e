//! What a letter is made of. Every word of it is here; a renderer only lays it out.

use std::fmt;

use chrono::NaiveDate;

use super::Picture;

/// Who writes: the head of the first page.
#[derive(Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// The structure.
    pub name: String,
    /// Its own address, line by line.
    pub address: Vec<String>,
    /// How it is reached: telephone, e-mail address.
    pub contact: Vec<String>,
    /// When it receives people, line by line.
    pub opening_hours: Vec<String>,
    /// Its logo.
    pub logo: Option<Picture>,
}

/// A place to sign.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// In what capacity, or for what: « Directrice », « Reçu par ».
    pub capacity: String,
    /// Who; empty where it is written by hand.
    pub name: String,
    /// The image of their signature.
    pub picture: Option<Picture>,
}

/// A part of the body of a letter.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// The title of what follows.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// What stands out: the sentence for which the letter is written.
    Strong(String),
    /// A list.
    List(Vec<String>),
    /// Labels with their values; a value may have several lines.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    /// What it holds, read out before it.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, of as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Its share of the width.
    pub share: u16,
    /// Whether it holds numbers, which are set to the right.
    pub is_number: bool,
}

/// A letter, or a paper that is written like one.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Who writes.
    pub letterhead: Letterhead,
    /// To whom, line by line; empty for a paper that is sent to nobody.
    pub recipient: Vec<String>,
    /// Where it is dated.
    pub place: String,
    /// The day it bears; a reprint keeps it.
    pub dated: NaiveDate,
    /// What it is about. It names nobody: it is the title of the file.
    pub subject: String,
    /// What one files it by, as labels with their values.
    pub references: Vec<(String, String)>,
    /// « Madame, »; empty for a paper that is sent to nobody.
    pub salutation: String,
    /// The body.
    pub blocks: Vec<Block>,
    /// The formula at the end; empty for a paper that is sent to nobody.
    pub closing: String,
    /// Who signs.
    pub signatures: Vec<Signature>,
}

/// Says nothing of the person: what is printed here ends up in logs.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").finish_non_exhaustive()
    }
}
