//! XML as a small tree, read with limits and written back as it was.

use application::templates::NotATemplate;
use quick_xml::{
    Reader,
    events::{BytesStart, Event, attributes::Attributes},
};

/// How deep elements may lie in one another: text boxes in tables in tables reach some sixty.
const DEPTH: usize = 200;

/// How many nodes a part may have: a document of a hundred pages has some fifty thousand.
const NODES: usize = 400_000;

/// A piece of XML.
#[derive(Debug, Clone)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, unescaped.
    Text(String),
}

/// An element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name, prefix included.
    pub name: String,
    /// Its attributes as they stand in the file, the space before them included.
    pub attrs: String,
    /// What is in it.
    pub kids: Vec<Node>,
}

impl Element {
    /// An element without anything in it.
    pub fn new(name: &str, attrs: &str) -> Self {
        Self {
            name: name.to_owned(),
            attrs: attrs.to_owned(),
            kids: Vec::new(),
        }
    }

    /// The value of an attribute.
    pub fn attr(&self, name: &str) -> Option<String> {
        attributes(&self.attrs)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.kids.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }
}

/// Names and values of attributes as they stand in a file. What is not an attribute is
/// passed over: nobody reads it.
fn attributes(raw: &str) -> impl Iterator<Item = (String, String)> {
    Attributes::new(raw, 0).filter_map(|attribute| {
        let attribute = attribute.ok()?;
        let value = quick_xml::escape::unescape(&attribute.value).ok()?;
        Some((attribute.key.as_ref().to_owned(), value.into_owned()))
    })
}

/// Reads a part: the one element that stands around everything. Entities of its own are
/// refused, and whatever lies deeper or is longer than any document.
///
/// # Errors
/// [`NotATemplate::Doctype`], [`NotATemplate::TooLarge`], [`NotATemplate::Damaged`].
pub fn parse(bytes: &[u8]) -> Result<Element, NotATemplate> {
    let mut tree = Tree {
        open: vec![Element::new("", "")],
        nodes: 0,
    };
    each_event(bytes, |event| tree.take(event))?;
    let mut top = tree.open.pop().ok_or(NotATemplate::Damaged)?;
    let mut roots = top.kids.drain(..).filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    match (roots.next(), roots.next()) {
        (Some(root), None) => Ok(root),
        (Some(_), Some(_)) | (None, _) => Err(NotATemplate::Damaged),
    }
}

/// Reads a part without keeping it, as far as to know that it holds together.
///
/// # Errors
/// As [`parse`].
pub fn skim(bytes: &[u8]) -> Result<(), NotATemplate> {
    each_event(bytes, |_| Ok(()))
}

/// A tree while it grows.
struct Tree {
    open: Vec<Element>,
    nodes: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) -> Result<(), NotATemplate> {
        match event {
            Event::Start(start) => self.open.push(element(&start)),
            Event::End(_) => {
                let closed = self.open.pop().ok_or(NotATemplate::Damaged)?;
                self.put(Node::Element(closed))?;
            }
            Event::Empty(start) => self.put(Node::Element(element(&start)))?,
            Event::Text(text) => self.text(&text)?,
            Event::CData(text) => self.text(&text)?,
            // `&…;` comes by itself: it joins the text around it.
            Event::GeneralRef(reference) => {
                let resolved = reference
                    .resolve_char_ref()
                    .map_err(|_| NotATemplate::Damaged)?;
                match resolved {
                    Some(c) => self.text(c.encode_utf8(&mut [0; 4]))?,
                    None => self.text(predefined(&reference).ok_or(NotATemplate::Doctype)?)?,
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn text(&mut self, more: &str) -> Result<(), NotATemplate> {
        if let Some(Element { kids, .. }) = self.open.last_mut()
            && let Some(Node::Text(text)) = kids.last_mut()
        {
            text.push_str(more);
            return Ok(());
        }
        self.put(Node::Text(more.to_owned()))
    }

    fn put(&mut self, node: Node) -> Result<(), NotATemplate> {
        self.nodes += 1;
        if self.nodes > NODES {
            return Err(NotATemplate::TooLarge);
        }
        let around = self.open.last_mut().ok_or(NotATemplate::Damaged)?;
        around.kids.push(node);
        Ok(())
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    Element::new(start.name().as_ref(), start.attributes_raw())
}

/// The five entities that need no doctype.
fn predefined(name: &str) -> Option<&'static str> {
    match name {
        "lt" => Some("<"),
        "gt" => Some(">"),
        "amp" => Some("&"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ => None,
    }
}

/// Goes through a part, and stops at whatever no part of a document has.
fn each_event<'a>(
    bytes: &'a [u8],
    mut seen: impl FnMut(Event<'a>) -> Result<(), NotATemplate>,
) -> Result<(), NotATemplate> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotATemplate::Damaged)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| NotATemplate::Damaged)?;
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(NotATemplate::Doctype),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(NotATemplate::Damaged),
            Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
        if depth > DEPTH {
            return Err(NotATemplate::TooLarge);
        }
        seen(event)?;
    }
}

/// Adds text to XML. What XML cannot hold is left out.
pub fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

/// The text escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

/// Adds an element and all that is in it.
pub fn write(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    out.push_str(&element.attrs);
    if element.kids.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for kid in &element.kids {
        match kid {
            Node::Element(element) => write(element, out),
            Node::Text(text) => escape_into(text, out),
        }
    }
    close(&element.name, out);
}

/// Adds the end of an element.
pub fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// What stands before the root of a part.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
