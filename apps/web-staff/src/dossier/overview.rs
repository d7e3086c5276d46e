//! The four questions of the page: who, where it stands, what waits, what is to be done.

use axum::extract::State;
use domiciliation::dossier::StandingNote;
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{Flash, PageError, PathId, fr};

use super::{
    actions, alerts, history, mail,
    sheet::{Sheet, Tab},
    timebar::time_bar,
};
use crate::{Staff, session::StaffSession, words};

/// How many lines of history stand on the overview.
const RECENT: usize = 8;
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
    let sentence = words::standing_sentence(&sheet.dossier, &sheet.around);
    let bar = time_bar(
        &sheet.dossier,
        sheet.around.policy(),
        sheet.today(),
        &sentence,
    );
    let content = html! {
        (first)
        section aria-label="Situation" {
            p.app-lead { (fr::typo(&sentence)) }
            @if let Some(bar) = bar { (bar) }
        }
        div.app-columns.app-columns--top {
            section.app-panel {
                h2 { "Ce qui attend" }
                (mail::summary(sheet))
                (mail::waiting_list(sheet))
                (mail::acts(sheet))
            }
            div {
                section.app-panel {
                    h2 { "À faire" }
                    (alerts::alerts(sheet))
                }
                (pinned(sheet))
            }
        }
        (actions::actions(sheet))
        div.app-columns.app-columns--top {
            (recent(sheet))
            (notes(sheet))
        }
    };
    sheet.page(flash, &content)
}

fn pinned_note(sheet: &Sheet) -> Option<&StandingNote> {
    sheet
        .dossier
        .notes()
        .iter()
        .find(|note| note.is_pinned() && !note.is_archived())
}

fn pinned(sheet: &Sheet) -> Markup {
    html! {
        @if let Some(note) = pinned_note(sheet) {
            section.app-panel {
                h2 { "Note épinglée" }
                p.app-note { (note.text()) }
            }
        }
    }
}

fn recent(sheet: &Sheet) -> Markup {
    let lines = history::entries(sheet)
        .filter(|recorded| history::stands(&sheet.dossier, recorded))
        .take(RECENT);
    html! {
        section {
            h2 { "Historique récent" }
            (history::lines(sheet, lines))
            p { a.fr-link href=(Tab::History.url(sheet.id())) { "Tout l’historique" } }
        }
    }
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
    let none = match pinned_note(sheet) {
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
