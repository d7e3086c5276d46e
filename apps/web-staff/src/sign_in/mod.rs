//! Signing in and out. Nothing that was typed is lost when a session has expired: the
//! form waits in the sign-in page and is sent again afterwards.

mod first_password;
mod kept;
mod password;

use application::access::{LOCKOUT, SignInRefused};
use axum::{
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::{HeaderMap, HeaderName, StatusCode, Uri, header::LOCATION},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use web_kit::{Field, Flash, Form, Page, PageError, Query, components::*, form::FORM_LIMIT};

use crate::{
    Staff,
    route::{Needs, Route},
    session::{page_error, signed_in, unless_refused},
    urls,
};

pub use kept::keep_form;
pub(crate) use password::{NewPassword, password_rules};

/// A kept form comes back encoded once more, which at worst makes three characters of one.
const ROOMY: usize = 4 * FORM_LIMIT;

pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get(urls::SIGN_IN, Needs::Nothing, page),
        Route::post(urls::SIGN_IN, Needs::Nothing, sign_in),
        Route::post(urls::SIGN_OUT, Needs::Nothing, sign_out),
    ];
    routes.extend(first_password::routes());
    routes
}

/// To sign-in, and back to where one was going.
pub fn redirect(uri: &Uri) -> Redirect {
    let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
    let query = serde_html_form::to_string([("vers", wanted)]).unwrap_or_default();
    Redirect::to(&format!("{}?{query}", urls::SIGN_IN))
}

/// The same where only a part of a page was asked for: the whole page goes to sign-in, and
/// comes back.
pub fn redirect_whole(headers: &HeaderMap) -> Response {
    let shown = headers
        .get("hx-current-url")
        .and_then(|url| url.to_str().ok())
        .and_then(|url| url.parse::<Uri>().ok())
        .unwrap_or_default();
    let mut answer = redirect(&shown).into_response();
    if let Some(to) = answer.headers_mut().remove(LOCATION) {
        let whole = HeaderName::from_static("hx-redirect");
        answer.headers_mut().insert(whole, to);
    }
    *answer.status_mut() = StatusCode::UNAUTHORIZED;
    answer
}

/// What the sign-in form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Credentials {
    email: Field,
    mot_de_passe: Field,
    /// Where to go afterwards.
    vers: String,
    /// The form that was sent without a session: its address and its fields.
    chemin: String,
    corps: String,
}

impl Credentials {
    /// The page that was asked for, when it is one of ours.
    fn destination(&self) -> &str {
        if is_local(&self.vers) {
            &self.vers
        } else {
            urls::RECEPTION
        }
    }
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    vers: String,
}

async fn page(
    State(staff): State<Staff>,
    Query(Wanted { vers }): Query<Wanted>,
    headers: HeaderMap,
    flash: Flash,
) -> Result<Response, PageError> {
    let form = Credentials {
        vers,
        ..Credentials::default()
    };
    if signed_in(&staff, &headers).await? {
        return Ok(Redirect::to(form.destination()).into_response());
    }
    Ok(document(&staff, &form, None, flash.code().and_then(said)).into_response())
}

async fn sign_in(State(staff): State<Staff>, mut request: Request) -> Result<Response, PageError> {
    DefaultBodyLimit::max(ROOMY).apply(&mut request);
    let former = staff.cookie.read(request.headers());
    let Form(mut form) = Form::<Credentials>::from_request(request, &()).await?;

    let email = form.email.required("Saisissez votre adresse électronique");
    // A password keeps the spaces around it.
    let password = SecretString::from(std::mem::take(&mut form.mot_de_passe.raw));
    if password.expose_secret().is_empty() {
        form.mot_de_passe.refuse("Saisissez votre mot de passe");
    }
    let (Some(email), None) = (email, &form.mot_de_passe.error) else {
        return Ok(rejected(&staff, &form, None));
    };
    let outcome = staff.access.sign_in(&email, password).await;
    let token = match unless_refused(outcome, urls::SIGN_IN)? {
        Ok(token) => token.into_inner(),
        Err(refused) => return Ok(rejected(&staff, &form, Some(&explain(refused)))),
    };
    // The new cookie takes the place of the one before, whose session would be left open.
    if let Some(former) = former {
        let former = SecretString::from(former);
        staff.access.sign_out(&former).await.map_err(page_error)?;
    }
    let cookie = staff.cookie.set(token.expose_secret());
    Ok(
        match kept::KeptForm::carried_by(&form.chemin, &form.corps) {
            Some(kept) => (cookie, kept.resume(&staff)).into_response(),
            None => (cookie, Redirect::to(form.destination())).into_response(),
        },
    )
}

async fn sign_out(State(staff): State<Staff>, headers: HeaderMap) -> Result<Response, PageError> {
    if let Some(cookie) = staff.cookie.read(&headers) {
        staff
            .access
            .sign_out(&SecretString::from(cookie))
            .await
            .map_err(page_error)?;
    }
    let to = Flash::on(urls::SIGN_IN, "deconnexion");
    Ok((staff.cookie.clear(), Redirect::to(&to)).into_response())
}

/// Whether this is the address of a page of ours, and of nowhere else.
fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Unknown account and wrong password are one answer (S-06).
fn explain(refused: SignInRefused) -> String {
    let minutes = LOCKOUT.lock_minutes;
    match refused {
        SignInRefused::Mismatch => format!(
            "L’adresse électronique ou le mot de passe ne convient pas. Vérifiez-les. \
             Après {} échecs, le compte est bloqué {minutes} minutes.",
            LOCKOUT.limit
        ),
        SignInRefused::Locked => format!(
            "Ce compte est bloqué après plusieurs échecs. Réessayez dans {minutes} minutes, \
             ou demandez un nouveau lien à un administrateur de votre structure."
        ),
    }
}

/// What was just done, for who arrives here after it.
fn said(code: &str) -> Option<&'static str> {
    match code {
        "deconnexion" => Some("Vous êtes déconnecté."),
        "mot-de-passe-choisi" => {
            Some("Votre mot de passe est enregistré. Connectez-vous pour commencer.")
        }
        "mot-de-passe-change" => Some(
            "Votre mot de passe est changé. Toutes vos sessions sont fermées : \
             connectez-vous avec le nouveau.",
        ),
        _ => None,
    }
}

fn rejected(staff: &Staff, form: &Credentials, refused: Option<&str>) -> Response {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        document(staff, form, refused, None),
    )
        .into_response()
}

fn document(
    staff: &Staff,
    form: &Credentials,
    refused: Option<&str>,
    message: Option<&str>,
) -> Markup {
    let summary = error_summary(
        None,
        &[("email", &form.email), ("mot_de_passe", &form.mot_de_passe)],
    );
    let in_error = refused.is_some() || !summary.0.is_empty();
    let content = html! {
        h1 { "Se connecter" }
        form.app-form method="post" action=(urls::SIGN_IN) novalidate {
            @if !form.corps.is_empty() { (notice(Level::Warning, kept::EXPIRED)) }
            @if let Some(why) = refused {
                div role="alert" { (alert(Level::Error, "Connexion refusée", &html! { p { (why) } })) }
            }
            (summary)
            (required_note())
            (email_field("email", "Adresse électronique", &form.email).autocomplete("username"))
            (password_field("mot_de_passe", "Mot de passe", &form.mot_de_passe))
            @if !form.vers.is_empty() { (hidden("vers", &form.vers)) }
            @if !form.corps.is_empty() {
                (hidden("chemin", &form.chemin))
                (hidden("corps", &form.corps))
            }
            (buttons(&[&button("Se connecter")]))
        }
        p.fr-text--sm {
            "Mot de passe oublié ou premier accès : demandez un lien à un administrateur de votre structure."
        }
    };
    Page::new(staff.theme, "Se connecter")
        .in_error(in_error)
        .message(message)
        .content(content)
        .public()
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn one_comes_back_only_to_a_page_of_this_site() {
        for ours in ["/", "/domicilies", "/domicilies?q=caf%C3%A9&page=2#x"] {
            assert!(is_local(ours), "{ours}");
        }
        for other in [
            "",
            "domicilies",
            "https://ailleurs.example",
            "//ailleurs.example",
            "/\\ailleurs.example",
            "/\t/ailleurs.example",
            "/a\\b",
            "/a\nb",
            "/é",
            "javascript:alert(1)",
        ] {
            assert!(!is_local(other), "{other}");
        }
    }
}
