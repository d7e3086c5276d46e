//! An engine of templates for files that are plain text after `PK`, and an office suite
//! that only changes the first letters.

use std::sync::Arc;

use application::{
    letters::LetterheadImages,
    phone::PhonePlan,
    templates::{
        ConvertError, Fault, FaultKind, FillError, Form, NotATemplate, OfficeConverter, Part,
        Place, Template, TemplateEngine, TemplatePorts, Templates, Usage, Value, Values,
    },
};
use async_trait::async_trait;

use crate::house::House;

/// Reads `{NOM}`, `{#NOM}`, `{^NOM}`, `{%NOM}` and `{/NOM}`; fills `{NOM}` alone.
pub struct PlainEngine;

struct Plain {
    text: String,
    usages: Vec<Usage>,
    faults: Vec<Fault>,
}

#[async_trait]
impl TemplateEngine for PlainEngine {
    async fn compile(&self, file: Vec<u8>) -> Result<Arc<dyn Template>, NotATemplate> {
        let text = String::from_utf8(file).map_err(|_| NotATemplate::Damaged)?;
        let text = text.strip_prefix("PK").ok_or(NotATemplate::NotWord)?;
        let (mut usages, mut faults) = (Vec::new(), Vec::new());
        let mut within: Vec<String> = Vec::new();
        for (paragraph, line) in (1..).zip(text.lines()) {
            let place = Place {
                part: Part::Body,
                page: Some(1),
                paragraph,
                near: line.to_owned(),
            };
            for piece in line.split('{').skip(1) {
                let Some((tag, _)) = piece.split_once('}') else {
                    faults.push(Fault {
                        tag: format!("{{{piece}"),
                        kind: FaultKind::BraceNotClosed,
                        place: place.clone(),
                    });
                    continue;
                };
                let (form, name) = match tag.split_at_checked(1) {
                    Some(("#", name)) => (Form::Section, name),
                    Some(("^", name)) => (Form::Otherwise, name),
                    Some(("%", name)) => (Form::Picture, name),
                    Some(("/", _)) => {
                        within.pop();
                        continue;
                    }
                    Some(_) | None => (Form::Value, tag),
                };
                usages.push(Usage {
                    name: name.to_owned(),
                    form,
                    within: within.clone(),
                    place: place.clone(),
                });
                if matches!(form, Form::Section | Form::Otherwise) {
                    within.push(name.to_owned());
                }
            }
        }
        Ok(Arc::new(Plain {
            text: text.to_owned(),
            usages,
            faults,
        }))
    }
}

#[async_trait]
impl Template for Plain {
    fn usages(&self) -> &[Usage] {
        &self.usages
    }

    fn faults(&self) -> &[Fault] {
        &self.faults
    }

    fn weight(&self) -> usize {
        self.text.len()
    }

    async fn fill(&self, values: Values) -> Result<Vec<u8>, FillError> {
        let mut text = self.text.clone();
        for (name, value) in values {
            let words = match value {
                Value::Text(text) => text,
                Value::Answer(true) => "OUI".to_owned(),
                Value::Answer(false) => "NON".to_owned(),
                Value::List(_) | Value::Picture(_) => continue,
            };
            text = text.replace(&format!("{{{name}}}"), &words);
        }
        Ok(format!("PK{text}").into_bytes())
    }
}

/// Makes of a file a PDF with the same words in it.
pub struct PlainOffice;

#[async_trait]
impl OfficeConverter for PlainOffice {
    async fn pdf(&self, docx: Vec<u8>) -> Result<Vec<u8>, ConvertError> {
        Ok([b"%PDF-1.7 ".as_slice(), &docx].concat())
    }
}

impl House {
    /// The templates of the structure.
    #[must_use]
    pub fn templates(&self, phones: Arc<dyn PhonePlan>) -> Templates {
        let room = self.file_room();
        Templates::new(TemplatePorts {
            desk: self.desk(),
            store: self.storage.store.clone(),
            images: LetterheadImages::new(room.clone()),
            room,
            engine: Arc::new(PlainEngine),
            office: Some(Arc::new(PlainOffice)),
            phones,
            clock: self.clock.clone(),
        })
    }
}
