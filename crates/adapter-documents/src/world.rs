//! All that a template may see: its own sources, its values, its images, the fonts. No file
//! system, no network, no package, no clock.

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
static MAIN: LazyLock<FileId> = LazyLock::new(|| file("/main.typ"));
static DATA: LazyLock<FileId> = LazyLock::new(|| file("/data.json"));

/// The templates, read once. The first is the one that begins.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    [
        ("/main.typ", include_str!("main.typ")),
        ("/common.typ", include_str!("common.typ")),
        ("/attestation.typ", include_str!("attestation.typ")),
        ("/card.typ", include_str!("card.typ")),
        ("/letter.typ", include_str!("letter.typ")),
        ("/demande.typ", include_str!("demande.typ")),
    ]
    .map(|(path, text)| Source::new(file(path), text.to_owned()))
    .into()
});

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("constant paths are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Where the templates find the image of this place in the list of a desk.
pub fn image_path(place: usize) -> String {
    format!("/image-{place}")
}

/// The templates with the values of one file.
pub struct Desk<'a> {
    fonts: &'a Fonts,
    data: Bytes,
    images: Vec<(FileId, Bytes)>,
}

impl<'a> Desk<'a> {
    /// `json` is what the templates read as `/data.json`; `images` are at [`image_path`].
    pub fn new(fonts: &'a Fonts, json: Vec<u8>, images: Vec<Vec<u8>>) -> Self {
        let images = images.into_iter().enumerate();
        Self {
            fonts,
            data: Bytes::new(json),
            images: images
                .map(|(place, image)| (file(&image_path(place)), Bytes::new(image)))
                .collect(),
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
        *MAIN
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let source = SOURCES.iter().find(|source| source.id() == id);
        source.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            return Ok(self.data.clone());
        }
        let image = self.images.iter().find(|(image, _)| *image == id);
        image
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
