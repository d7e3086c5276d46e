//! What a text is written with on its way: the alphabet of GSM, or UCS-2.

use messages::segments::{Encoding, Segments};
use rusmpp::extra::encoding::gsm7bit::Gsm7BitUnpacked;

/// Whether the alphabet of GSM has all the characters of a text.
pub(crate) fn is_plain(text: &str) -> bool {
    Segments::of(text).encoding == Encoding::Gsm7
}

/// The septets of a text, one a byte, where the alphabet of GSM has all its characters.
pub(crate) fn septets(text: &str) -> Option<Vec<u8>> {
    Gsm7BitUnpacked::new().encode_to_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_as_plain_can_be_written_so() {
        // No text has a character of control.
        for c in ('\0'..=char::MAX).filter(|c| !c.is_control() || *c == '\n') {
            let text = c.to_string();
            assert_eq!(is_plain(&text), septets(&text).is_some(), "{c:?}");
        }
    }
}
