//! Numbers by which an index finds words that are alike.

use std::collections::BTreeSet;

use super::sound::sounds;

/// Longer words are not names, and would have a key for each of their letters.
const LONGEST: usize = 30;
/// In shorter words one letter more or less makes another name.
const SHORTEST: usize = 4;

/// The key of a word of the holder's names, or of an identifier, as it is.
pub(super) fn exact_key(word: &str) -> i32 {
    key('x', word)
}

/// The keys of how a word sounds.
pub(super) fn sound_keys(word: &str) -> Vec<i32> {
    sounds(word).iter().map(|sound| key('s', sound)).collect()
}

/// The keys of how a word is written: the word, and the word less each of its letters. Two
/// words share one as soon as a letter of one was left out, doubled, replaced or exchanged
/// with its neighbour in the other.
pub(super) fn spelling_keys(word: &str) -> Vec<i32> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 || letters.len() > LONGEST || letters.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let mut keys = BTreeSet::from([key('w', word)]);
    if letters.len() >= SHORTEST {
        for missing in 0..letters.len() {
            let (before, after) = letters.split_at(missing);
            let less: String = before.iter().chain(after.iter().skip(1)).collect();
            keys.insert(key('w', &less));
        }
    }
    keys.into_iter().collect()
}

/// FNV-1a: short, and the same for ever, since keys are stored.
fn key(sort: char, text: &str) -> i32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in std::iter::once(sort as u8).chain(text.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    i32::from_be_bytes(hash.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(a: &str, b: &str) -> bool {
        let b = spelling_keys(b);
        spelling_keys(a).iter().any(|key| b.contains(key))
    }

    #[test]
    fn one_slip_of_the_finger_is_forgiven() {
        for typed in ["trarore", "traor", "traroe", "traode", "traore"] {
            assert!(share("traore", typed), "{typed}");
        }
        for typed in ["tarroeu", "tra", "dembele"] {
            assert!(!share("traore", typed), "{typed}");
        }
    }

    #[test]
    fn figures_and_very_short_or_long_words_are_taken_as_typed() {
        assert!(spelling_keys("12345").is_empty());
        assert!(spelling_keys("ba").is_empty());
        assert_eq!(spelling_keys("sow").len(), 1);
        assert!(spelling_keys(&"a".repeat(200)).is_empty());
    }

    #[test]
    fn a_sound_is_never_a_spelling() {
        assert_ne!(key('s', "trr"), key('w', "trr"));
        assert_ne!(key('x', "trr"), key('w', "trr"));
    }
}
