//! Step four: the interview, without which nothing is granted.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domiciliation::{Command, Refused, request::Demande};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::StaffMember;
use web_kit::{
    Field, Flash, Form, PageError, PathId,
    components::{Level, button, buttons, date_field, disclosure, error_summary, notice},
    fr,
};

use super::{
    Frame, Step,
    forms::{
        self, At, Opened, Ticket,
        conflict::{Conflict, Mirror, Mirrored, catch_up, conflict_alert, status_of},
        interview::InterviewForm,
        refuse_at, refused_alert, text,
    },
    later, open_request,
};
use crate::{Staff, session::StaffSession};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    ticket: Ticket,
    date_entretien: Field,
    #[serde(flatten)]
    interview: InterviewForm,
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &[],
    };
    let message = flash.code().and_then(super::message);
    Ok(render(&at, &Submitted::filled(&at), None, None, message).into_response())
}

impl Mirror for Submitted {
    fn ticket(&mut self) -> &mut Ticket {
        &mut self.ticket
    }

    fn filled(at: &At<'_>) -> Self {
        let mut interview = InterviewForm::from(at.opened.dossier.interview());
        if held(at.opened).is_none() {
            // Asked anew for each request.
            interview.deja_domicilie = Field::default();
        }
        Self {
            ticket: at.opened.ticket(at.staff),
            date_entretien: fr::short_date(at.session.today).into(),
            interview,
        }
    }

    fn mirrored(&mut self, _: &[StaffMember]) -> Vec<Mirrored<'_>> {
        self.interview.mirrored()
    }
}

fn held(opened: &Opened) -> Option<&domiciliation::request::HeldInterview> {
    opened
        .dossier
        .pending_demande()
        .and_then(Demande::interview)
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &[],
    };
    let back = Step::Interview.href(id);
    let conflict = catch_up(&mut form, &at, &back)?;
    let interview = form.interview.read().map(Box::new);
    let command = if held(&opened).is_some() {
        interview.map(Command::CorrectInterview)
    } else {
        let on = text::date(&mut form.date_entretien, "Date de l’entretien");
        on.zip(interview)
            .map(|(on, interview)| Command::HoldInterview { on, interview })
    };
    let mut refused = None;
    if conflict.is_none()
        && let Some(command) = command
    {
        match forms::save(
            &staff,
            &session,
            &opened,
            &form.ticket,
            &back,
            vec![command],
        )
        .await?
        {
            Ok(()) => return Ok(Step::Decision.after(id, "entretien")),
            Err(no) if matches!(no, Refused::InTheFuture | Refused::BeforeFiling { .. }) => {
                refuse_at(&mut form.date_entretien, &no);
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
    let (session, opened) = (at.session, at.opened);
    let mut fields = vec![("date_entretien", &form.date_entretien)];
    fields.extend(form.interview.all());
    let in_error = conflict.is_some()
        || refused.is_some()
        || fields.iter().any(|(_, field)| field.error.is_some());
    let held = held(opened);
    let verb = if held.is_some() {
        "Enregistrer et continuer"
    } else {
        "Enregistrer l’entretien"
    };
    let later = later(opened);
    let again = held.is_none()
        && opened
            .dossier
            .demandes()
            .iter()
            .any(|d| d.interview().is_some());
    let content = html! {
        @if let Some(held) = held {
            p { "Entretien mené le " (fr::time_long(held.on)) " par " (held.by) ". Vous pouvez le compléter." }
            @if opened.dossier.interview().already_domiciled == Some(true) { (elsewhere()) }
        }
        @if again {
            (notice(Level::Info, "Les réponses du dernier entretien sont reprises ici : vérifiez-les avec la personne."))
        }
        (to_tell())
        form.app-form method="post" action=(Step::Interview.href(opened.dossier.id())) novalidate {
            (conflict_alert(conflict))
            (refused_alert(refused))
            (error_summary(None, &fields))
            p.fr-text--sm {
                @if held.is_none() { "Seule la date est obligatoire." } @else { "Aucun champ n’est obligatoire." }
                " La personne répond si elle le souhaite."
            }
            (form.ticket.fields())
            @if held.is_none() {
                (date_field("date_entretien", "Date de l’entretien", &form.date_entretien))
            }
            (form.interview.fields(session.actor.structure().kind()))
            (buttons(&[&button(verb), &later]))
        }
    };
    Frame {
        session,
        opened,
        step: Step::Interview,
    }
    .render(message, in_error, &content)
}

/// The person says they are domiciled elsewhere.
fn elsewhere() -> Markup {
    notice(
        Level::Warning,
        "La personne dit avoir une attestation en cours dans un autre organisme. Cela n’empêche pas la \
         domiciliation ici : expliquez-lui qu’une seule adresse lui suffit, et laissez-la choisir.",
    )
}

/// What the person is told of their rights and duties.
fn to_tell() -> Markup {
    disclosure(
        "À dire pendant l’entretien",
        false,
        &html! {
            ul {
                li { "La domiciliation est accordée pour un an et se renouvelle\u{a0}; mieux vaut la demander deux mois avant la fin." }
                li { "Elle sert d’adresse pour les droits, les démarches et le courrier." }
                li { "Il faut venir, ou appeler, au moins une fois tous les trois mois\u{a0}: sans nouvelles plus longtemps, elle peut prendre fin, sauf raison de santé ou privation de liberté." }
                li { "Le courrier se retire régulièrement, en personne ou par un mandataire désigné par écrit." }
                li { "Tout changement (logement stable, téléphone, ayants droit) doit être signalé." }
                li { "La réponse est donnée dans les deux mois. Un refus est écrit, motivé, et peut être contesté." }
                li { "La personne peut lire son dossier et le faire corriger." }
            }
        },
    )
}
