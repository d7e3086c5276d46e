//! What people type, and what is understood.

use chrono::NaiveDate;
use serde::Deserialize;
use web_kit::{
    Field,
    form::{date, partial_date, time},
};

#[test]
fn dates_are_read_as_people_type_them() {
    let expected = NaiveDate::from_ymd_opt(1989, 1, 3);
    for typed in [
        "03/01/1989",
        "3/1/1989",
        "03011989",
        "1989-01-03",
        " 3-1-1989 ",
        "3.1.1989",
        "03 01 1989",
    ] {
        assert_eq!(date(typed), expected, "{typed}");
    }
}

#[test]
fn absurd_dates_are_refused() {
    for typed in [
        "",
        "/",
        "32/01/1989",
        "29/02/2027",
        "3/1/89",
        "0/1/1989",
        "1/13/1989",
        "03/01/19890",
        "+3/01/1989",
        "-1989-01-03",
        "1989-01",
        "01/1989",
        "1989",
        "03011989x",
        "٠٣/٠١/١٩٨٩",
        "01/01/1899",
        "01/01/2200",
        "é30119é",
        "9999999999/1/1",
        "1/1/1/1989",
    ] {
        assert_eq!(date(typed), None, "{typed}");
    }
}

#[test]
fn a_birth_date_may_be_known_in_part() {
    assert_eq!(partial_date("1989"), Some((1989, None, None)));
    assert_eq!(partial_date("02/1989"), Some((1989, Some(2), None)));
    assert_eq!(partial_date("3/2/1989"), Some((1989, Some(2), Some(3))));
    assert_eq!(partial_date("13/1989"), None);
    assert_eq!(partial_date("89"), None);
    assert_eq!(partial_date("x/1989"), None);
}

#[test]
fn a_field_keeps_what_was_typed_and_says_what_is_wrong() {
    let mut field = Field::new(" douze ");
    assert_eq!(field.parse::<u8>("Tapez un nombre."), None);
    assert_eq!(field.raw, " douze ");
    assert_eq!(field.error.as_deref(), Some("Tapez un nombre."));

    let mut field = Field::new(" 12 ");
    assert_eq!(field.parse::<u8>("Tapez un nombre."), Some(12));
    assert_eq!(field.error, None);
}

#[test]
fn a_blank_field_is_an_error_only_where_it_must_be_filled() {
    assert_eq!(Field::new("  ").required("Tapez un nom."), None);
    assert_eq!(
        Field::new("  ").optional::<u8>("Tapez un nombre."),
        Some(None)
    );
    assert_eq!(Field::new("x").optional::<u8>("Tapez un nombre."), None);
    assert_eq!(Field::new("").optional_date("Tapez une date."), Some(None));
}

#[test]
fn what_was_typed_is_never_in_debug_output() {
    assert!(!format!("{:?}", Field::new("Aminata")).contains("Aminata"));
}

#[test]
fn an_absent_field_is_an_empty_one_and_a_repeated_key_makes_a_list() {
    #[derive(Deserialize)]
    struct Submitted {
        #[serde(default)]
        nom: Field,
        #[serde(default)]
        absent: Field,
        #[serde(default)]
        motifs: Vec<String>,
    }
    let form: Submitted = serde_html_form::from_str("nom=Diallo&motifs=a&motifs=b").unwrap();
    assert_eq!(form.nom.text(), "Diallo");
    assert!(form.absent.is_blank());
    assert_eq!(form.motifs, ["a", "b"]);
}

#[test]
fn an_hour_is_read_as_people_write_it() {
    let at = |h, m| chrono::NaiveTime::from_hms_opt(h, m, 0);
    for (typed, read) in [
        ("14:30", at(14, 30)),
        ("9h", at(9, 0)),
        ("9 h 05", at(9, 5)),
        ("09H5", at(9, 5)),
    ] {
        assert_eq!(time(typed), read, "{typed}");
    }
    for wrong in ["", "14", "24:00", "12:60", "9h300", "+9:00", "midi"] {
        assert_eq!(time(wrong), None, "{wrong}");
    }
}
