//! The letters of a dossier: those that are ready today, why the others are not, and each as
//! a page and as files.

use application::{
    files::TemplateKind,
    letters::{Format, Written, action_for},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domiciliation::{Refused, letter::LetterKind};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, Link, PageError, PathIds,
    components::{disclosure, link_button},
    fr,
};

use super::{draw_letter, file, section as part, take_out};
use crate::{
    Staff,
    dossier::{Sheet, Tab},
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls, words,
};

const TITLE: &str = "Courrier";

pub(super) fn routes() -> Vec<Route> {
    // Answers to paying bodies have a permission of their own, which the use case checks: the
    // same roles have it.
    let needs = Needs::Permission(Action::PrintLetters);
    vec![
        Route::get("/domicilies/{id}/lettres/{fact}", needs, page),
        Route::get("/domicilies/{id}/lettres/{fact}/lettre.pdf", needs, pdf),
        Route::get("/domicilies/{id}/lettres/{fact}/lettre.docx", needs, docx),
    ]
}

/// The letters to the person, with what makes each of them ready; without those that the
/// structure has templates of its own for.
pub(super) fn section(sheet: &Sheet, replaced: &[TemplateKind]) -> Markup {
    let own = replaced.contains(&TemplateKind::CourrierRadiation);
    let kinds = LetterKind::ALL.iter().copied();
    let kinds = kinds.filter(|kind| !(own && *kind == LetterKind::Radiation));
    let (mut ready, mut closed) = (Vec::new(), Vec::new());
    for kind in kinds.filter(|kind| kind.is_to_the_person() && sheet.may(action_for(*kind))) {
        match sheet.dossier.letter_due(kind, sheet.today()) {
            Ok(fact) => ready.push((kind, fact)),
            Err(refused) => closed.push((kind, refused)),
        }
    }
    part(
        "Courriers",
        &html! {
            @if ready.is_empty() { p { "Aucun courrier n’est à remettre aujourd’hui." } }
            @else {
                ul.app-papers { @for (kind, fact) in ready { li { (line(sheet, kind, fact)) } } }
            }
            @if !closed.is_empty() {
                (disclosure("Courriers qui ne sont pas prêts aujourd’hui", false, &html! {
                    ul.app-closed {
                        @for (kind, refused) in &closed {
                            li {
                                (kind.label())
                                p.fr-hint-text { (fr::typo(&why(refused))) }
                            }
                        }
                    }
                }))
            }
        },
    )
}

fn why(refused: &Refused) -> String {
    let said = words::explain(refused);
    format!("{} {}", said.why, said.what)
}

/// A letter among others: what it is, what it tells of, and how it is taken out.
pub(super) fn line(sheet: &Sheet, kind: LetterKind, fact: FactId) -> Markup {
    let told = sheet.dossier.fact(fact);
    let about = told.map(|recorded| {
        let day = fr::day_month_year(sheet.day_of(recorded));
        format!("{}, {day}", words::fact_line(recorded, &sheet.dossier))
    });
    let about = about.unwrap_or_default();
    let address = |what| urls::letter(sheet.id(), fact, what);
    html! {
        div {
            a.fr-link href=(address("")) { (kind.label()) }
            span.app-second { (fr::typo(&about)) }
        }
        div.app-papers__files {
            (link_button("PDF", &address("lettre.pdf")).tertiary().small().about(kind.label()))
            (link_button("Word", &address("lettre.docx")).tertiary().small().about(kind.label()))
        }
    }
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
    flash: Flash,
) -> Result<Response, PageError> {
    let found = staff.letters.letter(&session.actor, id, fact).await;
    let back = Tab::Documents.url(id);
    match unless_refused(found, &back)? {
        Ok(written) => {
            let address = |what| urls::letter(id, fact, what);
            let page = session
                .page(written.letter.subject.clone())
                .breadcrumb(vec![
                    Link::new("Domiciliés", urls::LIST),
                    Link::new(format!("Dossier n° {}", written.number), urls::dossier(id)),
                    Link::new("Documents", back.clone()),
                ])
                .message(flash.code().and_then(super::message))
                .content(html! {
                    (draw_letter(&written.letter))
                    (take_out(&address("lettre.pdf"), &address("lettre.docx"), ("Revenir aux documents", &back)))
                    (next(&session, id, fact, &written))
                })
                .inside(&session.shell(Here::Domicilies));
            Ok(page.into_response())
        }
        Err(refused) => not_ready(staff, session, id, &refused).await,
    }
}

/// What is to be recorded once the letter was handed over: printing records nothing.
fn next(session: &StaffSession, id: DossierId, fact: FactId, written: &Written) -> Markup {
    let (action, label, href) = match written.kind {
        LetterKind::Acknowledgement => (
            Action::EditRequest,
            "Noter que l’accusé de réception a été remis",
            urls::under(id, "demande"),
        ),
        LetterKind::Refusal | LetterKind::Radiation => (
            Action::Notify,
            "Noter la notification de la décision",
            urls::decision(id, fact, "notifier"),
        ),
        LetterKind::Convocation | LetterKind::PlannedRadiation | LetterKind::PayerAnswer => {
            return html! {};
        }
    };
    html! {
        @if session.may(action) {
            p { "Imprimer ce courrier n’enregistre rien. " a.fr-link href=(href) { (label) } }
        }
    }
}

async fn pdf(
    staff: State<Staff>,
    session: StaffSession,
    ids: PathIds<DossierId, FactId>,
) -> Result<Response, PageError> {
    taken_out(staff, session, ids, Format::Pdf).await
}

async fn docx(
    staff: State<Staff>,
    session: StaffSession,
    ids: PathIds<DossierId, FactId>,
) -> Result<Response, PageError> {
    taken_out(staff, session, ids, Format::Docx).await
}

async fn taken_out(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
    format: Format,
) -> Result<Response, PageError> {
    let back = Tab::Documents.url(id);
    let found = staff.letters.letter(&session.actor, id, fact).await;
    let written = match unless_refused(found, &back)? {
        Ok(written) => written,
        Err(refused) => return not_ready(staff, session, id, &refused).await,
    };
    let name = format!(
        "{}-{}",
        written.kind.code().replace('_', "-"),
        written.number
    );
    let made = staff.letters.letter_file(written.letter, format).await;
    match unless_refused(made, &back)? {
        Ok(bytes) => Ok(file(format, &name, bytes)),
        Err(refused) => not_ready(staff, session, id, &refused).await,
    }
}

/// Why there is no such letter today.
async fn not_ready(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    refused: &Refused,
) -> Result<Response, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Documents);
    let content = html! {
        (crate::request::forms::refused_alert(Some(refused)))
        p { (link_button("Revenir aux documents", &sheet.back()).secondary()) }
    };
    let page = sheet.form_page(TITLE, true, &content);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
