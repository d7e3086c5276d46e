//! Which styles make a number a day.

use std::collections::HashMap;

use application::imports::table::Unreadable;

use crate::{
    days::{is_built_in_day, shows_a_day},
    reading::{
        package::Package,
        xml::{Piece, attribute},
    },
};

/// For each style, whether it shows a day.
#[derive(Default)]
pub struct Styles(Vec<bool>);

impl Styles {
    /// Reads them, and nothing else of how cells look.
    ///
    /// # Errors
    /// [`Unreadable::Corrupt`].
    pub fn read(package: &mut Package<'_>, part: &str) -> Result<Self, Unreadable> {
        let Some(mut xml) = package.xml(part)? else {
            return Ok(Self::default());
        };
        let mut own: HashMap<u16, bool> = HashMap::new();
        let mut styles = Vec::new();
        let mut of_cells = false;
        loop {
            match xml.next()? {
                Piece::Start(e) => match e.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")) {
                            own.insert(id, shows_a_day(&code));
                        }
                    }
                    "cellXfs" => of_cells = true,
                    "xf" if of_cells => {
                        let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                        let day = id.is_some_and(|id| {
                            own.get(&id).copied().unwrap_or_else(|| is_built_in_day(id))
                        });
                        styles.push(day);
                    }
                    _ => {}
                },
                Piece::End(e) if e.local_name().as_ref() == "cellXfs" => return Ok(Self(styles)),
                Piece::Eof => return Ok(Self(styles)),
                Piece::End(_) | Piece::Text(_) | Piece::Other => {}
            }
        }
    }

    /// Whether a style shows a day.
    pub fn shows_a_day(&self, style: &str) -> bool {
        let number = style
            .parse()
            .ok()
            .and_then(|style: usize| self.0.get(style));
        number.copied().unwrap_or(false)
    }
}
