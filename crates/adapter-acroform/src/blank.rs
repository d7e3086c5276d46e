//! A blank form: a PDF whose fields were found, ready to be copied and filled.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::field::{self, Field, Kind};

/// The file given is not the blank form that it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlankError {
    /// Not a PDF that can be read.
    #[error("the file is not a readable PDF")]
    Unreadable,
    /// It is protected by a password.
    #[error("the file is protected by a password")]
    Protected,
    /// It has no form.
    #[error("the file has no fields to fill")]
    NoForm,
    /// A field of the form is not in it.
    #[error("the file is another form: it has no field {field}")]
    Missing {
        /// The name of the field.
        field: &'static str,
    },
}

/// A blank form.
#[derive(Clone)]
pub struct Blank {
    pub pdf: Document,
    pub form: ObjectId,
    pub fields: BTreeMap<String, std::sync::Arc<Field>>,
}

impl Blank {
    /// Reads a form that has all of `needed`; true means a choice.
    pub fn read(file: &[u8], needed: &[(&'static str, bool)]) -> Result<Self, BlankError> {
        let mut pdf = Document::load_mem(file).map_err(|_| BlankError::Unreadable)?;
        if pdf.is_encrypted() || pdf.was_encrypted() {
            return Err(BlankError::Protected);
        }
        let form = form(&mut pdf).ok_or(BlankError::NoForm)?;
        let listed = adopted(&mut pdf, form).ok_or(BlankError::NoForm)?;
        let fields: BTreeMap<_, _> = field::read(&pdf, &listed)
            .into_iter()
            .map(|(name, field)| (name, field.into()))
            .collect();
        let has = |name: &str, choice: bool| {
            fields
                .get(name)
                .is_some_and(|found: &std::sync::Arc<Field>| match &found.kind {
                    Kind::Text { places, .. } => !choice && !places.is_empty(),
                    Kind::Choice(buttons) => choice && buttons.len() > 1,
                })
        };
        if let Some((field, _)) = needed.iter().find(|(name, choice)| !has(name, *choice)) {
            return Err(BlankError::Missing { field });
        }
        let mut blank = Self { pdf, form, fields };
        blank.silence();
        Ok(blank)
    }

    /// The same form without its later pages.
    pub fn first_page(&self) -> Self {
        let mut first = self.clone();
        let later: Vec<u32> = first.pdf.get_pages().into_keys().skip(1).collect();
        let gone: Vec<ObjectId> = later
            .iter()
            .filter_map(|page| first.pdf.get_pages().get(page).copied())
            .flat_map(|page| annotations(&first.pdf, page))
            .collect();
        first.fields.retain(|_, field| {
            let shows = |id: &ObjectId| !gone.contains(id);
            match &field.kind {
                Kind::Text { places, .. } => places.iter().any(|place| shows(&place.id)),
                Kind::Choice(buttons) => buttons.iter().any(|button| shows(&button.id)),
            }
        });
        let kept: Vec<Object> = first
            .fields
            .values()
            .map(|field| Object::Reference(field.id))
            .collect();
        if let Ok(form) = first.pdf.get_dictionary_mut(first.form) {
            form.set("Fields", kept);
        }
        first.pdf.delete_pages(&later);
        first.pdf.prune_objects();
        first
    }

    /// Takes the scripts out: they check what is typed, and a filled form that carries
    /// scripts is refused by many who receive it.
    fn silence(&mut self) {
        for object in self.pdf.objects.values_mut() {
            if let Ok(dictionary) = object.as_dict_mut() {
                dictionary.remove(b"AA");
            }
        }
        if let Ok(catalog) = self.pdf.catalog_mut() {
            catalog.remove(b"OpenAction");
            if let Ok(names) = catalog.get_mut(b"Names").and_then(Object::as_dict_mut) {
                names.remove(b"JavaScript");
            }
        }
        if let Ok(form) = self.pdf.get_dictionary_mut(self.form) {
            form.remove(b"XFA");
            form.remove(b"NeedAppearances");
        }
        self.pdf.prune_objects();
    }
}

/// The form of a file, as an object of its own.
fn form(pdf: &mut Document) -> Option<ObjectId> {
    let found = pdf.catalog().ok()?.get(b"AcroForm").ok()?;
    if let Ok(id) = found.as_reference() {
        return Some(id);
    }
    let inline = found.as_dict().ok()?.clone();
    let id = pdf.add_object(inline);
    pdf.catalog_mut().ok()?.set("AcroForm", id);
    Some(id)
}

/// The fields of a form, after those that stand on a page were added which it forgot to list:
/// the official attestation forgets one.
fn adopted(pdf: &mut Document, form: ObjectId) -> Option<Vec<Object>> {
    let mut listed = field::list(pdf, pdf.get_dictionary(form).ok()?, b"Fields").to_vec();
    let forgotten = |id: &ObjectId| {
        let field = pdf.get_dictionary(*id).ok();
        field.is_some_and(|field| field.has(b"FT") && field.has(b"T") && !field.has(b"Parent"))
            && !listed.contains(&Object::Reference(*id))
    };
    let orphans: Vec<ObjectId> = pdf
        .page_iter()
        .flat_map(|page| annotations(pdf, page))
        .filter(forgotten)
        .collect();
    listed.extend(orphans.into_iter().map(Object::Reference));
    pdf.get_dictionary_mut(form)
        .ok()?
        .set("Fields", listed.clone());
    Some(listed)
}

/// The annotations of a page.
pub fn annotations(pdf: &Document, page: ObjectId) -> Vec<ObjectId> {
    let none = Dictionary::new();
    let page = pdf.get_dictionary(page).unwrap_or(&none);
    field::list(pdf, page, b"Annots")
        .iter()
        .filter_map(|annotation| annotation.as_reference().ok())
        .collect()
}
