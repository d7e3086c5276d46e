//! Step one again: who the person is, once the request exists.

use axum::{
    extract::State,
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
        self, At, Ticket, colleagues,
        conflict::{Conflict, Mirror, Mirrored, catch_up, conflict_alert, status_of},
        filing::FilingForm,
        identity::IdentityForm,
        refuse_at, refused_alert,
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

impl Mirror for Submitted {
    fn ticket(&mut self) -> &mut Ticket {
        &mut self.ticket
    }

    fn filled(at: &At<'_>) -> Self {
        let dossier = &at.opened.dossier;
        Self {
            ticket: at.opened.ticket(at.staff),
            identity: dossier
                .identity()
                .map(IdentityForm::from)
                .unwrap_or_default(),
            filing: FilingForm::from(dossier.filing()),
        }
    }

    fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>> {
        let mut fields = self.identity.mirrored();
        // Step two asks for the rest of the filing.
        fields.extend(self.filing.mirrored(team).into_iter().take(2));
        fields
    }
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &team,
    };
    let message = flash.code().and_then(super::message);
    Ok(render(&at, &Submitted::filled(&at), None, None, message).into_response())
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &team,
    };
    let back = Step::Identity.href(id);
    let conflict = catch_up(&mut form, &at, &back)?;
    let known = opened.dossier.filing();
    let identity = form.identity.read();
    let filing = form.filing.read(&team, known.referent);
    let mut refused = None;
    if conflict.is_none()
        && let (Some(identity), Some(mut filing)) = (identity, filing)
    {
        // Step two asks for it.
        filing.distribution.clone_from(&known.distribution);
        let mut commands = Vec::new();
        if opened.dossier.identity() != Some(&identity) {
            commands.push(Command::RecordIdentity(identity));
        }
        if *known != filing {
            commands.push(Command::RecordFiling(filing));
        }
        match forms::save(&staff, &session, &opened, &form.ticket, &back, commands).await? {
            Ok(()) => return Ok(Step::Coordinates.after(id, "etat-civil")),
            Err(no) if no == Refused::BornInTheFuture => {
                refuse_at(&mut form.identity.naissance, &no)
            }
            Err(no) => refused = Some(no),
        }
    }
    let conflict = conflict.as_ref();
    let page = render(&at, &form, conflict, refused.as_ref(), None);
    Ok((status_of(conflict), page).into_response())
}

fn render(
    at: &At<'_>,
    form: &Submitted,
    conflict: Option<&Conflict>,
    refused: Option<&Refused>,
    message: Option<&'static str>,
) -> Markup {
    let opened = at.opened;
    let mut fields = form.identity.all().to_vec();
    fields.extend(form.filing.all());
    let in_error = conflict.is_some()
        || refused.is_some()
        || fields.iter().any(|(_, field)| field.error.is_some());
    let later = later(opened);
    let demande = opened.dossier.pending_demande();
    let content = html! {
        @if let Some(demande) = demande {
            p { "Demande déposée le " (fr::time_long(demande.filed_on())) " (" (crate::words::within(demande.channel().label())) ")." }
        }
        form.app-form method="post" action=(Step::Identity.href(opened.dossier.id())) novalidate {
            (conflict_alert(conflict))
            (refused_alert(refused))
            (error_summary(None, &fields))
            (required_note())
            (form.ticket.fields())
            (form.identity.fields())
            (fieldset("Le dossier", &html! {
                (form.filing.referent_field(at.team))
                (form.filing.reference_field())
            }))
            (buttons(&[&button("Enregistrer et continuer"), &later]))
        }
    };
    Frame {
        session: at.session,
        opened,
        step: Step::Identity,
    }
    .render(message, in_error, &content)
}
