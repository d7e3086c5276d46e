//! A filled form whose values are part of the page.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::blank::annotations;
use crate::field::{list, rectangle};
use crate::fill::FillError;

/// Draws every field on its page and takes the fields out.
pub fn flatten(pdf: &mut Document) -> Result<(), FillError> {
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    for page in pages {
        let (fields, others): (Vec<_>, Vec<_>) = annotations(pdf, page)
            .into_iter()
            .partition(|annotation| is_field(pdf, *annotation));
        let mut drawn = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            let Some((appearance, matrix)) = seen(pdf, *field) else {
                continue;
            };
            let name = format!("Field{place}");
            let [a, d, e, f] = matrix;
            drawn.push(format!("q {a} 0 0 {d} {e} {f} cm /{name} Do Q\n"));
            pdf.add_xobject(page, name, appearance)?;
        }
        draw_after(pdf, page, &drawn.concat())?;
        let others: Vec<Object> = others.into_iter().map(Object::Reference).collect();
        pdf.get_dictionary_mut(page)?.set("Annots", others);
    }
    pdf.catalog_mut()?.remove(b"AcroForm");
    forget_fields(pdf);
    Ok(())
}

/// Adds to what a page draws, whatever state the page leaves behind.
pub fn draw_after(pdf: &mut Document, page: ObjectId, operators: &str) -> Result<(), FillError> {
    let drawn = pdf.get_page_contents(page);
    let [before, after] = [String::from("q\n"), format!("\nQ\n{operators}")]
        .map(|part| pdf.add_object(Stream::new(Dictionary::new(), part.into_bytes())));
    let contents: Vec<Object> = std::iter::once(before)
        .chain(drawn)
        .chain([after])
        .map(Object::Reference)
        .collect();
    pdf.get_dictionary_mut(page)?.set("Contents", contents);
    Ok(())
}

fn is_field(pdf: &Document, annotation: ObjectId) -> bool {
    pdf.get_dictionary(annotation)
        .and_then(|found| found.get(b"Subtype"))
        .and_then(Object::as_name)
        .is_ok_and(|kind| kind == b"Widget")
}

/// What a field shows now, and how it is laid on its page.
fn seen(pdf: &Document, field: ObjectId) -> Option<(ObjectId, [f32; 4])> {
    let widget = pdf.get_dictionary(field).ok()?;
    let appearances = widget.get_deref(b"AP", pdf).ok()?.as_dict().ok()?;
    let normal = appearances.get(b"N").ok()?;
    let shown = if let Object::Dictionary(states) = pdf.dereference(normal).ok()?.1 {
        let state = widget.get(b"AS").and_then(Object::as_name).ok()?;
        states.get(state).ok()?
    } else {
        normal
    };
    let id = shown.as_reference().ok()?;
    let stream = pdf.get_object(id).and_then(Object::as_stream).ok()?;
    let bounds: Vec<f32> = list(pdf, &stream.dict, b"BBox")
        .iter()
        .filter_map(|side| side.as_float().ok())
        .collect();
    let [left, bottom, right, top]: [f32; 4] = bounds.try_into().ok()?;
    let [x1, y1, x2, y2] = rectangle(pdf, widget)?;
    let scale = |wanted: f32, own: f32| if own == 0.0 { 1.0 } else { wanted / own };
    let (a, d) = (scale(x2 - x1, right - left), scale(y2 - y1, top - bottom));
    Some((id, [a, d, x1 - left * a, y1 - bottom * d]))
}

/// The structure of the document no longer points to fields that are gone.
fn forget_fields(pdf: &mut Document) {
    let fields: Vec<ObjectId> = pdf
        .objects
        .keys()
        .copied()
        .filter(|id| is_field(pdf, *id))
        .collect();
    let points_to_field = |object: &Object| {
        object.as_dict().is_ok_and(|reference| {
            reference.has_type(b"OBJR")
                && reference
                    .get(b"Obj")
                    .and_then(Object::as_reference)
                    .is_ok_and(|id| fields.contains(&id))
        })
    };
    for object in pdf.objects.values_mut() {
        let Ok(element) = object.as_dict_mut() else {
            continue;
        };
        if element.get(b"K").is_ok_and(points_to_field) {
            element.remove(b"K");
        } else if let Ok(kids) = element.get_mut(b"K").and_then(Object::as_array_mut) {
            kids.retain(|kid| !points_to_field(kid));
        }
    }
}
