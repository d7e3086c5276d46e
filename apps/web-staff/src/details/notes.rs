//! Notes: what colleagues should know, one of them pinned, old ones put away.

use std::cmp::Reverse;

use application::desk::Order;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused, dossier::StandingNote};
use kernel::{DossierId, FactId, fold};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Flash, Form, PageError, PathId, PathIds, Query,
    components::{
        button, buttons, disclosure, empty_list, error_summary, idempotency_key, post_button,
        text_field, textarea,
    },
    fr,
};

use super::framed;
use crate::{
    Staff,
    request::forms::{self, Opened, Ticket, refused_alert, text},
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};

pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewDossiers);
    vec![
        Route::get("/domicilies/{id}/notes", see, page),
        Route::post(
            "/domicilies/{id}/notes",
            Needs::Permission(Action::AddNote),
            add,
        ),
        on_note(
            "/domicilies/{id}/notes/{note}/epingler",
            Command::PinNote,
            PINNED,
        ),
        on_note(
            "/domicilies/{id}/notes/{note}/desepingler",
            Command::UnpinNote,
            UNPINNED,
        ),
        on_note(
            "/domicilies/{id}/notes/{note}/archiver",
            Command::ArchiveNote,
            ARCHIVED,
        ),
    ]
}

/// An act on one note.
fn on_note(path: &'static str, command: fn(FactId) -> Command, code: &'static str) -> Route {
    Route::post(
        path,
        Needs::Permission(Action::ManageNotes),
        async move |State(staff): State<Staff>,
                    session: StaffSession,
                    PathIds(id, note): PathIds<DossierId, FactId>,
                    Form(ticket): Form<Ticket>| {
            act(staff, session, id, ticket, command(note), code).await
        },
    )
}

const ADDED: &str = "note-ajoutee";
const PINNED: &str = "note-epinglee";
const UNPINNED: &str = "note-desepinglee";
const ARCHIVED: &str = "note-archivee";

pub fn message(code: &str) -> Option<&'static str> {
    match code {
        ADDED => Some("La note est ajoutée."),
        PINNED => Some("La note est épinglée : elle s’affiche en premier."),
        UNPINNED => Some("La note n’est plus épinglée."),
        ARCHIVED => Some("La note est archivée."),
        _ => None,
    }
}

/// Words to find in the notes.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: Field,
}

/// What the page shows besides the notes themselves.
#[derive(Default)]
struct Shown<'a> {
    /// The note that is being written.
    field: Option<&'a Field>,
    /// The words to find.
    asked: Option<&'a Field>,
    refused: Option<&'a Refused>,
    message: Option<&'static str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Submitted {
    #[serde(flatten)]
    ticket: Ticket,
    note: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    let shown = Shown {
        asked: Some(&asked.q),
        message: flash.code().and_then(message),
        ..Shown::default()
    };
    Ok(render(&staff, &session, &opened, &shown))
}

async fn add(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let Some(note) = text::required(&mut form.note, "Note") else {
        let opened = forms::open(&staff, &session, id).await?;
        let shown = Shown {
            field: Some(&form.note),
            ..Shown::default()
        };
        let page = render(&staff, &session, &opened, &shown);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    act(
        staff,
        session,
        id,
        form.ticket,
        Command::AddNote(note),
        ADDED,
    )
    .await
}

/// Notes commute: no version is asked for.
async fn act(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    ticket: Ticket,
    command: Command,
    code: &'static str,
) -> Result<Response, PageError> {
    let back = urls::under(id, "notes");
    let order = Order {
        dossier: id,
        seen: None,
        key: ticket.key(&staff),
        command,
    };
    let outcome = staff.desk.carry_out(&session.actor, order).await;
    if let Err(refused) = unless_refused(outcome, &back)? {
        let opened = forms::open(&staff, &session, id).await?;
        let shown = Shown {
            refused: Some(&refused),
            ..Shown::default()
        };
        let page = render(&staff, &session, &opened, &shown);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(Redirect::to(&Flash::on(&back, code)).into_response())
}

fn render(staff: &Staff, session: &StaffSession, opened: &Opened, shown: &Shown<'_>) -> Markup {
    let id = opened.dossier.id();
    let empty = Field::default();
    let field = shown.field.unwrap_or(&empty);
    let asked = shown.asked.unwrap_or(&empty);
    let words = fold(asked.text());
    let (archived, mut notes): (Vec<&StandingNote>, Vec<&StandingNote>) = opened
        .dossier
        .notes()
        .iter()
        .filter(|note| holds(note, &words))
        .partition(|note| note.is_archived());
    notes.sort_by_key(|note| (!note.is_pinned(), Reverse(note.at())));
    let folded = format!("Notes archivées ({})", archived.len());
    let found = fr::count(
        u64::try_from(notes.len() + archived.len()).unwrap_or(u64::MAX),
        "note trouvée",
        "notes trouvées",
    );
    let content = html! {
        (refused_alert(shown.refused))
        @if session.may(Action::AddNote) {
            form.app-form method="post" action=(urls::under(id, "notes")) novalidate {
                (error_summary(None, &[("note", field)]))
                (idempotency_key(staff.new_key()))
                (textarea("note", "Nouvelle note", field, 1000)
                    .hint("Notez des faits utiles à vos collègues, sans jugement : la personne peut demander à lire ce texte."))
                (buttons(&[&button("Ajouter la note")]))
            }
        }
        @if !opened.dossier.notes().is_empty() { (search(id, asked)) }
        @if !words.is_empty() {
            p role="status" { (found) " avec ces mots. " a.fr-link href=(urls::under(id, "notes")) { "Voir toutes les notes" } }
        }
        @if !notes.is_empty() { ul.app-notes { @for note in notes { (line(staff, session, id, note)) } } }
        @else if words.is_empty() { (empty_list("Aucune note dans ce dossier.", &html! {})) }
        @if !archived.is_empty() {
            (disclosure(&folded, !words.is_empty(), &html! {
                ul.app-notes { @for note in archived { (line(staff, session, id, note)) } }
            }))
        }
    };
    let in_error = field.error.is_some() || shown.refused.is_some();
    framed(session, opened, "Notes", shown.message, in_error, &content)
}

fn search(id: DossierId, asked: &Field) -> Markup {
    html! {
        form.app-filters method="get" action=(urls::under(id, "notes")) {
            (text_field("q", "Chercher dans les notes", asked).max_length(100))
            (button("Chercher").secondary())
        }
    }
}

/// Whether a note holds every word, accents and case left aside.
fn holds(note: &StandingNote, words: &str) -> bool {
    let text = fold(note.text().as_str());
    words.split_whitespace().all(|word| text.contains(word))
}

fn line(staff: &Staff, session: &StaffSession, id: DossierId, note: &StandingNote) -> Markup {
    let day = session.actor.civil_date(note.at());
    let about = format!("la note du {}", fr::day_month_year(day));
    let press = |label: &'static str, what: &str| {
        let action = urls::under(id, &format!("notes/{}/{what}", note.fact()));
        html! {
            (post_button(label, &action).tertiary().small().about(&about).fields(idempotency_key(staff.new_key())))
        }
    };
    html! {
        li {
            @if note.is_pinned() {
                p.app-second { span.fr-icon-map-pin-2-line.fr-icon--sm aria-hidden="true" {} " Note épinglée" }
            }
            p.app-written { (note.text()) }
            p.app-second { (fr::time_long(day)) ", " (note.author().name()) }
            @if session.may(Action::ManageNotes) && !note.is_archived() {
                div {
                    @if note.is_pinned() { (press("Désépingler", "desepingler")) }
                    @else { (press("Épingler", "epingler")) }
                    (press("Archiver", "archiver"))
                }
            }
        }
    }
}
