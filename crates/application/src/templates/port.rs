//! What templates need from outside: an engine that reads and fills Word files, and an
//! office suite that turns them into PDF.

use std::{collections::HashMap, fmt, sync::Arc};

use async_trait::async_trait;

use crate::documents::{Picture, QrCode};

/// Reads the Word files that structures give as templates.
#[async_trait]
pub trait TemplateEngine: Send + Sync {
    /// Reads a file that may be anything at all, and finds what it asks for.
    ///
    /// # Errors
    /// [`NotATemplate`] when the file is not an ordinary Word document, or holds what a
    /// document may not hold here.
    async fn compile(&self, file: Vec<u8>) -> Result<Arc<dyn Template>, NotATemplate>;
}

/// A template that was read once and is filled as often as wanted.
#[async_trait]
pub trait Template: Send + Sync {
    /// The tags it holds, in the order in which they are read.
    fn usages(&self) -> &[Usage];

    /// The tags that are not well written. With any of them it cannot be filled.
    fn faults(&self) -> &[Fault];

    /// How many bytes keeping it costs, about.
    fn weight(&self) -> usize;

    /// The Word file with these values. What has no value is left out.
    ///
    /// # Errors
    /// [`FillError`] when no file could be made.
    async fn fill(&self, values: Values) -> Result<Vec<u8>, FillError>;
}

/// An office suite, where one is installed.
#[async_trait]
pub trait OfficeConverter: Send + Sync {
    /// A Word file as PDF.
    ///
    /// # Errors
    /// [`ConvertError`] when none could be made.
    async fn pdf(&self, docx: Vec<u8>) -> Result<Vec<u8>, ConvertError>;
}

/// How a tag is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `{NOM}`.
    Value,
    /// `{#NOM}`: as often as there is something, or if it is so.
    Section,
    /// `{^NOM}`: if there is nothing, or if it is not so.
    Otherwise,
    /// `{%NOM}`.
    Picture,
}

/// One tag of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Its name, without braces or sign.
    pub name: String,
    /// How it is written.
    pub form: Form,
    /// The names of the sections around it, outermost first.
    pub within: Vec<String>,
    /// Where.
    pub place: Place,
}

/// Where in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// In which part of it.
    pub part: Part,
    /// On which page, where the file says where its pages end.
    pub page: Option<u32>,
    /// In which paragraph of the part that holds text, from 1.
    pub paragraph: u32,
    /// How that paragraph begins.
    pub near: String,
}

/// A part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its text.
    Body,
    /// What stands at the top of pages.
    Header,
    /// What stands at their foot.
    Footer,
    /// Footnotes and endnotes.
    Notes,
}

/// A tag that is not well written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// As it is written, braces included.
    pub tag: String,
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub place: Place,
}

/// What is wrong with how a tag is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A brace opens a tag and none closes it.
    BraceNotClosed,
    /// A brace closes a tag that none opens.
    BraceNotOpened,
    /// Braces with nothing between.
    Empty,
    /// `{#NOM}` without its `{/NOM}`.
    NotClosed,
    /// `{/NOM}` without its `{#NOM}`.
    NotOpened,
    /// `{/NOM}` although another section was opened last.
    ClosesAnother {
        /// The name of that other.
        open: String,
    },
    /// A section begins and ends where it would tear the document.
    Torn,
}

/// Why a file cannot be a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotATemplate {
    /// It is not a Word document at all.
    #[error("not a Word document")]
    NotWord,
    /// A document of Word 97 to 2003, or one that a password protects.
    #[error("an old or a protected Word document")]
    OldOrProtected,
    /// Another kind of Word file: a model, or the strict variant.
    #[error("another kind of Word file")]
    OtherWord,
    /// It holds macros.
    #[error("the document holds macros")]
    Macros,
    /// It holds an object of another program, or another document.
    #[error("the document holds an embedded object")]
    Embedded,
    /// It takes something from elsewhere when it is opened.
    #[error("the document takes in something from outside")]
    External,
    /// Its XML declares entities.
    #[error("the document declares a doctype")]
    Doctype,
    /// It unpacks to more than a document needs.
    #[error("the document unpacks to too much")]
    TooLarge,
    /// It is cut short, or its XML does not hold together.
    #[error("the document is damaged")]
    Damaged,
}

/// Why a template could not be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// The template is faulty: it should not have been kept.
    #[error("the template is faulty")]
    Faulty,
    /// Its sections repeat without end.
    #[error("the filled document would be too long")]
    TooLong,
    /// It could not be written.
    #[error("the document could not be written")]
    Failed,
}

/// Why a document could not be converted. Carries nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The office suite took too long.
    #[error("the office suite did not answer in time")]
    TooSlow,
    /// It made no file.
    #[error("the office suite made no file")]
    Failed,
}

/// What the tags of a template stand for.
pub type Values = HashMap<&'static str, Value>;

/// What one tag stands for. `Debug` says nothing of it: it is about somebody.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, on one or several lines. Empty ones hold no section.
    Text(String),
    /// Printed OUI or NON; a section follows it.
    Answer(bool),
    /// A section is repeated for each.
    List(Vec<Values>),
    /// A picture.
    Picture(Framed),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Answer(_) => "Answer",
            Self::List(_) => "List",
            Self::Picture(_) => "Picture",
        })
    }
}

impl Value {
    /// Whether a section on it holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Answer(yes) => *yes,
            Self::List(rows) => !rows.is_empty(),
            Self::Picture(_) => true,
        }
    }
}

/// A picture to put in a document.
#[derive(Clone, PartialEq, Eq)]
pub struct Framed {
    /// What it shows.
    pub image: Image,
    /// The words for whoever does not see it.
    pub alt: String,
    /// The box it fits in, width then height, in millimetres.
    pub within_mm: (u32, u32),
}

/// What a picture shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Image {
    /// An image of the structure.
    File(Picture),
    /// The code of a card.
    Code(QrCode),
}
