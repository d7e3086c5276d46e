//! Which parts of a shown text answer what was asked.

use std::ops::Range;

use kernel::fold;

use crate::reads::DossierRow;

use super::{
    asked::{Asked, Reading, Term},
    findable::Mention,
    keys::{sound_keys, spelling_keys},
};

/// The parts of a shown text that answer what was asked, as ranges of bytes, in order and
/// apart from each other. What is found as typed is marked to the letter; where a term is
/// not, the words that sound or are spelt like it are marked whole.
#[must_use]
pub fn marks(text: &str, asked: &str) -> Vec<Range<usize>> {
    let folded = Folded::of(text);
    let asked = Asked::parse(asked);
    let terms = asked.readings().iter().flat_map(Reading::terms);
    let mut marks: Vec<Range<usize>> = terms.flat_map(|term| folded.marks(term)).collect();
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match apart.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            Some(_) | None => apart.push(mark),
        }
    }
    apart
}

/// The mentions that answer what the row itself does not.
pub(super) fn reasons(row: &DossierRow, mentions: Vec<Mention>, asked: &Asked) -> Vec<Mention> {
    let usage = row.usage.as_deref().unwrap_or_default();
    let reference = row.reference.as_deref().unwrap_or_default();
    let own = format!(
        "{} {} {usage} {} {reference}",
        row.nom, row.prenoms, row.number
    );
    let own = Folded::of(&own);
    let open: Vec<Vec<&Term>> = asked
        .readings()
        .iter()
        .map(|reading| {
            let terms = reading.terms().iter();
            terms.filter(|term| own.marks(term).is_empty()).collect()
        })
        .collect();
    let answers = |mention: &Mention| {
        let text = Folded::of(&mention.text);
        let marked = |term: &&Term| !text.marks(term).is_empty();
        // A letter or two alone are in too many names to be the reason.
        open.iter().any(|terms| {
            terms.iter().any(|term| !term.is_short() && marked(term))
                || (!terms.is_empty() && terms.iter().all(marked))
        })
    };
    mentions.into_iter().filter(answers).collect()
}

/// A text folded, with where each letter comes from.
struct Folded {
    words: Vec<FoldedWord>,
}

struct FoldedWord {
    text: String,
    /// For each byte of the folded word, the bytes of the shown text behind it.
    from: Vec<Range<usize>>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut words: Vec<FoldedWord> = Vec::new();
        let mut open = false;
        for (at, c) in text.char_indices() {
            let from = at..at + c.len_utf8();
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            if folded.is_empty() {
                // An accent of its own belongs to its letter; the rest parts words.
                if fold(&format!("a{c}a")) == "aa" {
                    if let Some(last) = words.last_mut().and_then(|word| word.from.last_mut())
                        && open
                    {
                        last.end = from.end;
                    }
                } else {
                    open = false;
                }
                continue;
            }
            if !open {
                words.push(FoldedWord {
                    text: String::new(),
                    from: Vec::new(),
                });
                open = true;
            }
            if let Some(word) = words.last_mut() {
                word.from.extend(folded.bytes().map(|_| from.clone()));
                word.text.push_str(&folded);
            }
        }
        Self { words }
    }

    fn marks(&self, term: &Term) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = self
            .words
            .iter()
            .flat_map(|word| word.occurrences(term.word(), term.is_short()))
            .collect();
        if marks.is_empty() && !term.is_short() {
            let letters = fold(term.word()).replace(' ', "");
            marks = self.together().occurrences(&letters, false);
        }
        if marks.is_empty() {
            marks = self
                .words
                .iter()
                .filter(|word| word.is_like(term))
                .flat_map(FoldedWord::whole)
                .collect();
        }
        marks
    }

    /// All words as one: what is typed together may be shown apart.
    fn together(&self) -> FoldedWord {
        FoldedWord {
            text: self.words.iter().map(|word| word.text.as_str()).collect(),
            from: self
                .words
                .iter()
                .flat_map(|word| word.from.clone())
                .collect(),
        }
    }
}

impl FoldedWord {
    fn occurrences(&self, wanted: &str, at_the_beginning: bool) -> Vec<Range<usize>> {
        if wanted.is_empty() {
            return Vec::new();
        }
        let starts = self.text.match_indices(wanted).map(|(start, _)| start);
        starts
            .filter(|start| !at_the_beginning || *start == 0)
            .filter_map(|start| self.shown(start, start + wanted.len()))
            .collect()
    }

    fn shown(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let (first, last) = (self.from.get(start)?, self.from.get(end.checked_sub(1)?)?);
        Some(first.start..last.end)
    }

    fn whole(&self) -> Option<Range<usize>> {
        self.shown(0, self.text.len())
    }

    fn is_like(&self, term: &Term) -> bool {
        let mine = [sound_keys(&self.text), spelling_keys(&self.text)].concat();
        let mut theirs = term.sounds().iter().chain(term.spellings());
        theirs.any(|key| mine.contains(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, asked: &str) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for mark in marks(text, asked) {
            shown.push_str(&text[at..mark.start]);
            shown.push_str(&format!("[{}]", &text[mark.clone()]));
            at = mark.end;
        }
        shown + &text[at..]
    }

    #[test]
    fn what_was_typed_is_marked_to_the_letter_whatever_its_accents() {
        for (text, asked, shown) in [
            ("DIALLO Aminata", "dial min", "[DIAL]LO A[min]ata"),
            ("Œuvrard Zoé", "oeu zoé", "[Œu]vrard [Zoé]"),
            ("Zoe\u{301} Petit", "zoe", "[Zoe\u{301}] Petit"),
            ("N’GUESSAN", "nguessan", "[N’GUESSAN]"),
            ("N’GUESSAN", "guess", "N’[GUESS]AN"),
            ("Aminata Ba", "a", "[A]minata Ba"),
            ("Anna", "n an", "[An]na"),
            ("TRAORÉ", "rao traore", "[TRAORÉ]"),
            ("BP 4077", "bp4077", "[BP 4077]"),
            ("06 12 34 56 78", "0612", "[06 12] 34 56 78"),
            ("23/01/1989", "23 01 1989", "[23/01/1989]"),
            ("a.diallo@exemple.fr", "Diallo@Ex", "a.[diallo@ex]emple.fr"),
            ("Petit", "diallo", "Petit"),
            ("", "diallo", ""),
            ("Petit", "", "Petit"),
        ] {
            assert_eq!(marked(text, asked), shown, "{asked}");
        }
    }

    #[test]
    fn a_word_that_is_like_what_was_typed_is_marked_whole() {
        assert_eq!(marked("JALLOW Mohamed", "diallo"), "[JALLOW] Mohamed");
        assert_eq!(marked("TRAORÉ Mariam", "traroe"), "[TRAORÉ] Mariam");
    }

    #[test]
    fn marks_fall_on_letters_whatever_is_shown_and_asked() {
        for text in [
            "ﬁancé İstanbul ß",
            "e\u{301}\u{302}",
            "李 明",
            "🙂 a",
            "\u{301}a",
        ] {
            for asked in ["@@@@", "fi", "i", "ss", "e", "a", "李", "stan"] {
                for mark in marks(text, asked) {
                    assert!(text.get(mark).is_some(), "{text} {asked}");
                }
            }
        }
    }
}
