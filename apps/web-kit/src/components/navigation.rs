//! Where one is, and where one can go from there.

use crate::{Link, fr};
use maud::{Markup, html};

/// One page of a set, as a tab that is a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its name and address.
    pub link: Link,
    /// How many things it holds.
    pub count: Option<u64>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// The pages of a set, each with its own address.
#[must_use]
pub fn tabs(name: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.app-tabs aria-label=(name) {
            ul.fr-raw-list {
                @for tab in tabs {
                    li {
                        a href=(tab.link.href) aria-current=[tab.current.then_some("page")] {
                            (tab.link.label)
                            @if let Some(count) = tab.count { " " span.app-count { (fr::number(count)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The pages above this one, then this one.
#[must_use]
pub fn breadcrumb(above: &[Link], current: &str) -> Markup {
    html! {
        nav.fr-breadcrumb role="navigation" aria-label="Vous êtes ici" {
            ol.fr-breadcrumb__list {
                @for link in above { li { a.fr-breadcrumb__link href=(link.href) { (link.label) } } }
                li { a.fr-breadcrumb__link aria-current="page" { (current) } }
            }
        }
    }
}

/// The addresses of the pages of a list before and after this one. Nothing when there are none.
#[must_use]
pub fn pagination(previous: Option<&str>, next: Option<&str>) -> Markup {
    if previous.or(next).is_none() {
        return html! {};
    }
    html! {
        nav.fr-pagination role="navigation" aria-label="Pages de la liste" {
            ul.fr-pagination__list {
                @if let Some(href) = previous {
                    li { a.fr-pagination__link.fr-pagination__link--prev.fr-pagination__link--label rel="prev" href=(href) { "Page précédente" } }
                }
                @if let Some(href) = next {
                    li { a.fr-pagination__link.fr-pagination__link--next.fr-pagination__link--label rel="next" href=(href) { "Page suivante" } }
                }
            }
        }
    }
}

/// The steps of a form in several pages; `current` counts from 1.
#[must_use]
pub fn stepper(current: usize, titles: &[&str]) -> Markup {
    let title = current
        .checked_sub(1)
        .and_then(|index| titles.get(index))
        .copied()
        .unwrap_or_default();
    html! {
        div.fr-stepper {
            h2.fr-stepper__title {
                (title)
                span.fr-stepper__state { "Étape " (current) " sur " (titles.len()) }
            }
            div.fr-stepper__steps data-fr-current-step=(current) data-fr-steps=(titles.len()) {}
            @if let Some(next) = titles.get(current) {
                p.fr-stepper__details { span.fr-text--bold { (fr::typo("Étape suivante :")) } " " (next) }
            }
        }
    }
}
