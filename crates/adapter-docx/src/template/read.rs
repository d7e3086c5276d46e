//! From the XML of a part to its text with tags in it. Word splits a tag over runs as it
//! pleases: each tag goes whole to where it begins, and the marks of sections stand between
//! runs, so that a section always covers whole ones.

use application::templates::{Fault, FaultKind, Form, Part, Place, Usage};

use super::tag::{self, Found, Sign};
use crate::xml::{Element, Node};

/// A piece of a template.
#[derive(Debug)]
pub enum Bit {
    /// An element that is kept.
    Element(Piece),
    /// Text that is kept.
    Text(String),
    /// Where a value or a picture goes, within the text of a run.
    Slot {
        /// The name of its tag.
        name: String,
        /// Whether it is a picture.
        picture: bool,
    },
    /// Where a section begins or ends.
    Mark(Mark),
    /// What a section covers.
    Section {
        /// The name of its tag.
        name: String,
        /// Whether it stands for the contrary.
        otherwise: bool,
        /// What it covers.
        body: Vec<Bit>,
    },
}

/// An element that is kept.
#[derive(Debug)]
pub struct Piece {
    /// Its name.
    pub name: String,
    /// Its attributes, as they stand in the file.
    pub attrs: String,
    /// What is in it.
    pub kids: Vec<Bit>,
}

/// Where a section begins or ends.
#[derive(Debug, Clone)]
pub struct Mark {
    /// What it does.
    pub sign: Sign,
    /// The name of its tag; empty where the last one opened is closed.
    pub name: String,
    /// Where.
    pub place: Place,
}

impl Mark {
    /// What is wrong with it.
    pub fn fault(&self, kind: FaultKind) -> Fault {
        Fault {
            tag: tag::written(self.sign, &self.name),
            kind,
            place: self.place.clone(),
        }
    }
}

/// What is read of a part besides its text.
pub struct Reading {
    part: Part,
    page: Option<u32>,
    paragraph: u32,
    within: Vec<String>,
    /// Word writes a text box twice, the second time for older programs: told once.
    repeated: bool,
    /// The tags found.
    pub usages: Vec<Usage>,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
}

/// What tells where pages end, as far as Word wrote it down.
const PAGE_END: &str = "w:lastRenderedPageBreak";

impl Reading {
    /// Of a part. `one_page` when the whole document is known to have no more.
    pub fn of(part: Part, root: &Element, one_page: bool) -> Self {
        let paged = part == Part::Body && (one_page || holds(root, PAGE_END));
        Self {
            part,
            page: paged.then_some(1),
            paragraph: 0,
            within: Vec::new(),
            repeated: false,
            usages: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The element with its tags found.
    pub fn piece(&mut self, element: Element) -> Piece {
        if element.name == "w:p" {
            return self.paragraph(element);
        }
        let repeated = self.repeated;
        self.repeated |= element.name == "mc:Fallback";
        let kids = element.kids.into_iter().map(|kid| self.bit(kid)).collect();
        self.repeated = repeated;
        Piece {
            name: element.name,
            attrs: element.attrs,
            kids,
        }
    }

    fn bit(&mut self, node: Node) -> Bit {
        match node {
            Node::Element(element) => Bit::Element(self.piece(element)),
            Node::Text(text) => Bit::Text(text),
        }
    }

    fn paragraph(&mut self, element: Element) -> Piece {
        let mut texts = Vec::new();
        gather(&element, &mut texts, &mut self.page);
        let whole: String = texts.iter().map(|(text, _)| text.as_str()).collect();
        if !whole.trim().is_empty() {
            self.paragraph += 1;
        }
        let (found, stray) = tag::scan(&whole);
        let near = tag::quoted(whole.trim());
        let starts: Vec<usize> = texts
            .iter()
            .scan(0, |at, (text, _)| {
                let start = *at;
                *at += text.len();
                Some(start)
            })
            .collect();
        // The run in which a byte of the paragraph stands.
        let run_of = |at: usize| starts.partition_point(|start| *start <= at) - 1;
        let (part, paragraph) = (self.part, self.paragraph);
        let place = |at: usize| Place {
            part,
            page: texts.get(run_of(at)).and_then(|(_, page)| *page),
            paragraph,
            near: near.clone(),
        };
        if !self.repeated {
            self.faults.extend(stray.into_iter().map(|stray| Fault {
                tag: stray.text,
                kind: stray.kind,
                place: place(stray.at),
            }));
        }
        let mut runs: Vec<Vec<Bit>> = texts.iter().map(|_| Vec::new()).collect();
        let mut at = 0;
        for Found { range, sign, name } in found {
            spread(&whole, at..range.start, &starts, &mut runs);
            let place = place(range.start);
            at = range.end;
            if !self.repeated {
                self.use_tag(sign, &name, &place);
            }
            let bit = match sign {
                Sign::Asks(Form::Value) => Bit::Slot {
                    name,
                    picture: false,
                },
                Sign::Asks(Form::Picture) => Bit::Slot {
                    name,
                    picture: true,
                },
                Sign::Asks(Form::Section | Form::Otherwise) | Sign::Closes => {
                    Bit::Mark(Mark { sign, name, place })
                }
            };
            runs[run_of(range.start)].push(bit);
        }
        spread(&whole, at..whole.len(), &starts, &mut runs);
        let touched = at > 0;
        let mut runs = runs.into_iter();
        Piece {
            kids: self.rebuild(element.kids, &mut runs, touched),
            name: element.name,
            attrs: element.attrs,
        }
    }

    fn use_tag(&mut self, sign: Sign, name: &str, place: &Place) {
        let form = match sign {
            Sign::Asks(form) => form,
            Sign::Closes => {
                self.within.pop();
                return;
            }
        };
        self.usages.push(Usage {
            name: name.to_owned(),
            form,
            within: self.within.clone(),
            place: place.clone(),
        });
        if matches!(form, Form::Section | Form::Otherwise) {
            self.within.push(name.to_owned());
        }
    }

    /// The paragraph's content with the texts of its runs replaced, in the order in which
    /// [`gather`] read them.
    fn rebuild(
        &mut self,
        kids: Vec<Node>,
        runs: &mut impl Iterator<Item = Vec<Bit>>,
        touched: bool,
    ) -> Vec<Bit> {
        let mut out = Vec::with_capacity(kids.len());
        for kid in kids {
            match kid {
                Node::Element(run) if run.name == "w:r" => self.run(run, runs, touched, &mut out),
                Node::Element(element) => {
                    let kids = self.rebuild(element.kids, runs, touched);
                    out.push(Bit::Element(Piece {
                        name: element.name,
                        attrs: element.attrs,
                        kids,
                    }));
                }
                Node::Text(text) => out.push(Bit::Text(text)),
            }
        }
        out
    }

    /// One run, cut where a section begins or ends.
    fn run(
        &mut self,
        run: Element,
        texts: &mut impl Iterator<Item = Vec<Bit>>,
        touched: bool,
        out: &mut Vec<Bit>,
    ) {
        let look = run.elements().find(|kid| kid.name == "w:rPr").cloned();
        let (name, attrs) = (run.name, run.attrs);
        let mut kids: Vec<Bit> = Vec::new();
        let mut cut = false;
        let flush = |kids: &mut Vec<Bit>, always: bool, out: &mut Vec<Bit>| {
            if kids.is_empty() && !always {
                return;
            }
            let look = look.clone().map(|look| Bit::Element(plain(look)));
            out.push(Bit::Element(Piece {
                name: name.clone(),
                attrs: attrs.clone(),
                kids: look.into_iter().chain(kids.drain(..)).collect(),
            }));
        };
        for kid in run.kids {
            match kid {
                Node::Element(element) if element.name == "w:rPr" => {}
                Node::Element(element) if element.name == "w:t" => {
                    let bits = texts.next().unwrap_or_default();
                    if !touched {
                        kids.push(Bit::Element(plain(element)));
                        continue;
                    }
                    let mut text = Vec::new();
                    for bit in bits {
                        if matches!(bit, Bit::Mark(_)) {
                            kids.extend(written(&mut text));
                            flush(&mut kids, false, out);
                            out.push(bit);
                            cut = true;
                        } else {
                            text.push(bit);
                        }
                    }
                    kids.extend(written(&mut text));
                }
                other @ (Node::Element(_) | Node::Text(_)) => kids.push(self.bit(other)),
            }
        }
        flush(&mut kids, !cut, out);
    }
}

/// An element in which no tag is looked for.
fn plain(element: Element) -> Piece {
    Piece {
        name: element.name,
        attrs: element.attrs,
        kids: element
            .kids
            .into_iter()
            .map(|kid| match kid {
                Node::Element(element) => Bit::Element(plain(element)),
                Node::Text(text) => Bit::Text(text),
            })
            .collect(),
    }
}

/// The text of a run, where there is any; its spaces count.
fn written(text: &mut Vec<Bit>) -> Option<Bit> {
    (!text.is_empty()).then(|| {
        Bit::Element(Piece {
            name: "w:t".to_owned(),
            attrs: " xml:space=\"preserve\"".to_owned(),
            kids: std::mem::take(text),
        })
    })
}

/// The texts of a paragraph and the page each stands on. What lies in a text box is read
/// with the paragraphs of the box.
fn gather(element: &Element, texts: &mut Vec<(String, Option<u32>)>, page: &mut Option<u32>) {
    for kid in element.elements() {
        if kid.name != "w:r" {
            gather(kid, texts, page);
            continue;
        }
        for kid in kid.elements() {
            if kid.name == PAGE_END {
                *page = page.map(|page| page + 1);
            } else if kid.name == "w:t" {
                let text = kid.kids.iter().filter_map(|node| match node {
                    Node::Text(text) => Some(text.as_str()),
                    Node::Element(_) => None,
                });
                texts.push((text.collect(), *page));
            }
        }
    }
}

/// Gives back to each run what it had of a stretch of the paragraph.
fn spread(whole: &str, stretch: std::ops::Range<usize>, starts: &[usize], runs: &mut [Vec<Bit>]) {
    for (index, run) in runs.iter_mut().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(whole.len());
        let from = stretch.start.max(starts[index]);
        let to = stretch.end.min(end);
        if from < to {
            run.push(Bit::Text(whole[from..to].to_owned()));
        }
    }
}

fn holds(element: &Element, name: &str) -> bool {
    element
        .elements()
        .any(|kid| kid.name == name || holds(kid, name))
}
