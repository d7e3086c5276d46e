//! The reception desk: one box that finds anybody, and one key an act.
//!
//! The page holds a search and a person. The script asks for either alone, by the same
//! addresses; the acts themselves are those of every page about a person.

mod page;
mod results;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::card::CardCode;
use kernel::DossierId;
use serde::Deserialize;
use structures::Action;
use web_kit::{Flash, Fragment, PageError, PathId, Query};

use crate::{
    Staff,
    dossier::{Sheet, Tab},
    route::{Needs, Route},
    session::{StaffSession, page_error},
    urls,
};
use results::Results;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewDossiers);
    vec![
        Route::get(urls::RECEPTION, see, desk),
        Route::get("/accueil/{id}", see, person),
    ]
}

/// The longest text that is searched for; a scanner stuck on a key types more.
const LONGEST: usize = 200;

/// What the desk is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    /// The last persons of this browser, shown while nothing is typed.
    id: Vec<String>,
}

impl Asked {
    fn text(&self) -> String {
        self.q.trim().chars().take(LONGEST).collect()
    }
}

async fn desk(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    fragment: Fragment,
    flash: Flash,
) -> Result<Response, PageError> {
    let results = Results::of(&staff, &session, &asked.text(), &asked.id).await?;
    if fragment.is_wanted() {
        return Ok(results.fragment(&session).into_response());
    }
    match results.card() {
        Some(id) => Ok(Redirect::to(&urls::at_the_desk(id)).into_response()),
        None => {
            let person = if has_anybody(&staff, &session).await? {
                page::Person::NotYet
            } else {
                page::Person::Nobody
            };
            Ok(page::draw(&session, &results, &person, &flash).into_response())
        }
    }
}

async fn person(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    Query(asked): Query<Asked>,
    fragment: Fragment,
    flash: Flash,
) -> Result<Response, PageError> {
    let sheet = Sheet::open(staff.clone(), session.clone(), id).await?;
    let sheet = sheet.on(Tab::Desk);
    if fragment.is_wanted() {
        return Ok(page::person(&sheet).into_response());
    }
    let results = Results::of(&staff, &session, &asked.text(), &[]).await?;
    let person = page::Person::Open(&sheet);
    Ok(page::draw(&session, &results, &person, &flash).into_response())
}

/// Whether the structure has a first dossier.
async fn has_anybody(staff: &Staff, session: &StaffSession) -> Result<bool, PageError> {
    let structure = session.actor.structure_id();
    let counts = staff.lists.counts(structure, session.today).await;
    Ok(counts.map_err(page_error)?.of(application::reads::Tab::All) > 0)
}

/// The dossier of a scanned card; none when the text is no card.
fn scanned(text: &str) -> Option<DossierId> {
    CardCode::parse(text).map(CardCode::dossier)
}
