//! The acts with legal effect, each on its own page: what will happen, to whom, from
//! when, what is printed, what is missing, what deserves attention; then one button.
//!
//! A page asks the domain by a dry run. Where it would refuse, the page says why and
//! from when in place of the button.

mod accept;
mod annul;
mod case;
mod closing;
mod erase;
pub mod forms;
mod notify;
mod postpone;
mod radiation;
mod refuse;

use crate::route::Route;

pub use erase::GROUNDS as ERASURE_GROUNDS;

/// The routes of all acts with legal effect.
pub fn routes() -> Vec<Route> {
    [
        accept::routes(),
        refuse::routes(),
        postpone::routes(),
        notify::routes(),
        annul::routes(),
        radiation::routes(),
        closing::routes(),
        erase::routes(),
        forms::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The sentence that confirms an act on the page it leads back to: the dossier, the page
/// of the striking-off, or the list.
pub fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        accept::DONE => {
            "La domiciliation est accordée. Remettez l’attestation à la personne, puis notez la notification."
        }
        refuse::DONE => "La demande est refusée. Notifiez la décision par écrit à la personne.",
        postpone::DONE => "La demande est renvoyée pour complément.",
        notify::DONE => "La notification est enregistrée.",
        annul::DONE => "La décision est annulée. Elle reste visible dans l’historique.",
        radiation::PLANNED => "L’information de la personne est enregistrée.",
        radiation::DROPPED => "La radiation envisagée est abandonnée.",
        radiation::PRONOUNCED => {
            "La radiation est prononcée. Notifiez la décision par écrit à la personne."
        }
        radiation::DECEASED => "Le décès est enregistré et la domiciliation a pris fin.",
        closing::DONE => "Le dossier est clos.",
        erase::DONE => "Le dossier est effacé.",
        _ => return None,
    })
}
