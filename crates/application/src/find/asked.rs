//! What is typed, read.

use kernel::fold;

use super::{
    figures::{births, groups, telephone},
    keys::{exact_key, sound_keys, spelling_keys},
};

/// More is nobody's name, and would only keep the database busy.
const MOST_CHARACTERS: usize = 100;
/// In one reading.
const MOST_TERMS: usize = 8;
/// Of what may be a date, a telephone number or an identifier.
const MOST_READINGS: usize = 8;

/// What is typed, in every way in which it may be meant.
///
/// A dossier answers when it answers one of the readings; it answers a reading when it
/// has each of its terms, whatever their order, each in one of these grades:
///
/// | grade | the term is |
/// |---|---|
/// | 0 | the number, the reference or the box |
/// | 1 | a word of the holder's names |
/// | 2 | the beginning of one of these |
/// | 3 | anywhere: within a word, of a dependant, a proxy, a telephone, an e-mail, a birth |
/// | 4 | a name that sounds like it |
/// | 5 | a name that is spelt nearly so |
///
/// A term of one or two letters is found at the beginning of words only. Where a reading
/// has no longer ones, only names and identifiers count, and one of the terms must be a
/// whole word, or begin the holder's name, or sound like a word.
///
/// Dossiers are ordered by the worst grade of their best reading, then by the sum of its
/// grades, then the people who are domiciled before those who no longer are, then by name
/// and by number.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    readings: Vec<Reading>,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Asked({} readings)", self.readings.len())
    }
}

/// One way of reading what is typed: terms that must all be found.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    terms: Vec<Term>,
}

/// A word, or figures, to be found.
#[derive(Clone, PartialEq, Eq)]
pub struct Term {
    word: String,
    whole: bool,
    sounds: Vec<i32>,
    spellings: Vec<i32>,
}

impl Asked {
    /// Reads what is typed. No reading means that there is nothing to look for.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let typed: String = typed.trim().chars().take(MOST_CHARACTERS).collect();
        let typed = typed.replace(['°', 'º', '#'], "° ");
        let mut segments: Vec<Segment> = Vec::new();
        for token in typed.split_whitespace() {
            // « n° 1204 »
            if matches!(token, "n°" | "N°" | "°") {
                continue;
            }
            match (Segment::of(token), segments.last_mut()) {
                (Segment::Figures(more), Some(Segment::Figures(run))) => {
                    run.push(' ');
                    run.push_str(&more);
                }
                (segment @ (Segment::Words(_) | Segment::Figures(_)), _) => segments.push(segment),
            }
        }
        let mut readings = vec![Vec::new()];
        for segment in &segments {
            let ways = segment.ways();
            readings = readings
                .iter()
                .flat_map(|reading| ways.iter().map(move |way| [&reading[..], way].concat()))
                .take(MOST_READINGS)
                .collect();
        }
        readings.extend(in_one_word(&segments));
        let mut asked = Self {
            readings: Vec::new(),
        };
        for terms in readings {
            let reading = Reading::of(terms);
            if !reading.terms.is_empty() && !asked.readings.contains(&reading) {
                asked.readings.push(reading);
            }
        }
        asked
    }

    /// The ways in which it may be meant.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// Whether looking for close spellings may find more.
    #[must_use]
    pub fn may_be_close(&self) -> bool {
        let mut terms = self.readings.iter().flat_map(|reading| &reading.terms);
        terms.any(|term| !term.sounds.is_empty() || !term.spellings.is_empty())
    }

    /// Whether several words were typed: few people have them all.
    #[must_use]
    pub fn is_several_words(&self) -> bool {
        self.readings.iter().any(|reading| reading.terms.len() > 1)
    }
}

impl Reading {
    fn of(words: Vec<Word>) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        for word in words {
            if !word.text.is_empty() && !terms.iter().any(|term| term.word == word.text) {
                terms.push(Term::of(word));
            }
        }
        terms.truncate(MOST_TERMS);
        Self { terms }
    }

    /// What must be found.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether it has no term of three letters.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.terms.iter().all(Term::is_short)
    }
}

impl Term {
    fn of(word: Word) -> Self {
        Self {
            sounds: sound_keys(&word.text),
            spellings: spelling_keys(&word.text),
            word: word.text,
            whole: word.whole,
        }
    }

    /// The word, folded.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Whether it has one or two letters.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.word.chars().nth(2).is_none()
    }

    /// Whether it is found as a whole alone, by its exact key: a birth, an identifier.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }

    /// The key of those who have it as a word of their names, an identifier or a birth.
    #[must_use]
    pub fn exact(&self) -> i32 {
        exact_key(&self.word)
    }

    /// Keys of the names that sound like it.
    #[must_use]
    pub fn sounds(&self) -> &[i32] {
        &self.sounds
    }

    /// Keys of the names that are spelt nearly so.
    #[must_use]
    pub fn spellings(&self) -> &[i32] {
        &self.spellings
    }
}

#[derive(Clone)]
pub(super) struct Word {
    text: String,
    whole: bool,
}

impl Word {
    /// To be found anywhere.
    pub(super) const fn part(text: String) -> Self {
        Self { text, whole: false }
    }

    pub(super) const fn whole(text: String) -> Self {
        Self { text, whole: true }
    }
}

/// Words, or figures that stand side by side and may belong together.
enum Segment {
    Words(Vec<String>),
    Figures(String),
}

impl Segment {
    fn of(token: &str) -> Self {
        let figures = token.contains(|c: char| c.is_ascii_digit())
            && token
                .chars()
                .all(|c| c.is_ascii_digit() || "+./-()".contains(c));
        if figures {
            Self::Figures(token.to_owned())
        } else if token.contains('@') && token.len() > 3 {
            let address = token.to_lowercase();
            Self::Words(vec![address.replace(['\0', '\\'], "")])
        } else {
            Self::Words(fold(token).split(' ').map(str::to_owned).collect())
        }
    }

    fn words(&self) -> Vec<String> {
        match self {
            Self::Words(words) => words.clone(),
            Self::Figures(run) => groups(run).map(str::to_owned).collect(),
        }
    }

    /// The ways of reading it.
    fn ways(&self) -> Vec<Vec<Word>> {
        let typed = self.words().into_iter().map(Word::part);
        let mut ways = vec![typed.collect()];
        if let Self::Figures(run) = self {
            let groups: Vec<&str> = groups(run).collect();
            if groups.len() > 2 {
                ways.clear();
            }
            let together = groups.concat();
            let number = telephone(run, &together).map(Word::part);
            let identifier = (groups.len() > 1).then(|| Word::whole(together));
            let births = births(&groups);
            ways.extend(
                number
                    .into_iter()
                    .chain(identifier)
                    .chain(births)
                    .map(|w| vec![w]),
            );
        }
        ways
    }
}

/// The same letters as one word, where what is typed apart may be written together: n
/// guessan, el hadji, bp 4077.
fn in_one_word(segments: &[Segment]) -> Option<Vec<Word>> {
    let words: Vec<String> = segments.iter().flat_map(Segment::words).collect();
    let together = words.concat();
    let named = segments.iter().any(|s| matches!(s, Segment::Words(_)));
    let particle = words.iter().any(|word| word.chars().count() <= 3);
    let short = together.chars().count() <= 30;
    (named && words.len() > 1 && particle && short).then(|| vec![Word::part(together)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(typed: &str) -> Vec<Vec<String>> {
        let words = |reading: &Reading| reading.terms.iter().map(|t| t.word.clone()).collect();
        Asked::parse(typed).readings.iter().map(words).collect()
    }

    #[test]
    fn words_are_folded_and_said_once() {
        assert_eq!(
            readings("  Zoé  D’ORMESSON zoe")[0],
            ["zoe", "d", "ormesson"]
        );
        assert_eq!(readings("diallo aminata"), [["diallo", "aminata"]]);
    }

    #[test]
    fn what_is_written_together_may_be_typed_apart_and_the_reverse() {
        assert_eq!(readings("n'guessan").last().unwrap(), &["nguessan"]);
        assert_eq!(readings("BP 4077").last().unwrap(), &["bp4077"]);
        assert_eq!(readings("2024-117").last().unwrap(), &["2024117"]);
        assert_eq!(readings("n° 1204"), [["1204"]]);
        assert_eq!(readings("N°1204"), [["1204"]]);
        assert_eq!(readings("#12"), [["12"]]);
    }

    #[test]
    fn a_telephone_number_is_read_however_it_is_typed() {
        for typed in [
            "0612345678",
            "06 12 34 56 78",
            "06.12.34.56.78",
            "06-12-34-56-78",
            "33612345678",
            "+33612345678",
            "+33 6 12 34 56 78",
            "0033 6 12 34 56 78",
            "+33 (0)6 12 34 56 78",
        ] {
            assert!(
                readings(typed).contains(&vec!["612345678".to_owned()]),
                "{typed}"
            );
        }
        assert!(readings("06 12").contains(&vec!["612".to_owned()]));
    }

    #[test]
    fn a_birth_is_read_however_it_is_typed_and_as_far_as_it_is_known() {
        for typed in [
            "23/01/1989",
            "23 01 1989",
            "23.1.1989",
            "23011989",
            "1989-01-23",
        ] {
            for birth in ["23011989", "xx011989", "xxxx1989"] {
                assert!(readings(typed).contains(&vec![birth.to_owned()]), "{typed}");
            }
        }
        assert!(readings("01/1989").contains(&vec!["011989".to_owned()]));
        assert!(readings("23/01/89").contains(&vec!["23011989".to_owned()]));
        assert_eq!(readings("1989"), [["1989"]]);
        assert!(
            readings("diallo 23/01/1989")
                .contains(&vec!["diallo".to_owned(), "23011989".to_owned()])
        );
    }

    #[test]
    fn an_address_is_read_whole() {
        assert_eq!(readings("A.Diallo@Exemple.FR"), [["a.diallo@exemple.fr"]]);
    }

    #[test]
    fn what_says_nothing_asks_nothing() {
        for typed in [
            "",
            "   ",
            "%",
            "_ %% *",
            "\u{202e}\u{200f}",
            "🂡 🙂",
            "\0",
            "' -- ;",
            "°",
            "n°",
        ] {
            assert!(Asked::parse(typed).is_empty(), "{typed:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long = "abc def ".repeat(10_000);
        let asked = Asked::parse(&format!("{long}{}", "9 ".repeat(5_000)));
        assert!(asked.readings().len() <= MOST_READINGS + 1);
        let many: String = (0..40).map(|n| format!("{n}a ")).collect();
        assert!(
            Asked::parse(&many)
                .readings()
                .iter()
                .all(|r| r.terms().len() <= MOST_TERMS)
        );
        assert!(
            Asked::parse(&"é".repeat(10_000)).readings()[0].terms()[0]
                .word()
                .len()
                <= MOST_CHARACTERS
        );
    }
}
