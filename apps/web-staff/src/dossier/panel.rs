//! The regions of a person that change while somebody looks on: where it stands, the
//! alerts, what waits, what was done lately.
//!
//! The overview and the reception desk draw them; an act of this desk, or of another one,
//! draws them again and each takes the place of its namesake. Nothing is typed in them, so
//! nothing typed is lost; a button in them has an identifier, so that it keeps the focus.

use maud::{Markup, html};
use web_kit::{components::badge, fr};

use super::{alerts, history, mail, sheet::Sheet, tab::Tab, timebar::time_bar};
use crate::{live, words};

/// Below the acts: what the last one did. It is announced.
pub(crate) const DONE: &str = "fait";
/// Where the form of a detailed act opens.
pub(crate) const FORM: &str = "saisie";

/// How many lines of history stand on the overview, and at the desk.
const RECENT: usize = 8;
const RECENT_AT_THE_DESK: usize = 4;

/// Whether a region is drawn in its page, or sent alone to replace itself there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    InPage,
    Alone,
}

impl Drawn {
    /// How the script is told to replace what bears the same identifier.
    pub(crate) const fn swap(self) -> Option<&'static str> {
        match self {
            Self::InPage => None,
            Self::Alone => Some("true"),
        }
    }
}

fn region(id: &str, drawn: Drawn, content: &Markup) -> Markup {
    html! { div id=(id) hx-swap-oob=[drawn.swap()] { (content) } }
}

/// Where it stands, in one sentence; on the overview with its picture.
pub(crate) fn situation(sheet: &Sheet, drawn: Drawn) -> Markup {
    let today = sheet.today();
    let status = sheet.dossier.status(today);
    let sentence = words::standing_sentence(&sheet.dossier, &sheet.around);
    let content = html! {
        @if sheet.is_at_the_desk() {
            p.app-desk__standing {
                (badge(words::status_level(status), status.label())) " " (fr::typo(&sentence))
            }
        } @else {
            p.app-lead { (fr::typo(&sentence)) }
            @if let Some(bar) = time_bar(&sheet.dossier, sheet.around.policy(), today, &sentence) { (bar) }
        }
    };
    region("situation", drawn, &content)
}

/// What must be known or done, gravest first.
pub(crate) fn alertes(sheet: &Sheet, drawn: Drawn) -> Markup {
    region("alertes", drawn, &alerts::alerts(sheet))
}

/// What waits for the person, and handing it over.
pub(crate) fn attente(sheet: &Sheet, drawn: Drawn) -> Markup {
    let content = html! {
        (mail::summary(sheet))
        (mail::waiting_list(sheet))
        (mail::hand_over(sheet))
    };
    region("attente", drawn, &content)
}

/// What was recorded lately, each line with what takes it back.
pub(crate) fn recent(sheet: &Sheet, drawn: Drawn) -> Markup {
    let count = if sheet.is_at_the_desk() {
        RECENT_AT_THE_DESK
    } else {
        RECENT
    };
    let lines = history::entries(sheet)
        .filter(|recorded| history::stands(&sheet.dossier, recorded))
        .take(count);
    let content = html! {
        (history::lines(sheet, lines))
        p { a.fr-link href=(Tab::History.url(sheet.id())) { "Tout l’historique" } }
    };
    region("recent", drawn, &content)
}

/// What can be done at once.
fn actes(sheet: &Sheet, drawn: Drawn) -> Markup {
    region("actes", drawn, &mail::acts(sheet))
}

/// The acts with what one types beside them, what the last one did, and the place where a
/// detailed form opens.
pub(crate) fn acts(sheet: &Sheet) -> Markup {
    html! {
        (mail::quantity(sheet))
        (actes(sheet, Drawn::InPage))
        div.app-done id=(DONE) role="status" tabindex="-1" {}
        (mail::detailed_acts(sheet))
        div.app-detailed id=(FORM) {}
    }
}

/// All regions as they stand now, each to replace its namesake in the page.
pub(crate) fn regions(sheet: &Sheet) -> Markup {
    html! {
        (situation(sheet, Drawn::Alone))
        (alertes(sheet, Drawn::Alone))
        (attente(sheet, Drawn::Alone))
        (actes(sheet, Drawn::Alone))
        (recent(sheet, Drawn::Alone))
        (live::watched(sheet, Drawn::Alone))
    }
}

/// The answer to an act: all regions, and what it did.
pub(crate) fn after(sheet: &Sheet, said: &Markup) -> Markup {
    html! {
        (regions(sheet))
        div id=(DONE) hx-swap-oob="innerHTML" { (said) }
    }
}
