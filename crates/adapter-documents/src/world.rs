//! All that a template may see: its own source, its values, the fonts. No file system, no
//! network, no package, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().build()));
static TEMPLATE: LazyLock<FileId> = LazyLock::new(|| file("/template.typ"));
static DATA: LazyLock<FileId> = LazyLock::new(|| file("/data.json"));

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("constant paths are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One template with its values.
pub struct Desk<'a> {
    fonts: &'a Fonts,
    template: Source,
    data: Bytes,
}

impl<'a> Desk<'a> {
    /// `json` is what the template reads as `/data.json`.
    pub fn new(fonts: &'a Fonts, template: &str, json: Vec<u8>) -> Self {
        Self {
            fonts,
            template: Source::new(*TEMPLATE, template.to_owned()),
            data: Bytes::new(json),
        }
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        *TEMPLATE
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *TEMPLATE {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
