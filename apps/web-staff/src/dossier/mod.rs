//! The page of a person: who, where it stands, what waits, what is to be done; then the
//! rest in tabs, each with its own address.

mod actions;
mod alerts;
mod decisions;
mod history;
mod mail;
mod overview;
pub(crate) mod panel;
mod record;
mod sheet;
mod tab;
mod timebar;

pub(crate) use history::Kind as HistoryKind;
pub(crate) use mail::waiting_list;
pub(crate) use overview::draw as draw_overview;
pub(crate) use sheet::{Sheet, key_of, message, shows};
pub(crate) use tab::Tab;

use structures::Action;

use crate::route::{Needs, Route};

/// The tabs. Whoever may see dossiers sees them; what only some may read is left out of
/// the pages themselves.
pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewDossiers);
    vec![
        Route::get("/domicilies/{id}", see, overview::page),
        Route::get("/domicilies/{id}/dossier", see, record::page),
        Route::get("/domicilies/{id}/decisions", see, decisions::page),
        Route::get("/domicilies/{id}/courrier", see, mail::page),
        Route::get("/domicilies/{id}/historique", see, history::page),
    ]
}
