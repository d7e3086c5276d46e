//! The structure's own templates, filled for a dossier.

use application::{
    files::TemplateKind,
    letters::Format,
    templates::{Offer, kind_of},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::{DossierId, FileId};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    PageError, PathIds,
    components::{Level, disclosure, link_button, notice},
    fr,
};

use super::section as part;
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    files::why,
    papers::{kind_label, not_filled},
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls, words,
};

pub(super) fn routes() -> Vec<Route> {
    // Some kinds ask for more: the use case knows which.
    let needs = Needs::Permission(Action::DownloadAttestation);
    vec![
        Route::get(
            "/domicilies/{id}/documents/modeles/{modele}/document.docx",
            needs,
            docx,
        ),
        Route::get(
            "/domicilies/{id}/documents/modeles/{modele}/document.pdf",
            needs,
            pdf,
        ),
    ]
}

/// The templates of the structure; nothing where it has none.
pub(super) fn section(sheet: &Sheet, offers: &Offers) -> Markup {
    let offers = match offers {
        Ok(offers) => offers,
        Err(refused) => {
            return part(
                "Documents de la structure",
                &html! { (notice(Level::Warning, refused)) },
            );
        }
    };
    let (ready, closed): (Vec<&Offer>, Vec<&Offer>) =
        offers.iter().partition(|offer| offer.blocked.is_none());
    if offers.is_empty() {
        return html! {};
    }
    part(
        "Documents de la structure",
        &html! {
            @if ready.is_empty() { p { "Aucun de ces documents n’est à remettre aujourd’hui." } }
            @else { ul.app-papers { @for offer in ready { li { (line(sheet, offer)) } } } }
            @if !closed.is_empty() {
                (disclosure("Documents qui ne sont pas prêts aujourd’hui", false, &html! {
                    ul.app-closed { @for offer in closed { li {
                        bdi { (offer.file.label) }
                        @if let Some(refused) = &offer.blocked {
                            @let said = words::explain(refused);
                            p.fr-hint-text { (fr::typo(&format!("{} {}", said.why, said.what))) }
                        }
                    } } }
                }))
            }
        },
    )
}

/// What the structure offers for this dossier, or why that cannot be told.
pub(super) type Offers = Result<Vec<Offer>, &'static str>;

/// Asks for the templates of the structure.
pub(super) async fn offers(sheet: &Sheet) -> Result<Offers, PageError> {
    let (actor, around) = (&sheet.session.actor, &sheet.around);
    let offers = sheet
        .staff
        .templates
        .offers(actor, &sheet.dossier, around)
        .await;
    Ok(unless_refused(offers, urls::LIST)?.map_err(why))
}

/// The documents of the application that the structure's own stand in for.
pub(super) fn replaced(offers: &Offers) -> Vec<TemplateKind> {
    let ready = offers
        .iter()
        .flatten()
        .filter(|offer| offer.blocked.is_none());
    ready.filter_map(|offer| kind_of(&offer.file)).collect()
}

fn line(sheet: &Sheet, offer: &Offer) -> Markup {
    let id = offer.file.id;
    let at = |what| urls::own_paper(sheet.id(), id, what);
    html! {
        div {
            bdi { (offer.file.label) }
            span.app-second { @if let Some(kind) = kind_of(&offer.file) { (kind_label(kind)) } }
        }
        div.app-papers__files {
            @if sheet.staff.templates.makes_pdf() {
                (link_button("PDF", &at("document.pdf")).tertiary().small().about(offer.file.label.as_str()))
            }
            (link_button("Word", &at("document.docx")).tertiary().small().about(offer.file.label.as_str()))
        }
    }
}

async fn docx(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, file): PathIds<DossierId, FileId>,
) -> Result<Response, PageError> {
    filled(staff, session, id, file, Format::Docx).await
}

async fn pdf(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, file): PathIds<DossierId, FileId>,
) -> Result<Response, PageError> {
    filled(staff, session, id, file, Format::Pdf).await
}

async fn filled(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    file: FileId,
    format: Format,
) -> Result<Response, PageError> {
    let back = Tab::Documents.url(id);
    let filled = staff.templates.fill(&session.actor, id, file, format).await;
    match unless_refused(filled, &back)? {
        Ok(filled) => {
            let number = filled.number.unwrap_or_default();
            let name = format!("document-{number}");
            Ok(super::file(format, &name, filled.bytes))
        }
        Err(refused) => {
            let (status, told) = not_filled(&refused);
            let sheet = Sheet::open(staff, session, id).await?;
            let content = html! {
                (told)
                p { (link_button("Revenir aux documents", &back).secondary()) }
            };
            let page = sheet.form_page("Document non disponible", true, &content);
            Ok((status, page).into_response())
        }
    }
}
