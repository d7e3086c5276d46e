//! Files that people bring: the attachments of a dossier and the internal documents of the
//! structure. Both are shelves with the same list, the same form and the same pages.

mod change;
mod frame;
mod list;
mod open;
mod upload;

use application::files::Shelf;
use axum::{
    extract::{DefaultBodyLimit, State},
    handler::Handler,
};
use kernel::{DossierId, FileId};
use web_kit::{PathId, PathIds};

use crate::{
    Staff,
    route::{Needs, Route},
    session::StaffSession,
};

pub(crate) use list::section;
pub(crate) use open::sent;
pub(crate) use upload::why;

const OF_DOSSIER: &str = "/domicilies/{id}/documents/pieces";
const OF_STRUCTURE: &str = "/structure/documents/internes";

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let attachments = Shelf::Attachments(DossierId::new(uuid::Uuid::nil()));
    let internal = Shelf::Internal;
    let reading = |shelf: Shelf| Needs::Permission(shelf.reading());
    let adding = |shelf: Shelf| Needs::Permission(shelf.adding());
    let deleting = |shelf: Shelf| Needs::Permission(shelf.deleting());
    // How much is taken is counted file by file, as it comes.
    let unbounded = DefaultBodyLimit::disable();
    vec![
        Route::get(OF_DOSSIER, reading(attachments), list::of_dossier),
        Route::post(
            OF_DOSSIER,
            adding(attachments),
            upload::of_dossier.layer(unbounded),
        ),
        Route::get(
            "/domicilies/{id}/documents/pieces/{fichier}",
            reading(attachments),
            async |State(staff): State<Staff>,
                   session: StaffSession,
                   PathIds(id, file): PathIds<DossierId, FileId>| {
                open::open(&staff, &session, Shelf::Attachments(id), file).await
            },
        ),
        Route::get(
            "/domicilies/{id}/documents/pieces/{fichier}/modifier",
            adding(attachments),
            change::of_dossier::rename_page,
        ),
        Route::post(
            "/domicilies/{id}/documents/pieces/{fichier}/modifier",
            adding(attachments),
            change::of_dossier::rename,
        ),
        Route::get(
            "/domicilies/{id}/documents/pieces/{fichier}/supprimer",
            deleting(attachments),
            change::of_dossier::delete_page,
        ),
        Route::post(
            "/domicilies/{id}/documents/pieces/{fichier}/supprimer",
            deleting(attachments),
            change::of_dossier::delete,
        ),
        Route::get(OF_STRUCTURE, reading(internal), list::of_structure),
        Route::post(
            OF_STRUCTURE,
            adding(internal),
            upload::of_structure.layer(unbounded),
        ),
        Route::get(
            "/structure/documents/internes/{id}",
            reading(internal),
            async |State(staff): State<Staff>,
                   session: StaffSession,
                   PathId(file): PathId<FileId>| {
                open::open(&staff, &session, Shelf::Internal, file).await
            },
        ),
        Route::get(
            "/structure/documents/internes/{id}/modifier",
            adding(internal),
            change::of_structure::rename_page,
        ),
        Route::post(
            "/structure/documents/internes/{id}/modifier",
            adding(internal),
            change::of_structure::rename,
        ),
        Route::get(
            "/structure/documents/internes/{id}/supprimer",
            deleting(internal),
            change::of_structure::delete_page,
        ),
        Route::post(
            "/structure/documents/internes/{id}/supprimer",
            deleting(internal),
            change::of_structure::delete,
        ),
    ]
}

const ADDED: &str = "fichier-ajoute";
const SEVERAL_ADDED: &str = "fichiers-ajoutes";
const RENAMED: &str = "fichier-renomme";
const DELETED: &str = "fichier-supprime";

/// The sentence that confirms an act on the page it leads back to.
pub(crate) fn message(code: &str) -> Option<&'static str> {
    match code {
        ADDED => Some("Le fichier est ajouté."),
        SEVERAL_ADDED => Some("Les fichiers sont ajoutés."),
        RENAMED => Some("Le libellé est modifié."),
        DELETED => Some("Le fichier est supprimé."),
        _ => None,
    }
}
