//! A renewal, or a new request after an end: what will happen, then its first step.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused, request::Channel};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, Link, PageError, PathId,
    components::{
        button, buttons, date_field, details, error_summary, link_button, radio_group,
        required_note,
    },
    fr,
};

use super::{
    Step, channels,
    forms::{
        self, Opened, Ticket,
        conflict::{Conflict, conflict_alert, moved, status_of},
        refuse_at, refused_alert, text,
    },
};
use crate::{
    Staff,
    session::{Here, StaffSession},
    urls, words,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    ticket: Ticket,
    date_demande: Field,
    canal: Field,
}

pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Response, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    if opened.dossier.pending_demande().is_some() {
        return Ok(Redirect::to(&urls::under(id, "demande")).into_response());
    }
    let form = Submitted {
        ticket: opened.ticket(&staff),
        date_demande: fr::short_date(session.today).into(),
        canal: Channel::InPerson.code().into(),
    };
    let command = Command::FileDemande {
        on: session.today,
        channel: Channel::InPerson,
    };
    let refused = opened.try_out(command).err();
    Ok(render(&session, &opened, &form, None, refused.as_ref()).into_response())
}

pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    let on = text::date(&mut form.date_demande, "Date de la demande");
    let channel = form
        .canal
        .parse("Dépôt de la demande : choisissez comment elle est arrivée.");
    let back = urls::under(id, "renouvellement");
    let conflict = moved(&mut form.ticket, &opened, &session, &back)?;
    let mut refused = None;
    if conflict.is_none()
        && let (Some(on), Some(channel)) = (on, channel)
    {
        let commands = vec![Command::FileDemande { on, channel }];
        match forms::save(&staff, &session, &opened, &form.ticket, &back, commands).await? {
            Ok(()) => return Ok(Step::Coordinates.after(id, "demande-deposee")),
            // A second press: the first one filed it.
            Err(Refused::RequestPending) => {
                return Ok(Redirect::to(&urls::under(id, "demande")).into_response());
            }
            Err(no) if matches!(no, Refused::InTheFuture | Refused::TooFarBack { .. }) => {
                refuse_at(&mut form.date_demande, &no);
            }
            Err(no) => refused = Some(no),
        }
    }
    let conflict = conflict.as_ref();
    let page = render(&session, &opened, &form, conflict, refused.as_ref());
    Ok((status_of(conflict), page).into_response())
}

fn render(
    session: &StaffSession,
    opened: &Opened,
    form: &Submitted,
    conflict: Option<&Conflict>,
    refused: Option<&Refused>,
) -> Markup {
    let id = opened.dossier.id();
    let term = opened.dossier.current_term();
    let title = if term.is_some() {
        "Renouvellement"
    } else {
        "Nouvelle demande"
    };
    let verb = if term.is_some() {
        "Déposer le renouvellement"
    } else {
        "Déposer la nouvelle demande"
    };
    let person = opened.person();
    let fields = [("date_demande", &form.date_demande), ("canal", &form.canal)];
    let in_error = conflict.is_some()
        || refused.is_some()
        || fields.iter().any(|(_, field)| field.error.is_some());
    let dossier = urls::dossier(id);
    let content = html! {
        h1 { (title) (fr::NBSP) ": " (person) }
        @if let Some(identity) = opened.dossier.identity() {
            (details(&[
                ("Personne", html! { (words::person(identity)) }),
                ("Naissance", html! { (words::birth(identity.birth)) ", " (identity.birth_place) }),
            ]))
        }
        h2 { "Ce qui va se passer" }
        ul.app-text {
            @if let Some(term) = term {
                @let end = term.period().end();
                @if end < session.today {
                    li { "La domiciliation est échue depuis le " (fr::time_long(end)) ". Le courrier continue d’être reçu pendant l’instruction." }
                } @else {
                    li { "La domiciliation en cours reste valable jusqu’au " (fr::time_long(end)) "\u{a0}: le renouvellement s’instruit à côté." }
                }
            } @else {
                li { "Une nouvelle première demande est ouverte dans ce dossier. L’historique est conservé." }
            }
            li { "Un nouvel entretien est à mener avant la décision." }
            li { "Déposée sur place ou par téléphone, la demande compte comme un passage." }
            li { "La réponse est due dans les deux mois." }
        }
        form.app-form method="post" action=(urls::under(id, "renouvellement")) novalidate {
            (conflict_alert(conflict))
            (refused_alert(refused))
            (error_summary(None, &fields))
            (required_note())
            (form.ticket.fields())
            (date_field("date_demande", "Date de la demande", &form.date_demande))
            (radio_group("canal", "Dépôt de la demande", &form.canal, channels()).inline())
            (buttons(&[&button(verb), &link_button("Revenir au dossier", &dossier).tertiary()]))
        }
    };
    session
        .page(format!("{title}\u{a0}: {person}"))
        .breadcrumb(vec![
            Link::new("Domiciliés", urls::LIST),
            Link::new(person.clone(), dossier.clone()),
        ])
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Domicilies))
}
