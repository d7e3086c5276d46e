//! Ending an election before its term, in two steps: the person is told and may
//! answer, then somebody who may decide pronounces it.

mod plan;
mod pronounce;

use domiciliation::{Refused, radiation::RadiationMotif};
use kernel::DossierId;
use maud::{Markup, html};
use web_kit::fr;

use super::case::Case;
use crate::{route::Route, urls};

/// What the page of the striking-off is told once the first step is recorded.
pub(super) const PLANNED: &str = "radiation-envisagee";
/// What the dossier is told once it is given up.
pub(super) const DROPPED: &str = "radiation-abandonnee";
/// What the dossier is told once it is pronounced.
pub(super) const PRONOUNCED: &str = "radiation-prononcee";
/// What the dossier is told of a person who died.
pub(super) const DECEASED: &str = "deces-enregistre";

pub(super) fn routes() -> Vec<Route> {
    let mut routes = plan::routes();
    routes.extend(pronounce::routes());
    routes
}

/// The page on which an end is pronounced on a ground.
fn pronounce_url(id: DossierId, motif: RadiationMotif) -> String {
    format!(
        "{}?motif={}",
        urls::under(id, "radiation/prononcer"),
        motif.code()
    )
}

/// Why an end on this ground would be refused today, with and without a documented urgency.
fn forbidden(case: &Case, motif: RadiationMotif, urgent: bool) -> Option<Refused> {
    case.forbids(pronounce::on_ground(case, motif, urgent))
}

/// What becomes of the person's mail after an end.
pub(super) fn mail_line(case: &Case) -> Markup {
    let waiting: u32 = case
        .dossier
        .waiting_mail()
        .iter()
        .map(domiciliation::mail::WaitingMail::quantity)
        .sum();
    html! {
        @if waiting > 0 {
            (fr::count(waiting.into(), "pli attend", "plis attendent")) ". "
        }
        "Gardé " (fr::count(case.around.policy().mail_keep_days.into(), "jour", "jours"))
        ", puis retourné à La Poste"
    }
}
