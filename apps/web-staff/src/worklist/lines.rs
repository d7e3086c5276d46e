//! The lines: who, why, and the act that settles it.

use application::worklist::WorkLine;
use maud::{Markup, html};
use web_kit::{components::link_button, fr};

use super::{Reader, act};
use crate::{urls, words};

/// Some lines of one duty.
pub fn list(reader: &Reader, lines: &[&WorkLine]) -> Markup {
    html! {
        ul.app-work { @for line in lines { (one(reader, line)) } }
    }
}

fn one(reader: &Reader, line: &WorkLine) -> Markup {
    let name = words::called(
        &line.civility,
        &line.nom,
        &line.prenoms,
        line.usage.as_deref(),
    );
    let (why, article) = words::why_due(line, &reader.around);
    let act = act::next(&reader.session, line);
    html! {
        li {
            div {
                p.app-work__who {
                    a href=(urls::dossier(line.id)) { (name) }
                    " " span.app-work__number { "n°" (fr::NBSP) (fr::number(line.number.into())) }
                }
                p { (fr::typo(&why)) " " span.fr-hint-text { (article) } }
            }
            @if let Some(act) = &act {
                (link_button(act.label, &act.href).secondary().small().about(&about(&name)))
            }
        }
    }
}

fn about(name: &str) -> String {
    fr::typo(&format!(": {name}"))
}
