//! What each role may do, printed from the one table of permissions.

use maud::{Markup, html};
use structures::{Action, Role};
use web_kit::components::*;

use crate::{
    route::{Needs, Route, routes},
    session::{Here, StaffSession},
    urls,
};

const TITLE: &str = "Qui peut faire quoi";

pub fn route() -> Route {
    Route::get(urls::RIGHTS, Needs::Session, page)
}

/// What can be done: an action that no route asks for is not spoken of.
pub fn doable() -> Vec<Action> {
    let asked: Vec<Needs> = routes().iter().map(|route| route.needs).collect();
    let is_asked = |action: &Action| asked.contains(&Needs::Permission(*action));
    Action::ALL.iter().copied().filter(is_asked).collect()
}

async fn page(session: StaffSession) -> Markup {
    let columns = std::iter::once(Column::new("Action"))
        .chain(Role::ALL.iter().map(|role| Column::new(role.label())))
        .collect();
    let rows = doable()
        .into_iter()
        .map(|action| {
            let words = Role::ALL.iter().map(|role| {
                if role.permits(action) {
                    html! { strong { "oui" } }
                } else {
                    html! { "non" }
                }
            });
            std::iter::once(html! { (action.label()) })
                .chain(words)
                .collect()
        })
        .collect();
    let content = html! {
        h1 { (TITLE) }
        p { "Chaque rôle peut faire tout ce que peut faire le précédent. Votre rôle : "
            strong { (session.actor.role().label()) } "." }
        (table("Ce que permet chaque rôle", columns, rows).caption_hidden())
    };
    session
        .page(TITLE)
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}
