//! The mail round: a bag of mail, entered person after person. Everything works without a
//! script; `round.js` sends what is typed without leaving the page.

mod entry;
mod import;
mod line;
mod page;
mod slip;
mod start;
mod summary;
mod who;

use application::{UseCaseError, round::RoundRefused};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use domiciliation::{Refused, Warning};
use kernel::RoundId;
use structures::Action;
use web_kit::PageError;

use crate::{
    route::{Needs, Route},
    session::unless_refused,
    urls,
};

/// The largest file that is read, in bytes.
const FILE_MAX: usize = 1024 * 1024;
/// The largest list that comes back from its preview: as a file, once it is encoded for a
/// form.
const LIST_MAX: usize = 4 * FILE_MAX;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let mail = Needs::Permission(Action::RecordMail);
    let file = import::file.layer(DefaultBodyLimit::max(FILE_MAX + 64 * 1024));
    let list = import::record.layer(DefaultBodyLimit::max(LIST_MAX));
    vec![
        Route::get(urls::ROUND, mail, start::page),
        Route::post(urls::ROUND, mail, start::open),
        Route::get("/tournee/propositions", mail, who::suggest),
        Route::get("/tournee/{id}", mail, entry::page),
        Route::post("/tournee/{id}/lignes", mail, entry::submit),
        Route::get("/tournee/{id}/lignes/{ligne}", mail, line::page),
        Route::post("/tournee/{id}/lignes/{ligne}", mail, line::submit),
        Route::post("/tournee/{id}/lignes/{ligne}/retirer", mail, line::remove),
        Route::get("/tournee/{id}/liste", mail, import::page),
        Route::post("/tournee/{id}/liste", mail, import::preview),
        Route::post("/tournee/{id}/liste/fichier", mail, file),
        Route::post("/tournee/{id}/liste/enregistrer", mail, list),
        Route::get("/tournee/{id}/recapitulatif", mail, summary::page),
        Route::get("/tournee/{id}/bordereau", mail, slip::page),
        Route::get("/tournee/{id}/bordereau.pdf", mail, slip::pdf),
        Route::get("/tournee/{id}/bordereau.docx", mail, slip::docx),
        Route::post("/tournee/{id}/cloture", mail, summary::close),
    ]
}

/// The sentence that confirms an act on the page it leads back to.
fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        line::CORRECTED => "La ligne est corrigée.",
        line::REMOVED => "La ligne est retirée, et l’arrivée annulée dans le dossier.",
        import::RECORDED => "La liste est enregistrée. Ce qui n’a pas été trouvé est à part.",
        summary::CLOSED => "La tournée est close.",
        _ => return None,
    })
}

/// What a rule says of an item.
enum Said {
    Law(Refused),
    Warned(Vec<Warning>),
}

/// What a round answered: done, or what a rule says of it.
///
/// # Errors
/// Everything else, as the page that says it.
fn heard<T>(
    outcome: Result<T, UseCaseError<RoundRefused>>,
    round: RoundId,
) -> Result<Result<T, Said>, PageError> {
    let back = urls::round(round);
    let conflict = |message: &str, back: String| PageError::Conflict {
        message: message.to_owned(),
        back,
    };
    match unless_refused(outcome, &back)? {
        Ok(done) => Ok(Ok(done)),
        Err(RoundRefused::Law(refused)) => Ok(Err(Said::Law(refused))),
        Err(RoundRefused::Warned(warnings)) => Ok(Err(Said::Warned(warnings))),
        Err(RoundRefused::Closed) => Err(conflict(
            "Cette tournée est close : rien ne peut plus y être ajouté ni corrigé.",
            back,
        )),
        Err(RoundRefused::LineGone) => Err(conflict(
            "Cette ligne a été retirée de la tournée, ou son dossier effacé.",
            back,
        )),
    }
}

/// What a round answered where no rule has a say.
fn plain<T>(
    outcome: Result<T, UseCaseError<RoundRefused>>,
    round: RoundId,
) -> Result<T, PageError> {
    heard(outcome, round)?.map_err(|_| PageError::Forbidden)
}
