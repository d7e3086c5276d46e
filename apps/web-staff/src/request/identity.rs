//! Step one again: who the person is, once the request exists.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::StaffMember;
use web_kit::{
    Flash, Form, PageError, PathId,
    components::{button, buttons, error_summary, fieldset, required_note},
    fr,
};

use super::{
    Frame, Step,
    forms::{
        self, Opened, Ticket, colleagues, filing::FilingForm, identity::IdentityForm, refuse_at,
        refused_alert,
    },
    later, open_request,
};
use crate::{Staff, session::StaffSession};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    ticket: Ticket,
    #[serde(flatten)]
    identity: IdentityForm,
    #[serde(flatten)]
    filing: FilingForm,
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Response, PageError> {
    let opened = match open_request(&staff, &session, id).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let team = colleagues(&staff, &session).await?;
    let form = Submitted {
        ticket: opened.ticket(&staff),
        identity: opened
            .dossier
            .identity()
            .map(IdentityForm::from)
            .unwrap_or_default(),
        filing: FilingForm::from(opened.dossier.filing()),
    };
    let message = flash.code().and_then(super::message);
    Ok(render(&session, &opened, &team, &form, None, message).into_response())
}

pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let opened = match open_request(&staff, &session, id).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let team = colleagues(&staff, &session).await?;
    let known = opened.dossier.filing();
    let identity = form.identity.read();
    let filing = form.filing.read(&team, known.referent);
    let mut refused = None;
    if let (Some(identity), Some(mut filing)) = (identity, filing) {
        // Step two asks for it.
        filing.distribution.clone_from(&known.distribution);
        let mut commands = Vec::new();
        if opened.dossier.identity() != Some(&identity) {
            commands.push(Command::RecordIdentity(identity));
        }
        if *known != filing {
            commands.push(Command::RecordFiling(filing));
        }
        let back = Step::Identity.href(id);
        match forms::save(&staff, &session, &opened, &form.ticket, &back, commands).await? {
            Ok(()) => return Ok(Step::Coordinates.after(id, "etat-civil")),
            Err(no) if no == Refused::BornInTheFuture => {
                refuse_at(&mut form.identity.naissance, &no)
            }
            Err(no) => refused = Some(no),
        }
    }
    let page = render(&session, &opened, &team, &form, refused.as_ref(), None);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn render(
    session: &StaffSession,
    opened: &Opened,
    team: &[StaffMember],
    form: &Submitted,
    refused: Option<&Refused>,
    message: Option<&'static str>,
) -> Markup {
    let mut fields = form.identity.all().to_vec();
    fields.extend(form.filing.all());
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let later = later(opened);
    let demande = opened.dossier.pending_demande();
    let content = html! {
        @if let Some(demande) = demande {
            p { "Demande déposée le " (fr::time_long(demande.filed_on())) " (" (crate::words::within(demande.channel().label())) ")." }
        }
        form.app-form method="post" action=(Step::Identity.href(opened.dossier.id())) novalidate {
            (refused_alert(refused))
            (error_summary(None, &fields))
            (required_note())
            (form.ticket.fields())
            (form.identity.fields())
            (fieldset("Le dossier", &html! {
                (form.filing.referent_field(team))
                (form.filing.reference_field())
            }))
            (buttons(&[&button("Enregistrer et continuer"), &later]))
        }
    };
    Frame {
        session,
        opened,
        step: Step::Identity,
    }
    .render(message, in_error, &content)
}
