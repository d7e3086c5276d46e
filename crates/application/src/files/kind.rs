//! What a file is, by its content.

use std::str::FromStr;

use structures::UnknownCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $code:literal, $media:literal, $label:literal;)+) => {
        /// The kinds of file there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FileKind { $($(#[$doc])* $kind,)+ }

        impl FileKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The stable code, for storage: the usual extension of its names.
            #[must_use]
            pub const fn extension(self) -> &'static str {
                match self { $(Self::$kind => $code,)+ }
            }

            /// The media type it is served as.
            #[must_use]
            pub const fn media_type(self) -> &'static str {
                match self { $(Self::$kind => $media,)+ }
            }

            /// The word for it in French.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$kind => $label,)+ }
            }
        }

        impl FromStr for FileKind {
            type Err = UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code { $($code => Ok(Self::$kind),)+ _ => Err(UnknownCode) }
            }
        }
    };
}

kinds! {
    /// A PDF document.
    Pdf: "pdf", "application/pdf", "PDF";
    /// A photograph.
    Jpeg: "jpg", "image/jpeg", "Image JPEG";
    /// A picture.
    Png: "png", "image/png", "Image PNG";
    /// A text of Word.
    Docx: "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Texte Word";
    /// A sheet of Excel.
    Xlsx: "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Tableau Excel";
    /// A text of an older Word.
    Doc: "doc", "application/msword", "Texte Word ancien";
    /// A sheet of an older Excel.
    Xls: "xls", "application/vnd.ms-excel", "Tableau Excel ancien";
    /// A text of `LibreOffice`.
    Odt: "odt", "application/vnd.oasis.opendocument.text", "Texte LibreOffice";
    /// A sheet of `LibreOffice`.
    Ods: "ods", "application/vnd.oasis.opendocument.spreadsheet", "Tableau LibreOffice";
    /// A template of a sheet of `LibreOffice`.
    Ots: "ots", "application/vnd.oasis.opendocument.spreadsheet-template", "Modèle de tableau LibreOffice";
    /// Several files in one.
    Zip: "zip", "application/zip", "Archive ZIP";
}

impl FileKind {
    /// Whether a browser shows it by itself, safely.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Pdf | Self::Jpeg | Self::Png)
    }
}

/// Which kinds are taken in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// What a person hands over: PDF, JPEG, PNG.
    Papers,
    /// The same, and office documents.
    PapersAndOffice,
    /// A letterhead's logo or a signature: JPEG or PNG, shrunk further.
    Image,
    /// A text of Word without macros.
    Docx,
}

impl Accepts {
    /// Whether this kind is among them. An archive never is: it is made here, not taken.
    #[must_use]
    pub const fn takes(self, kind: FileKind) -> bool {
        match kind {
            FileKind::Pdf => matches!(self, Self::Papers | Self::PapersAndOffice),
            FileKind::Jpeg | FileKind::Png => !matches!(self, Self::Docx),
            FileKind::Docx => matches!(self, Self::Docx | Self::PapersAndOffice),
            FileKind::Xlsx
            | FileKind::Doc
            | FileKind::Xls
            | FileKind::Odt
            | FileKind::Ods
            | FileKind::Ots => matches!(self, Self::PapersAndOffice),
            FileKind::Zip => false,
        }
    }

    /// The longest side of an image that is kept, in pixels; a larger one is shrunk.
    #[must_use]
    pub const fn side_max(self) -> u32 {
        match self {
            Self::Papers | Self::PapersAndOffice | Self::Docx => 3_800,
            Self::Image => 1_600,
        }
    }
}
