//! Writing a part with its values in it.

use std::collections::HashMap;

use application::templates::{FillError, Value, Values};

use super::{op::Op, picture::Drawn};
use crate::xml;

/// How many steps a document may take: sections in sections over long lists multiply.
const STEPS: usize = 2_000_000;

/// How many bytes a part may come to.
const LONGEST: usize = 32 * 1024 * 1024;

/// Writes the parts of one document.
pub struct Filling<'a> {
    /// The innermost row last.
    scopes: Vec<&'a Values>,
    /// The pictures by the name of their tag.
    drawn: &'a HashMap<String, Drawn>,
    steps: usize,
    /// The number of the next drawing.
    number: u32,
    out: String,
}

impl<'a> Filling<'a> {
    /// With these values.
    pub fn new(values: &'a Values, drawn: &'a HashMap<String, Drawn>) -> Self {
        Self {
            scopes: vec![values],
            drawn,
            steps: 0,
            number: 0,
            out: String::new(),
        }
    }

    /// One part, written.
    ///
    /// # Errors
    /// [`FillError::TooLong`].
    pub fn part(&mut self, steps: &[Op]) -> Result<String, FillError> {
        self.run(steps)?;
        Ok(std::mem::take(&mut self.out))
    }

    fn run(&mut self, steps: &[Op]) -> Result<(), FillError> {
        for step in steps {
            self.steps += 1;
            if self.steps > STEPS || self.out.len() > LONGEST {
                return Err(FillError::TooLong);
            }
            match step {
                Op::Raw(text) => self.out.push_str(text),
                Op::Words(name) => self.words(name),
                Op::Picture(name) => self.picture(name),
                Op::Number => {
                    let number = self.next_number();
                    self.out.push_str(&number.to_string());
                }
                Op::Section {
                    name,
                    otherwise,
                    body,
                } => self.section(name, *otherwise, body)?,
                Op::Story(body) => {
                    self.run(body)?;
                    if !self.out.ends_with("</w:p>") {
                        self.out.push_str("<w:p></w:p>");
                    }
                }
                Op::Table(body) => {
                    let start = self.out.len();
                    self.run(body)?;
                    let table = &self.out[start..];
                    if !table.contains("<w:tr>") && !table.contains("<w:tr ") {
                        self.out.truncate(start);
                    }
                }
            }
        }
        Ok(())
    }

    /// The innermost value of a name.
    fn value(&self, name: &str) -> Option<&'a Value> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }

    fn section(&mut self, name: &str, otherwise: bool, body: &[Op]) -> Result<(), FillError> {
        let value = self.value(name);
        let holds = value.is_some_and(Value::holds);
        match value {
            Some(Value::List(rows)) if !otherwise => {
                for row in rows {
                    self.scopes.push(row);
                    let run = self.run(body);
                    self.scopes.pop();
                    run?;
                }
                Ok(())
            }
            Some(Value::List(_) | Value::Text(_) | Value::Answer(_) | Value::Picture(_)) | None => {
                if holds == otherwise {
                    return Ok(());
                }
                self.run(body)
            }
        }
    }

    /// Within `<w:t>`: a line break or a tab leaves it for a moment.
    fn words(&mut self, name: &str) {
        let text = match self.value(name) {
            Some(Value::Text(text)) => text.as_str(),
            Some(Value::Answer(true)) => "OUI",
            Some(Value::Answer(false)) => "NON",
            Some(Value::List(_) | Value::Picture(_)) | None => return,
        };
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                self.out
                    .push_str("</w:t><w:br/><w:t xml:space=\"preserve\">");
            }
            for (at, stretch) in line.split('\t').enumerate() {
                if at > 0 {
                    self.out
                        .push_str("</w:t><w:tab/><w:t xml:space=\"preserve\">");
                }
                xml::escape_into(stretch, &mut self.out);
            }
        }
    }

    fn picture(&mut self, name: &str) {
        let Some(drawn) = self.drawn.get(name) else {
            return;
        };
        let number = self.next_number();
        self.out.push_str("</w:t>");
        drawn.write(number, &mut self.out);
        self.out.push_str("<w:t xml:space=\"preserve\">");
    }

    fn next_number(&mut self) -> u32 {
        self.number = self.number.saturating_add(1);
        self.number
    }
}
