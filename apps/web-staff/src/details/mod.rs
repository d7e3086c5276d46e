//! The details of a dossier, corrected one part at a time: a part has its form, shows the
//! version it was filled from, and is recorded as a fact.

mod notes;
mod parts;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::{Command, Refused};
use kernel::DossierId;
use maud::{Markup, html};
use serde::{Deserialize, de::DeserializeOwned};
use structures::{Action, StaffMember};
use web_kit::{
    Field, Flash, Form, Link, PageError, PathId,
    components::{button, buttons, error_summary, link_button, required_note},
    fr,
};

use crate::{
    Staff,
    request::forms::{
        self, At, Opened, Ticket, colleagues,
        conflict::{Conflict, Mirror, Mirrored, catch_up, conflict_alert, status_of},
        refused_alert,
    },
    route::{Needs, Route},
    session::{Here, StaffSession},
    urls,
};

/// Where a part is read again once it is saved.
const RECORD: &str = "dossier";

pub fn routes() -> Vec<Route> {
    [
        routes_of::<parts::Identity>("/domicilies/{id}/identite"),
        routes_of::<parts::AyantsDroit>("/domicilies/{id}/ayants-droit"),
        routes_of::<parts::Coordinates>("/domicilies/{id}/coordonnees"),
        routes_of::<parts::Filing>("/domicilies/{id}/classement"),
        routes_of::<parts::Interview>("/domicilies/{id}/entretien"),
        notes::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn routes_of<P: Part>(path: &'static str) -> Vec<Route> {
    let needs = Needs::Permission(P::ACTION);
    vec![
        Route::get(path, needs, page::<P>),
        Route::post(path, needs, submit::<P>),
    ]
}

/// The sentence that confirms what was done.
pub fn message(code: &str) -> Option<&'static str> {
    notes::message(code).or_else(|| parts::message(code))
}

/// A part of a dossier that one page corrects.
trait Part: DeserializeOwned + Send + Sync + 'static {
    const ACTION: Action;
    const TITLE: &'static str;
    /// Its address below the dossier.
    const PATH: &'static str;
    /// The code of the sentence that confirms it.
    const DONE: &'static str;
    /// Whether it chooses among colleagues.
    const NEEDS_TEAM: bool = false;

    /// The form filled with what is known.
    fn filled(at: &At<'_>) -> Self;

    /// One more row was asked for: the form comes back with it.
    fn grows(&mut self) -> bool {
        false
    }

    /// What to do, or an error at each field that cannot be.
    fn read(&mut self, at: &At<'_>) -> Option<Command>;

    /// The code of the sentence that confirms what was done.
    fn done(_: &Command, _: &At<'_>) -> &'static str {
        Self::DONE
    }

    /// A refusal at the field it is about, or back to stand above the form.
    fn place(&mut self, refused: Refused) -> Option<Refused> {
        Some(refused)
    }

    /// What is wrong with no field in particular.
    fn general_error(&self) -> Option<&'static str> {
        None
    }

    /// The fields, to be compared with what is stored.
    fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>>;

    /// The fields with their names, for the summary of errors.
    fn all(&self) -> Vec<(String, &Field)>;

    /// The fields to fill, and what to know before.
    fn fields(&self, at: &At<'_>) -> Markup;
}

#[derive(Deserialize)]
#[serde(bound = "P: Part")]
struct Submitted<P> {
    #[serde(flatten)]
    ticket: Ticket,
    #[serde(flatten)]
    part: P,
}

impl<P: Part> Mirror for Submitted<P> {
    fn ticket(&mut self) -> &mut Ticket {
        &mut self.ticket
    }

    fn filled(at: &At<'_>) -> Self {
        Self {
            ticket: at.opened.ticket(at.staff),
            part: P::filled(at),
        }
    }

    fn mirrored(&mut self, team: &[StaffMember]) -> Vec<Mirrored<'_>> {
        self.part.mirrored(team)
    }
}

async fn team<P: Part>(
    staff: &Staff,
    session: &StaffSession,
) -> Result<Vec<StaffMember>, PageError> {
    if P::NEEDS_TEAM {
        colleagues(staff, session).await
    } else {
        Ok(Vec::new())
    }
}

async fn page<P: Part>(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Markup, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    let team = team::<P>(&staff, &session).await?;
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &team,
    };
    Ok(Submitted::<P>::filled(&at).render(&at, None, None))
}

async fn submit<P: Part>(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Form(mut form): Form<Submitted<P>>,
) -> Result<Response, PageError> {
    let opened = forms::open(&staff, &session, id).await?;
    let team = team::<P>(&staff, &session).await?;
    let at = At {
        staff: &staff,
        session: &session,
        opened: &opened,
        team: &team,
    };
    if form.part.grows() {
        return Ok(form.render(&at, None, None).into_response());
    }
    let back = urls::under(id, P::PATH);
    let conflict = catch_up(&mut form, &at, &back)?;
    let mut refused = None;
    // Read in any case, so that all errors show at once.
    let command = form.part.read(&at);
    if conflict.is_none()
        && let Some(command) = command
    {
        let done = P::done(&command, &at);
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
            Ok(()) => {
                let record = Flash::on(&urls::under(id, RECORD), done);
                return Ok(Redirect::to(&record).into_response());
            }
            Err(no) => refused = form.part.place(no),
        }
    }
    let conflict = conflict.as_ref();
    let page = form.render(&at, conflict, refused.as_ref());
    Ok((status_of(conflict), page).into_response())
}

impl<P: Part> Submitted<P> {
    fn render(
        &self,
        at: &At<'_>,
        conflict: Option<&Conflict>,
        refused: Option<&Refused>,
    ) -> Markup {
        let id = at.opened.dossier.id();
        let all = self.part.all();
        let fields: Vec<_> = all
            .iter()
            .map(|(name, field)| (name.as_str(), *field))
            .collect();
        let general = self.part.general_error();
        let in_error = conflict.is_some()
            || refused.is_some()
            || general.is_some()
            || fields.iter().any(|(_, f)| f.error.is_some());
        let back = urls::under(id, RECORD);
        let content = html! {
            form.app-form method="post" action=(urls::under(id, P::PATH)) novalidate {
                (forms::people::enter_saves())
                (conflict_alert(conflict))
                (refused_alert(refused))
                (error_summary(general, &fields))
                (required_note())
                (self.ticket.fields())
                (self.part.fields(at))
                (buttons(&[&button("Enregistrer"), &link_button("Revenir au dossier", &back).tertiary()]))
            }
        };
        framed(at.session, at.opened, P::TITLE, None, in_error, &content)
    }
}

/// A page below a dossier.
fn framed(
    session: &StaffSession,
    opened: &Opened,
    title: &str,
    message: Option<&'static str>,
    in_error: bool,
    content: &Markup,
) -> Markup {
    let person = opened.person();
    session
        .page(format!("{title}\u{a0}: {person}"))
        .breadcrumb(vec![
            Link::new("Domiciliés", urls::LIST),
            Link::new(person.clone(), urls::dossier(opened.dossier.id())),
        ])
        .message(message)
        .in_error(in_error)
        .content(html! {
            h1 { (title) (fr::NBSP) ": " (person) }
            (content)
        })
        .inside(&session.shell(Here::Domicilies))
}
