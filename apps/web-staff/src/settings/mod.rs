//! What the structure is and chose: read by those who decide, changed by administrators.

mod document;
mod form;
mod mirrored;
mod statut;

use application::UseCaseError;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{StructureKind, Versioned};
use maud::{Markup, html};
use structures::{Action, LifeRefused, Structure};
use web_kit::{Field, Flash, Form, PageError, components::*, fr};

use crate::{
    Staff,
    request::forms::conflict::Conflict,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};
use form::SettingsForm;
use mirrored::mirrored;

const TITLE: &str = "Structure";
const EDIT: &str = "/structure/modifier";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(
            urls::SETTINGS,
            Needs::Permission(Action::ViewSettings),
            page,
        ),
        Route::get(EDIT, Needs::Permission(Action::ManageSettings), edit),
        Route::post(EDIT, Needs::Permission(Action::ManageSettings), save),
    ]
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let Versioned {
        value: structure, ..
    } = stored(&staff, &session).await?;
    let content = html! {
        h1 { (TITLE) }
        @if session.may(Action::ManageSettings) {
            p { (link_button("Modifier", EDIT)) }
        } @else {
            p { "Seul un administrateur peut modifier ces informations." }
        }
        (document::sections(&staff, &structure))
    };
    Ok(session
        .page(TITLE)
        .message(flash.code().and_then(said))
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

async fn edit(State(staff): State<Staff>, session: StaffSession) -> Result<Markup, PageError> {
    let Versioned {
        value: structure,
        version,
    } = stored(&staff, &session).await?;
    let mut form = SettingsForm::of(structure.settings(), staff.phones.as_ref());
    form.version = version.to_string().into();
    Ok(document::editing(&session, &structure, &form, None, None))
}

async fn save(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<SettingsForm>,
) -> Result<Response, PageError> {
    let Versioned {
        value: structure,
        version,
    } = stored(&staff, &session).await?;
    let seen = form
        .version
        .text()
        .parse()
        .map_err(|_| PageError::Unprocessable)?;
    let again = |status: StatusCode, form: &SettingsForm, general: Option<&str>| {
        (
            status,
            document::editing(&session, &structure, form, None, general),
        )
            .into_response()
    };
    let Some(settings) = form.read(structure.settings(), staff.phones.as_ref()) else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &form, None));
    };
    let outcome = staff.settings.correct(&session.actor, seen, settings).await;
    if matches!(outcome, Err(UseCaseError::Conflict)) {
        // What was typed stays on the page, and may replace the other's once compared.
        form.version = Field::new(version.to_string());
        let mut now = SettingsForm::of(structure.settings(), staff.phones.as_ref());
        let (mine, now) = (mirrored(&mut form), mirrored(&mut now));
        // A second press finds what the first one saved.
        let Some(conflict) = Conflict::between(mine, now, CHANGED_MEANWHILE, urls::SETTINGS) else {
            return Ok(saved());
        };
        let page = document::editing(&session, &structure, &form, Some(&conflict), None);
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    match unless_refused(outcome, EDIT)? {
        Ok(_) => Ok(saved()),
        Err(refused) => Ok(again(
            StatusCode::UNPROCESSABLE_ENTITY,
            &form,
            Some(explain(refused)),
        )),
    }
}

const CHANGED_MEANWHILE: &str =
    "Un autre administrateur a modifié ces informations pendant que vous les remplissiez.";

fn saved() -> Response {
    Redirect::to(&Flash::on(urls::SETTINGS, "enregistre")).into_response()
}

async fn stored(staff: &Staff, session: &StaffSession) -> Result<Versioned<Structure>, PageError> {
    unless_refused(staff.settings.read(&session.actor).await, urls::SETTINGS)?
        // Reading refuses nothing by a rule.
        .map_err(|_: LifeRefused| PageError::NotFound)
}

const fn explain(refused: LifeRefused) -> &'static str {
    match refused {
        LifeRefused::NotInService | LifeRefused::Answered => {
            "Cette structure n’est plus en service : ses informations ne peuvent plus être modifiées."
        }
    }
}

fn said(code: &str) -> Option<&'static str> {
    (code == "enregistre").then_some("Les informations de la structure sont enregistrées.")
}

/// What a kind of body is called.
const fn kind_label(kind: StructureKind) -> &'static str {
    match kind {
        StructureKind::Ccas => "Centre communal d’action sociale (CCAS)",
        StructureKind::Cias => "Centre intercommunal d’action sociale (CIAS)",
        StructureKind::Commune => "Commune sans CCAS",
        StructureKind::OrganismeAgree => "Organisme agréé",
    }
}

/// A number of days, in words.
fn days(number: u16) -> String {
    fr::count(u64::from(number), "jour", "jours")
}
