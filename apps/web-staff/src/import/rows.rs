//! How a row of the file reads: who it is about, and what is wrong at which cell.

use application::imports::{
    choices,
    field::Field,
    mapping::Mapping,
    problem::{Problem, column_name},
    table::Row,
};
use maud::{Markup, html};
use web_kit::{
    components::{Level, badge},
    fr,
};

use crate::words;

/// The longest value that is told again beside what is wrong with it.
const VALUE_MAX: usize = 60;

/// What a row shows of a field.
pub fn shown(row: &Row, mapping: &Mapping, field: Field) -> String {
    mapping
        .column_of(field)
        .map(|column| row.cell(column).shown())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// « DIALLO Aminata », or nothing where the row names nobody.
pub fn name(row: &Row, mapping: &Mapping) -> String {
    let nom = shown(row, mapping, Field::Nom).to_uppercase();
    let prenoms = shown(row, mapping, Field::Prenoms);
    words::clipped(format!("{nom} {prenoms}").trim(), VALUE_MAX)
}

/// Who a row is about.
pub fn who(row: &Row, mapping: &Mapping) -> Markup {
    let name = name(row, mapping);
    let birth = shown(row, mapping, Field::Birth);
    html! {
        div {
            @if name.is_empty() { span.app-none { "Sans nom" } } @else { strong { bdi { (name) } } }
            @if !birth.is_empty() {
                span.app-second { "naissance\u{a0}: " bdi { (words::clipped(&birth, VALUE_MAX)) } }
            }
        }
    }
}

/// Where the person stands, as the row says it.
pub fn situation(row: &Row, mapping: &Mapping) -> Markup {
    let status = shown(row, mapping, Field::Status);
    let code = choices::parse(Field::Status, &status);
    let known = Field::Status.choices().iter();
    let label = known
        .filter(|choice| Some(choice.code) == code)
        .map(|choice| choice.label)
        .next()
        .unwrap_or(&status);
    let until = if code == Some("VALIDE") {
        "jusqu’au "
    } else {
        "le "
    };
    let end = shown(row, mapping, Field::End);
    html! {
        div {
            bdi { (words::clipped(label, VALUE_MAX)) }
            @if !end.is_empty() { span.app-second { (until) bdi { (words::clipped(&end, VALUE_MAX)) } } }
        }
    }
}

/// What is wrong with a row, or worth a look, each at its cell.
pub fn problems(mapping: &Mapping, problems: &[Problem]) -> Markup {
    html! {
        @if problems.is_empty() { "Rien à signaler" } @else {
            ul.app-problems {
                @for problem in problems.iter().filter(|problem| problem.is_error()) { li { (one(mapping, problem)) } }
                @for problem in problems.iter().filter(|problem| !problem.is_error()) { li { (one(mapping, problem)) } }
            }
        }
    }
}

fn one(mapping: &Mapping, problem: &Problem) -> Markup {
    html! {
        (level(problem)) " "
        strong { (place(mapping, problem)) }
        @if !problem.value.is_empty() {
            "\u{a0}: «" (fr::NBSP) bdi { (words::clipped(&problem.value, VALUE_MAX)) } (fr::NBSP) "»"
        }
        span.app-second { (fr::typo(&problem.message)) }
    }
}

/// How serious it is, in a word.
pub fn level(problem: &Problem) -> Markup {
    if problem.is_error() {
        badge(Some(Level::Error), "À corriger")
    } else {
        badge(Some(Level::Warning), "À vérifier")
    }
}

/// « F14, Date de naissance », or the row as a whole.
fn place(mapping: &Mapping, problem: &Problem) -> String {
    let Some(column) = problem.column else {
        return format!("Ligne {}", fr::number(problem.row.into()));
    };
    let cell = format!("{}{}", column_name(column), problem.row);
    match mapping.field(column) {
        Some(field) => format!("{cell}, {}", field.label()),
        None => cell,
    }
}
