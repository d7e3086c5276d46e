//! Step three: an appointment for the interview, or the interview at once.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{
    Command, Refused,
    request::{Appointment, Demande},
};
use kernel::DossierId;
use maud::{Markup, html};
use web_kit::{
    Flash, Form, PageError, PathId,
    components::{Level, blocked, buttons, details, disclosure, link_button, notice, post_button},
    fr,
};

use super::{
    Frame, Step,
    forms::{
        self, Opened, Ticket,
        conflict::{Conflict, conflict_alert, moved, status_of},
        refused_alert,
    },
    later, open_request,
};
use crate::{
    Staff,
    agenda::{
        form::{Booking, Diary},
        receivers,
    },
    session::StaffSession,
    urls, words,
};

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
    let form = Booking::filled(&staff, &session, &opened);
    let message = flash.code().and_then(super::message);
    let step = Drawn::read(&staff, &session, &opened, &form).await?;
    Ok(step.render(None, message).into_response())
}

pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Booking>,
) -> Result<Response, PageError> {
    let opened = match open_request(&staff, &session, id).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if form.only_looks() {
        let step = Drawn::read(&staff, &session, &opened, &form).await?;
        return Ok(step.render(None, None).into_response());
    }
    let team = receivers(&staff, &session).await?;
    let back = Step::Appointment.href(id);
    let conflict = moved(&mut form.ticket, &opened, &session, &back)?;
    let mut refused = None;
    if conflict.is_none()
        && let Some(appointment) = form.read(&team)
    {
        let commands = vec![Command::FixAppointment(appointment)];
        match forms::save(&staff, &session, &opened, &form.ticket, &back, commands).await? {
            Ok(()) => return Ok(Step::Appointment.after(id, "rendez-vous")),
            Err(why) => refused = form.refuse(why),
        }
    }
    let status = status_of(conflict.as_ref());
    let mut step = Drawn::read(&staff, &session, &opened, &form).await?;
    step.conflict = conflict;
    Ok((status, step.render(refused.as_ref(), None)).into_response())
}

pub async fn missed(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(ticket): Form<Ticket>,
) -> Result<Response, PageError> {
    let opened = match open_request(&staff, &session, id).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let back = Step::Appointment.href(id);
    let commands = vec![Command::MissAppointment];
    match forms::save(&staff, &session, &opened, &ticket, &back, commands).await? {
        Ok(()) => Ok(Step::Appointment.after(id, "rendez-vous-manque")),
        Err(refused) => {
            let form = Booking::filled(&staff, &session, &opened);
            let step = Drawn::read(&staff, &session, &opened, &form).await?;
            let page = step.render(Some(&refused), None);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The step, as it is shown.
struct Drawn<'a> {
    session: &'a StaffSession,
    opened: &'a Opened,
    form: &'a Booking,
    diary: Diary,
    conflict: Option<Conflict>,
}

impl<'a> Drawn<'a> {
    async fn read(
        staff: &Staff,
        session: &'a StaffSession,
        opened: &'a Opened,
        form: &'a Booking,
    ) -> Result<Self, PageError> {
        let team = receivers(staff, session).await?;
        let diary = Diary::read(staff, session, team, form, opened.dossier.id()).await?;
        Ok(Self {
            session,
            opened,
            form,
            diary,
            conflict: None,
        })
    }

    fn render(&self, refused: Option<&Refused>, message: Option<&'static str>) -> Markup {
        let opened = self.opened;
        let in_error = refused.is_some() || self.conflict.is_some() || self.form.in_error();
        let demande = opened.dossier.pending_demande();
        let standing = demande.and_then(Demande::appointment);
        let held = demande.and_then(Demande::interview);
        let interview = Step::Interview.href(opened.dossier.id());
        let content = html! {
            (conflict_alert(self.conflict.as_ref()))
            (refused_alert(refused))
            @if let Some(held) = held {
                p.app-lead { "L’entretien a été mené le " (fr::time_long(held.on)) " par " (held.by) "." }
                (buttons(&[&link_button("Voir l’entretien", &interview), &later(opened)]))
            } @else if let Some(standing) = standing {
                (summary(opened, standing, &self.form.ticket))
                (disclosure("Déplacer le rendez-vous", in_error || self.form.only_looks(), &self.booking("Déplacer le rendez-vous")))
                p { (later(opened)) }
            } @else {
                @if let Some(missed) = demande.and_then(Demande::missed_on) {
                    (notice(Level::Warning, &format!(
                        "La personne n’est pas venue au rendez-vous du {}. Fixez-en un autre, ou menez l’entretien quand elle vient.",
                        fr::day_month_year(missed),
                    )))
                }
                p { "Un entretien est obligatoire avant toute décision. Il peut avoir lieu tout de suite." }
                (buttons(&[&link_button("Mener l’entretien maintenant", &interview).secondary()]))
                h3 { "Fixer un rendez-vous" }
                (self.booking("Fixer le rendez-vous"))
                p { (later(opened)) }
            }
        };
        Frame {
            session: self.session,
            opened,
            step: Step::Appointment,
        }
        .render(message, in_error, &content)
    }

    fn booking(&self, verb: &str) -> Markup {
        let action = Step::Appointment.href(self.opened.dossier.id());
        self.form.render(&action, verb, &self.diary, &html! {})
    }
}

/// What was fixed, and what can become of it.
fn summary(opened: &Opened, standing: &Appointment, ticket: &Ticket) -> Markup {
    let id = opened.dossier.id();
    let missed = "La personne n’est pas venue";
    html! {
        (details(&[
            ("Rendez-vous", html! { (fr::time_long(standing.at.date())) " à " (fr::clock_time(standing.at.time())) }),
            ("Durée", html! { (standing.minutes.get()) " minutes" }),
            ("Avec", html! { (standing.with_name) }),
            ("Lieu", html! { @match &standing.place { Some(place) => (place), None => "dans la structure" } }),
        ]))
        (buttons(&[&link_button("Mener l’entretien", &Step::Interview.href(id))]))
        @match opened.try_out(Command::MissAppointment) {
            Ok(()) => p {
                (post_button(missed, &urls::under(id, "demande/rendez-vous/manque")).secondary().fields(ticket.fields()))
            },
            Err(refused) => {
                @let explanation = words::explain(&refused);
                (blocked("absence-impossible", missed, &format!("{} {}", explanation.why, explanation.what)))
            },
        }
    }
}
