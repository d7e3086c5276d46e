//! The fields of a form, read once.

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::fit::Room;

/// Bits of the flags of a field.
const MULTILINE: i64 = 1 << 12;
const RADIO: i64 = 1 << 15;

/// A field that can be filled.
pub struct Field {
    /// The object that holds its value.
    pub id: ObjectId,
    pub kind: Kind,
}

/// What can be put into it.
pub enum Kind {
    /// Words, in each of these places.
    Text { places: Vec<Place>, centred: bool },
    /// One of these boxes.
    Choice(Vec<Button>),
}

/// Where a text shows.
#[derive(Clone, Copy)]
pub struct Place {
    pub id: ObjectId,
    pub room: Room,
}

/// A box to tick.
pub struct Button {
    pub id: ObjectId,
    /// The name of its appearance when ticked.
    pub state: Vec<u8>,
    /// What it means on the form: `/Opt` gives it where there is one, the state otherwise.
    pub means: String,
}

/// All fields below these objects, by their full names.
pub fn read(pdf: &Document, roots: &[Object]) -> Vec<(String, Field)> {
    let mut found = Vec::new();
    for root in roots {
        descend(pdf, root, &Inherited::default(), 0, &mut found);
    }
    found
}

/// What a field takes over from those above it.
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Vec<u8>,
    flags: i64,
    max: Option<usize>,
    size: f32,
    centred: bool,
    options: Vec<String>,
}

/// Deeper than any form; stops one that contains itself.
const DEEPEST: usize = 8;

fn descend(
    pdf: &Document,
    object: &Object,
    above: &Inherited,
    depth: usize,
    found: &mut Vec<(String, Field)>,
) {
    let (Ok(id), Ok((_, resolved))) = (object.as_reference(), pdf.dereference(object)) else {
        return;
    };
    let Ok(dictionary) = resolved.as_dict() else {
        return;
    };
    if depth > DEEPEST {
        return;
    }
    let own = above.with(pdf, dictionary);
    let kids: Vec<Object> = list(pdf, dictionary, b"Kids").to_vec();
    let named = |kid: &&Object| {
        let kid = pdf.dereference(kid).ok();
        kid.and_then(|(_, kid)| kid.as_dict().ok())
            .is_some_and(|kid| kid.has(b"T"))
    };
    if kids.iter().any(|kid| named(&kid)) {
        for kid in &kids {
            descend(pdf, kid, &own, depth + 1, found);
        }
        return;
    }
    let widgets: Vec<ObjectId> = if kids.is_empty() {
        vec![id]
    } else {
        kids.iter()
            .filter_map(|kid| kid.as_reference().ok())
            .collect()
    };
    let kind = match own.kind.as_slice() {
        b"Tx" => Kind::Text {
            places: widgets
                .iter()
                .filter_map(|widget| own.place(pdf, *widget))
                .collect(),
            centred: own.centred,
        },
        b"Btn" if own.flags & RADIO != 0 => Kind::Choice(
            widgets
                .iter()
                .filter_map(|widget| own.button(pdf, *widget))
                .collect(),
        ),
        _ => return,
    };
    found.push((own.name, Field { id, kind }));
}

impl Inherited {
    fn with(&self, pdf: &Document, own: &Dictionary) -> Self {
        let mut all = self.clone();
        if let Some(name) = text(own, b"T") {
            all.name = if all.name.is_empty() {
                name
            } else {
                format!("{}.{name}", all.name)
            };
        }
        if let Ok(kind) = own.get_deref(b"FT", pdf).and_then(Object::as_name) {
            all.kind = kind.to_vec();
        }
        if let Ok(flags) = own.get_deref(b"Ff", pdf).and_then(Object::as_i64) {
            all.flags = flags;
        }
        if let Ok(max) = own.get_deref(b"MaxLen", pdf).and_then(Object::as_i64) {
            all.max = usize::try_from(max).ok();
        }
        if let Some(appearance) = text(own, b"DA") {
            all.size = size_of(&appearance).unwrap_or(all.size);
        }
        if let Ok(alignment) = own.get_deref(b"Q", pdf).and_then(Object::as_i64) {
            all.centred = alignment == 1;
        }
        let options: Vec<String> = list(pdf, own, b"Opt")
            .iter()
            .filter_map(|option| lopdf::decode_text_string(option).ok())
            .collect();
        if !options.is_empty() {
            all.options = options;
        }
        all
    }

    fn place(&self, pdf: &Document, widget: ObjectId) -> Option<Place> {
        let (width, height) = extent(rectangle(pdf, pdf.get_dictionary(widget).ok()?)?);
        Some(Place {
            id: widget,
            room: Room {
                width,
                height,
                size: self.size,
                multiline: self.flags & MULTILINE != 0,
                max: self.max,
            },
        })
    }

    fn button(&self, pdf: &Document, widget: ObjectId) -> Option<Button> {
        let appearances = pdf
            .get_dictionary(widget)
            .ok()?
            .get_deref(b"AP", pdf)
            .and_then(Object::as_dict)
            .ok()?
            .get_deref(b"N", pdf)
            .and_then(Object::as_dict)
            .ok()?;
        let (state, _) = appearances.iter().find(|(state, _)| *state != b"Off")?;
        let name = String::from_utf8_lossy(state).into_owned();
        let meaning = name
            .parse::<usize>()
            .ok()
            .and_then(|place| self.options.get(place).cloned());
        Some(Button {
            id: widget,
            state: state.clone(),
            means: meaning.unwrap_or(name),
        })
    }
}

/// The size in a default appearance such as `/Helv 10 Tf 0 g`.
fn size_of(appearance: &str) -> Option<f32> {
    let words: Vec<&str> = appearance.split_whitespace().collect();
    let place = words.iter().position(|word| *word == "Tf")?;
    words.get(place.checked_sub(1)?)?.parse().ok()
}

fn text(dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    lopdf::decode_text_string(dictionary.get(key).ok()?).ok()
}

/// The array under a key, or nothing.
pub fn list<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> &'a [Object] {
    let found = dictionary.get_deref(key, pdf).and_then(Object::as_array);
    found.map_or(&[], Vec::as_slice)
}

/// The corners of a widget: left, bottom, right, top.
pub fn rectangle(pdf: &Document, widget: &Dictionary) -> Option<[f32; 4]> {
    let corners: Vec<f32> = list(pdf, widget, b"Rect")
        .iter()
        .filter_map(|corner| corner.as_float().ok())
        .collect();
    let [x1, y1, x2, y2] = corners.try_into().ok()?;
    Some([x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)])
}

const fn extent([left, bottom, right, top]: [f32; 4]) -> (f32, f32) {
    (right - left, top - bottom)
}
