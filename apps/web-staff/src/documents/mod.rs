//! The tab of documents: what is printed for a person, and what is kept about them. Each kind
//! of paper has its section, drawn for whoever may use it.

mod card;
mod forms;
mod letter_view;
mod letters;
mod own;
mod payer;

use application::{files::Shelf, letters::Format};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, PageError, PathId,
    components::{buttons, link_button},
};

use crate::{
    Staff,
    dossier::{Sheet, Tab},
    files,
    route::{Needs, Route},
    session::StaffSession,
};

pub(crate) use letter_view::draw as draw_letter;

/// The routes of the tab and of its sections.
pub fn routes() -> Vec<Route> {
    let tab = Needs::Permission(Action::DownloadAttestation);
    let mut routes = vec![Route::get("/domicilies/{id}/documents", tab, page)];
    routes.extend(letters::routes());
    routes.extend(card::routes());
    routes.extend(payer::routes());
    routes.extend(own::routes());
    routes
}

/// The sentence that confirms an act on the page it leads back to.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        payer::DONE => Some("La réponse est enregistrée dans l’historique. Il reste à l’envoyer."),
        _ => None,
    }
}

/// The tab.
async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Documents);
    let own = own::offers(&sheet).await?;
    let replaced = own::replaced(&own);
    let content = html! {
        (own::section(&sheet, &own))
        (forms::section(&sheet, &replaced))
        @if sheet.may(Action::PrintLetters) { (letters::section(&sheet, &replaced)) }
        @if sheet.may(Action::AnswerPayer) { (payer::section(&sheet)) }
        @if sheet.may(Action::PrintCard) { (card::section(&sheet)) }
        (files::section(&sheet.staff, &sheet.session, Shelf::Attachments(sheet.id())).await?)
    };
    Ok(sheet.page(&flash, &content))
}

/// A part of the tab, under its title.
fn section(title: &str, content: &Markup) -> Markup {
    html! { section { h2 { (title) } (content) } }
}

/// A file that is shown or taken away, and kept nowhere. Its name names nobody.
pub(crate) fn file(format: Format, name: &str, bytes: Vec<u8>) -> Response {
    let (kind, extension, how) = match format {
        Format::Pdf => ("application/pdf", "pdf", "inline"),
        Format::Docx => (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
            "attachment",
        ),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{how}; filename=\"{name}.{extension}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// Below the page of a paper: its two files, and the way back.
pub(crate) fn take_out(pdf: &str, docx: &str, back: (&str, &str)) -> Markup {
    let (label, href) = back;
    buttons(&[
        &link_button("Ouvrir le PDF à imprimer", pdf),
        &link_button("Télécharger pour Word", docx).secondary(),
        &link_button(label, href).tertiary(),
    ])
}
