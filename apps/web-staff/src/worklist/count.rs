//! How many lines a section has, counted no further than a page can use: a structure of
//! 50,000 people with a year of arrears costs what a village does.

use std::{iter::Sum, ops::Add};

use application::worklist::Section;
use domiciliation::due::Urgency;
use web_kit::fr;

/// A number of lines, perhaps more than were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub lines: u64,
    more: bool,
}

impl Count {
    /// How far a section is counted.
    const MOST: u32 = 100;
    /// What is asked of storage: one more tells that there are more.
    pub const ASKED: u32 = Self::MOST + 1;

    /// What storage answered.
    pub fn of(lines: u64) -> Self {
        let most = u64::from(Self::MOST);
        Self {
            lines: lines.min(most),
            more: lines > most,
        }
    }

    /// « 12 », « plus de 100 ».
    pub fn number(self) -> String {
        self.after_more(fr::number(self.lines))
    }

    /// « 1 personne », « plus de 100 personnes ».
    pub fn of_them(self, one: &str, several: &str) -> String {
        self.after_more(fr::count(self.lines, one, several))
    }

    /// The words of a link to all of them.
    pub fn all(self) -> String {
        if self.more {
            "Voir tout".to_owned()
        } else {
            format!("Voir les {}", fr::number(self.lines))
        }
    }

    fn after_more(self, words: String) -> String {
        if self.more {
            format!("plus de {words}")
        } else {
            words
        }
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            lines: self.lines + other.lines,
            more: self.more || other.more,
        }
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

/// What is this pressing.
pub fn total(counts: &[(Section, u64)], urgency: Urgency) -> Count {
    let of_it = counts.iter().filter(|(s, _)| s.urgency == urgency);
    of_it.map(|(_, lines)| Count::of(*lines)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_counted_to_its_end_is_said_to_be_more() {
        let few = Count::of(3);
        let many = Count::of(u64::from(Count::ASKED));
        assert_eq!(Count::of(100).number(), "100");
        assert_eq!(few.number(), "3");
        assert_eq!(many.number(), "plus de 100");
        assert_eq!((few + many).number(), "plus de 103");
        assert_eq!([few, few].into_iter().sum::<Count>().number(), "6");
        assert_eq!(
            (few.all(), many.all()),
            ("Voir les 3".into(), "Voir tout".into())
        );
    }
}
