//! Text with columns, as French spreadsheet programs open it at a double click.

use std::{borrow::Cow, io::Write};

use application::imports::writing::{Out, OutCell, OutValue, Workbook, WriteFault};
use csv::{Terminator, Writer, WriterBuilder};

/// A text while it is written.
pub struct Csv {
    writer: Writer<Out>,
    begun: bool,
}

impl Csv {
    /// Begins it, with the mark by which programs know UTF-8.
    ///
    /// # Errors
    /// [`WriteFault::Out`].
    pub fn new(mut out: Out) -> Result<Self, WriteFault> {
        out.write_all("\u{feff}".as_bytes())
            .map_err(WriteFault::Out)?;
        let writer = WriterBuilder::new()
            .delimiter(b';')
            .terminator(Terminator::CRLF)
            .flexible(true)
            .from_writer(out);
        Ok(Self {
            writer,
            begun: false,
        })
    }
}

impl Workbook for Csv {
    fn row(&mut self, sheet: usize, cells: &[OutCell<'_>]) -> Result<(), WriteFault> {
        if sheet != 0 {
            return Err(WriteFault::Sheets);
        }
        for cell in cells {
            self.writer
                .write_field(field(&cell.value).as_bytes())
                .map_err(fault)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(fault)?;
        if !self.begun {
            // Whoever waits sees at once that something comes.
            self.begun = true;
            self.writer.flush().map_err(WriteFault::Out)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteFault> {
        self.writer.flush().map_err(WriteFault::Out)
    }
}

/// What stands in the field. Text that a program would take for a formula comes behind an
/// apostrophe, which makes it text.
fn field<'v>(value: &'v OutValue<'_>) -> Cow<'v, str> {
    match value {
        OutValue::Text(text) if super::looks_like_a_formula(text) => Cow::Owned(format!("'{text}")),
        OutValue::Text(text) => Cow::Borrowed(text),
        OutValue::Empty
        | OutValue::Number(_)
        | OutValue::Date(_)
        | OutValue::Moment(_)
        | OutValue::Bool(_) => Cow::Owned(super::shown(value)),
    }
}

fn fault(error: csv::Error) -> WriteFault {
    WriteFault::Out(if let csv::ErrorKind::Io(_) = error.kind() {
        error.into()
    } else {
        std::io::Error::other(error)
    })
}
