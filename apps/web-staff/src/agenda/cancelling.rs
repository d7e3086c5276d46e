//! An appointment is given up, with a reason; its request stands.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused, appointment::FixedAppointment};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, PathId, Query,
    components::{button, buttons, error_summary, link_button, textarea},
};

use super::{
    change::{CANCELLED, back, below, open_planned, what_was_fixed},
    place::{Asked, Place},
};
use crate::{
    Staff,
    request::forms::{
        self, Opened, Ticket,
        conflict::{Conflict, conflict_alert, moved, status_of},
        refused_alert, text,
    },
    session::StaffSession,
    urls,
};

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
    let form = Cancellation {
        ticket: opened.ticket(&staff),
        back: asked,
        ..Cancellation::default()
    };
    Ok(drawn(&session, &opened, &planned, &form, None, None).into_response())
}

pub async fn submit(
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
    let here = place.href();
    let conflict = moved(&mut form.ticket, &opened, &session, &here)?;
    let mut refused = None;
    if conflict.is_none()
        && let Some(reason) = text::required(&mut form.raison, "Motif")
    {
        let commands = vec![Command::CancelAppointment { reason }];
        let ticket = &form.ticket;
        match forms::save(&staff, &session, &opened, ticket, &here, commands).await? {
            Ok(()) => return Ok(back(place, planned.fact(), CANCELLED)),
            Err(why) => refused = Some(why),
        }
    }
    let conflict = conflict.as_ref();
    let page = drawn(
        &session,
        &opened,
        &planned,
        &form,
        conflict,
        refused.as_ref(),
    );
    Ok((status_of(conflict), page).into_response())
}

fn drawn(
    session: &StaffSession,
    opened: &Opened,
    planned: &FixedAppointment,
    form: &Cancellation,
    conflict: Option<&Conflict>,
    refused: Option<&Refused>,
) -> Markup {
    let place = Place::of(&form.back, session);
    let fields = [("raison", &form.raison)];
    let action = urls::appointment(opened.dossier.id(), "annuler");
    let content = html! {
        (conflict_alert(conflict))
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
    let in_error = conflict.is_some() || refused.is_some() || form.raison.error.is_some();
    below(
        session,
        opened,
        "Annuler le rendez-vous",
        place,
        in_error,
        &content,
    )
}
