//! An appointment takes another time, or another colleague.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused, appointment::FixedAppointment};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Flash, Form, PageError, PathId, Query, components::link_button};

use super::{
    change::{MOVED, below, open_planned, what_was_fixed},
    form::{Booking, Diary},
    place::{Asked, Place},
    receivers,
};
use crate::{
    Staff,
    request::forms::{self, Opened, refused_alert},
    session::StaffSession,
    urls,
};

/// A move, as it is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Move {
    #[serde(flatten)]
    booking: Booking,
    #[serde(flatten)]
    back: Asked,
}

pub async fn page(
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
    let page = drawn(&staff, &session, &opened, &planned, place, &form, None);
    Ok(page.await?.into_response())
}

pub async fn submit(
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
        let page = drawn(&staff, &session, &opened, &planned, place, &booking, None);
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
    let page = drawn(
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

async fn drawn(
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
