//! How a text message is cut and charged: its alphabet, its segments, and the characters that
//! cost more than others (T-08, 3GPP TS 23.038).

use kernel::fold;

/// The default alphabet: one septet each. Its escape character is left out.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: an escape and one more septet each.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How a text message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The default alphabet: 160 septets, or 153 in each of several parts.
    Gsm7,
    /// Any other character makes the whole text so: 70 units, or 67 in each of several parts.
    Ucs2,
}

impl Encoding {
    /// How many units a message of one part holds.
    #[must_use]
    pub const fn alone(self) -> u32 {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// How many units each part of a longer message holds.
    #[must_use]
    pub const fn each(self) -> u32 {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    /// How many units a character takes, which are never cut apart.
    fn width(self, c: char) -> u32 {
        match self {
            Self::Gsm7 => septets(c).unwrap_or(1),
            Self::Ucs2 => u32::try_from(c.len_utf16()).unwrap_or(2),
        }
    }
}

/// What a text amounts to as a text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// How it is written.
    pub encoding: Encoding,
    /// How long it is: septets, or UTF-16 units.
    pub units: u32,
    /// How many parts it is sent, and charged, in.
    pub parts: u32,
    /// How many units may be added without one more part.
    pub left: u32,
}

impl Segments {
    /// Measures a text.
    ///
    /// ```
    /// # use messages::segments::{Encoding, Segments};
    /// let plain = Segments::of("Vous avez 1 nouveau courrier");
    /// assert_eq!((plain.encoding, plain.parts, plain.left), (Encoding::Gsm7, 1, 132));
    /// assert_eq!(Segments::of("Courrier reçu").encoding, Encoding::Ucs2);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let encoding = if text.chars().all(|c| septets(c).is_some()) {
            Encoding::Gsm7
        } else {
            Encoding::Ucs2
        };
        let widths = || text.chars().map(|c| encoding.width(c));
        let units: u32 = widths().sum();
        let (alone, each) = (encoding.alone(), encoding.each());
        if units <= alone {
            return Self {
                encoding,
                units,
                parts: 1,
                left: alone - units,
            };
        }
        // What does not fit into a part whole goes to the next.
        let (parts, filled) = widths().fold((1, 0), |(parts, filled), width| {
            if filled + width > each {
                (parts + 1, width)
            } else {
                (parts, filled + width)
            }
        });
        Self {
            encoding,
            units,
            parts,
            left: each - filled,
        }
    }
}

/// How many septets a character takes; none when the default alphabet has it not.
fn septets(c: char) -> Option<u32> {
    if BASIC.contains(c) {
        Some(1)
    } else {
        EXTENDED.contains(c).then_some(2)
    }
}

/// The characters, each once, for which a predicate holds.
fn distinct(text: &str, is_one: impl Fn(char) -> bool) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars().filter(|c| is_one(*c)) {
        if !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

/// The characters that the default alphabet has not, and that make a message more than twice
/// as long.
#[must_use]
pub fn forcing(text: &str) -> Vec<char> {
    distinct(text, |c| septets(c).is_none())
}

/// The characters that count twice in the default alphabet.
#[must_use]
pub fn double(text: &str) -> Vec<char> {
    distinct(text, |c| EXTENDED.contains(c))
}

/// A plain way to write a character that the default alphabet has not: « c » for « ç ». None
/// when there is none, as in another script.
#[must_use]
pub fn plainer(c: char) -> Option<String> {
    if septets(c).is_some() {
        return None;
    }
    let plain = punctuation(c).map_or_else(|| unaccented(c), ToOwned::to_owned);
    let fits = !plain.is_empty() && plain.chars().all(|c| septets(c).is_some());
    fits.then_some(plain)
}

/// A letter without its accents, in its own case.
pub(crate) fn unaccented(c: char) -> String {
    let folded = fold(c.encode_utf8(&mut [0; 4]));
    if c.is_uppercase() {
        folded.to_uppercase()
    } else {
        folded
    }
}

/// The plain equivalent of a sign of typography.
const fn punctuation(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2bc}' | '\u{2032}' => "'",
        '«' | '»' | '\u{201c}' | '\u{201d}' | '\u{201e}' => "\"",
        '\u{2010}'..='\u{2015}' | '•' | '·' => "-",
        '…' => "...",
        '\u{a0}' | '\u{202f}' | '\u{2009}' => " ",
        _ => return None,
    })
}

/// The same text with plain signs for those of typography: `'` for `’`, `"` for « and » and
/// the space inside them, `-` for dashes. Letters stay as they are, for nobody's words are
/// changed.
#[must_use]
pub fn gsm_friendly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let is_space = |c: &char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    while let Some(c) = rest.next() {
        if is_space(&c) && rest.peek() == Some(&'»') {
            continue;
        }
        if c == '«' {
            while rest.next_if(is_space).is_some() {}
        }
        match punctuation(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        }
    }
    out
}
