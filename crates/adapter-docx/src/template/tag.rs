//! Tags in the text of a paragraph: `{NOM}`, `{#NOM}`, `{^NOM}`, `{/NOM}`, `{%NOM}`.

use std::ops::Range;

use application::templates::{FaultKind, Form};

/// How much of a tag is quoted when it is faulty, in characters.
const QUOTED: usize = 40;

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It stands for something, or opens a section.
    Asks(Form),
    /// It closes a section.
    Closes,
}

/// A tag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What it does.
    pub sign: Sign,
    /// Its name; empty in `{/}`, which closes what was opened last.
    pub name: String,
}

/// A brace that makes no tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Where, in bytes.
    pub at: usize,
    /// What stands there.
    pub text: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// All tags of a text, and the braces that make none.
pub fn scan(text: &str) -> (Vec<Found>, Vec<Stray>) {
    let mut found = Vec::new();
    let mut stray = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('{', before) => {
                if let Some(start) = before {
                    stray.push(Stray {
                        at: start,
                        text: quoted(&text[start..at]),
                        kind: FaultKind::BraceNotClosed,
                    });
                }
                open = Some(at);
            }
            ('}', Some(start)) => {
                open = None;
                let range = start..at + 1;
                match tag(&text[start + 1..at]) {
                    Some((sign, name)) => found.push(Found { range, sign, name }),
                    None => stray.push(Stray {
                        at: start,
                        text: quoted(&text[range]),
                        kind: FaultKind::Empty,
                    }),
                }
            }
            ('}', None) => stray.push(Stray {
                at,
                text: "}".to_owned(),
                kind: FaultKind::BraceNotOpened,
            }),
            _ => {}
        }
    }
    if let Some(start) = open {
        stray.push(Stray {
            at: start,
            text: quoted(&text[start..]),
            kind: FaultKind::BraceNotClosed,
        });
    }
    (found, stray)
}

/// What stands between braces; `None` when nothing does.
fn tag(inside: &str) -> Option<(Sign, String)> {
    let inside = inside.trim();
    let (sign, rest) = match inside.chars().next()? {
        '#' => (Sign::Asks(Form::Section), &inside[1..]),
        '^' => (Sign::Asks(Form::Otherwise), &inside[1..]),
        '%' => (Sign::Asks(Form::Picture), &inside[1..]),
        '/' => (Sign::Closes, &inside[1..]),
        _ => (Sign::Asks(Form::Value), inside),
    };
    let name = rest.trim();
    (!name.is_empty() || sign == Sign::Closes).then(|| (sign, name.to_owned()))
}

/// A tag as it is written.
pub fn written(sign: Sign, name: &str) -> String {
    let mark = match sign {
        Sign::Asks(Form::Value) => "",
        Sign::Asks(Form::Section) => "#",
        Sign::Asks(Form::Otherwise) => "^",
        Sign::Asks(Form::Picture) => "%",
        Sign::Closes => "/",
    };
    format!("{{{mark}{}}}", quoted(name))
}

/// The beginning of a text, short enough to be read in a sentence.
pub fn quoted(text: &str) -> String {
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(QUOTED).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(Sign, String)> {
        scan(text).0.into_iter().map(|f| (f.sign, f.name)).collect()
    }

    #[test]
    fn each_sign_makes_its_own_kind_of_tag() {
        let signs: Vec<Sign> = names("{A} {#B}{^ C }{% D}{/B}{/}")
            .into_iter()
            .map(|(sign, _)| sign)
            .collect();
        assert_eq!(
            signs,
            [
                Sign::Asks(Form::Value),
                Sign::Asks(Form::Section),
                Sign::Asks(Form::Otherwise),
                Sign::Asks(Form::Picture),
                Sign::Closes,
                Sign::Closes,
            ]
        );
        assert_eq!(names("{^ C }")[0].1, "C");
    }

    #[test]
    fn a_brace_that_makes_no_tag_is_told_with_what_follows_it() {
        let (found, stray) = scan("Le {DATE_JOUR et {NOM} }{}");
        assert_eq!(found.len(), 1);
        let told: Vec<_> = stray
            .iter()
            .map(|s| (s.text.as_str(), s.kind.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("{DATE_JOUR et ", FaultKind::BraceNotClosed),
                ("}", FaultKind::BraceNotOpened),
                ("{}", FaultKind::Empty),
            ]
        );
    }
}
