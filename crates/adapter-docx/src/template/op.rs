//! A part as it is written out: stretches that never change, and what changes between them.

use super::read::{Bit, Piece};
use crate::xml;

/// A step of writing a part.
#[derive(Debug)]
pub enum Op {
    /// This, as it is.
    Raw(String),
    /// The words of a tag, within the text of a run.
    Words(String),
    /// The picture of a tag, within the text of a run.
    Picture(String),
    /// A number that no other drawing has.
    Number,
    /// As often as a tag holds, or where it does not.
    Section {
        /// The name of the tag.
        name: String,
        /// Whether it stands for the contrary.
        otherwise: bool,
        /// What is repeated.
        body: Vec<Op>,
    },
    /// What has to end with a paragraph, as a cell has.
    Story(Vec<Op>),
    /// What is nothing without a row.
    Table(Vec<Op>),
}

/// What Word refuses to open unless it ends with a paragraph.
const STORIES: &[&str] = &[
    "w:endnote",
    "w:footnote",
    "w:ftr",
    "w:hdr",
    "w:tc",
    "w:txbxContent",
];

/// The steps that write a part.
pub fn ops(root: Piece) -> Vec<Op> {
    let mut steps = vec![Op::Raw(xml::DECLARATION.to_owned())];
    piece(root, &mut steps);
    steps
}

fn raw(steps: &mut Vec<Op>) -> &mut String {
    if !matches!(steps.last(), Some(Op::Raw(_))) {
        steps.push(Op::Raw(String::new()));
    }
    match steps.last_mut() {
        Some(Op::Raw(text)) => text,
        Some(
            Op::Words(_)
            | Op::Picture(_)
            | Op::Number
            | Op::Section { .. }
            | Op::Story(_)
            | Op::Table(_),
        )
        | None => unreachable!("the last step was just made so"),
    }
}

fn piece(piece: Piece, steps: &mut Vec<Op>) {
    let Piece { name, attrs, kids } = piece;
    let repeats = kids.iter().any(|kid| matches!(kid, Bit::Section { .. }));
    let table = name == "w:tbl" && repeats;
    let story = STORIES.contains(&name.as_str()) && repeats;
    let mut own = Vec::new();
    let inner = if table { &mut own } else { &mut *steps };
    let text = raw(inner);
    text.push('<');
    text.push_str(&name);
    if name == "wp:docPr"
        && let Some((before, after)) = without_id(&attrs)
    {
        text.push_str(before);
        text.push_str(" id=\"");
        inner.push(Op::Number);
        raw(inner).push('"');
        raw(inner).push_str(after);
    } else {
        text.push_str(&attrs);
    }
    // A paragraph is never closed at once: its end is looked for.
    if kids.is_empty() && name != "w:p" {
        raw(inner).push_str("/>");
        return;
    }
    raw(inner).push('>');
    if story {
        let mut body = Vec::new();
        bits(kids, &mut body);
        inner.push(Op::Story(body));
    } else {
        bits(kids, inner);
    }
    xml::close(&name, raw(inner));
    if table {
        steps.push(Op::Table(own));
    }
}

fn bits(bits: Vec<Bit>, steps: &mut Vec<Op>) {
    for bit in bits {
        match bit {
            Bit::Element(element) => piece(element, steps),
            Bit::Text(text) => xml::escape_into(&text, raw(steps)),
            Bit::Slot {
                name,
                picture: false,
            } => steps.push(Op::Words(name)),
            Bit::Slot {
                name,
                picture: true,
            } => steps.push(Op::Picture(name)),
            // Its partner is a sibling further out: nothing is left of it here.
            Bit::Mark(_) => {}
            Bit::Section {
                name,
                otherwise,
                body,
            } => {
                let mut inner = Vec::new();
                self::bits(body, &mut inner);
                steps.push(Op::Section {
                    name,
                    otherwise,
                    body: inner,
                });
            }
        }
    }
}

/// The attributes before and after the number of a drawing.
fn without_id(attrs: &str) -> Option<(&str, &str)> {
    let at = attrs.find(" id=\"")?;
    let value = at + " id=\"".len();
    let end = value + attrs[value..].find('"')?;
    Some((&attrs[..at], &attrs[end + 1..]))
}

/// The names of the pictures that a part may hold.
pub fn pictures(steps: &[Op], names: &mut Vec<String>) {
    for step in steps {
        match step {
            Op::Picture(name) => {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            Op::Section { body, .. } | Op::Story(body) | Op::Table(body) => pictures(body, names),
            Op::Raw(_) | Op::Words(_) | Op::Number => {}
        }
    }
}

/// How many bytes the steps hold, about.
pub fn weight(steps: &[Op]) -> usize {
    steps
        .iter()
        .map(|step| match step {
            Op::Raw(text) | Op::Words(text) | Op::Picture(text) => text.len() + 40,
            Op::Number => 40,
            Op::Section { body, .. } | Op::Story(body) | Op::Table(body) => 40 + weight(body),
        })
        .sum()
}
