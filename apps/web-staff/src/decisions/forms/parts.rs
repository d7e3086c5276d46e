//! What the twins of both official forms share.

use application::documents::{Organisme, Person};
use chrono::NaiveDate;
use maud::{Markup, html};
use web_kit::fr;

/// The lines about the holder.
pub(super) fn holder(person: &Person) -> Vec<(&'static str, Markup)> {
    vec![
        ("Civilité", html! { (person.civility.full()) }),
        ("Nom(s)", html! { strong { (person.noms) } }),
        ("Prénom(s)", html! { strong { (person.prenoms) } }),
        ("Date de naissance", html! { (person.date_naissance()) }),
        ("Lieu de naissance", given(&person.lieu_naissance)),
    ]
}

/// The line about who is covered too.
pub(super) fn covered(ayants_droit: &[String]) -> (&'static str, Markup) {
    let value = html! {
        @if ayants_droit.is_empty() { "Aucun" } @else { (lines(ayants_droit)) }
    };
    ("Ayants droit", value)
}

/// The lines about the body's agrément, if it has one.
pub(super) fn agrement(organisme: &Organisme) -> Vec<(&'static str, Markup)> {
    optional(&[
        ("Agrément délivré par", &organisme.prefecture),
        ("Numéro d’agrément", &organisme.numero_agrement),
    ])
}

/// The lines that have a value.
pub(super) fn optional(lines: &[(&'static str, &Option<String>)]) -> Vec<(&'static str, Markup)> {
    lines
        .iter()
        .filter_map(|(label, value)| Some((*label, html! { ((*value).as_ref()?) })))
        .collect()
}

/// The lines that tell how the body is reached.
pub(super) fn reached(organisme: &Organisme) -> Vec<(&'static str, Markup)> {
    vec![
        ("Adresse", lines(&organisme.adresse)),
        ("Courriel", given(&organisme.courriel)),
        ("Téléphone", given(&organisme.telephone)),
    ]
}

pub(super) fn day(date: NaiveDate) -> Markup {
    html! { time datetime=(date) { (fr::short_date(date)) } }
}

pub(super) fn given(value: &str) -> Markup {
    html! { @if value.is_empty() { "Non renseigné" } @else { (value) } }
}

pub(super) fn lines<S: AsRef<str>>(values: &[S]) -> Markup {
    html! {
        @for (index, line) in values.iter().enumerate() { @if index > 0 { br; } (line.as_ref()) }
    }
}

/// A text on several lines.
pub(super) fn text(value: &str) -> Markup {
    lines(&value.lines().collect::<Vec<_>>())
}
