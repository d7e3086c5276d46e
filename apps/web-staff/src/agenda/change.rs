//! What is done about an appointment: moved, not honoured, given up. Each comes back to
//! the agenda where it was pressed.

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
use web_kit::{
    Field, Flash, Form, Link, PageError, PathId, Query,
    components::{button, buttons, details, error_summary, link_button, textarea},
    fr,
};

use super::{
    Shown,
    form::{Booking, Diary},
    place::{Asked, Place},
    receivers,
};
use crate::{
    Staff,
    request::forms::{self, Opened, Ticket, refused_alert, text},
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
        Route::get("/agenda/{id}/deplacer", manage, moving),
        Route::post("/agenda/{id}/deplacer", manage, moved),
        Route::get("/agenda/{id}/annuler", manage, cancelling),
        Route::post("/agenda/{id}/annuler", manage, cancelled),
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

fn back(place: Place, fact: FactId, code: &str) -> Response {
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
async fn open_planned(
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

/// A move, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Move {
    #[serde(flatten)]
    booking: Booking,
    #[serde(flatten)]
    back: Asked,
}

async fn moving(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (opened, planned) = match open_planned(&staff, &session, id).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let place = Place::of(&asked, &session);
    let form = Booking::filled(&staff, &session, &opened);
    let page = moving_page(&staff, &session, &opened, &planned, place, &form, None);
    Ok(page.await?.into_response())
}

async fn moved(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(Move {
        mut booking,
        back: asked,
    }): Form<Move>,
) -> Result<Response, PageError> {
    let (opened, planned) = match open_planned(&staff, &session, id).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let place = Place::of(&asked, &session);
    if booking.only_looks() {
        let page = moving_page(&staff, &session, &opened, &planned, place, &booking, None);
        return Ok(page.await?.into_response());
    }
    let team = receivers(&staff, &session).await?;
    let mut refused = None;
    if let Some(appointment) = booking.read(&team) {
        let day = appointment.at.date();
        let commands = vec![Command::FixAppointment(appointment)];
        let (ticket, here) = (&booking.ticket, place.href());
        match forms::save(&staff, &session, &opened, ticket, &here, commands).await? {
            Ok(()) => {
                let to = Flash::on(&place.on(day).href(), MOVED);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(why) => refused = booking.refuse(why),
        }
    }
    let page = moving_page(
        &staff,
        &session,
        &opened,
        &planned,
        place,
        &booking,
        refused.as_ref(),
    );
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page.await?).into_response())
}

async fn moving_page(
    staff: &Staff,
    session: &StaffSession,
    opened: &Opened,
    planned: &FixedAppointment,
    place: Place,
    form: &Booking,
    refused: Option<&Refused>,
) -> Result<Markup, PageError> {
    let team = receivers(staff, session).await?;
    let id = opened.dossier.id();
    let diary = Diary::read(staff, session, team, form, id).await?;
    let action = urls::appointment(id, "deplacer");
    let content = html! {
        (refused_alert(refused))
        (what_was_fixed(planned))
        h2 { "Le nouveau rendez-vous" }
        (form.render(&action, "Déplacer le rendez-vous", &diary, &place.fields()))
        p.app-agenda__new { (link_button("Revenir à l’agenda", &place.href()).tertiary()) }
    };
    let in_error = refused.is_some() || form.in_error();
    Ok(below(
        session,
        opened,
        "Déplacer le rendez-vous",
        place,
        in_error,
        &content,
    ))
}

/// A cancellation, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    #[serde(flatten)]
    ticket: Ticket,
    raison: Field,
    #[serde(flatten)]
    back: Asked,
}

async fn cancelling(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (opened, planned) = match open_planned(&staff, &session, id).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let form = Cancellation {
        ticket: opened.ticket(&staff),
        back: asked,
        ..Cancellation::default()
    };
    Ok(cancelling_page(&session, &opened, &planned, &form, None).into_response())
}

async fn cancelled(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Cancellation>,
) -> Result<Response, PageError> {
    let (opened, planned) = match open_planned(&staff, &session, id).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let place = Place::of(&form.back, &session);
    let mut refused = None;
    if let Some(reason) = text::required(&mut form.raison, "Motif") {
        let commands = vec![Command::CancelAppointment { reason }];
        let (ticket, here) = (&form.ticket, place.href());
        match forms::save(&staff, &session, &opened, ticket, &here, commands).await? {
            Ok(()) => return Ok(back(place, planned.fact(), CANCELLED)),
            Err(why) => refused = Some(why),
        }
    }
    let page = cancelling_page(&session, &opened, &planned, &form, refused.as_ref());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn cancelling_page(
    session: &StaffSession,
    opened: &Opened,
    planned: &FixedAppointment,
    form: &Cancellation,
    refused: Option<&Refused>,
) -> Markup {
    let place = Place::of(&form.back, session);
    let fields = [("raison", &form.raison)];
    let action = urls::appointment(opened.dossier.id(), "annuler");
    let content = html! {
        (refused_alert(refused))
        (what_was_fixed(planned))
        p { "La demande reste en cours : un autre rendez-vous pourra être fixé. Si la personne n’est pas venue, notez plutôt « Non honoré »." }
        form.app-form method="post" action=(action) novalidate {
            (error_summary(None, &fields))
            (form.ticket.fields())
            (place.fields())
            (textarea("raison", "Motif", &form.raison, 1000).rows(2)
                .hint("Par exemple : la personne a téléphoné, l’agent est absent. La personne peut lire ce que vous écrivez."))
            (buttons(&[
                &button("Annuler le rendez-vous"),
                &link_button("Revenir à l’agenda", &place.href()).secondary(),
            ]))
        }
    };
    let in_error = refused.is_some() || form.raison.error.is_some();
    below(
        session,
        opened,
        "Annuler le rendez-vous",
        place,
        in_error,
        &content,
    )
}

/// When, with whom, where.
fn what_was_fixed(planned: &FixedAppointment) -> Markup {
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
fn below(
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
