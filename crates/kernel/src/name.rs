//! Folding of names for search, sorting and comparison.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds a name so that two spellings of it compare equal: accents dropped, lower
/// case, ligatures opened, everything that is not a letter or a digit turned into
/// one space.
///
/// ```
/// assert_eq!(kernel::fold("  N'GUESSAN-Œuvrard, Zoé "), "n guessan oeuvrard zoe");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}
