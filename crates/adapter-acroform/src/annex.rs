//! The pages that print whole what a field had no room for.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use crate::fill::FillError;
use crate::fit::{LEADING, Room, lines};
use crate::typeface::Hand;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const SIZE: f32 = 10.0;

/// One line: its text and its size.
type Line = (String, f32);

/// Adds the annex, if there is anything for it.
pub fn add(
    pdf: &mut Document,
    overflow: &[(&str, &str)],
    font: ObjectId,
    hand: &mut Hand<'_>,
) -> Result<(), FillError> {
    let mut wanted = paragraphs(overflow, hand);
    if hand.left_something_out() {
        let note = "Le signe « ? » peut tenir la place d’un caractère qui n’a pas pu être imprimé.";
        wanted.extend([(String::new(), SIZE), (note.to_owned(), 8.0)]);
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let title = "Annexe : suite des rubriques du formulaire".to_owned();
    wanted.insert(0, (title, 14.0));
    let mut y = 0.0;
    let mut pages: Vec<Vec<Operation>> = Vec::new();
    for (text, size) in wanted {
        y -= size * LEADING * 1.15;
        if pages.is_empty() || y < MARGIN {
            pages.push(Vec::new());
            y = HEIGHT - MARGIN - size;
        }
        if let Some(page) = pages.last_mut() {
            let matrix = [1.0, 0.0, 0.0, 1.0, MARGIN, y].map(Into::into).into();
            page.push(Operation::new("Tf", vec!["F".into(), size.into()]));
            page.push(Operation::new("Tm", matrix));
            page.push(Operation::new("Tj", vec![hand.write(&text)]));
        }
    }
    for page in pages {
        append(pdf, page, font)?;
    }
    Ok(())
}

/// Each heading, then its content.
fn paragraphs(overflow: &[(&str, &str)], hand: &mut Hand<'_>) -> Vec<Line> {
    let room = Room {
        width: WIDTH - 2.0 * MARGIN,
        height: HEIGHT,
        size: SIZE,
        multiline: true,
        max: None,
    };
    let mut all = Vec::new();
    for (heading, content) in overflow {
        all.push((String::new(), SIZE));
        all.push((format!("{heading} :"), 11.0));
        let content = hand.drawable(content);
        all.extend(
            lines(&content, room, SIZE, hand)
                .into_iter()
                .map(|line| (line, SIZE)),
        );
    }
    all
}

/// One more page at the end.
fn append(pdf: &mut Document, text: Vec<Operation>, font: ObjectId) -> Result<(), FillError> {
    let mut operations = vec![Operation::new("BT", vec![])];
    operations.extend(text);
    operations.push(Operation::new("ET", vec![]));
    let content = Stream::new(lopdf::Dictionary::new(), Content { operations }.encode()?);
    let content = pdf.add_object(content);
    let tree = pdf
        .catalog()?
        .get(b"Pages")
        .and_then(Object::as_reference)?;
    let page = pdf.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "MediaBox" => [0.0, 0.0, WIDTH, HEIGHT].map(Object::Real).to_vec(),
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        "Contents" => content,
    });
    let tree = pdf.get_dictionary_mut(tree)?;
    let count = tree.get(b"Count").and_then(Object::as_i64)?;
    tree.set("Count", count + 1);
    tree.get_mut(b"Kids")
        .and_then(Object::as_array_mut)?
        .push(page.into());
    Ok(())
}
