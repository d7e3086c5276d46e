//! The deposit slip of a round: as a page and as files to sign.

use application::{documents::Letter, letters::Format, round::RoundRefused};
use axum::{extract::State, response::Response};
use kernel::RoundId;
use maud::{Markup, html};
use web_kit::{Link, PageError, PathId};

use super::plain;
use crate::{
    Staff,
    documents::{draw_letter, file, take_out},
    session::{Here, StaffSession},
    urls,
};

/// The slip, to be read.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
) -> Result<Markup, PageError> {
    let slip = found(&staff, &session, id).await?;
    let url = urls::round(id);
    let back = format!("{url}/recapitulatif");
    let (pdf, docx) = (
        format!("{url}/bordereau.pdf"),
        format!("{url}/bordereau.docx"),
    );
    let content = html! {
        (draw_letter(&slip))
        (take_out(&pdf, &docx, ("Revenir au récapitulatif", &back)))
    };
    Ok(session
        .page(slip.subject.clone())
        .breadcrumb(vec![
            Link::new("Tournées", urls::ROUND),
            Link::new("Récapitulatif", back.clone()),
        ])
        .content(content)
        .inside(&session.shell(Here::Accueil)))
}

/// The slip as a PDF.
pub async fn pdf(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<RoundId>,
) -> Result<Response, PageError> {
    taken_out(staff, session, id, Format::Pdf).await
}

/// The slip as a Word file.
pub async fn docx(
    staff: State<Staff>,
    session: StaffSession,
    id: PathId<RoundId>,
) -> Result<Response, PageError> {
    taken_out(staff, session, id, Format::Docx).await
}

async fn taken_out(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    format: Format,
) -> Result<Response, PageError> {
    let slip = found(&staff, &session, id).await?;
    let name = format!("bordereau-{}", slip.dated);
    let made = staff.letters.letter_file::<RoundRefused>(slip, format);
    Ok(file(format, &name, plain(made.await, id)?))
}

async fn found(staff: &Staff, session: &StaffSession, id: RoundId) -> Result<Letter, PageError> {
    plain(staff.letters.slip(&session.actor, id).await, id)
}
