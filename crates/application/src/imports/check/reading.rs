//! The cells of one row by the field they hold, each read once, what is wrong with it told.

use std::str::FromStr;

use chrono::NaiveDate;
use domiciliation::mail::Quantity;
use kernel::{BirthDate, Email, PhoneNumber, StaffId, Text, add_months, fold};

use super::{Surroundings, messages};
use crate::imports::{
    choices,
    dates::{self, DateFault},
    field::{Field, FieldKind},
    mapping::Mapping,
    problem::{Problem, ProblemCode},
    table::{Cell, Row, is_invisible},
};

/// The first day that a sheet may speak of.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

/// A row being read.
pub(super) struct Reading<'a> {
    row: &'a Row,
    mapping: &'a Mapping,
    pub(super) around: &'a Surroundings<'a>,
    problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    pub(super) const fn of(
        row: &'a Row,
        mapping: &'a Mapping,
        around: &'a Surroundings<'a>,
    ) -> Self {
        Self {
            row,
            mapping,
            around,
            problems: Vec::new(),
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }

    /// Everything told, by column; what concerns the row as a whole first.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.column);
        self.problems
    }

    /// Tells something at the cell of a field.
    pub(super) fn tell(&mut self, field: Field, code: ProblemCode, message: &str) {
        let column = self.mapping.column_of(field);
        let value = column.map_or_else(String::new, |column| self.row.cell(column).shown());
        self.problems.push(Problem {
            row: self.row.number,
            column,
            code,
            message: kernel::french::typo(message),
            value,
        });
    }

    /// Whether anything was told of the cell of a field.
    pub(super) fn is_told(&self, field: Field) -> bool {
        let column = self.mapping.column_of(field);
        let told = self.problems.iter().map(|problem| problem.column);
        column.is_some() && told.into_iter().any(|told| told == column)
    }

    /// Tells something of the row as a whole.
    pub(super) fn whole(&mut self, code: ProblemCode, message: &str) {
        self.problems.push(Problem {
            row: self.row.number,
            column: None,
            code,
            message: kernel::french::typo(message),
            value: String::new(),
        });
    }

    /// Tells a problem whose words are always the same.
    pub(super) fn wrong(&mut self, field: Field, code: ProblemCode) {
        self.tell(field, code, &messages::of(code, field));
    }

    /// Whether a column holds the field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.mapping.column_of(field).is_some()
    }

    /// The cell of a field where anything is written in it: a lone dash says nothing.
    fn cell(&self, field: Field) -> Option<&'a Cell> {
        let cell = self.row.cell(self.mapping.column_of(field)?);
        let dash = |text: &str| text.trim().chars().all(|c| "-–—/_.".contains(c));
        let says_nothing = match cell {
            Cell::Text(text) => dash(text),
            Cell::Empty | Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Fault(_) => false,
        };
        (!cell.is_blank() && !says_nothing).then_some(cell)
    }

    /// Whether anything is written for a field.
    pub(super) fn is_filled(&self, field: Field) -> bool {
        self.cell(field).is_some()
    }

    /// The same, an error of the sheet told and left out.
    fn sound(&mut self, field: Field) -> Option<&'a Cell> {
        let cell = self.cell(field)?;
        if matches!(cell, Cell::Fault(_)) {
            self.wrong(field, ProblemCode::Fault);
            return None;
        }
        Some(cell)
    }

    /// What is written for a field, without what cannot be seen.
    fn words(&mut self, field: Field) -> Option<String> {
        let cell = self.sound(field)?;
        let said = cleaned(&cell.shown(), field == Field::Remarks);
        (!said.is_empty()).then_some(said)
    }

    /// What is written for a field, whatever its kind, without telling anything.
    pub(super) fn original(&self, field: Field) -> Option<String> {
        let said = cleaned(&self.cell(field)?.shown(), false);
        (!said.is_empty()).then_some(said)
    }

    /// Text, within the limit of its field.
    pub(super) fn text<const MAX: usize>(&mut self, field: Field) -> Option<Text<MAX>> {
        let words = self.words(field)?;
        let limit = match field.kind() {
            FieldKind::Text { max } => usize::from(max).min(MAX),
            FieldKind::Choice
            | FieldKind::YesNo
            | FieldKind::Date
            | FieldKind::Phone
            | FieldKind::Email
            | FieldKind::Count => MAX,
        };
        let length = words.chars().count();
        if length > limit {
            self.tell(
                field,
                ProblemCode::TooLong,
                &messages::too_long(field, limit, length),
            );
            return None;
        }
        if words.contains('\u{fffd}') {
            self.wrong(field, ProblemCode::Garbled);
        }
        words.parse().ok()
    }

    /// Text that must be there.
    pub(super) fn required<const MAX: usize>(&mut self, field: Field) -> Option<Text<MAX>> {
        self.require(field);
        self.text(field)
    }

    /// Tells that a field is needed, where its column is there and nothing is written.
    pub(super) fn require(&mut self, field: Field) {
        // A column that is missing is told once, at the headers.
        let told_already = field.is_required() && !self.has(field);
        if !self.is_filled(field) && !told_already {
            self.wrong(field, ProblemCode::Required);
        }
    }

    /// The code of a list.
    pub(super) fn code(&mut self, field: Field) -> Option<&'static str> {
        let words = self.words(field)?;
        let found = choices::parse(field, &words);
        if found.is_none() {
            self.wrong(field, ProblemCode::UnknownCode);
        }
        found
    }

    /// A word of the law from the code of a list, which is its own in capitals.
    pub(super) fn word<T: FromStr>(&mut self, field: Field) -> Option<T> {
        self.code(field)?.to_lowercase().parse().ok()
    }

    pub(super) fn yes_no(&mut self, field: Field) -> Option<bool> {
        self.code(field).map(|code| code == "OUI")
    }

    /// A day from 1900 on.
    pub(super) fn day(&mut self, field: Field) -> Option<NaiveDate> {
        let cell = self.sound(field)?;
        match dates::day(cell) {
            Ok(day) if day < FIRST_DAY => {
                self.wrong(field, ProblemCode::DateTooOld);
                None
            }
            Ok(day) => Some(day),
            Err(fault) => {
                self.no_date(field, fault);
                None
            }
        }
    }

    fn no_date(&mut self, field: Field, fault: DateFault) {
        let code = match fault {
            DateFault::Unreadable | DateFault::Partial => ProblemCode::NotADate,
            DateFault::Impossible => ProblemCode::ImpossibleDate,
            DateFault::TwoDigitYear => ProblemCode::TwoDigitYear,
        };
        self.wrong(field, code);
    }

    /// A day that has come.
    pub(super) fn past_day(&mut self, field: Field) -> Option<NaiveDate> {
        let day = self.day(field)?;
        if day > self.around.today {
            self.wrong(field, ProblemCode::DateInFuture);
            return None;
        }
        Some(day)
    }

    /// A day within a year from today.
    pub(super) fn near_day(&mut self, field: Field) -> Option<NaiveDate> {
        let day = self.day(field)?;
        if day > add_months(self.around.today, 12) {
            self.wrong(field, ProblemCode::DateTooFar);
            return None;
        }
        Some(day)
    }

    /// A date of birth that has come.
    pub(super) fn birth(&mut self, field: Field) -> Option<BirthDate> {
        let cell = self.sound(field)?;
        match dates::birth(cell) {
            Ok(Some(birth)) if birth.earliest() > self.around.today => {
                self.wrong(field, ProblemCode::DateInFuture);
                None
            }
            Ok(Some(birth)) => Some(birth),
            Ok(None) => {
                self.wrong(field, ProblemCode::DateTooOld);
                None
            }
            Err(fault) => {
                self.no_date(field, fault);
                None
            }
        }
    }

    /// A mobile number; of another country, it is told.
    pub(super) fn phone(&mut self) -> Option<PhoneNumber> {
        let cell = self.sound(Field::Phone)?;
        let typed = typed_phone(cell);
        let Ok(found) = self.around.phones.parse(&typed, self.around.departement) else {
            self.wrong(Field::Phone, ProblemCode::NotAPhone);
            return None;
        };
        if !found.mobile {
            self.wrong(Field::Phone, ProblemCode::Landline);
            return None;
        }
        if found.foreign {
            self.wrong(Field::Phone, ProblemCode::ForeignPhone);
        }
        Some(found.number)
    }

    pub(super) fn email(&mut self) -> Option<Email> {
        let words = self.words(Field::Email)?;
        let address = words.strip_prefix("mailto:").unwrap_or(&words);
        let email = address.parse().ok();
        if email.is_none() {
            self.wrong(Field::Email, ProblemCode::NotAnEmail);
        }
        email
    }

    /// A number of items; none for zero.
    pub(super) fn count(&mut self, field: Field) -> Option<Quantity> {
        let words = self.words(field)?;
        match words.parse::<u32>() {
            Ok(0) => None,
            Ok(n) if Quantity::try_from(n).is_ok() => Quantity::try_from(n).ok(),
            Ok(_) | Err(_) => {
                self.wrong(field, ProblemCode::NotANumber);
                None
            }
        }
    }

    /// The member of staff of that name, or the name of nobody.
    pub(super) fn referent(&mut self) -> (Option<StaffId>, Option<String>) {
        let Some(name) = self.words(Field::Referent) else {
            return (None, None);
        };
        let wanted = fold(&name);
        let mut reversed: Vec<&str> = wanted.split(' ').collect();
        reversed.reverse();
        let reversed = reversed.join(" ");
        let known = self.around.staff.iter().find(|(_, known)| {
            let known = fold(known);
            known == wanted || known == reversed
        });
        match known {
            Some((id, _)) => (Some(*id), None),
            None => {
                self.wrong(Field::Referent, ProblemCode::UnknownReferent);
                (None, Some(name))
            }
        }
    }
}

/// Text without what cannot be seen: marks without width, control characters, runs of
/// spaces; on one line unless it may have several.
fn cleaned(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.trim().chars() {
        let breaks = c == '\n' || c == '\r';
        if breaks && lines {
            gap = Some('\n');
        } else if c.is_whitespace() || breaks {
            gap = gap.or(Some(' '));
        } else if !is_invisible(c) && !c.is_control() {
            if let Some(gap) = gap.take().filter(|_| !out.is_empty()) {
                out.push(gap);
            }
            out.push(c);
        }
    }
    out
}

/// A number as a person would have typed it: a sheet drops the zero before a number, and
/// the « + » of one with its country.
fn typed_phone(cell: &Cell) -> String {
    let typed = cleaned(&cell.shown(), false);
    let bare: String = typed.chars().filter(|c| !" .-".contains(*c)).collect();
    if bare.starts_with('0') || !bare.bytes().all(|b| b.is_ascii_digit()) {
        return typed;
    }
    match bare.len() {
        9 => format!("0{bare}"),
        11.. => format!("+{bare}"),
        _ => typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_what_cannot_be_seen_and_nothing_else() {
        assert_eq!(
            cleaned(
                " \u{feff}N’Gu\u{200b}essan\u{a0}\u{a0}Zo\u{eb} \u{7}",
                false
            ),
            "N’Guessan Zoë"
        );
        assert_eq!(cleaned("un\r\n\r\ndeux\n", true), "un\ndeux");
        assert_eq!(cleaned("un\r\ndeux", false), "un deux");
    }

    #[test]
    fn a_number_gets_back_the_zero_that_the_sheet_dropped() {
        assert_eq!(typed_phone(&Cell::Number(609_090_909.0)), "0609090909");
        assert_eq!(typed_phone(&Cell::text("609090909")), "0609090909");
        assert_eq!(typed_phone(&Cell::text("6 09 09 09 09")), "0609090909");
        assert_eq!(typed_phone(&Cell::Number(33_609_090_909.0)), "+33609090909");
        assert_eq!(typed_phone(&Cell::text("06 09 09 09 09")), "06 09 09 09 09");
        assert_eq!(
            typed_phone(&Cell::text("+32 470 12 34 56")),
            "+32 470 12 34 56"
        );
    }
}
