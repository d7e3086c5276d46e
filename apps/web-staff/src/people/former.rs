//! An address whose dossier was merged into another leads to that one, whatever page it
//! named: a link, a bookmark, a card scanned at the desk.

use application::StaffActor;
use axum::{
    http::{Method, Uri},
    response::{IntoResponse, Redirect, Response},
};
use kernel::DossierId;
use web_kit::PageError;

use crate::{Staff, urls};

/// Where an address that found nothing leads, when it names a former dossier. A page is
/// looked at again there; what a form asked for is not done unseen on another dossier.
pub async fn leads_on(
    staff: &Staff,
    actor: &StaffActor,
    method: &Method,
    uri: &Uri,
) -> Option<Response> {
    let (named, former) = uri
        .path()
        .split('/')
        .find_map(|part| Some((part, part.parse::<DossierId>().ok()?)))?;
    let found = staff.merging.successor(actor, former).await;
    let kept = found.ok().flatten()?;
    if method != Method::GET {
        let message = "Ce dossier vient d’être réuni à un autre de la même personne. Ce que vous avez demandé n’est pas enregistré : refaites-le sur le dossier gardé.";
        let conflict = PageError::Conflict {
            message: message.to_owned(),
            back: urls::dossier(kept),
        };
        return Some(conflict.into_response());
    }
    let asked = uri.path_and_query()?.as_str();
    let address = asked.replacen(named, &kept.to_string(), 1);
    Some(Redirect::permanent(&address).into_response())
}
