//! The documents of the structure: its own templates, what stands on its letters, what it
//! keeps for its staff. Each has its section, drawn for whoever may see it.

mod explain;
mod form;
mod help;
mod letterhead;
mod template;
mod templates;

use application::files::Shelf;
use axum::extract::State;
use maud::{Markup, html};
use structures::Action;
use web_kit::{Flash, Link, PageError};

use crate::{
    Staff, files,
    route::{Needs, Route},
    session::{Here, StaffSession},
    urls,
};

pub(crate) use template::{kind_label, not_filled};

const TITLE: &str = "Documents de la structure";

/// The routes of the page and of its sections.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![Route::get(
        urls::PAPERS,
        Needs::Permission(Action::ViewSettings),
        page,
    )];
    routes.extend(template::routes());
    routes.extend(form::routes());
    routes.extend(letterhead::routes());
    routes.push(help::route());
    routes
}

/// The sentence that confirms an act on the page it leads back to.
fn message(code: &str) -> Option<&'static str> {
    template::message(code)
        .or_else(|| letterhead::message(code))
        .or_else(|| files::message(code))
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let content = html! {
        h1 { (TITLE) }
        (templates::section(&staff, &session).await?)
        (letterhead::section(&staff, &session).await?)
        (files::section(&staff, &session, Shelf::Internal).await?)
    };
    Ok(session
        .page(TITLE)
        .message(flash.code().and_then(message))
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

/// A page below this one.
fn below(
    session: &StaffSession,
    title: &str,
    in_error: bool,
    flash: &Flash,
    content: Markup,
) -> Markup {
    session
        .page(title)
        .breadcrumb(vec![Link::new(TITLE, urls::PAPERS)])
        .in_error(in_error)
        .message(flash.code().and_then(message))
        .content(content)
        .inside(&session.shell(Here::Elsewhere))
}
