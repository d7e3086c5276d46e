//! The personal card: what it says as a page, and as files to print.

use application::letters::{Card, Format};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domiciliation::Refused;
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Link, PageError, PathId,
    components::{details, link_button},
    fr,
};

use super::{file, section as part, take_out};
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Carte personnelle";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::PrintCard);
    vec![
        Route::get("/domicilies/{id}/carte", needs, page),
        Route::get("/domicilies/{id}/carte.pdf", needs, pdf),
        Route::get("/domicilies/{id}/carte.docx", needs, docx),
    ]
}

/// The card, and what it is for.
pub(super) fn section(sheet: &Sheet) -> Markup {
    let (pdf, docx) = (sheet.url("carte.pdf"), sheet.url("carte.docx"));
    part(
        TITLE,
        &html! {
            ul.app-papers {
                li {
                    div {
                        a.fr-link href=(sheet.url("carte")) { "Carte avec code QR" }
                        span.app-second {
                            "La personne la présente à l’accueil : le lecteur ouvre son dossier. Ni pièce d’identité, ni attestation."
                        }
                    }
                    div.app-papers__files {
                        (link_button("PDF", &pdf).tertiary().small().about(TITLE))
                        (link_button("Word", &docx).tertiary().small().about(TITLE))
                    }
                }
            }
        },
    )
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
) -> Result<Response, PageError> {
    let Card { number, card } = found(&staff, &session, id).await?;
    let back = Tab::Documents.url(id);
    let mut lines = vec![("Personne", html! { (card.person) })];
    lines.extend(
        card.filing
            .iter()
            .map(|(label, value)| (label.as_str(), html! { (value) })),
    );
    let side = card.qr.side();
    let content = html! {
        h1 { (TITLE) (fr::NBSP) ": " (card.person) }
        div.app-card {
            div {
                p {
                    strong { (card.structure) }
                    @for line in &card.contact { br; (line) }
                }
                (details(&lines))
            }
            svg.app-card__code viewBox={ "0 0 " (side) " " (side) } role="img"
                aria-label={ "Code QR de la carte : " (card.code) } {
                path fill="#fff" d={ "M0 0h" (side) "v" (side) "H0z" } {}
                path fill="#000" d=(card.qr.path()) {}
            }
            p.app-card__letters { "Code à lire ou à taper à l’accueil" (fr::NBSP) ": " span { (card.code) } }
        }
        (take_out(&urls::under(id, "carte.pdf"), &urls::under(id, "carte.docx"), ("Revenir aux documents", &back)))
    };
    let page = session
        .page(TITLE)
        .breadcrumb(vec![
            Link::new("Domiciliés", urls::LIST),
            Link::new(format!("Dossier n° {number}"), urls::dossier(id)),
            Link::new("Documents", back),
        ])
        .content(content)
        .inside(&session.shell(Here::Domicilies));
    Ok(page.into_response())
}

async fn pdf(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<DossierId>,
) -> Result<Response, PageError> {
    taken_out(staff, session, id, Format::Pdf).await
}

async fn docx(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<DossierId>,
) -> Result<Response, PageError> {
    taken_out(staff, session, id, Format::Docx).await
}

async fn taken_out(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    format: Format,
) -> Result<Response, PageError> {
    let Card { number, card } = found(&staff, &session, id).await?;
    let made = staff.letters.card_file::<Refused>(card, format).await;
    let bytes = unless_refused(made, urls::LIST)?.map_err(|_| PageError::Forbidden)?;
    Ok(file(format, &format!("carte-{number}"), bytes))
}

/// No rule refuses a card: whoever may not print one was told before.
async fn found(staff: &Staff, session: &StaffSession, id: DossierId) -> Result<Card, PageError> {
    let card = staff.letters.card(&session.actor, id).await;
    unless_refused(card, urls::LIST)?.map_err(|_| PageError::Forbidden)
}
