//! Step two: how the person is reached, and who is covered with them.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused, identity::Filing};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::StaffMember;
use web_kit::{
    Field, Flash, Form, PageError, PathId,
    components::{button, buttons, details, error_summary, fieldset, required_note},
};

use super::{
    Frame, Step,
    forms::{
        self, At, Ticket,
        conflict::{Conflict, Mirror, Mirrored, catch_up, conflict_alert, status_of},
        coordinates::{CoordinatesForm, about_sms, takes_sms},
        filing::FilingForm,
        people::{People, enter_saves},
        refused_alert,
    },
    list_of, open_request,
};
use crate::{Staff, list, session::StaffSession, words};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    #[serde(flatten)]
    ticket: Ticket,
    #[serde(flatten)]
    coordinates: CoordinatesForm,
    #[serde(flatten)]
    filing: FilingForm,
    /// « Continuer plus tard » was pressed.
    plus_tard: Field,
    #[serde(flatten)]
    people: People,
}

impl Mirror for Submitted {
    fn ticket(&mut self) -> &mut Ticket {
        &mut self.ticket
    }

    fn filled(at: &At<'_>) -> Self {
        let dossier = &at.opened.dossier;
        Self {
            ticket: at.opened.ticket(at.staff),
            coordinates: CoordinatesForm::new(dossier.coordinates(), at.staff),
            filing: FilingForm::from(dossier.filing()),
            people: People::from(dossier.ayants_droit()),
            plus_tard: Field::default(),
        }
    }

    fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>> {
        let mut fields = self.coordinates.mirrored();
        // Step one asks for the rest of the filing.
        fields.extend(self.filing.mirrored(team).into_iter().skip(2));
        fields.push(Mirrored::people("Ayants droit", &mut self.people));
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
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &[],
    };
    let form = Submitted::filled(&at);
    let sms = about_sms(opened.dossier.coordinates(), &staff, &session);
    let message = flash.code().and_then(super::message);
    Ok(form.render(&at, None, None, message, &sms).into_response())
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
    if form.people.add_row_if_asked() {
        return Ok(form
            .render(&at, None, None, None, &html! {})
            .into_response());
    }
    let back = Step::Coordinates.href(id);
    let conflict = catch_up(&mut form, &at, &back)?;
    let coordinates = form.coordinates.read(&staff, &session);
    let distribution = form.filing.distribution();
    let people = form.people.read(session.today);
    let mut refused = None;
    if conflict.is_none()
        && let (Some(coordinates), Some(distribution), Some(people)) =
            (coordinates, distribution, people)
    {
        let silent = coordinates
            .phone
            .as_ref()
            .is_some_and(|p| !takes_sms(p, &staff, &session));
        // Recorded even when nothing changed: it shows that the step was passed.
        let mut commands = vec![Command::RecordCoordinates(coordinates)];
        let filing = Filing {
            distribution,
            ..opened.dossier.filing().clone()
        };
        if *opened.dossier.filing() != filing {
            commands.push(Command::RecordFiling(filing));
        }
        if *opened.dossier.ayants_droit() != *people {
            commands.push(Command::RecordAyantsDroit(people));
        }
        match forms::save(&staff, &session, &opened, &form.ticket, &back, commands).await? {
            Ok(()) if form.plus_tard.is_ticked() => {
                return Ok(Redirect::to(&Flash::on(&list_of(&opened), list::KEPT)).into_response());
            }
            Ok(()) => {
                return Ok(
                    Step::Appointment.after(id, if silent { "sans-sms" } else { "coordonnees" })
                );
            }
            Err(no) => refused = Some(no),
        }
    }
    let conflict = conflict.as_ref();
    let page = form.render(&at, conflict, refused.as_ref(), None, &html! {});
    Ok((status_of(conflict), page).into_response())
}

impl Submitted {
    fn render(
        &self,
        at: &At<'_>,
        conflict: Option<&Conflict>,
        refused: Option<&Refused>,
        message: Option<&'static str>,
        sms: &Markup,
    ) -> Markup {
        let opened = at.opened;
        let people = self.people.all();
        let mut fields = self.coordinates.all().to_vec();
        fields.extend(self.filing.all());
        fields.extend(people.iter().map(|(name, field)| (name.as_str(), *field)));
        let general = self.people.error();
        let in_error = conflict.is_some()
            || refused.is_some()
            || general.is_some()
            || fields.iter().any(|(_, f)| f.error.is_some());
        let action = Step::Coordinates.href(opened.dossier.id());
        let content = html! {
            @if let Some(identity) = opened.dossier.identity() {
                (details(&[
                    ("Personne", html! { (words::person(identity)) }),
                    ("Naissance", html! { (words::birth(identity.birth)) ", " (identity.birth_place) }),
                ]))
            }
            form.app-form method="post" action=(action) novalidate {
                (enter_saves())
                (conflict_alert(conflict))
                (refused_alert(refused))
                (error_summary(general, &fields))
                (required_note())
                (self.ticket.fields())
                (sms)
                (self.coordinates.fields())
                (self.filing.distribution_field())
                (fieldset("Ayants droit", &html! {
                    p.fr-hint-text { "Les personnes à la charge du demandeur, couvertes par la même domiciliation." }
                    (self.people.fields(&action))
                }))
                (buttons(&[
                    &button("Enregistrer et continuer"),
                    &button("Enregistrer et continuer plus tard").secondary().sends("plus_tard", "oui"),
                ]))
            }
        };
        Frame {
            session: at.session,
            opened,
            step: Step::Coordinates,
        }
        .render(message, in_error, &content)
    }
}
