//! From the marks of sections to sections: which siblings lie between a mark and the one
//! that answers it.
//!
//! A mark rises from where it stands to where its partner is a sibling. Runs are siblings
//! in a paragraph, paragraphs in a page, a cell or a text box; two cells of a row stand for
//! the row. A paragraph or a row that holds nothing but the mark goes with it.

use application::templates::{Fault, FaultKind, Form};

use super::{
    read::{Bit, Mark, Piece},
    tag::Sign,
};

/// The parts of a document that hold nothing for the eye.
const UNSEEN: &[&str] = &[
    "w:bookmarkEnd",
    "w:bookmarkStart",
    "w:lastRenderedPageBreak",
    "w:proofErr",
    "w:rPr",
    "w:sdtPr",
    "w:tcPr",
    "w:trPr",
];

/// What can be empty although it has something in it.
const AROUND: &[&str] = &[
    "w:hyperlink",
    "w:ins",
    "w:p",
    "w:r",
    "w:sdt",
    "w:sdtContent",
    "w:smartTag",
    "w:tc",
    "w:tr",
];

/// Makes sections of the marks in a part.
pub fn pair(root: Piece, faults: &mut Vec<Fault>) -> Piece {
    let (kids, loose) = siblings(root.kids, false, faults);
    faults.extend(loose.iter().map(|mark| {
        mark.fault(match mark.sign {
            Sign::Closes => FaultKind::NotOpened,
            Sign::Asks(_) => FaultKind::NotClosed,
        })
    }));
    Piece { kids, ..root }
}

/// A sibling, and the marks in it whose partner is elsewhere.
struct Item {
    bit: Bit,
    loose: Vec<Mark>,
}

impl Item {
    /// Whether it is there for its one mark alone.
    fn is_mark(&self) -> bool {
        self.loose.len() == 1 && is_blank(&self.bit)
    }

    fn is_row(&self) -> bool {
        matches!(&self.bit, Bit::Element(piece) if piece.name == "w:tr")
    }
}

/// What is put around the siblings: where sections begin before one and end after one.
#[derive(Default)]
struct Seams {
    begin: Vec<(usize, Mark)>,
    end: Vec<usize>,
    dropped: bool,
}

/// Pairs the marks among siblings. Those that find no partner rise, in order. `rises` when
/// all of them do, as in a row, whose cells are never repeated.
fn siblings(kids: Vec<Bit>, rises: bool, faults: &mut Vec<Fault>) -> (Vec<Bit>, Vec<Mark>) {
    let items: Vec<Item> = kids.into_iter().map(|kid| item(kid, faults)).collect();
    if items.iter().all(|item| item.loose.is_empty()) {
        return (items.into_iter().map(|item| item.bit).collect(), Vec::new());
    }
    if rises {
        let mut loose = Vec::new();
        let kept = items
            .into_iter()
            .map(|item| {
                loose.extend(item.loose);
                item.bit
            })
            .collect();
        return (kept, loose);
    }
    let mut seams: Vec<Seams> = items.iter().map(|_| Seams::default()).collect();
    let mut open: Vec<(usize, Mark)> = Vec::new();
    let mut risen = Vec::new();
    let mut sections = 0;
    for (at, item) in items.iter().enumerate() {
        for mark in &item.loose {
            if mark.sign != Sign::Closes {
                open.push((at, mark.clone()));
                continue;
            }
            let Some((from, opening)) = open.pop() else {
                risen.push(mark.clone());
                continue;
            };
            if !mark.name.is_empty() && mark.name != opening.name {
                faults.push(mark.fault(FaultKind::ClosesAnother { open: opening.name }));
                continue;
            }
            if from != at && !(holds_whole(&items[from]) && holds_whole(item)) {
                faults.push(opening.fault(FaultKind::Torn));
                continue;
            }
            for end in [from, at] {
                seams[end].dropped |= from != at && items[end].is_mark();
            }
            seams[from].begin.push((sections, opening));
            seams[at].end.push(sections);
            sections += 1;
        }
    }
    risen.extend(open.into_iter().map(|(_, mark)| mark));
    (assemble(items, seams, faults), risen)
}

/// Whether a section may begin or end with this sibling.
fn holds_whole(item: &Item) -> bool {
    item.is_row() || item.is_mark()
}

fn item(kid: Bit, faults: &mut Vec<Fault>) -> Item {
    match kid {
        Bit::Mark(mark) => Item {
            loose: vec![mark.clone()],
            bit: Bit::Mark(mark),
        },
        Bit::Element(piece) => {
            let rises = piece.name == "w:tr";
            let (kids, loose) = siblings(piece.kids, rises, faults);
            Item {
                bit: Bit::Element(Piece { kids, ..piece }),
                loose,
            }
        }
        bit @ (Bit::Text(_) | Bit::Slot { .. } | Bit::Section { .. }) => Item {
            bit,
            loose: Vec::new(),
        },
    }
}

/// A section that is open, its mark, and what stands in it so far; the first is no section.
type Level = (Option<(usize, Mark)>, Vec<Bit>);

/// The siblings with their sections around them.
fn assemble(items: Vec<Item>, seams: Vec<Seams>, faults: &mut Vec<Fault>) -> Vec<Bit> {
    let mut levels: Vec<Level> = vec![(None, Vec::new())];
    for (item, seam) in items.into_iter().zip(seams) {
        // Sections that this sibling both begins and ends are open by the time they end.
        let mut begin = seam.begin;
        begin.sort_by_key(|(section, _)| std::cmp::Reverse(*section));
        for (section, mark) in begin {
            levels.push((Some((section, mark)), Vec::new()));
        }
        if !seam.dropped
            && let Some((_, bits)) = levels.last_mut()
        {
            bits.push(item.bit);
        }
        for ended in seam.end {
            let Some((Some((section, mark)), body)) = levels.pop() else {
                return Vec::new();
            };
            if section != ended {
                faults.push(mark.fault(FaultKind::Torn));
            }
            let section = Bit::Section {
                otherwise: mark.sign == Sign::Asks(Form::Otherwise),
                name: mark.name,
                body,
            };
            if let Some((_, bits)) = levels.last_mut() {
                bits.push(section);
            }
        }
    }
    levels
        .into_iter()
        .next()
        .map_or_else(Vec::new, |(_, bits)| bits)
}

/// Whether nothing would be missed if this went.
fn is_blank(bit: &Bit) -> bool {
    match bit {
        Bit::Mark(_) => true,
        Bit::Text(text) => text.trim().is_empty(),
        Bit::Slot { .. } | Bit::Section { .. } => false,
        Bit::Element(piece) => match piece.name.as_str() {
            // The last paragraph of a chapter carries its margins and its orientation.
            "w:pPr" => !piece
                .kids
                .iter()
                .any(|kid| matches!(kid, Bit::Element(kid) if kid.name == "w:sectPr")),
            "w:t" => piece.kids.iter().all(is_blank),
            name if UNSEEN.contains(&name) => true,
            name if AROUND.contains(&name) => piece.kids.iter().all(is_blank),
            _ => false,
        },
    }
}
