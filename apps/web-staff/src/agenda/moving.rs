//! An appointment takes another time, or another colleague.

use axum::{
    extract::State,
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
    request::forms::{
        self, At,
        conflict::{Conflict, conflict_alert, moved, status_of},
        refused_alert,
    },
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &[],
    };
    let page = drawn(&at, &planned, place, &form, None, None);
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &[],
    };
    if booking.only_looks() {
        let page = drawn(&at, &planned, place, &booking, None, None);
        return Ok(page.await?.into_response());
    }
    let team = receivers(&staff, &session).await?;
    let here = place.href();
    let conflict = moved(&mut booking.ticket, &opened, &session, &here)?;
    let mut refused = None;
    if conflict.is_none()
        && let Some(appointment) = booking.read(&team)
    {
        let day = appointment.at.date();
        let commands = vec![Command::FixAppointment(appointment)];
        let ticket = &booking.ticket;
        match forms::save(&staff, &session, &opened, ticket, &here, commands).await? {
            Ok(()) => {
                let to = Flash::on(&place.on(day).href(), MOVED);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(why) => refused = booking.refuse(why),
        }
    }
    let conflict = conflict.as_ref();
    let page = drawn(&at, &planned, place, &booking, conflict, refused.as_ref());
    Ok((status_of(conflict), page.await?).into_response())
}

async fn drawn(
    at: &At<'_>,
    planned: &FixedAppointment,
    place: Place,
    form: &Booking,
    conflict: Option<&Conflict>,
    refused: Option<&Refused>,
) -> Result<Markup, PageError> {
    let (staff, session, opened) = (at.staff, at.session, at.opened);
    let team = receivers(staff, session).await?;
    let id = opened.dossier.id();
    let diary = Diary::read(staff, session, team, form, id).await?;
    let action = urls::appointment(id, "deplacer");
    let content = html! {
        (conflict_alert(conflict))
        (refused_alert(refused))
        (what_was_fixed(planned))
        h2 { "Le nouveau rendez-vous" }
        (form.render(&action, "Déplacer le rendez-vous", &diary, &place.fields()))
        p.app-agenda__new { (link_button("Revenir à l’agenda", &place.href()).tertiary()) }
    };
    let in_error = conflict.is_some() || refused.is_some() || form.in_error();
    Ok(below(
        session,
        opened,
        "Déplacer le rendez-vous",
        place,
        in_error,
        &content,
    ))
}
