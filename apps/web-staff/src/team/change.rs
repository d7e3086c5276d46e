//! Changing a role and closing an account.

use application::staff::StaffRefused;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::StaffId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::{Action, Role, StaffMember};
use web_kit::{Field, Flash, Form, PageError, PathId, components::*};

use super::{below, explain, is_closed, member, role_field};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const ROLE: &str = "/equipe/{id}/role";
const CLOSE: &str = "/equipe/{id}/fermer";
const NEEDS: Needs = Needs::Permission(Action::ManageStaff);

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(ROLE, NEEDS, role_page),
        Route::post(ROLE, NEEDS, change_role),
        Route::get(CLOSE, NEEDS, close_page),
        Route::post(CLOSE, NEEDS, close),
    ]
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NewRole {
    role: Field,
}

async fn role_page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<StaffId>,
) -> Result<Markup, PageError> {
    let (member, _) = member(&staff, &session, id).await?;
    let form = NewRole {
        role: member.role().code().into(),
    };
    Ok(role_document(&session, &member, &form))
}

async fn change_role(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<StaffId>,
    Form(mut form): Form<NewRole>,
) -> Result<Response, PageError> {
    let (member, _) = member(&staff, &session, id).await?;
    let Some(role) = form.role.parse::<Role>("Choisissez un rôle") else {
        return Ok(role_rejected(&session, &member, &form));
    };
    let outcome = staff.team.change_role(&session.actor, id, role).await;
    match unless_refused(outcome, urls::TEAM)? {
        Ok(_) => Ok(done("role-change")),
        Err(refused) => {
            form.role.refuse(explain(refused));
            Ok(role_rejected(&session, &member, &form))
        }
    }
}

fn role_rejected(session: &StaffSession, member: &StaffMember, form: &NewRole) -> Response {
    let page = role_document(session, member, form);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn role_document(session: &StaffSession, member: &StaffMember, form: &NewRole) -> Markup {
    let title = format!("Changer le rôle de {}", member.full_name());
    let action = urls::member(member.id(), "role");
    let summary = error_summary(None, &[("role", &form.role)]);
    let in_error = !summary.0.is_empty();
    let content = html! {
        h1 { (title) }
        @if is_closed(member) {
            (summary)
            (blocked("raison", "Changer le rôle", explain(StaffRefused::Closed)))
        } @else {
            p { "Les sessions de cette personne se fermeront : elle se reconnectera avec son nouveau rôle." }
            form.app-form method="post" action=(action) novalidate {
                (summary)
                (role_field(&form.role))
                (buttons(&[
                    &button("Changer le rôle"),
                    &link_button("Annuler", urls::TEAM).secondary(),
                ]))
            }
            p { a.fr-link href=(urls::RIGHTS) { "Voir ce que permet chaque rôle" } }
        }
    };
    below(session, &title)
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}

async fn close_page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<StaffId>,
) -> Result<Markup, PageError> {
    close_document(&staff, &session, id, None).await
}

async fn close(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<StaffId>,
) -> Result<Response, PageError> {
    match unless_refused(staff.team.close(&session.actor, id).await, urls::TEAM)? {
        Ok(_) => Ok(done("compte-ferme")),
        Err(refused) => {
            let page = close_document(&staff, &session, id, Some(refused)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn close_document(
    staff: &Staff,
    session: &StaffSession,
    id: StaffId,
    refused: Option<StaffRefused>,
) -> Result<Markup, PageError> {
    let (member, team) = member(staff, session, id).await?;
    let title = format!("Fermer le compte de {}", member.full_name());
    // A dry run: it says why not, and changes nothing.
    let possible = member.close(session.actor.id(), session.today, &team);
    let content = html! {
        h1 { (title) }
        (error_summary(refused.map(explain), &[]))
        p { "Ce qui va se passer :" }
        ul {
            li { "la personne ne pourra plus se connecter, et ses sessions ouvertes se ferment aussitôt ;" }
            li { "son nom reste attaché à ce qu’elle a enregistré et décidé ;" }
            li { "un compte fermé ne se rouvre pas." }
        }
        @match possible {
            Err(why) => (blocked("raison", "Fermer le compte", explain(StaffRefused::Closing(why)))),
            Ok(_) => (buttons(&[
                &post_button("Fermer le compte", &urls::member(id, "fermer")),
                &link_button("Annuler", urls::TEAM).secondary(),
            ])),
        }
    };
    Ok(below(session, &title)
        .in_error(refused.is_some())
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

fn done(what: &str) -> Response {
    Redirect::to(&Flash::on(urls::TEAM, what)).into_response()
}
