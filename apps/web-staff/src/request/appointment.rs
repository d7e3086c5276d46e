//! Step three: an appointment for the interview, or the interview at once.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{NaiveTime, Timelike};
use domiciliation::{
    Command, Refused,
    request::{Appointment, Demande},
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::{Action, StaffMember};
use web_kit::{
    Field, Flash, Form, PageError, PathId,
    components::{
        Choice, Level, blocked, button, buttons, date_field, details, disclosure, error_summary,
        link_button, notice, post_button, required_note, select, text_field,
    },
    fr,
};

use super::{
    Frame, Step,
    forms::{self, Opened, Ticket, colleagues, refuse_at, refused_alert, text},
    later, open_request,
};
use crate::{Staff, session::StaffSession, urls, words};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    ticket: Ticket,
    collegue: Field,
    date: Field,
    heure: Field,
    lieu: Field,
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
    let team = receivers(&staff, &session).await?;
    let form = filled(&staff, &session, &opened);
    let message = flash.code().and_then(super::message);
    Ok(render(&session, &opened, &team, &form, None, message).into_response())
}

/// The colleagues who may hold an interview.
async fn receivers(staff: &Staff, session: &StaffSession) -> Result<Vec<StaffMember>, PageError> {
    let mut team = colleagues(staff, session).await?;
    team.retain(|m| m.role().permits(Action::HoldInterview));
    Ok(team)
}

fn filled(staff: &Staff, session: &StaffSession, opened: &Opened) -> Submitted {
    let standing = opened
        .dossier
        .pending_demande()
        .and_then(Demande::appointment);
    let ticket = opened.ticket(staff);
    standing.map_or_else(
        || Submitted {
            ticket: opened.ticket(staff),
            collegue: session.actor.id().to_string().into(),
            ..Submitted::default()
        },
        |at| Submitted {
            ticket,
            collegue: at.with.to_string().into(),
            date: fr::short_date(at.at.date()).into(),
            heure: typed_time(at.at.time()).into(),
            lieu: at.place.as_ref().map_or("", |p| p.as_str()).into(),
        },
    )
}

fn typed_time(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// « 14:30 », « 14h30 », « 14 h ».
fn time(typed: &str) -> Option<NaiveTime> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (hour, minute) = plain.split_once(['h', 'H', ':'])?;
    let minute = if minute.is_empty() { "0" } else { minute };
    let short = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !short(hour) || !short(minute) {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

fn read(form: &mut Submitted, team: &[StaffMember]) -> Option<Appointment> {
    let with = form.collegue.parse_with(
        |id| team.iter().find(|m| m.id().to_string() == id),
        "Collègue : choisissez qui recevra la personne.",
    );
    let day = text::date(&mut form.date, "Date du rendez-vous");
    let hour = form
        .heure
        .parse_with(time, "Heure : écrivez-la comme 14:30.");
    let place = text::optional_name(&mut form.lieu, "Lieu");
    let with = with?;
    Some(Appointment {
        at: day?.and_time(hour?),
        with: with.id(),
        with_name: with
            .full_name()
            .parse()
            .unwrap_or_else(|_| with.profile().nom.clone()),
        place: place?,
    })
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
    let team = receivers(&staff, &session).await?;
    let mut refused = None;
    if let Some(appointment) = read(&mut form, &team) {
        let commands = vec![Command::FixAppointment(appointment)];
        let back = Step::Appointment.href(id);
        match forms::save(&staff, &session, &opened, &form.ticket, &back, commands).await? {
            Ok(()) => return Ok(Step::Appointment.after(id, "rendez-vous")),
            Err(no @ Refused::AppointmentOutOfRange { .. }) => refuse_at(&mut form.date, &no),
            Err(no) => refused = Some(no),
        }
    }
    let page = render(&session, &opened, &team, &form, refused.as_ref(), None);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
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
            let team = receivers(&staff, &session).await?;
            let form = filled(&staff, &session, &opened);
            let page = render(&session, &opened, &team, &form, Some(&refused), None);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn render(
    session: &StaffSession,
    opened: &Opened,
    team: &[StaffMember],
    form: &Submitted,
    refused: Option<&Refused>,
    message: Option<&'static str>,
) -> Markup {
    let fields = form.all();
    let in_error = refused.is_some() || fields.iter().any(|(_, field)| field.error.is_some());
    let demande = opened.dossier.pending_demande();
    let standing = demande.and_then(Demande::appointment);
    let held = demande.and_then(Demande::interview);
    let interview = Step::Interview.href(opened.dossier.id());
    let content = html! {
        (refused_alert(refused))
        @if let Some(held) = held {
            p.app-lead { "L’entretien a été mené le " (fr::time_long(held.on)) " par " (held.by) "." }
            (buttons(&[&link_button("Voir l’entretien", &interview), &later(opened)]))
        } @else if let Some(standing) = standing {
            (summary(opened, standing, &form.ticket))
            (disclosure("Déplacer le rendez-vous", in_error, &form.render(opened, team, "Déplacer le rendez-vous")))
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
            (form.render(opened, team, "Fixer le rendez-vous"))
            p { (later(opened)) }
        }
    };
    Frame {
        session,
        opened,
        step: Step::Appointment,
    }
    .render(message, in_error, &content)
}

/// What was fixed, and what can become of it.
fn summary(opened: &Opened, standing: &Appointment, ticket: &Ticket) -> Markup {
    let id = opened.dossier.id();
    let missed = "La personne n’est pas venue";
    html! {
        (details(&[
            ("Rendez-vous", html! { (fr::time_long(standing.at.date())) " à " (fr::clock_time(standing.at.time())) }),
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

impl Submitted {
    fn all(&self) -> [(&str, &Field); 4] {
        [
            ("collegue", &self.collegue),
            ("date", &self.date),
            ("heure", &self.heure),
            ("lieu", &self.lieu),
        ]
    }

    fn render(&self, opened: &Opened, team: &[StaffMember], verb: &str) -> Markup {
        let choices = team
            .iter()
            .map(|m| Choice::new(m.id().to_string(), m.full_name()))
            .collect();
        html! {
            form.app-form method="post" action=(Step::Appointment.href(opened.dossier.id())) novalidate {
                (error_summary(None, &self.all()))
                (required_note())
                (self.ticket.fields())
                (select("collegue", "Avec", &self.collegue, choices).empty("Choisir un collègue"))
                (date_field("date", "Date du rendez-vous", &self.date))
                (text_field("heure", "Heure", &self.heure).hint("Par exemple 14:30.").max_length(8))
                (text_field("lieu", "Lieu", &self.lieu).optional().max_length(200).hint("S’il n’a pas lieu dans la structure."))
                (buttons(&[&button(verb)]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_people_write_it() {
        let at = |h, m| NaiveTime::from_hms_opt(h, m, 0);
        for (typed, read) in [
            ("14:30", at(14, 30)),
            ("9h", at(9, 0)),
            ("9 h 05", at(9, 5)),
            ("09H5", at(9, 5)),
        ] {
            assert_eq!(time(typed), read, "{typed}");
        }
        for wrong in ["", "14", "24:00", "12:60", "9h300", "+9:00", "midi"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }
}
