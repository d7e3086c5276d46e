//! The single-use link through which somebody chooses a password, shown once.

use application::staff::PasswordLink;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::HOST},
    response::{IntoResponse, Response},
};
use kernel::StaffId;
use maud::{Markup, html};
use secrecy::ExposeSecret;
use structures::Action;
use web_kit::{PageError, PathId, components::*, cookies::SessionCookie};

use super::{below, explain, is_closed, member};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const PATH: &str = "/equipe/{id}/lien";
const NEEDS: Needs = Needs::Permission(Action::ManageStaff);

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, NEEDS, page),
        Route::post(PATH, NEEDS, make),
    ]
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<StaffId>,
) -> Result<Markup, PageError> {
    document(&staff, &session, id, None).await
}

async fn document(
    staff: &Staff,
    session: &StaffSession,
    id: StaffId,
    refused: Option<&str>,
) -> Result<Markup, PageError> {
    let (member, _) = member(staff, session, id).await?;
    let closed = is_closed(&member).then(|| explain(application::staff::StaffRefused::Closed));
    let title = format!("Nouveau lien pour {}", member.full_name());
    let content = html! {
        h1 { (title) }
        (error_summary(refused, &[]))
        p { "Avec ce lien, la personne choisira un nouveau mot de passe. Les liens faits auparavant \
             ne serviront plus. Son mot de passe actuel reste valable jusque-là." }
        @match closed {
            Some(reason) => (blocked("raison", "Créer le lien", reason)),
            None => (buttons(&[
                &post_button("Créer le lien", &urls::member(id, "lien")),
                &link_button("Annuler", urls::TEAM).secondary(),
            ])),
        }
    };
    Ok(below(session, &title)
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

async fn make(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<StaffId>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    match unless_refused(staff.team.new_link(&session.actor, id).await, urls::TEAM)? {
        Ok(link) => {
            let (member, _) = member(&staff, &session, id).await?;
            let name = member.full_name();
            Ok(show(&staff, &session, &headers, &name, &link.into_inner()).into_response())
        }
        Err(refused) => {
            let page = document(&staff, &session, id, Some(explain(refused))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page that shows a link: this once, since only its hash is kept.
pub fn show(
    staff: &Staff,
    session: &StaffSession,
    headers: &HeaderMap,
    name: &str,
    link: &PasswordLink,
) -> Markup {
    let title = format!("Lien pour {name}");
    let path = urls::password_link(link.secret.expose_secret());
    let content = html! {
        h1 { (title) }
        (alert(Level::Warning, "Ce lien n’est affiché qu’une fois", &html! {
            p { "Transmettez-le à la personne ; il sert une seule fois et expire dans "
                (application::staff::LINK_DAYS) " jours." }
        }))
        p.fr-text--bold.app-link-once { (origin(staff, headers)) (path) }
        p { "Qui possède ce lien peut choisir le mot de passe du compte : remettez-le en main propre \
             ou par une voie que la personne est seule à lire." }
        p { (link_button("Revenir à l’équipe", urls::TEAM).secondary()) }
    };
    below(session, &title)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}

/// The site as the administrator's browser names it; nothing when it does not say.
pub fn origin(staff: &Staff, headers: &HeaderMap) -> String {
    let scheme = match staff.cookie {
        SessionCookie::Secure => "https",
        SessionCookie::PlainLocalhost => "http",
    };
    headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .map(|host| format!("{scheme}://{host}"))
        .unwrap_or_default()
}
