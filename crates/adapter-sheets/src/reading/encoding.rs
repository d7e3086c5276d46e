//! The encoding of a text file, found from its bytes.

use std::borrow::Cow;

use application::imports::table::Unreadable;
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far one looks.
const SAMPLE: usize = 256 * 1024;

/// The text, and the name of its encoding when it is not UTF-8.
///
/// # Errors
/// [`Unreadable::UnknownFormat`] for what is no text.
pub fn decoded(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<&'static str>), Unreadable> {
    let (encoding, name) = found(bytes);
    // A mark of the encoding that stands first is taken off.
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let sample = text.chars().take(SAMPLE);
    let strange = sample.filter(|c| is_strange(*c)).count();
    if strange * 100 > text.len().min(SAMPLE) {
        return Err(Unreadable::UnknownFormat);
    }
    // Some programs fill up with NULs.
    let text = if text.contains('\0') {
        Cow::Owned(text.replace('\0', ""))
    } else {
        text
    };
    Ok((text, name))
}

/// What no text holds.
fn is_strange(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || c == char::REPLACEMENT_CHARACTER
}

fn found(bytes: &[u8]) -> (&'static Encoding, Option<&'static str>) {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || is_wide(sample, 1) {
        (UTF_16LE, Some("UTF-16"))
    } else if bytes.starts_with(b"\xfe\xff") || is_wide(sample, 0) {
        (UTF_16BE, Some("UTF-16"))
    } else if std::str::from_utf8(bytes).is_ok() {
        (UTF_8, None)
    } else if french_in_mac(bytes) > french_in_windows(bytes) {
        (MACINTOSH, Some("MacRoman"))
    } else {
        (WINDOWS_1252, Some("Windows-1252"))
    }
}

/// Whether nearly every second byte is zero, and the others are not.
fn is_wide(sample: &[u8], zero_at: usize) -> bool {
    let zeros = |at: usize| {
        sample
            .iter()
            .skip(at)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let half = sample.len() / 2;
    half > 0 && zeros(zero_at) * 10 >= half * 8 && zeros(1 - zero_at) * 10 < half
}

/// How many letters of French these bytes are in the encoding of Windows: éèêëàâçîïôùûüÉÈÊÀÂÇÎÔœ.
fn french_in_windows(bytes: &[u8]) -> usize {
    let french = b"\xe9\xe8\xea\xeb\xe0\xe2\xe7\xee\xef\xf4\xf9\xfb\xfc\
                   \xc9\xc8\xca\xc0\xc2\xc7\xce\xd4\x9c";
    bytes.iter().filter(|byte| french.contains(byte)).count()
}

/// The same letters in the encoding of old Macintosh programs.
fn french_in_mac(bytes: &[u8]) -> usize {
    let french = b"\x8e\x8f\x90\x91\x88\x89\x8d\x94\x95\x99\x9d\x9e\x9f\
                   \x83\xe9\xe6\xcb\xe5\x82\xeb\xef\xcf";
    bytes.iter().filter(|byte| french.contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &str = "Nom;Prénom\r\nLefèvre;Éloïse\r\nBênoît;Françoise\r\n";

    #[test]
    fn french_names_come_back_from_every_encoding() {
        for (encoding, name) in [
            (UTF_8, None),
            (WINDOWS_1252, Some("Windows-1252")),
            (MACINTOSH, Some("MacRoman")),
        ] {
            let bytes = encoding.encode(NAMES).0;
            assert_eq!(decoded(&bytes).unwrap(), (Cow::Borrowed(NAMES), name));
        }
        let little: Vec<u8> = NAMES.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = NAMES.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for wide in [
            &little,
            &big,
            &[b"\xff\xfe", &little[..]].concat(),
            &[b"\xfe\xff", &big[..]].concat(),
        ] {
            assert_eq!(decoded(wide).unwrap().0, NAMES);
            assert_eq!(decoded(wide).unwrap().1, Some("UTF-16"));
        }
        let marked = ["\u{feff}", NAMES].concat();
        assert_eq!(
            decoded(marked.as_bytes()).unwrap(),
            (Cow::Borrowed(NAMES), None)
        );
    }

    #[test]
    fn what_is_no_text_is_refused_and_stray_nuls_are_left_out() {
        let binary: Vec<u8> = (0..=255).cycle().take(2_000).collect();
        assert_eq!(decoded(&binary), Err(Unreadable::UnknownFormat));
        let padded = [NAMES.repeat(10).as_bytes(), b"\0\0"].concat();
        assert_eq!(decoded(&padded).unwrap().0, NAMES.repeat(10));
    }
}
