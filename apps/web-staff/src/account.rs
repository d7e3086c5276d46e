//! One's own account: who one is here, what one may do, one's password.

use application::access::{LOCKOUT, PasswordRefused};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use structures::Action;
use web_kit::{Field, Flash, Form, Link, PageError, components::*};

use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    sign_in::{NewPassword, password_rules},
    team::doable,
    urls,
};

const TITLE: &str = "Mon compte";
const PASSWORD: &str = "/mon-compte/mot-de-passe";
const DIGEST: &str = "/mon-compte/courriel-du-matin";
const PASSWORD_TITLE: &str = "Changer mon mot de passe";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(urls::ACCOUNT, Needs::Session, page),
        Route::post(DIGEST, Needs::Session, digest),
        Route::get(PASSWORD, Needs::Session, password_page),
        Route::post(PASSWORD, Needs::Session, change_password),
    ]
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let Ok(wanted) = unless_refused(staff.choices.digest(&session.actor).await, urls::ACCOUNT)?;
    let member = session.actor.member();
    let profile = member.profile();
    let content = html! {
        h1 { (TITLE) }
        (details(&[
            ("Nom", html! { (profile.nom) }),
            ("Prénom", html! { (profile.prenom) }),
            ("Adresse de connexion", html! { (profile.email.as_str()) }),
            ("Fonction", html! { (profile.fonction.label()) }),
            ("Structure", html! { (session.actor.structure().name()) }),
            ("Rôle", html! { (member.role().label()) }),
        ]))
        p { "Pour corriger l’une de ces informations, adressez-vous à un administrateur de votre structure." }
        p { (link_button(PASSWORD_TITLE, PASSWORD)) }
        @if session.may(Action::ManageAppointments) {
            h2 { "Mon agenda" }
            p { a.fr-link href=(urls::FEED) { "Suivre mon agenda depuis un autre logiciel" } }
        }
        h2 { "Courriel du matin" }
        (digest_form(&session, wanted))
        h2 { "Ce que permet votre rôle" }
        ul {
            @for action in doable().into_iter().filter(|action| session.may(*action)) {
                li { (action.label()) }
            }
        }
        p { a.fr-link href=(urls::RIGHTS) { "Voir ce que permet chaque rôle" } }
    };
    Ok(session
        .page(TITLE)
        .message(flash.code().and_then(said))
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

fn said(code: &str) -> Option<&'static str> {
    match code {
        "courriel-du-matin" => Some("Vous recevrez un courriel chaque matin."),
        "sans-courriel-du-matin" => Some("Vous ne recevrez plus de courriel le matin."),
        _ => None,
    }
}

fn digest_form(session: &StaffSession, wanted: bool) -> Markup {
    let field = if wanted {
        Field::new("oui")
    } else {
        Field::default()
    };
    let hint = format!(
        "À {}, les jours ouvrés : combien de dossiers sont à traiter, et le lien pour les voir. Aucun nom n’y figure.",
        session.actor.member().profile().email.as_str()
    );
    html! {
        form.app-form method="post" action=(DIGEST) {
            (checkbox("recevoir", "Recevoir chaque matin par courriel ce qui est à traiter", &field).hint(&hint))
            (buttons(&[&button("Enregistrer").secondary()]))
        }
    }
}

/// What one wants to receive.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    recevoir: Field,
}

async fn digest(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(form): Form<Wanted>,
) -> Result<Response, PageError> {
    let wanted = form.recevoir.is_ticked();
    let set = staff.choices.set_digest(&session.actor, wanted).await;
    let Ok(_committed) = unless_refused(set, urls::ACCOUNT)?;
    let done = if wanted {
        "courriel-du-matin"
    } else {
        "sans-courriel-du-matin"
    };
    Ok(Redirect::to(&Flash::on(urls::ACCOUNT, done)).into_response())
}

/// A change of one's password.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Change {
    mot_de_passe_actuel: Field,
    #[serde(flatten)]
    chosen: NewPassword,
}

async fn password_page(session: StaffSession) -> Markup {
    document(&session, &Change::default())
}

async fn change_password(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<Change>,
) -> Result<Response, PageError> {
    let current = SecretString::from(std::mem::take(&mut form.mot_de_passe_actuel.raw));
    if current.expose_secret().is_empty() {
        form.mot_de_passe_actuel
            .refuse("Saisissez votre mot de passe actuel");
    }
    let chosen = form.chosen.take();
    let (Some(chosen), None) = (chosen, &form.mot_de_passe_actuel.error) else {
        return Ok(rejected(&session, &form));
    };
    let outcome = staff
        .access
        .change_password(&session.actor, current, chosen)
        .await;
    match unless_refused(outcome, PASSWORD)? {
        Ok(_) => {
            let to = Flash::on(urls::SIGN_IN, "mot-de-passe-change");
            return Ok((staff.cookie.clear(), Redirect::to(&to)).into_response());
        }
        Err(PasswordRefused::Weak(problems)) => form.chosen.refuse(&problems),
        Err(PasswordRefused::Mismatch) => form
            .mot_de_passe_actuel
            .refuse("Ce n’est pas votre mot de passe actuel. Ressaisissez-le, puis le nouveau"),
        // A link is not what this page goes by.
        Err(PasswordRefused::Locked | PasswordRefused::LinkExpired) => {
            form.mot_de_passe_actuel.refuse(format!(
                "Trop d’échecs : votre mot de passe ne peut pas être changé pendant {} minutes",
                LOCKOUT.lock_minutes
            ));
        }
    }
    Ok(rejected(&session, &form))
}

fn rejected(session: &StaffSession, form: &Change) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, document(session, form)).into_response()
}

fn document(session: &StaffSession, form: &Change) -> Markup {
    let [chosen, again] = form.chosen.fields();
    let summary = error_summary(
        None,
        &[
            ("mot_de_passe_actuel", &form.mot_de_passe_actuel),
            chosen,
            again,
        ],
    );
    let in_error = !summary.0.is_empty();
    let content = html! {
        h1 { (PASSWORD_TITLE) }
        p { "Toutes vos sessions se fermeront : vous vous reconnecterez avec le nouveau mot de passe." }
        form.app-form method="post" action=(PASSWORD) novalidate {
            (summary)
            (password_field("mot_de_passe_actuel", "Mot de passe actuel", &form.mot_de_passe_actuel))
            (password_rules())
            (form.chosen.inputs())
            (buttons(&[
                &button("Changer le mot de passe"),
                &link_button("Annuler", urls::ACCOUNT).secondary(),
            ]))
        }
    };
    session
        .page(PASSWORD_TITLE)
        .breadcrumb(vec![Link::new(TITLE, urls::ACCOUNT)])
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}
