//! Following one's own agenda from a calendar elsewhere: by a secret link, or one
//! appointment at a time by a file.

use application::agenda::AgendaEntry;
use axum::{
    extract::{Path, State},
    http::{
        HeaderMap,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use kernel::DossierId;
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use structures::Action;
use web_kit::{
    Flash, Link, PageError, PathId,
    components::{Level, alert, buttons, link_button, post_button},
    fr,
};

use super::ics::Writing;
use crate::{
    Staff,
    request::forms,
    route::{Needs, Route},
    session::{Here, StaffSession, page_error, unless_refused},
    team::origin,
    urls,
};

const TITLE: &str = "Suivre mon agenda ailleurs";
const REVOKE: &str = "/mon-compte/agenda/supprimer";
const REVOKED: &str = "lien-agenda-supprime";
/// How the address of a calendar ends.
const SUFFIX: &str = ".ics";

pub fn routes() -> Vec<Route> {
    let manage = Needs::Permission(Action::ManageAppointments);
    vec![
        Route::get("/agenda/flux/{file}", Needs::Nothing, feed),
        Route::get("/agenda/{id}/rendez-vous.ics", manage, one),
        Route::get(urls::FEED, manage, page),
        Route::post(urls::FEED, manage, renew),
        Route::post(REVOKE, manage, revoke),
    ]
}

/// A calendar, under a name that says nothing of the person.
fn file(name: &str, calendar: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, calendar).into_response()
}

/// What a calendar elsewhere reads: no session, the secret is enough.
async fn feed(
    State(staff): State<Staff>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let secret = name.strip_suffix(SUFFIX).ok_or(PageError::NotFound)?;
    let secret = SecretString::from(secret);
    let found = staff.feeds.read(&secret).await.map_err(page_error)?;
    let found = found.ok_or(PageError::NotFound)?;
    let writing = Writing {
        zone: found.zone,
        origin: &origin(&staff, &headers),
    };
    let name = format!("Rendez-vous – {}", found.structure);
    Ok(file("agenda.ics", writing.calendar(&name, &found.entries)))
}

/// The appointment of a dossier, as a file.
async fn one(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    let planned = opened.dossier.planned_appointment();
    let planned = planned.ok_or(PageError::NotFound)?;
    let writing = Writing {
        zone: session.actor.structure().zone(),
        origin: &origin(&staff, &headers),
    };
    let entry = AgendaEntry::of(&opened.dossier, planned);
    let name = format!("rendez-vous-{}.ics", entry.number);
    Ok(file(&name, writing.appointment(&entry)))
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let made = unless_refused(staff.feeds.made_at(&session.actor).await, urls::ACCOUNT)?;
    let zone = session.actor.structure().zone();
    let made = made.ok().flatten().map(|at| zone.date_of(at));
    let message = (flash.code() == Some(REVOKED)).then_some("Le lien est supprimé.");
    let content = html! {
        (what_it_is())
        @match made {
            None => (buttons(&[&post_button("Créer mon lien secret", urls::FEED)])),
            Some(day) => {
                p { "Un lien existe depuis le " (fr::time_long(day)) ". Il ne peut plus être affiché : si vous l’avez perdu, remplacez-le." }
                (buttons(&[
                    &post_button("Remplacer le lien", urls::FEED),
                    &post_button("Supprimer le lien", REVOKE).secondary(),
                ]))
            },
        }
    };
    Ok(draw(&session, message, &content))
}

/// What goes out, and what does not.
fn what_it_is() -> Markup {
    html! {
        p { "Un lien secret permet à un autre logiciel d’agenda (téléphone, messagerie) de lire vos rendez-vous, et les vôtres seulement : ceux du dernier mois et de l’année à venir." }
        p { "Il n’emporte aucun nom : chaque rendez-vous s’intitule « Entretien – dossier n° … », avec l’adresse du dossier, qui demande de se connecter. Le lieu n’y figure pas." }
        p { "Il cesse de fonctionner si vous le remplacez ou le supprimez, et quand votre compte est fermé." }
    }
}

async fn renew(
    State(staff): State<Staff>,
    session: StaffSession,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let made = unless_refused(staff.feeds.renew(&session.actor).await, urls::FEED)?;
    // No rule refuses it.
    let secret = made.map_err(|()| PageError::Forbidden)?.into_inner();
    let path = format!("/agenda/flux/{}{SUFFIX}", secret.expose_secret());
    let content = html! {
        (alert(Level::Warning, "Ce lien n’est affiché qu’une fois", &html! {
            p { "Copiez-le dans votre autre agenda, à « Ajouter un calendrier par adresse ». Le lien fait auparavant ne fonctionne plus." }
        }))
        p.fr-text--bold.app-link-once { (origin(&staff, &headers)) (path) }
        p { "Qui possède ce lien lit vos rendez-vous : ne le partagez pas." }
        (buttons(&[&link_button("Revenir à l’agenda", urls::AGENDA).secondary()]))
    };
    Ok(draw(&session, None, &content).into_response())
}

async fn revoke(State(staff): State<Staff>, session: StaffSession) -> Result<Redirect, PageError> {
    let revoked = unless_refused(staff.feeds.revoke(&session.actor).await, urls::FEED)?;
    match revoked {
        Ok(_) => Ok(Redirect::to(&Flash::on(urls::FEED, REVOKED))),
        // No rule refuses it.
        Err(()) => Err(PageError::Forbidden),
    }
}

fn draw(session: &StaffSession, message: Option<&'static str>, content: &Markup) -> Markup {
    session
        .page(TITLE)
        .breadcrumb(vec![Link::new("Mon compte", urls::ACCOUNT)])
        .message(message)
        .content(html! { h1 { (TITLE) } div.app-text { (content) } })
        .inside(&session.shell(Here::Elsewhere))
}
