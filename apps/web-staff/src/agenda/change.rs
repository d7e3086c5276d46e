//! What is done about an appointment in one press, and what its pages share. Each comes
//! back to the agenda where it was pressed.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{
    Command, Refused,
    appointment::{AppointmentOutcome, FixedAppointment},
};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{Flash, Form, Link, PageError, PathId, components::details, fr};

use super::{
    Shown, cancelling, moving,
    place::{Asked, Place},
};
use crate::{
    Staff,
    request::forms::{self, Opened},
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

pub const MOVED: &str = "rendez-vous-deplace";
pub const MISSED: &str = "rendez-vous-non-honore";
pub const RESTORED: &str = "rendez-vous-retabli";
pub const CANCELLED: &str = "rendez-vous-annule";

pub fn routes() -> Vec<Route> {
    let manage = Needs::Permission(Action::ManageAppointments);
    vec![
        Route::get("/agenda/{id}/deplacer", manage, moving::page),
        Route::post("/agenda/{id}/deplacer", manage, moving::submit),
        Route::get("/agenda/{id}/annuler", manage, cancelling::page),
        Route::post("/agenda/{id}/annuler", manage, cancelling::submit),
        Route::post("/agenda/{id}/non-honore", manage, missed),
        Route::post("/agenda/{id}/retablir", manage, restored),
    ]
}

/// One press beside an appointment.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Press {
    cle: String,
    rdv: String,
    #[serde(flatten)]
    back: Asked,
}

/// A dossier, the place to come back to, and the appointment that was pressed.
struct Pressed {
    opened: Opened,
    place: Place,
    key: uuid::Uuid,
    fixed: FixedAppointment,
}

impl Pressed {
    async fn open(
        staff: &Staff,
        session: &StaffSession,
        id: DossierId,
        press: &Press,
    ) -> Result<Self, PageError> {
        let opened = forms::open(staff, session, id).await?;
        let place = Place::of(&press.back, session);
        let mut all = opened.dossier.appointments().iter();
        let fixed = all
            .find(|a| a.fact().to_string() == press.rdv)
            .cloned()
            .ok_or_else(|| changed(place))?;
        Ok(Self {
            place,
            key: press.cle.parse().unwrap_or_else(|_| staff.new_key()),
            fixed,
            opened,
        })
    }

    /// Carries it out on the dossier as it was just read.
    async fn carry_out(
        &self,
        staff: &Staff,
        session: &StaffSession,
        command: Command,
    ) -> Result<Result<(), Refused>, PageError> {
        let order = application::desk::Order {
            dossier: self.opened.dossier.id(),
            seen: Some(self.opened.version),
            key: self.key,
            command,
        };
        let outcome = staff.desk.carry_out(&session.actor, order).await;
        Ok(unless_refused(outcome, &self.place.href())?.map(drop))
    }

    /// Back to the appointment in the agenda, which says what was done.
    fn back(&self, code: &str) -> Response {
        back(self.place, self.fixed.fact(), code)
    }
}

pub fn back(place: Place, fact: FactId, code: &str) -> Response {
    let address = format!("{}#rdv-{fact}", place.href());
    Redirect::to(&Flash::on(&address, code)).into_response()
}

/// Somebody else did something with it meanwhile.
fn changed(place: Place) -> PageError {
    PageError::Conflict {
        message: "Ce rendez-vous a changé depuis que cette page est affichée.".to_owned(),
        back: place.href(),
    }
}

/// The agenda as it stands, and above it why nothing was done.
async fn refused(
    staff: Staff,
    session: StaffSession,
    place: Place,
    refused: &Refused,
) -> Result<Response, PageError> {
    let shown = Shown::read(staff, session, place).await?;
    let page = shown.render(None, Some(refused));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn missed(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let pressed = Pressed::open(&staff, &session, id, &press).await?;
    match pressed.fixed.outcome() {
        // Pressed twice.
        AppointmentOutcome::Missed => Ok(pressed.back(MISSED)),
        AppointmentOutcome::Planned => {
            let outcome = pressed.carry_out(&staff, &session, Command::MissAppointment);
            match outcome.await? {
                Ok(()) => Ok(pressed.back(MISSED)),
                Err(why) => refused(staff, session, pressed.place, &why).await,
            }
        }
        AppointmentOutcome::Moved { .. }
        | AppointmentOutcome::Held { .. }
        | AppointmentOutcome::Cancelled => Err(changed(pressed.place)),
    }
}

/// Takes back at once that the person did not come; later, or for another's entry, leads
/// to the page that asks for a reason.
async fn restored(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let pressed = Pressed::open(&staff, &session, id, &press).await?;
    match pressed.fixed.outcome() {
        AppointmentOutcome::Planned => Ok(pressed.back(RESTORED)),
        AppointmentOutcome::Missed => {
            let target = pressed.fixed.changed_by();
            let undo = Command::Undo { target };
            match pressed.carry_out(&staff, &session, undo).await? {
                Ok(()) => Ok(pressed.back(RESTORED)),
                Err(Refused::UndoExpired) => {
                    Ok(Redirect::to(&urls::entry(id, target, "annuler")).into_response())
                }
                Err(why) => refused(staff, session, pressed.place, &why).await,
            }
        }
        AppointmentOutcome::Moved { .. }
        | AppointmentOutcome::Held { .. }
        | AppointmentOutcome::Cancelled => Err(changed(pressed.place)),
    }
}

/// A dossier with an appointment that stands; without one, the way to the dossier.
pub async fn open_planned(
    staff: &Staff,
    session: &StaffSession,
    id: DossierId,
) -> Result<Result<(Opened, FixedAppointment), Response>, PageError> {
    let opened = forms::open(staff, session, id).await?;
    Ok(match opened.dossier.planned_appointment().cloned() {
        Some(planned) => Ok((opened, planned)),
        None => Err(Redirect::to(&urls::dossier(id)).into_response()),
    })
}

/// When, with whom, where.
pub fn what_was_fixed(planned: &FixedAppointment) -> Markup {
    let (fixed, slot) = (planned.appointment(), planned.appointment().slot());
    html! {
        h2 { "Le rendez-vous fixé" }
        (details(&[
            ("Rendez-vous", html! {
                (fr::time_long(slot.from.date())) ", de " (fr::clock_time(slot.from.time()))
                " à " (fr::clock_time(slot.until.time()))
            }),
            ("Avec", html! { (fixed.with_name) }),
            ("Lieu", html! { @match &fixed.place { Some(place) => (place), None => "dans la structure" } }),
        ]))
    }
}

/// A page below the agenda, about a person.
pub fn below(
    session: &StaffSession,
    opened: &Opened,
    title: &str,
    place: Place,
    in_error: bool,
    content: &Markup,
) -> Markup {
    let person = opened.person();
    let full = fr::typo(&format!("{title} : {person}"));
    session
        .page(full.clone())
        .breadcrumb(vec![Link::new("Agenda", place.href())])
        .in_error(in_error)
        .content(html! {
            h1 { (full) }
            p { a.fr-link href=(urls::dossier(opened.dossier.id())) { "Voir le dossier n° " (opened.dossier.number()) } }
            (content)
        })
        .inside(&session.shell(Here::Agenda))
}
