//! The list of domiciled people: tabs, filters, sort and pages, all in the address.

mod cursor;
mod filters;
mod first_day;
mod rows;
mod sentence;
mod url;

use application::reads::{Page, Tab, TabCounts};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use structures::{Action, StaffMember};
use web_kit::{
    Flash, Link, PageError, Query,
    components::{Tab as TabLink, empty_list, link_button, pagination, tabs},
    fr,
};

use crate::{
    Staff, decisions,
    request::forms::colleagues,
    route::{Needs, Route},
    session::{Here, StaffSession, page_error},
    urls,
};
use url::{Asked, Filters, TABS};

pub use rows::name as name_of;
pub use url::tab_href;

pub fn routes() -> Vec<Route> {
    vec![Route::get(
        urls::LIST,
        Needs::Permission(Action::ViewDossiers),
        list,
    )]
}

async fn list(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let filters = Filters::try_from(asked).map_err(|_| PageError::BadRequest)?;
    let structure = session.actor.structure_id();
    let counts = staff
        .lists
        .counts(structure, session.today)
        .await
        .map_err(page_error)?;
    let content = if counts.of(Tab::All) == 0 {
        first_day::welcome(&staff, &session).await?
    } else {
        let query = filters.query();
        let page = staff
            .lists
            .page(structure, &query, session.today)
            .await
            .map_err(page_error)?;
        let team = colleagues(&staff, &session).await?;
        body(&session, &filters, &counts, &page, &team)
    };
    let mut shell = session.shell(Here::Domicilies);
    if let Some(search) = &mut shell.search {
        search.value.clone_from(&filters.search);
    }
    let page = session
        .page("Domiciliés")
        .message(flash.code().and_then(done))
        .content(content);
    Ok(page.inside(&shell).into_response())
}

/// A request was left to be resumed later.
pub const KEPT: &str = "demande-gardee";

fn done(code: &str) -> Option<&'static str> {
    match code {
        KEPT => Some("La demande est enregistrée. Vous pourrez la reprendre ici."),
        code => decisions::message(code),
    }
}

fn body(
    session: &StaffSession,
    filters: &Filters,
    counts: &TabCounts,
    page: &Page,
    team: &[StaffMember],
) -> Markup {
    html! {
        div.app-title {
            h1 { "Domiciliés" }
            @if session.may(Action::EditRequest) {
                (link_button("Nouvelle demande", urls::NEW).icon("user-add-line"))
            }
        }
        (tabs("Situation des dossiers", &tab_links(filters, counts)))
        (filters::form(filters, team))
        (filters::in_force(filters, team))
        @if page.rows.is_empty() {
            (nothing_found(session, filters))
        } @else {
            @let sentence = sentence::of(filters, page.total, team);
            p.app-lead { (fr::typo(&sentence)) }
            (rows::table_of(session, filters, &page.rows))
            @let previous = page.previous.clone().map(|cursor| filters.before(cursor));
            @let next = page.next.clone().map(|cursor| filters.after(cursor));
            (pagination(previous.as_deref(), next.as_deref()))
        }
    }
}

fn tab_links(filters: &Filters, counts: &TabCounts) -> Vec<TabLink> {
    TABS.into_iter()
        .map(|(tab, _, label)| TabLink {
            link: Link::new(label, filters.in_tab(tab)),
            count: Some(counts.of(tab)),
            current: tab == filters.tab,
        })
        .collect()
}

/// Why nothing is shown, and where to look.
fn nothing_found(session: &StaffSession, filters: &Filters) -> Markup {
    if filters.search.is_empty() && !filters.any() {
        let why = "Aucun dossier n’est dans cette situation aujourd’hui.";
        return empty_list(
            why,
            &html! { p { "Les autres onglets montrent les dossiers qui s’y trouvent." } },
        );
    }
    let why = if filters.search.is_empty() {
        "Aucun dossier de cet onglet ne répond à ces filtres.".to_owned()
    } else {
        format!(
            "Aucun dossier ne répond à la recherche « {} ».",
            filters.search
        )
    };
    empty_list(
        &why,
        &html! {
            @if !filters.search.is_empty() {
                p {
                    "Vérifiez l’orthographe, ou cherchez un autre mot\u{a0}: nom, prénom, nom d’usage, "
                    "ayant droit, mandataire, numéro ou référence."
                }
            }
            ul.fr-raw-list {
                @if filters.any() { li { a.fr-link href=(filters.without_any()) { "Retirer les filtres" } } }
                @if !filters.search.is_empty() && (filters.tab != Tab::All || filters.any()) {
                    li { a.fr-link href=(filters.everywhere()) { "Chercher dans tous les dossiers" } }
                }
                @if !filters.search.is_empty() && session.may(Action::EditRequest) {
                    li { a.fr-link href=(urls::NEW) { "Enregistrer une nouvelle demande" } }
                }
            }
        },
    )
}
