//! The pages of the acts with legal effect, on storage in memory.

mod attestation;
mod everywhere;
mod forms;
mod on_request;
mod radiation;
mod undone;

use crate::common::{Answer, Site};
use axum::http::StatusCode;
use domiciliation::{Dossier, Status};
use kernel::{DossierId, FactId};
use structures::Role;

/// Who decides in these tests.
const DECIDES: Role = Role::Gestionnaire;

/// A page below a dossier.
fn url(id: DossierId, what: &str) -> String {
    format!("/domicilies/{id}/{what}")
}

/// A page about a decision.
fn about(id: DossierId, decision: FactId, what: &str) -> String {
    format!("/domicilies/{id}/decisions/{decision}/{what}")
}

/// A page, as a role sees it now.
async fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.browser(role).await.get(path).await
}

/// A form, as a role sends it now.
async fn post(site: &Site, role: Role, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.browser(role).await.post(path, fields).await
}

/// What a form of the page would send: its key, its version and these fields.
async fn fill(site: &Site, page: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = get(site, DECIDES, page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}");
    send(site, form, &shown, fields).await
}

/// Sends a form as the page that was shown holds it.
async fn send(site: &Site, form: &str, shown: &Answer, fields: &[(&str, &str)]) -> Answer {
    let (key, version) = (shown.hidden("cle"), shown.hidden("version"));
    let mut sent = vec![("cle", key.as_str()), ("version", version.as_str())];
    sent.extend_from_slice(fields);
    post(site, DECIDES, form, &sent).await
}

async fn dossier(site: &Site, id: DossierId) -> Dossier {
    site.house.read(id).await.value
}

async fn status(site: &Site, id: DossierId) -> Status {
    dossier(site, id).await.status(site.house.today())
}

/// The last decision of a dossier.
async fn last(site: &Site, id: DossierId) -> FactId {
    dossier(site, id).await.last_decision().unwrap().fact()
}
