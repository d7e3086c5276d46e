//! Printing for several people at once: what is ordered here is made in the background, and
//! its page says how far it is. Everything works without a script.

mod orders;
mod run;
mod wanted;

use application::printing::PrintRun;
use structures::Action;
use web_kit::fr;

use crate::{
    route::{Needs, Route},
    urls,
};

pub use run::ORDERED;
pub use wanted::{Wanted, fields};

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let print = Needs::Permission(Action::PrintInBulk);
    vec![
        Route::get(urls::PRINTING, print, orders::page),
        Route::post(urls::PRINTING, print, orders::submit),
        Route::get("/impressions/{id}", print, run::page),
        Route::get("/impressions/{id}/avancement", print, run::progress).unasked(),
        Route::get("/impressions/{id}/fichier", print, run::file),
        Route::post("/impressions/{id}/supprimer", print, run::discard),
    ]
}

/// « Attestation d’élection de domicile, pour 12 personnes ».
fn title(run: &PrintRun) -> String {
    let people = fr::count(run.people.into(), "personne", "personnes");
    format!("{}, pour {people}", wanted::label(run.kind))
}
