//! French as it is written.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{NaiveDate, NaiveTime};
use web_kit::fr;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn long_dates_name_the_day_and_the_first_is_ordinal() {
    for (date, expected) in [
        ("2027-03-14", "dimanche 14 mars 2027"),
        ("2027-02-01", "lundi 1er février 2027"),
        ("2028-02-29", "mardi 29 février 2028"),
        ("2026-08-21", "vendredi 21 août 2026"),
        ("2026-12-31", "jeudi 31 décembre 2026"),
    ] {
        assert_eq!(fr::long_date(day(date)), expected);
    }
    assert_eq!(fr::short_date(day("2027-03-04")), "04/03/2027");
    assert_eq!(fr::day_month_year(day("2027-07-01")), "1er juillet 2027");
}

#[test]
fn days_are_told_from_today_without_rounding() {
    for (date, expected) in [
        ("2027-03-14", "aujourd’hui"),
        ("2027-03-13", "hier"),
        ("2027-03-12", "il y a 2 jours"),
        ("2026-12-14", "il y a 90 jours"),
        ("2027-03-15", "demain"),
        ("2027-03-17", "dans 3 jours"),
        ("2024-03-14", "il y a 1\u{a0}095 jours"),
    ] {
        assert_eq!(fr::relative_day(day(date), day("2027-03-14")), expected);
    }
}

#[test]
fn hours_are_written_with_h() {
    let time = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
    assert_eq!(fr::clock_time(time(9, 5)), "9\u{a0}h\u{a0}05");
    assert_eq!(fr::clock_time(time(14, 0)), "14\u{a0}h");
}

#[test]
fn zero_is_singular_and_thousands_stand_apart() {
    assert_eq!(fr::count(0, "lettre", "lettres"), "0\u{a0}lettre");
    assert_eq!(fr::count(1, "lettre", "lettres"), "1\u{a0}lettre");
    assert_eq!(fr::count(2, "lettre", "lettres"), "2\u{a0}lettres");
    for (number, expected) in [
        (0, "0"),
        (999, "999"),
        (1000, "1\u{a0}000"),
        (15_000, "15\u{a0}000"),
        (1_234_567, "1\u{a0}234\u{a0}567"),
    ] {
        assert_eq!(fr::number(number), expected);
    }
}

#[test]
fn lists_end_with_and() {
    assert_eq!(fr::list::<&str>(&[]), "");
    assert_eq!(fr::list(&["une lettre"]), "une lettre");
    assert_eq!(
        fr::list(&["une lettre", "un colis"]),
        "une lettre et un colis"
    );
    assert_eq!(
        fr::list(&["une lettre", "un colis", "un avis"]),
        "une lettre, un colis et un avis"
    );
}

#[test]
fn spaces_before_signs_and_inside_quotes_do_not_break() {
    for (typed, expected) in [
        ("Attention : quoi ?", "Attention\u{a0}: quoi\u{a0}?"),
        ("« oui » ; non !", "«\u{a0}oui\u{a0}»\u{a0}; non\u{a0}!"),
        ("à 10:30, rien", "à 10:30, rien"),
        ("déjà\u{a0}: fait", "déjà\u{a0}: fait"),
        ("", ""),
    ] {
        assert_eq!(fr::typo(typed), expected);
    }
}

#[test]
fn a_short_date_is_read_out_in_words() {
    assert_eq!(
        fr::time_short(day("2027-03-01")).into_string(),
        "<time datetime=\"2027-03-01\"><span aria-hidden=\"true\">01/03/2027</span>\
         <span class=\"fr-sr-only\">1er mars 2027</span></time>"
    );
}
