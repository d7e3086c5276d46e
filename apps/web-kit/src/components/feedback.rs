//! What the page has to say: alerts, refusals, errors of a form, badges.

use crate::{Field, fr};
use maud::{Markup, Render, html};

/// How serious it is. Colour only repeats what the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is done, or in order.
    Success,
    /// Good to know.
    Info,
    /// To be watched.
    Warning,
    /// Wrong, or forbidden.
    Error,
}

impl Level {
    const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A framed message: a title that says it all, and what goes with it (a sentence, the act
/// that settles it). Write `&html! {}` for nothing.
#[must_use]
pub fn alert(level: Level, title: &str, content: &dyn Render) -> Markup {
    html! {
        div class={ "fr-alert fr-alert--" (level.name()) } {
            p.fr-alert__title { (fr::typo(title)) }
            (content.render())
        }
    }
}

/// A framed sentence, smaller than an [`alert`].
#[must_use]
pub fn notice(level: Level, sentence: &str) -> Markup {
    html! {
        div class={ "fr-alert fr-alert--sm fr-alert--" (level.name()) } { p { (fr::typo(sentence)) } }
    }
}

/// A rule said no: why in one sentence, what to do, and the article in small.
#[must_use]
pub fn refusal(why: &str, what_to_do: &str, article: &str) -> Markup {
    html! {
        div.fr-alert.fr-alert--error role="alert" {
            p.fr-alert__title { (fr::typo(why)) }
            p { (fr::typo(what_to_do)) }
            p.fr-text--sm { (article) }
        }
    }
}

/// All that is wrong with a form, at its top: first what concerns no single field, then one
/// link per field in error. Nothing when nothing is wrong. It takes the focus.
#[must_use]
pub fn error_summary(general: Option<&str>, fields: &[(&str, &Field)]) -> Markup {
    let errors: Vec<_> = fields
        .iter()
        .filter_map(|(id, field)| Some((*id, field.error.as_deref()?)))
        .collect();
    if general.is_none() && errors.is_empty() {
        return html! {};
    }
    let total = u64::try_from(errors.len()).unwrap_or(u64::MAX) + u64::from(general.is_some());
    let title = match fr::plural(total, "une", "plusieurs") {
        "une" => "Une erreur à corriger".to_owned(),
        _ => format!("{total} erreurs à corriger"),
    };
    html! {
        div.fr-alert.fr-alert--error.app-errors role="alert" id="erreurs" tabindex="-1" autofocus {
            h2.fr-alert__title { (title) }
            @if let Some(general) = general { p { (fr::typo(general)) } }
            @if !errors.is_empty() {
                ul {
                    @for (id, error) in errors { li { a href={ "#" (id) } { (fr::typo(error)) } } }
                }
            }
        }
    }
}

/// The status of something, in one or two words.
#[must_use]
pub fn badge(level: Option<Level>, label: &str) -> Markup {
    let level = level.map(|level| format!("fr-badge--{}", level.name()));
    html! { span class={ "fr-badge fr-badge--sm fr-badge--no-icon " (level.unwrap_or_default()) } { (label) } }
}

/// A criterion in force, and the address without it.
#[must_use]
pub fn tag(label: &str, removal: &str) -> Markup {
    html! {
        a.fr-tag.fr-tag--sm.app-tag href=(removal) {
            (label) span.fr-sr-only { " (retirer)" } span aria-hidden="true" { " ×" }
        }
    }
}

/// A text set apart from the rest.
#[must_use]
pub fn callout(title: &str, content: &dyn Render) -> Markup {
    html! {
        div.fr-callout {
            h2.fr-callout__title { (title) }
            div.fr-callout__text { (content.render()) }
        }
    }
}
