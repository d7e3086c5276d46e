//! The four questions of the page: who, where it stands, what waits, what is to be done.

use axum::extract::State;
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{Flash, PageError, PathId, fr};

use super::{
    actions, alerts,
    panel::{self, Drawn},
    sheet::Sheet,
};
use crate::{Staff, live, session::StaffSession};

/// How many notes.
const NOTES: usize = 3;

/// The overview.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?;
    Ok(draw(&sheet, &flash, &html! {}))
}

/// The overview, under something that has to be said first.
pub(crate) fn draw(sheet: &Sheet, flash: &Flash, first: &Markup) -> Markup {
    let content = html! {
        (first)
        (live::watch(sheet))
        section aria-label="Situation" { (panel::situation(sheet, Drawn::InPage)) }
        div.app-columns.app-columns--top {
            section.app-panel {
                h2 { "Ce qui attend" }
                (panel::attente(sheet, Drawn::InPage))
                (panel::acts(sheet))
            }
            div {
                section.app-panel {
                    h2 { "À faire" }
                    (panel::alertes(sheet, Drawn::InPage))
                }
            }
        }
        (actions::actions(sheet))
        div.app-columns.app-columns--top {
            section {
                h2 { "Historique récent" }
                (panel::recent(sheet, Drawn::InPage))
            }
            (notes(sheet))
        }
    };
    sheet.page(flash, &content)
}

fn notes(sheet: &Sheet) -> Markup {
    let last: Vec<_> = sheet
        .dossier
        .notes()
        .iter()
        .rev()
        .filter(|note| !note.is_archived() && !note.is_pinned())
        .take(NOTES)
        .collect();
    let none = match alerts::pinned_note(sheet) {
        Some(_) => "Aucune autre note.",
        None => "Aucune note.",
    };
    html! {
        section {
            h2 { "Notes" }
            @if last.is_empty() { p { (none) } }
            @if !last.is_empty() {
                ul.app-notes {
                    @for note in last {
                        li {
                            p.app-note { (note.text()) }
                            span.app-second {
                                (note.author().name()) ", le "
                                (fr::day_month_year(sheet.session.actor.civil_date(note.at())))
                            }
                        }
                    }
                }
            }
            p {
                a.fr-link href=(sheet.url("notes")) {
                    @if sheet.may(Action::AddNote) { "Ajouter une note ou les voir toutes" } @else { "Toutes les notes" }
                }
            }
        }
    }
}
