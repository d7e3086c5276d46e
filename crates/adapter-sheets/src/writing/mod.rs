//! From rows to bytes, in the format that was asked.

mod csv;
mod ods;
mod xlsx;

use application::imports::writing::{Out, OutValue, SheetFormat, SheetLook, Workbook, WriteFault};
use chrono::NaiveDateTime;

/// What makes a spreadsheet program take text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The most rows and columns that the formats have.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: usize = 16_384;

/// The most characters of a cell or of a comment.
const MAX_CHARS: usize = 32_767;

/// Begins a workbook.
pub fn open(
    format: SheetFormat,
    sheets: &[SheetLook],
    out: Out,
) -> Result<Box<dyn Workbook>, WriteFault> {
    let names = names(sheets)?;
    Ok(match format {
        SheetFormat::Xlsx => Box::new(xlsx::Xlsx::new(sheets, &names, out)?),
        SheetFormat::Ods => Box::new(ods::Ods::new(sheets, names, out)?),
        SheetFormat::Csv if sheets.len() == 1 => Box::new(csv::Csv::new(out)?),
        SheetFormat::Csv => return Err(WriteFault::Sheets),
    })
}

/// The names of the sheets, as every format takes them.
fn names(sheets: &[SheetLook]) -> Result<Vec<String>, WriteFault> {
    let mut names: Vec<String> = Vec::new();
    for (number, sheet) in (1..).zip(sheets) {
        let kept = |c: char| {
            if c.is_control() || "[]:*?/\\".contains(c) {
                ' '
            } else {
                c
            }
        };
        let name: String = sheet.name.chars().map(kept).take(31).collect();
        let name = name.trim().trim_matches('\'').to_owned();
        let name = if name.is_empty() {
            format!("Feuille {number}")
        } else {
            name
        };
        let lower = name.to_lowercase();
        if names.iter().any(|other| other.to_lowercase() == lower) {
            return Err(WriteFault::Sheets);
        }
        names.push(name);
    }
    if names.is_empty() {
        return Err(WriteFault::Sheets);
    }
    Ok(names)
}

/// Whether a spreadsheet program could take text for a formula, apostrophes before it aside.
pub fn looks_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_STARTS)
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> &str {
    // Formats count in UTF-16; no text has more of those than bytes.
    if text.len() <= MAX_CHARS {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        units += c.len_utf16();
        (units > MAX_CHARS).then_some(at)
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The text that a value shows; empty where there is nothing.
fn shown(value: &OutValue<'_>) -> String {
    match value {
        OutValue::Empty => String::new(),
        OutValue::Text(text) => cut(text).to_owned(),
        OutValue::Number(number) => number.to_string().replace('.', ","),
        OutValue::Date(day) => day.format("%d/%m/%Y").to_string(),
        OutValue::Moment(moment) => shown_moment(*moment),
        OutValue::Bool(true) => "VRAI".to_owned(),
        OutValue::Bool(false) => "FAUX".to_owned(),
    }
}

fn shown_moment(moment: NaiveDateTime) -> String {
    moment.format("%d/%m/%Y %H:%M").to_string()
}
