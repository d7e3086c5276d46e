//! Texts and dates as people type them, with what to say when they cannot be.

use chrono::NaiveDate;
use kernel::{BirthDate, Text, text::InvalidText};
use web_kit::Field;

use crate::words;

/// A text that must be there. `label` names the field in the summary of errors.
pub fn required<const MAX: usize>(field: &mut Field, label: &str) -> Option<Text<MAX>> {
    field.try_parse(str::parse, |error| why(label, error))
}

/// A text that may be left out.
pub fn optional<const MAX: usize>(field: &mut Field, label: &str) -> Option<Option<Text<MAX>>> {
    field.try_parse(Text::optional, |error| why(label, error))
}

/// A name that must be there: one line, without the signs of a program.
pub fn name<const MAX: usize>(field: &mut Field, label: &str) -> Option<Text<MAX>> {
    reads_as_name(field, label).then(|| required(field, label))?
}

/// A name that may be left out.
pub fn optional_name<const MAX: usize>(
    field: &mut Field,
    label: &str,
) -> Option<Option<Text<MAX>>> {
    reads_as_name(field, label).then(|| optional(field, label))?
}

fn reads_as_name(field: &mut Field, label: &str) -> bool {
    let stray = field.text().contains(['<', '>', '\n', '\r', '\t']);
    if stray {
        field.refuse(format!(
            "{label} : écrivez-le sur une ligne, sans « < » ni « > »."
        ));
    }
    !stray
}

fn why(label: &str, error: InvalidText) -> String {
    format!("{label} : {}", words::text_error(error, "à remplir."))
}

/// A date of birth, as far as it is known.
pub fn birth(field: &mut Field, label: &str) -> Option<BirthDate> {
    let message = format!(
        "{label} : écrivez une date qui existe, jj/mm/aaaa, ou mm/aaaa ou aaaa si le jour ou le mois ne sont pas connus."
    );
    let (year, month, day) = field.partial_date(&message)?;
    BirthDate::new(year, month, day)
        .map_err(|_| field.refuse(message))
        .ok()
}

/// A whole date.
pub fn date(field: &mut Field, label: &str) -> Option<NaiveDate> {
    field.date(&format!(
        "{label} : écrivez une date qui existe, sous la forme jj/mm/aaaa."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_letters_not_a_page_of_code() {
        for wrong in ["<b>Ba</b>", "Ba\nBa", "Ba > Bo"] {
            let mut field = Field::new(wrong);
            assert_eq!(name::<200>(&mut field, "Nom"), None, "{wrong}");
            assert!(field.error.is_some_and(|e| e.starts_with("Nom")));
        }
        let mut long = Field::new("a".repeat(10_000));
        assert_eq!(name::<200>(&mut long, "Nom"), None);
        assert_eq!(long.error.as_deref(), Some("Nom : 200 caractères au plus."));
        assert!(name::<200>(&mut Field::new("N’Guessan-Œuvrard"), "Nom").is_some());
    }

    #[test]
    fn a_birth_may_be_known_in_part_but_must_exist() {
        for (typed, shown) in [
            ("3/6/1990", "03/06/1990"),
            ("06/1990", "06/1990"),
            ("1990", "1990"),
        ] {
            let read = birth(&mut Field::new(typed), "Naissance").unwrap();
            assert_eq!(words::birth(read), shown);
        }
        for wrong in ["31/02/1990", "13/1990", "0090", "99999", "hier", ""] {
            assert_eq!(birth(&mut Field::new(wrong), "Naissance"), None, "{wrong}");
        }
    }
}
