//! A blank with its values, and what did not fit on pages of its own.

use application::forms::{Finish, OfficialForm};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::annex;
use crate::blank::{Blank, annotations};
use crate::field::{Button, Field, Kind, Place, list, rectangle};
use crate::fit::{EDGE, LEADING, Laid, lay};
use crate::flatten;
use crate::typeface::{Hand, Typeface, UnreadableFont};
use crate::values::{self, Entry, Value};

/// The form could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("the blank is not as it was when it was read")]
    Pdf(#[from] lopdf::Error),
    #[error("the font is not as it was when it was read")]
    Font(#[from] UnreadableFont),
    #[error("the file could not be written")]
    Write(#[from] std::io::Error),
}

/// The headings whose content does not fit in its field, each once.
pub fn annexed(blank: &Blank, entries: &[Entry], typeface: &Typeface) -> Vec<&'static str> {
    let Ok(mut hand) = typeface.hand() else {
        return Vec::new();
    };
    let mut headings = Vec::new();
    for entry in entries {
        if let Some(words) = text_of(blank, entry)
            && !laid(words, &mut hand).1.whole
            && !headings.contains(&entry.heading)
        {
            headings.push(entry.heading);
        }
    }
    headings
}

/// Fills the blank.
pub fn fill(
    blank: &Blank,
    form: &OfficialForm,
    typeface: &Typeface,
    finish: Finish,
) -> Result<Vec<u8>, FillError> {
    let entries = values::of(form);
    let mut pdf = blank.pdf.clone();
    let mut hand = typeface.hand()?;
    let font = pdf.new_object_id();
    let mut overflow: Vec<(&str, &str)> = Vec::new();
    for entry in &entries {
        match (
            blank.fields.get(entry.field).map(AsRef::as_ref),
            &entry.value,
        ) {
            (
                Some(Field {
                    id,
                    kind: Kind::Choice(buttons),
                }),
                Value::Choice(means),
            ) => {
                tick(&mut pdf, *id, buttons, means)?;
            }
            (
                Some(Field {
                    id,
                    kind: Kind::Text { places, centred },
                }),
                Value::Text(words),
            ) => {
                let mut whole = true;
                for place in places {
                    let (shown, fitted) = laid((place, words), &mut hand);
                    whole &= fitted.whole;
                    let kept = if fitted.whole {
                        shown
                    } else {
                        fitted.lines.join("\n")
                    };
                    pdf.get_dictionary_mut(*id)?
                        .set("V", lopdf::text_string(&kept));
                    let drawn = appearance(&pdf, place, &fitted, *centred, font, &mut hand)?;
                    let drawn = pdf.add_object(drawn);
                    let widget = pdf.get_dictionary_mut(place.id)?;
                    widget.set("AP", dictionary! { "N" => drawn });
                }
                if !whole && !overflow.contains(&(entry.heading, words)) {
                    overflow.push((entry.heading, words));
                }
            }
            (Some(field), Value::Beneath(words)) => {
                beneath(&mut pdf, field, words, font, &mut hand)?;
            }
            // The page of the decision is not there before it is taken.
            (_, Value::Choice(_) | Value::Text(_) | Value::Beneath(_)) => {}
        }
    }
    if let Some(words) = values::mark(form) {
        mark(&mut pdf, words, font, &mut hand)?;
    }
    annex::add(&mut pdf, &overflow, font, &mut hand)?;
    if finish == Finish::Flat {
        flatten::flatten(&mut pdf)?;
    }
    hand.embed(&mut pdf, font)?;
    pdf.prune_objects();
    let mut file = Vec::new();
    pdf.save_to(&mut file)?;
    Ok(file)
}

/// The words of an entry and the first place where they show.
fn text_of<'a>(blank: &'a Blank, entry: &'a Entry) -> Option<(&'a Place, &'a str)> {
    let field = blank.fields.get(entry.field)?;
    match (&field.kind, &entry.value) {
        (Kind::Text { places, .. }, Value::Text(words)) => Some((places.first()?, words)),
        (_, Value::Choice(_) | Value::Text(_) | Value::Beneath(_)) => None,
    }
}

fn laid((place, words): (&Place, &str), hand: &mut Hand<'_>) -> (String, Laid) {
    let shown = hand.drawable(words);
    let fitted = lay(&shown, place.room, hand);
    (words.to_owned(), fitted)
}

/// Ticks the box that means this, and no other.
fn tick(
    pdf: &mut Document,
    field: ObjectId,
    buttons: &[Button],
    means: &str,
) -> Result<(), FillError> {
    for button in buttons {
        let ticked = button.means == means;
        let state = if ticked {
            button.state.as_slice()
        } else {
            b"Off"
        };
        let state = Object::Name(state.to_vec());
        pdf.get_dictionary_mut(button.id)?.set("AS", state.clone());
        if ticked {
            pdf.get_dictionary_mut(field)?.set("V", state);
        }
    }
    Ok(())
}

/// Writes across every page in outlined letters, which hide nothing.
fn mark(
    pdf: &mut Document,
    words: &str,
    font: ObjectId,
    hand: &mut Hand<'_>,
) -> Result<(), FillError> {
    const SIZE: f32 = 120.0;
    // Rising by as much as a page does from corner to corner.
    const SLOPE: (f32, f32) = (0.577, 0.816);
    let half = hand.width(words, SIZE) / 2.0;
    let (x, y) = (298.0 - half * SLOPE.0, 421.0 - half * SLOPE.1);
    let outlined = vec![
        Operation::new("G", vec![0.6.into()]),
        Operation::new("Tr", vec![1.into()]),
        Operation::new("Tf", vec!["F".into(), SIZE.into()]),
        matrix([SLOPE.0, SLOPE.1, -SLOPE.1, SLOPE.0, x, y]),
        Operation::new("Tj", vec![hand.write(words)]),
    ];
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    for page in pages {
        write_on(pdf, page, "Mark", outlined.clone(), font)?;
    }
    Ok(())
}

/// Writes under a field and the label that stands below it.
fn beneath(
    pdf: &mut Document,
    field: &Field,
    words: &str,
    font: ObjectId,
    hand: &mut Hand<'_>,
) -> Result<(), FillError> {
    let Kind::Text { places, .. } = &field.kind else {
        return Ok(());
    };
    let Some(place) = places.first() else {
        return Ok(());
    };
    let corner = rectangle(pdf, pdf.get_dictionary(place.id)?);
    let page = pdf
        .page_iter()
        .find(|page| annotations(pdf, *page).contains(&place.id));
    let (Some([x, y, ..]), Some(page)) = (corner, page) else {
        return Ok(());
    };
    let words = hand.drawable(words);
    let written = vec![
        Operation::new("Tf", vec!["F".into(), 10.into()]),
        matrix([1.0, 0.0, 0.0, 1.0, x, y - 42.0]),
        Operation::new("Tj", vec![hand.write(&words)]),
    ];
    write_on(pdf, page, "Beneath", written, font)
}

fn matrix(values: [f32; 6]) -> Operation {
    Operation::new("Tm", values.map(Into::into).into())
}

/// Puts text on a page, over what is there.
fn write_on(
    pdf: &mut Document,
    page: ObjectId,
    name: &str,
    text: Vec<Operation>,
    font: ObjectId,
) -> Result<(), FillError> {
    let mut operations = vec![Operation::new("BT", vec![])];
    operations.extend(text);
    operations.push(Operation::new("ET", vec![]));
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    };
    let drawn = pdf.add_object(Stream::new(form, Content { operations }.encode()?));
    pdf.add_xobject(page, name, drawn)?;
    flatten::draw_after(pdf, page, &format!("q /{name} Do Q\n"))
}

/// How the value looks in its field.
fn appearance(
    pdf: &Document,
    place: &Place,
    laid: &Laid,
    centred: bool,
    font: ObjectId,
    hand: &mut Hand<'_>,
) -> Result<Stream, FillError> {
    let (width, height) = (place.room.width, place.room.height);
    let mut operations = edge(pdf, place);
    operations.extend([
        Operation::new("BMC", vec!["Tx".into()]),
        Operation::new("q", vec![]),
        Operation::new(
            "re",
            [1.0, 1.0, width - 2.0, height - 2.0].map(Into::into).into(),
        ),
        Operation::new("W", vec![]),
        Operation::new("n", vec![]),
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F".into(), laid.size.into()]),
        Operation::new("g", vec![0.into()]),
    ]);
    // A single line stands in the middle; several begin at the top.
    let mut y = if place.room.multiline {
        height - EDGE - laid.size
    } else {
        height / 2.0 - 0.35 * laid.size
    };
    for line in &laid.lines {
        let spare = width - hand.width(line, laid.size);
        let x = if centred {
            (spare / 2.0).max(0.0)
        } else {
            EDGE
        };
        operations.push(matrix([1.0, 0.0, 0.0, 1.0, x, y]));
        operations.push(Operation::new("Tj", vec![hand.write(line)]));
        y -= laid.size * LEADING;
    }
    operations.extend(["ET", "Q", "EMC"].map(|end| Operation::new(end, vec![])));
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), width.into(), height.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    };
    Ok(Stream::new(form, Content { operations }.encode()?))
}

/// The frame that the form wants around the field.
fn edge(pdf: &Document, place: &Place) -> Vec<Operation> {
    let none = Dictionary::new();
    let looks = pdf
        .get_dictionary(place.id)
        .and_then(|widget| widget.get_deref(b"MK", pdf))
        .and_then(Object::as_dict)
        .unwrap_or(&none);
    let colour = list(pdf, looks, b"BC").to_vec();
    let operator = match colour.len() {
        1 => "G",
        3 => "RG",
        4 => "K",
        _ => return Vec::new(),
    };
    let (width, height) = (place.room.width, place.room.height);
    vec![
        Operation::new("q", vec![]),
        Operation::new(operator, colour),
        Operation::new(
            "re",
            [0.5, 0.5, width - 1.0, height - 1.0].map(Into::into).into(),
        ),
        Operation::new("S", vec![]),
        Operation::new("Q", vec![]),
    ]
}
