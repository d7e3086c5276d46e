//! What a file is called: the name it came with, and the words of whoever keeps it.

use kernel::Text;

use super::FileKind;

/// The words under which people find a file.
pub type Label = Text<100>;

/// The longest name, in characters.
const NAME_MAX: usize = 250;

/// The name a file came with, without folders, without what only misleads the eye. It may
/// name somebody: `Debug` shows only its length.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The name, made harmless; a file without one is called « document ».
    #[must_use]
    pub fn of(sent: &str) -> Self {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last.chars().filter(|c| !misleads(*c)).collect();
        let kept = kept.trim().trim_start_matches('.');
        let name = clipped(kept);
        Self(if name.is_empty() {
            "document".to_owned()
        } else {
            name
        })
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        match self.0.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
            Some(_) | None => &self.0,
        }
    }

    /// The name to save it under: the extension says what the content is, whatever the
    /// sender pretended.
    #[must_use]
    pub fn for_kind(&self, kind: FileKind) -> String {
        format!("{}.{}", self.stem(), kind.extension())
    }

    /// What it is labelled until somebody finds better words.
    ///
    /// # Panics
    /// Never: a name is not blank and holds no control character.
    #[must_use]
    pub fn label(&self) -> Label {
        let head: String = self.stem().chars().take(Label::MAX).collect();
        head.parse()
            .or_else(|_| "Document".parse())
            .expect("a word is a label")
    }
}

impl std::fmt::Debug for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileName({} characters)", self.0.chars().count())
    }
}

/// Control characters, and those that turn the direction of writing: with them the name of a
/// program reads as that of a picture.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '"')
}

/// At most as many characters as a name has; the extension is kept.
fn clipped(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 5 => (stem, extension),
        Some(_) | None => (name, ""),
    };
    let room = NAME_MAX.saturating_sub(extension.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    if extension.is_empty() {
        stem
    } else {
        format!("{stem}.{extension}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_in_any_script_without_what_misleads() {
        let arabic = "شَهَادَة الإِيوَاء.pdf";
        assert_eq!(FileName::of(arabic).as_str(), arabic);
        assert_eq!(FileName::of("C:\\Papiers\\loyer.pdf").as_str(), "loyer.pdf");
        assert_eq!(FileName::of("../../etc/passwd").as_str(), "passwd");
        assert_eq!(
            FileName::of("facture\u{202e}fdp.exe").as_str(),
            "facturefdp.exe"
        );
        assert_eq!(
            FileName::of("a\r\nSet-Cookie: b").as_str(),
            "aSet-Cookie: b"
        );
        assert_eq!(FileName::of(" .. ").as_str(), "document");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let long = format!("{}.jpeg", "ش".repeat(400));
        let name = FileName::of(&long);
        assert_eq!(name.as_str().chars().count(), 250);
        assert!(name.as_str().ends_with(".jpeg"));
        assert_eq!(name.label().as_str().chars().count(), 100);
    }

    #[test]
    fn the_content_gives_the_extension() {
        assert_eq!(
            FileName::of("photo.exe").for_kind(FileKind::Jpeg),
            "photo.jpg"
        );
        assert_eq!(FileName::of("bail").for_kind(FileKind::Pdf), "bail.pdf");
        assert_eq!(
            FileName::of("M. Dupont").for_kind(FileKind::Pdf),
            "M. Dupont.pdf"
        );
    }

    #[test]
    fn debug_does_not_show_the_name() {
        assert_eq!(
            format!("{:?}", FileName::of("Aminata.pdf")),
            "FileName(11 characters)"
        );
    }
}
