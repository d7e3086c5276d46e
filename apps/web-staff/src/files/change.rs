//! Another label for a file, and its end: each has a page of its own.

use application::files::{FileRecord, Label};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::FileId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, PageError,
    components::{button, buttons, details, error_summary, link_button, text_field},
    fr,
};

use super::{
    DELETED, RENAMED,
    frame::{Frame, file_url},
    list::size,
};
use crate::{request::forms::text, session::unless_refused};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Renamed {
    libelle: Field,
}

/// Of the attachments of a dossier.
pub mod of_dossier {
    use axum::{extract::State, response::Response};
    use kernel::{DossierId, FileId};
    use maud::Markup;
    use web_kit::{Form, PageError, PathIds};

    use super::{Frame, Renamed};
    use crate::{Staff, session::StaffSession};

    type Ids = PathIds<DossierId, FileId>;

    pub async fn rename_page(
        State(staff): State<Staff>,
        session: StaffSession,
        PathIds(id, file): Ids,
    ) -> Result<Markup, PageError> {
        let frame = Frame::of_dossier(staff, session, id).await?;
        super::rename_page(&frame, file).await
    }

    pub async fn rename(
        State(staff): State<Staff>,
        session: StaffSession,
        PathIds(id, file): Ids,
        Form(form): Form<Renamed>,
    ) -> Result<Response, PageError> {
        let frame = Frame::of_dossier(staff, session, id).await?;
        super::rename(&frame, file, form).await
    }

    pub async fn delete_page(
        State(staff): State<Staff>,
        session: StaffSession,
        PathIds(id, file): Ids,
    ) -> Result<Markup, PageError> {
        let frame = Frame::of_dossier(staff, session, id).await?;
        super::delete_page(&frame, file).await
    }

    pub async fn delete(
        State(staff): State<Staff>,
        session: StaffSession,
        PathIds(id, file): Ids,
    ) -> Result<Response, PageError> {
        let frame = Frame::of_dossier(staff, session, id).await?;
        super::delete(&frame, file).await
    }
}

/// Of the internal documents of the structure.
pub mod of_structure {
    use axum::{extract::State, response::Response};
    use kernel::FileId;
    use maud::Markup;
    use web_kit::{Form, PageError, PathId};

    use super::{Frame, Renamed};
    use crate::{Staff, session::StaffSession};

    pub async fn rename_page(
        State(staff): State<Staff>,
        session: StaffSession,
        PathId(file): PathId<FileId>,
    ) -> Result<Markup, PageError> {
        super::rename_page(&Frame::of_structure(staff, session), file).await
    }

    pub async fn rename(
        State(staff): State<Staff>,
        session: StaffSession,
        PathId(file): PathId<FileId>,
        Form(form): Form<Renamed>,
    ) -> Result<Response, PageError> {
        super::rename(&Frame::of_structure(staff, session), file, form).await
    }

    pub async fn delete_page(
        State(staff): State<Staff>,
        session: StaffSession,
        PathId(file): PathId<FileId>,
    ) -> Result<Markup, PageError> {
        super::delete_page(&Frame::of_structure(staff, session), file).await
    }

    pub async fn delete(
        State(staff): State<Staff>,
        session: StaffSession,
        PathId(file): PathId<FileId>,
    ) -> Result<Response, PageError> {
        super::delete(&Frame::of_structure(staff, session), file).await
    }
}

async fn rename_page(frame: &Frame, file: FileId) -> Result<Markup, PageError> {
    let file = frame.file(file).await?;
    Ok(rename_form(frame, &file, &Field::new(file.label.as_str())))
}

async fn rename(frame: &Frame, id: FileId, mut form: Renamed) -> Result<Response, PageError> {
    let file = frame.file(id).await?;
    let Some(label) = text::required::<{ Label::MAX }>(&mut form.libelle, "Libellé") else {
        let page = rename_form(frame, &file, &form.libelle);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let (actor, shelf) = (&frame.session.actor, frame.shelf());
    let renamed = frame.staff.files.relabel(actor, shelf, id, &label).await;
    unless_refused(renamed, &frame.home())?.map_err(|_| PageError::Forbidden)?;
    Ok(Redirect::to(&Flash::on(&frame.home(), RENAMED)).into_response())
}

fn rename_form(frame: &Frame, file: &FileRecord, label: &Field) -> Markup {
    let content = html! {
        form.app-form method="post" action=(file_url(frame.shelf(), file.id, "modifier")) novalidate {
            (error_summary(None, &[("libelle", label)]))
            (text_field("libelle", "Libellé", label).max_length(100))
            (buttons(&[
                &button("Enregistrer"),
                &link_button("Annuler", &frame.home()).secondary(),
            ]))
        }
    };
    frame.form("Renommer un fichier", label.error.is_some(), &content)
}

async fn delete_page(frame: &Frame, file: FileId) -> Result<Markup, PageError> {
    let file = frame.file(file).await?;
    let content = html! {
        (details(&[
            ("Document", html! { bdi { (file.label) } }),
            ("Fichier", html! { bdi { (file.name.for_kind(file.kind)) } ", " (size(file.size)) }),
            ("Ajouté le", fr::time_long(frame.session.actor.civil_date(file.at))),
            ("Ce qui se passe", html! { "Le fichier est détruit aussitôt, sans retour possible" }),
        ]))
        form.app-form method="post" action=(file_url(frame.shelf(), file.id, "supprimer")) {
            (buttons(&[
                &button("Supprimer définitivement"),
                &link_button("Garder le fichier", &frame.home()).secondary(),
            ]))
        }
    };
    Ok(frame.form("Supprimer un fichier", false, &content))
}

async fn delete(frame: &Frame, file: FileId) -> Result<Response, PageError> {
    let (actor, shelf) = (&frame.session.actor, frame.shelf());
    let deleted = frame.staff.files.delete(actor, shelf, file).await;
    unless_refused(deleted, &frame.home())?.map_err(|_| PageError::Forbidden)?;
    Ok(Redirect::to(&Flash::on(&frame.home(), DELETED)).into_response())
}
