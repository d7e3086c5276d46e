//! The list of domiciled people: tabs, filters, sort and pages, all in the address.

mod asked;
mod choice;
mod codes;
mod export;
mod filters;
mod first_day;
mod many;
mod print;
mod quick;
mod rows;
mod sentence;
mod stream;
mod tags;
mod url;
mod views;

use application::reads::{DossierRow, Listing, Tab, TabCounts};
use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Flash, Link, PageError, Query,
    components::{Level, Tab as TabLink, empty_list, link_button, notice, pagination, tabs},
    fr,
};

use crate::{
    Staff, decisions, live,
    route::{Needs, Route},
    session::{Here, StaffSession, page_error},
    urls,
};
use asked::Asked;
use codes::TABS;
use rows::Rows;
use url::Filters;

pub use export::Running as ExportsRunning;
pub use rows::name as name_of;
pub use url::{silent_href, tab_href};

pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewDossiers);
    let mut routes = vec![
        Route::get(urls::LIST, see, list),
        Route::post(
            quick::PATH,
            Needs::Permission(Action::RecordMail),
            quick::press,
        ),
        Route::get(print::PATH, see, print::page),
        Route::get(views::PATH, see, views::manage),
        Route::post(views::PATH, see, views::save),
        Route::post("/domicilies/vues/{vue}/renommer", see, views::rename),
        Route::post("/domicilies/vues/{vue}/supprimer", see, views::delete),
    ];
    routes.extend(export::routes());
    routes.extend(many::routes());
    routes
}

/// What was just done to a row, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    geste: String,
    pour: String,
    actes: String,
}

async fn list(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
    Query(asked): Query<Asked>,
    Query(said): Query<Said>,
) -> Result<Markup, PageError> {
    let filters = Filters::try_from(asked).map_err(|_| PageError::BadRequest)?;
    let message = flash.code().and_then(message);
    let done = quick::Done::of(&said);
    page(&staff, &session, &filters, message, done.as_ref()).await
}

/// A request was left to be resumed later.
pub const KEPT: &str = "demande-gardee";

fn message(code: &str) -> Option<&'static str> {
    match code {
        KEPT => Some("La demande est enregistrée. Vous pourrez la reprendre ici."),
        code => views::message(code).or_else(|| decisions::message(code)),
    }
}

/// The page of a list, on which something may just have been done.
async fn page(
    staff: &Staff,
    session: &StaffSession,
    filters: &Filters,
    message: Option<&str>,
    done: Option<&quick::Done>,
) -> Result<Markup, PageError> {
    let mut filters = filters.clone();
    let mut listing = read(staff, session, &filters).await?;
    if listing.page.rows.is_empty() && !filters.search.is_empty() && !filters.close {
        // Nothing is spelt like this: perhaps it was heard, or mistyped.
        let close = Filters {
            close: true,
            ..filters.clone()
        };
        let found = read(staff, session, &close).await?;
        if !found.page.rows.is_empty() {
            (filters, listing) = (close, found);
        }
    }
    let content = if listing.counts.of(Tab::All) == 0 {
        first_day::welcome(staff, session).await?
    } else {
        let elsewhere = done_elsewhere(staff, session, &listing, done).await?;
        let rows = Rows {
            staff,
            session,
            filters: &filters,
            done,
        };
        body(&rows, &listing, &elsewhere)
    };
    let mut shell = session.shell(Here::Domicilies);
    if let Some(search) = &mut shell.search {
        search.value.clone_from(&filters.search);
    }
    Ok(session
        .page("Domiciliés")
        .message(message)
        .content(content)
        .inside(&shell))
}

async fn read(
    staff: &Staff,
    session: &StaffSession,
    filters: &Filters,
) -> Result<Listing, PageError> {
    staff
        .lists
        .listing(
            session.actor.structure_id(),
            session.actor.id(),
            &filters.query(),
            session.today,
        )
        .await
        .map_err(page_error)
}

/// What was done to somebody who is no longer on the page: a visit ends a silence.
async fn done_elsewhere(
    staff: &Staff,
    session: &StaffSession,
    listing: &Listing,
    done: Option<&quick::Done>,
) -> Result<Markup, PageError> {
    let shown = |row: &DossierRow| done.is_some_and(|done| done.dossier == row.id);
    let Some(done) = done.filter(|_| !listing.page.rows.iter().any(shown)) else {
        return Ok(html! {});
    };
    let structure = session.actor.structure_id();
    let rows = staff.lists.rows_of(structure, &[done.dossier]).await;
    let rows = rows.map_err(page_error)?;
    Ok(quick::said_elsewhere(done, rows.first()))
}

fn body(rows: &Rows<'_>, listing: &Listing, elsewhere: &Markup) -> Markup {
    let (session, filters, page) = (rows.session, rows.filters, &listing.page);
    let team = &listing.referents;
    html! {
        div.app-title {
            h1 { "Domiciliés" }
            @if session.may(Action::EditRequest) {
                (link_button("Nouvelle demande", urls::NEW).icon("user-add-line"))
            }
        }
        (tabs("Situation des dossiers", &tab_links(filters, &listing.counts)))
        (views::links(filters, &listing.views))
        (filters::form(filters, team))
        (filters::in_force(filters, team))
        (elsewhere)
        (live::watch_list("La liste a changé", &filters.href()))
        @if page.rows.is_empty() {
            (nothing_found(session, filters))
        } @else {
            @if filters.close {
                (notice(Level::Info, "Aucune correspondance exacte : noms proches."))
            }
            div.app-list-head {
                p.app-lead { (fr::typo(&sentence::of(filters, page.total, team))) }
                ul.app-list-tools {
                    li { a href=(filters.leading_to(print::PATH)) { "Imprimer" } }
                    @if session.may(Action::ExportDossiers) {
                        li { a href=(filters.leading_to(export::PATH)) { "Exporter" } }
                    }
                }
            }
            (quick::form(filters))
            (rows.table(&page.rows))
            (choice::bar(session, filters, page.total))
            (pages(filters, listing))
        }
        (views::form(session, filters))
    }
}

fn pages(filters: &Filters, listing: &Listing) -> Markup {
    let previous = listing.page.previous.map(|row| filters.before(row));
    let next = listing.page.next.map(|row| filters.after(row));
    pagination(previous.as_deref(), next.as_deref())
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
                    "ayant droit, mandataire, téléphone, numéro ou référence."
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
