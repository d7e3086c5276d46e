//! Excel's workbooks. Rows wait on the disk, in files without a name, until the end.

use application::imports::{
    problem::column_name,
    writing::{
        Choices, ColumnKind, Out, OutCell, OutValue, Paint, SheetLook, Workbook, WriteFault,
    },
};
use chrono::{NaiveDate, Timelike};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, Note,
    Workbook as Book, Worksheet, XlsxError,
};

use super::{MAX_COLUMNS, MAX_ROWS, cut, looks_like_a_formula};
use crate::days::serial_of;

/// Down to which row lists to choose from reach.
const CHOICES_DOWN_TO: u32 = 100_000;

/// A workbook while it is written.
pub struct Xlsx {
    book: Book,
    sheets: Vec<Written>,
    formats: Formats,
    out: Out,
}

/// What is known of a sheet while it is written.
struct Written {
    look: SheetLook,
    rows: u32,
    width: u16,
}

impl Xlsx {
    /// Begins it.
    ///
    /// # Errors
    /// [`WriteFault::Sheets`], [`WriteFault::Out`].
    pub fn new(sheets: &[SheetLook], names: &[String], out: Out) -> Result<Self, WriteFault> {
        let formats = Formats::new();
        let mut book = Book::new();
        for (look, name) in sheets.iter().zip(names) {
            let sheet = book.add_worksheet_with_constant_memory().map_err(fault)?;
            sheet.set_name(name).map_err(fault)?;
            sheet.set_default_note_author("DomiFa");
            lay_out(sheet, look, names, &formats).map_err(fault)?;
        }
        let sheets = sheets.iter().map(|look| Written {
            look: look.clone(),
            rows: 0,
            width: 0,
        });
        Ok(Self {
            book,
            sheets: sheets.collect(),
            formats,
            out,
        })
    }
}

impl Workbook for Xlsx {
    fn row(&mut self, sheet: usize, cells: &[OutCell<'_>]) -> Result<(), WriteFault> {
        let written = self.sheets.get_mut(sheet).ok_or(WriteFault::Sheets)?;
        if cells.len() > MAX_COLUMNS || written.rows >= MAX_ROWS {
            return Err(WriteFault::TooLong);
        }
        let worksheet = self.book.worksheet_from_index(sheet).map_err(fault)?;
        for (column, cell) in (0..).zip(cells) {
            let kind = written.look.columns.get(usize::from(column));
            let kind = kind.map_or(ColumnKind::General, |column| column.kind);
            put(worksheet, (written.rows, column), cell, kind, &self.formats).map_err(fault)?;
            written.width = written.width.max(column + 1);
        }
        written.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteFault> {
        for (number, written) in self.sheets.iter().enumerate() {
            let header = written.look.frozen_rows.checked_sub(1);
            let (Some(header), Some(last)) = (header, written.width.checked_sub(1)) else {
                continue;
            };
            if written.look.filtered && written.rows > header {
                let sheet = self.book.worksheet_from_index(number).map_err(fault)?;
                sheet
                    .autofilter(header, 0, written.rows - 1, last)
                    .map_err(fault)?;
            }
        }
        self.book.save_to_writer(&mut self.out).map_err(fault)?;
        self.out.flush().map_err(WriteFault::Out)
    }
}

/// Columns, frozen rows, lists to choose from.
fn lay_out(
    sheet: &mut Worksheet,
    look: &SheetLook,
    names: &[String],
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (number, column) in (0..).zip(&look.columns) {
        if column.width > 0 {
            sheet.set_column_width(number, column.width)?;
        }
        match column.kind {
            ColumnKind::General => {}
            ColumnKind::Text => {
                sheet.set_column_format(number, formats.of(Paint::Plain, Shape::Text))?;
            }
            ColumnKind::Date => {
                sheet.set_column_format(number, formats.of(Paint::Plain, Shape::Date))?;
            }
        }
        if let Some(choices) = &column.choices
            && let Some(list) = names.get(choices.sheet)
        {
            let rule = one_of(choices, list)?;
            sheet.add_data_validation(look.frozen_rows, number, CHOICES_DOWN_TO, number, &rule)?;
        }
    }
    if look.frozen_rows > 0 {
        sheet.set_freeze_panes(look.frozen_rows, 0)?;
    }
    Ok(())
}

/// A list that is offered, and that one may leave after a warning.
fn one_of(choices: &Choices, sheet: &str) -> Result<DataValidation, XlsxError> {
    let sheet = sheet.replace('\'', "''");
    let column = column_name(choices.column);
    let first = choices.first_row.saturating_add(1);
    let last = choices.first_row.saturating_add(choices.count.max(1));
    let cells = format!("='{sheet}'!${column}${first}:${column}${last}");
    DataValidation::new()
        .allow_list_formula(Formula::new(cells))
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("Valeur hors de la liste")?
        .set_error_message("Choisissez de préférence une valeur de la liste.")
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &OutCell<'_>,
    kind: ColumnKind,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let paint = cell.paint;
    match &cell.value {
        OutValue::Empty if paint == Paint::Plain => {}
        OutValue::Empty => {
            let shape = match kind {
                ColumnKind::General => Shape::General,
                ColumnKind::Text => Shape::Text,
                ColumnKind::Date => Shape::Date,
            };
            sheet.write_blank(row, column, formats.of(paint, shape))?;
        }
        OutValue::Text(text) => {
            let text = cut(text);
            let shape = if looks_like_a_formula(text) {
                Shape::Quoted
            } else if kind == ColumnKind::Text {
                Shape::Text
            } else {
                Shape::General
            };
            if (paint, shape) == (Paint::Plain, Shape::General) {
                sheet.write_string(row, column, text)?;
            } else {
                sheet.write_string_with_format(row, column, text, formats.of(paint, shape))?;
            }
        }
        OutValue::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(
                row,
                column,
                *number,
                formats.of(paint, Shape::General),
            )?;
        }
        OutValue::Number(number) => {
            sheet.write_string(row, column, number.to_string())?;
        }
        OutValue::Date(day) => match serial_of(*day) {
            Some(serial) => {
                let format = formats.of(paint, Shape::Date);
                sheet.write_number_with_format(row, column, serial, format)?;
            }
            None => old_day(sheet, (row, column), *day, formats.of(paint, Shape::Text))?,
        },
        OutValue::Moment(moment) => match serial_of(moment.date()) {
            Some(serial) => {
                let minutes = f64::from(moment.num_seconds_from_midnight() / 60);
                let format = formats.of(paint, Shape::Moment);
                sheet.write_number_with_format(row, column, serial + minutes / 1440.0, format)?;
            }
            None => old_day(
                sheet,
                (row, column),
                moment.date(),
                formats.of(paint, Shape::Text),
            )?,
        },
        OutValue::Bool(is) => {
            sheet.write_boolean_with_format(row, column, *is, formats.of(paint, Shape::General))?;
        }
    }
    if let Some(note) = &cell.note {
        let note = Note::new(cut(note))
            .add_author_prefix(false)
            .set_width(320)
            .set_height(120);
        sheet.insert_note(row, column, &note)?;
    }
    Ok(())
}

/// A day before those that the format counts, as text.
fn old_day(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    day: NaiveDate,
    format: &Format,
) -> Result<(), XlsxError> {
    let day = day.format("%d/%m/%Y").to_string();
    sheet.write_string_with_format(row, column, day, format)?;
    Ok(())
}

/// How the value of a cell is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    General,
    Text,
    /// Text that begins as a formula: the program is told that it is none.
    Quoted,
    Date,
    Moment,
}

const SHAPES: [Shape; 5] = [
    Shape::General,
    Shape::Text,
    Shape::Quoted,
    Shape::Date,
    Shape::Moment,
];
const PAINTS: [Paint; 5] = [
    Paint::Plain,
    Paint::Header,
    Paint::Error,
    Paint::Warning,
    Paint::Example,
];

/// Every look that a cell may have.
struct Formats(Vec<Format>);

impl Formats {
    fn new() -> Self {
        let each = |paint| SHAPES.map(|shape| shaped(painted(Format::new(), paint), shape));
        Self(PAINTS.into_iter().flat_map(each).collect())
    }

    fn of(&self, paint: Paint, shape: Shape) -> &Format {
        &self.0[paint as usize * SHAPES.len() + shape as usize]
    }
}

fn shaped(format: Format, shape: Shape) -> Format {
    match shape {
        Shape::General => format,
        Shape::Text => format.set_num_format("@"),
        Shape::Quoted => format.set_num_format("@").set_quote_prefix(),
        Shape::Date => format.set_num_format("dd/mm/yyyy"),
        Shape::Moment => format.set_num_format("dd/mm/yyyy hh:mm"),
    }
}

fn painted(format: Format, paint: Paint) -> Format {
    match paint {
        Paint::Plain => format,
        Paint::Header => format
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(0x00E3_E3FD)
            .set_border_bottom(FormatBorder::Thin),
        Paint::Error => format
            .set_background_color(0x00FF_C9C9)
            .set_border(FormatBorder::Medium)
            .set_border_color(0x00CE_0500),
        Paint::Warning => format
            .set_background_color(0x00FF_E8B0)
            .set_border(FormatBorder::Thin)
            .set_border_color(0x00B3_4000),
        Paint::Example => format.set_italic().set_font_color(0x0066_6666),
    }
}

fn fault(error: XlsxError) -> WriteFault {
    if let XlsxError::IoError(error) = error {
        WriteFault::Out(error)
    } else {
        WriteFault::Out(std::io::Error::other(error))
    }
}
