//! The page behind a single-use link: choosing a password, the first or another.

use application::{access::PasswordRefused, ports::Holder};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use secrecy::SecretString;
use web_kit::{Flash, Form, Page, PageError, PathId, components::*};

use super::{NewPassword, password_rules};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{page_error, unless_refused},
    urls,
};

const PATH: &str = "/premier-mot-de-passe/{secret}";
const TITLE: &str = "Choisir votre mot de passe";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, Needs::Nothing, page),
        Route::post(PATH, Needs::Nothing, choose),
    ]
}

async fn page(
    State(staff): State<Staff>,
    PathId(secret): PathId<String>,
) -> Result<Response, PageError> {
    let holder = staff
        .access
        .link_holder(&SecretString::from(secret))
        .await
        .map_err(page_error)?;
    Ok(match holder {
        Some(holder) => document(&staff, &holder, &NewPassword::default()).into_response(),
        None => expired(&staff),
    })
}

async fn choose(
    State(staff): State<Staff>,
    PathId(secret): PathId<String>,
    Form(mut form): Form<NewPassword>,
) -> Result<Response, PageError> {
    let secret = SecretString::from(secret);
    let Some(holder) = staff
        .access
        .link_holder(&secret)
        .await
        .map_err(page_error)?
    else {
        return Ok(expired(&staff));
    };
    let Some(password) = form.take() else {
        return Ok(rejected(&staff, &holder, &form));
    };
    let outcome = staff.access.choose_password(&secret, password).await;
    match unless_refused(outcome, urls::SIGN_IN)? {
        Ok(_) => Ok(Redirect::to(&Flash::on(urls::SIGN_IN, "mot-de-passe-choisi")).into_response()),
        Err(PasswordRefused::Weak(problems)) => {
            form.refuse(&problems);
            Ok(rejected(&staff, &holder, &form))
        }
        // Nothing but the link and the password is asked for here.
        Err(PasswordRefused::LinkExpired | PasswordRefused::Mismatch | PasswordRefused::Locked) => {
            Ok(expired(&staff))
        }
    }
}

fn rejected(staff: &Staff, holder: &Holder, form: &NewPassword) -> Response {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        document(staff, holder, form),
    )
        .into_response()
}

fn document(staff: &Staff, holder: &Holder, form: &NewPassword) -> Markup {
    let summary = error_summary(None, &form.fields());
    let in_error = !summary.0.is_empty();
    let content = html! {
        h1 { (TITLE) }
        (details(&[
            ("Structure", html! { (holder.structure.name()) }),
            ("Vous êtes", html! { (holder.member.full_name()) }),
            ("Adresse de connexion", html! { (holder.member.profile().email.as_str()) }),
        ]))
        form.app-form method="post" novalidate {
            (summary)
            (password_rules())
            (form.inputs())
            (buttons(&[&button("Enregistrer le mot de passe")]))
        }
    };
    Page::new(staff.theme, TITLE)
        .in_error(in_error)
        .content(content)
        .public()
}

fn expired(staff: &Staff) -> Response {
    let title = "Ce lien ne peut plus servir";
    let content = html! {
        h1 { (title) }
        p { "Il a déjà servi, il a été remplacé par un autre, ou il est trop ancien." }
        p { "Demandez un nouveau lien à un administrateur de votre structure." }
        p { (link_button("Aller à la connexion", urls::SIGN_IN).secondary()) }
    };
    let page = Page::new(staff.theme, title).content(content).public();
    (StatusCode::GONE, page).into_response()
}
