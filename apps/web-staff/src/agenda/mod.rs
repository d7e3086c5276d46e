//! Appointments: the week and the day of each agent and of all, what is done about each,
//! and how a calendar elsewhere follows them.

mod cancelling;
mod change;
mod entry;
mod feed;
pub mod form;
mod ics;
mod moving;
mod place;
mod show;

pub(crate) use ics::Writing;

use application::agenda::AgendaEntry;
use axum::extract::State;
use chrono::NaiveDateTime;
use maud::Markup;
use structures::{Action, StaffMember};
use web_kit::{Flash, PageError, Query};

use crate::{
    Staff,
    request::forms::colleagues,
    route::{Needs, Route},
    session::{StaffSession, page_error},
    urls,
};
use place::{Asked, Place};

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let manage = Needs::Permission(Action::ManageAppointments);
    let mut routes = vec![Route::get(urls::AGENDA, manage, page)];
    routes.extend(change::routes());
    routes.extend(feed::routes());
    routes
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let place = Place::of(&asked, &session);
    let shown = Shown::read(staff, session, place).await?;
    Ok(shown.render(flash.code().and_then(message), None))
}

/// The agenda as it stands, around a day.
struct Shown {
    staff: Staff,
    session: StaffSession,
    place: Place,
    /// The civil time at the structure.
    now: NaiveDateTime,
    team: Vec<StaffMember>,
    entries: Vec<AgendaEntry>,
}

impl Shown {
    async fn read(staff: Staff, session: StaffSession, place: Place) -> Result<Self, PageError> {
        let team = receivers(&staff, &session).await?;
        let entries = staff
            .agenda
            .appointments(
                session.actor.structure_id(),
                place.first(),
                place.last(),
                place.staff(&session),
            )
            .await
            .map_err(page_error)?;
        Ok(Self {
            now: local_time(&staff, &session),
            staff,
            session,
            place,
            team,
            entries,
        })
    }
}

/// The civil time at the structure.
fn local_time(staff: &Staff, session: &StaffSession) -> NaiveDateTime {
    let zone = session.actor.structure().zone();
    zone.time_of(staff.clock.now())
}

/// The colleagues who may hold an interview.
pub async fn receivers(
    staff: &Staff,
    session: &StaffSession,
) -> Result<Vec<StaffMember>, PageError> {
    let mut team = colleagues(staff, session).await?;
    team.retain(|m| m.role().permits(Action::HoldInterview));
    Ok(team)
}

/// The sentence that confirms what was done about an appointment.
fn message(code: &str) -> Option<&'static str> {
    match code {
        change::MOVED => Some("Le rendez-vous est déplacé."),
        change::MISSED => Some(
            "Il est noté que la personne n’est pas venue. Si c’est une erreur, le bouton « Rétablir » la corrige.",
        ),
        change::RESTORED => Some("L’absence est annulée : le rendez-vous est de nouveau prévu."),
        change::CANCELLED => Some("Le rendez-vous est annulé. Son créneau est libre."),
        _ => None,
    }
}
