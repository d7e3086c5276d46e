//! The code on the card that a person shows at the desk.
//!
//! It is printed as a QR code and read by a scanner that types like a keyboard, so it
//! arrives as keys, not as letters: a scanner set for one country types something else on
//! a computer set for another. The code is therefore written with the twenty capitals
//! whose key is the same in QWERTY, AZERTY and QWERTZ, and without digits, which stand on
//! the shifted row in some of them. Whatever the two are set to, and be the capitals
//! locked, the same letters arrive.

use std::{fmt, str::FromStr};

use kernel::DossierId;

/// The code of a dossier: `DFX`, thirty letters that say which, three that check them.
///
/// It is the identifier in other letters: nothing is stored, nothing about the person
/// is in it. Thirty-six letters fit a QR code of version 2 in its alphanumeric mode, at
/// the correction level M.
///
/// One wrong letter, or two letters that changed places, wherever they stand, are always
/// refused; of codes damaged otherwise one in 7,993 passes, and names a dossier that does
/// not exist.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardCode(DossierId);

/// Not the code of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a card")]
pub struct InvalidCardCode;

/// No name begins so.
const PREFIX: &str = "DFX";
/// The capitals that do not move: without A and Q, W and Z, Y and M.
const LETTERS: &[u8; 20] = b"BCDEFGHIJKLNOPRSTUVX";
/// 20 to the 30th is more than 2 to the 128th.
const BODY: usize = 30;
const CHECK: usize = 3;
/// The greatest prime below 20 to the third. The code read as a number in base 20 is a
/// multiple of it. As a prime it divides neither the difference of two letters nor that
/// of the weights of two places, so one error or one exchange always shows.
const PRIME: u128 = 7993;

impl CardCode {
    /// The code of a dossier's card.
    #[must_use]
    pub const fn of(dossier: DossierId) -> Self {
        Self(dossier)
    }

    /// The dossier that it names.
    #[must_use]
    pub const fn dossier(self) -> DossierId {
        self.0
    }

    /// Reads what a scanner typed. Case, spaces, line ends and punctuation do not matter,
    /// nor does what a scanner puts before the code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let letters = letters(typed);
        let code = &letters[letters.find(PREFIX)? + PREFIX.len()..];
        if code.len() != BODY + CHECK {
            return None;
        }
        let digits: Vec<u128> = code.bytes().map(digit).collect::<Option<_>>()?;
        let remainder = digits.iter().fold(0, |n, digit| (n * 20 + digit) % PRIME);
        if remainder != 0 {
            return None;
        }
        let id = digits
            .iter()
            .take(BODY)
            .try_fold(0_u128, |n, digit| n.checked_mul(20)?.checked_add(*digit))?;
        format!("{id:032x}").parse().ok().map(Self)
    }

    /// Whether a text was meant as a card, be it cut or misread: then it is nobody's name.
    #[must_use]
    pub fn is_meant_by(typed: &str) -> bool {
        let letters = letters(typed);
        let whole = PREFIX.len() + BODY + CHECK;
        letters.starts_with(PREFIX)
            || (letters.len() == whole && letters.bytes().all(|l| digit(l).is_some()))
    }
}

/// The letters and digits of a text, in capitals; no more of it than tells a card.
fn letters(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .take(100)
        .collect()
}

fn digit(letter: u8) -> Option<u128> {
    let at = LETTERS.iter().position(|known| *known == letter)?;
    u128::try_from(at).ok()
}

impl FromStr for CardCode {
    type Err = InvalidCardCode;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        Self::parse(typed).ok_or(InvalidCardCode)
    }
}

impl fmt::Display for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.0.uuid().as_u128();
        // What makes the whole, in base 20, a multiple of the prime.
        let check = (PRIME - id % PRIME * 8000 % PRIME) % PRIME;
        let mut code = [0_u8; BODY + CHECK];
        let (body, tail) = code.split_at_mut(BODY);
        for (mut number, places) in [(id, body), (check, tail)] {
            for place in places.iter_mut().rev() {
                let digit = usize::try_from(number % 20).unwrap_or(0);
                *place = LETTERS[digit];
                number /= 20;
            }
        }
        f.write_str(PREFIX)?;
        code.iter()
            .try_for_each(|l| write!(f, "{}", char::from(*l)))
    }
}

impl fmt::Debug for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The keys of three countries, place by place, unshifted.
    const LAYOUTS: [&str; 3] = [
        "1234567890qwertyuiopasdfghjkl;zxcvbnm,",
        "&é\"'(-è_çàazertyuiopqsdfghjklmwxcvbn,;",
        "1234567890qwertzuiopasdfghjklöyxcvbnm,",
    ];

    fn card(id: u128) -> CardCode {
        CardCode::of(format!("{id:032x}").parse().unwrap())
    }

    /// What a computer of one country reads when a scanner of another types capitals.
    fn retyped(code: &str, scanner: &str, computer: &str, locked: bool) -> String {
        code.chars()
            .map(|c| {
                let lower = c.to_ascii_lowercase();
                let key = scanner.chars().position(|k| k == lower).unwrap();
                let read = computer.chars().nth(key).unwrap();
                if locked {
                    read
                } else {
                    read.to_ascii_uppercase()
                }
            })
            .collect()
    }

    fn any_place() -> std::ops::Range<usize> {
        PREFIX.len()..PREFIX.len() + BODY + CHECK
    }

    #[test]
    fn the_smallest_and_the_greatest_identifier_have_a_code() {
        assert_eq!(card(0).to_string(), format!("DFX{}", "B".repeat(33)));
        for id in [0, 1, u128::MAX - 1, u128::MAX] {
            let code = card(id).to_string();
            assert_eq!(code.len(), 36);
            assert_eq!(CardCode::parse(&code), Some(card(id)));
        }
        let beyond = format!("DFX{}BBB", "X".repeat(30));
        assert_eq!(CardCode::parse(&beyond), None);
    }

    #[test]
    fn a_card_is_told_from_a_name_even_when_it_is_cut() {
        let code = card(u128::MAX / 7).to_string();
        for cut in 3..36 {
            assert!(CardCode::is_meant_by(&code[..cut]));
            assert_eq!(CardCode::parse(&code[..cut]), None);
        }
        let without_beginning = code.replacen("DFX", "DTX", 1);
        assert!(CardCode::is_meant_by(&without_beginning));
        for name in ["", "DF", "Dufoix", "1204", "de la croix du four", "🂡", "\0"] {
            assert!(!CardCode::is_meant_by(name), "{name}");
            assert_eq!(CardCode::parse(name), None);
        }
        assert_eq!(CardCode::parse(&"DFX".repeat(10_000)), None);
    }

    #[test]
    fn what_surrounds_a_code_does_not_matter() {
        let code = card(42).to_string();
        let (half, rest) = code.split_at(18);
        for typed in [
            format!(" {code}\r\n"),
            format!("{code}\t"),
            format!("]Q3{code}"),
            format!("{half}-{rest}"),
            format!("{half} {rest}").to_lowercase(),
        ] {
            assert_eq!(typed.parse(), Ok(card(42)), "{typed:?}");
        }
    }

    #[test]
    fn a_code_is_not_shown_when_debugged() {
        assert_eq!(format!("{:?}", card(42)), "CardCode(…)");
    }

    proptest! {
        #[test]
        fn every_code_survives_every_pair_of_keyboards(id: u128, locked: bool) {
            let code = card(id).to_string();
            for scanner in LAYOUTS {
                for computer in LAYOUTS {
                    let read = retyped(&code, scanner, computer, locked);
                    prop_assert!(CardCode::is_meant_by(&read));
                    prop_assert_eq!(CardCode::parse(&read), Some(card(id)));
                }
            }
        }

        #[test]
        fn one_wrong_letter_is_always_refused(id: u128, at in any_place(), wrong in 0..20_usize) {
            let mut code = card(id).to_string().into_bytes();
            prop_assume!(code[at] != LETTERS[wrong]);
            code[at] = LETTERS[wrong];
            prop_assert_eq!(CardCode::parse(&String::from_utf8(code).unwrap()), None);
        }

        #[test]
        fn two_letters_that_changed_places_are_always_refused(
            id: u128, one in any_place(), other in any_place(),
        ) {
            let mut code = card(id).to_string().into_bytes();
            prop_assume!(code[one] != code[other]);
            code.swap(one, other);
            prop_assert_eq!(CardCode::parse(&String::from_utf8(code).unwrap()), None);
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reading(typed in "\\PC{0,60}") {
            let _ = CardCode::parse(&typed);
            let _ = CardCode::is_meant_by(&typed);
        }
    }
}
