//! What the structure settles about its messages, with each of them as it would arrive.

mod form;
mod shown;

use application::UseCaseError;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Versioned;
use maud::{Markup, html};
use messages::{Sender, Settings};
use structures::Action;
use web_kit::{
    Flash, Form, Fragment, PageError,
    components::{Level, alert},
};

use super::{Part, carried, framed_in_error};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls,
};
use form::SettingsForm;

/// The routes of the settings.
pub fn routes() -> Vec<Route> {
    let manage = Needs::Permission(Action::ManageSettings);
    vec![
        Route::get(urls::MESSAGE_SETTINGS, manage, page),
        Route::post(urls::MESSAGE_SETTINGS, manage, save),
    ]
}

/// The sentence that confirms an act.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        "messages-regles" => Some("Les réglages des messages sont enregistrés."),
        "messages-arretes" => Some("Les réglages sont enregistrés. Aucun message ne part."),
        _ => None,
    }
}

/// What all answers of this page are drawn from.
struct Desk {
    staff: Staff,
    session: StaffSession,
    stored: Versioned<Settings>,
    texts: super::texts::Kept,
}

impl Desk {
    async fn open(staff: Staff, session: StaffSession) -> Result<Self, PageError> {
        let read = staff.message_settings.read(&session.actor).await;
        let Ok(stored) = unless_refused(read, urls::MESSAGE_SETTINGS)?;
        let texts = super::texts::Kept::read(&staff, &session).await?;
        Ok(Self {
            staff,
            session,
            stored,
            texts,
        })
    }

    /// The sender that the name of the structure suggests.
    fn proposed(&self) -> Option<Sender> {
        Sender::propose(self.session.actor.structure().name().as_str())
    }

    fn document(
        &self,
        form: &SettingsForm,
        done: Option<&'static str>,
        conflict: Option<&Settings>,
    ) -> Markup {
        let in_error =
            conflict.is_some() || form.fields().iter().any(|(_, field)| field.error.is_some());
        let content = html! {
            (carried(&self.staff))
            @if let Some(theirs) = conflict {
                div role="alert" tabindex="-1" autofocus {
                    (alert(Level::Warning, CHANGED_MEANWHILE, &html! {
                        (shown::summary(theirs))
                        p { "Ce que vous aviez saisi est toujours ci-dessous : enregistrez pour le garder, ou rechargez la page." }
                    }))
                }
            }
            (shown::form(self, form))
        };
        framed_in_error(&self.session, Part::Settings, done, in_error, &content)
    }
}

const CHANGED_MEANWHILE: &str =
    "Un autre administrateur a changé ces réglages pendant que vous les remplissiez.";

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let desk = Desk::open(staff, session).await?;
    let form = SettingsForm::of(
        &desk.stored.value,
        desk.stored.version,
        desk.proposed().as_ref(),
    );
    Ok(desk.document(&form, flash.code().and_then(super::message), None))
}

async fn save(
    State(staff): State<Staff>,
    session: StaffSession,
    fragment: Fragment,
    Form(mut form): Form<SettingsForm>,
) -> Result<Response, PageError> {
    let desk = Desk::open(staff, session).await?;
    if form.apercu.is_ticked() {
        return Ok(if fragment.is_for(shown::PREVIEW) {
            shown::again(&desk, &form).into_response()
        } else {
            desk.document(&form, None, None).into_response()
        });
    }
    let Some(settings) = form.read() else {
        let page = desk.document(&form, None, None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let seen = form
        .version
        .text()
        .parse()
        .map_err(|_| PageError::Unprocessable)?;
    let done = if settings.on {
        "messages-regles"
    } else {
        "messages-arretes"
    };
    let saved = || Redirect::to(&Flash::on(urls::MESSAGE_SETTINGS, done)).into_response();
    let same = settings == desk.stored.value;
    let outcome = desk
        .staff
        .message_settings
        .correct(&desk.session.actor, seen, settings)
        .await;
    if matches!(outcome, Err(UseCaseError::Conflict)) {
        // A second press finds what the first one saved.
        if same {
            return Ok(saved());
        }
        form.version = desk.stored.version.to_string().into();
        let page = desk.document(&form, None, Some(&desk.stored.value));
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let Ok(_committed) = unless_refused(outcome, urls::MESSAGE_SETTINGS)?;
    Ok(saved())
}
