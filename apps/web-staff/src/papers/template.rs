//! One template: what it holds, how it looks with an invented person, its file, its end.

use application::{
    files::{FileRecord, TemplateKind, Withheld},
    letters::Format,
    templates::{Filled, NotFilled, Review, kind_of},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::FileId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, PageError, PathId,
    components::{Column, Level, alert, button, buttons, details, link_button, table},
    fr,
};

use super::below;
use crate::{
    Staff, documents, files,
    route::{Needs, Route},
    session::{StaffSession, unless_refused},
    urls, words,
};

pub const ADDED: &str = "modele-ajoute";
const REMOVED: &str = "modele-supprime";

/// The sentence that confirms an act on the page it leads back to.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        ADDED => Some("Le modèle est enregistré : toutes ses balises sont reconnues."),
        REMOVED => Some("Le modèle est supprimé."),
        _ => None,
    }
}

pub fn routes() -> Vec<Route> {
    let see = Needs::Permission(Action::ViewSettings);
    let manage = Needs::Permission(Action::ManageTemplates);
    let remove = "/structure/documents/modeles/{id}/supprimer";
    vec![
        Route::get("/structure/documents/modeles/{id}", see, page),
        Route::get(
            "/structure/documents/modeles/{id}/modele.docx",
            see,
            original,
        ),
        Route::get(
            "/structure/documents/modeles/{id}/apercu.docx",
            see,
            preview_docx,
        ),
        Route::get(
            "/structure/documents/modeles/{id}/apercu.pdf",
            see,
            preview_pdf,
        ),
        Route::get(remove, manage, remove_page),
        Route::post(remove, manage, do_remove),
    ]
}

/// What a template is for.
pub(crate) const fn kind_label(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::AttestationPostale => "Attestation de domiciliation postale",
        TemplateKind::CerfaAttestation => "Attestation d’élection de domicile",
        TemplateKind::CourrierRadiation => "Courrier de radiation",
        TemplateKind::Autre => "Autre document",
    }
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<FileId>,
    flash: Flash,
) -> Result<Response, PageError> {
    let found = staff.templates.review(&session.actor, id).await;
    let (file, review) = match unless_refused(found, urls::PAPERS)? {
        Ok(found) => found,
        Err(refused) => return Ok(not_shown(&session, id, &refused)),
    };
    let content = html! {
        h1 { bdi { (file.label) } }
        (what(&session, &file))
        (buttons_of(&staff, &session, id))
        @if !review.empty.is_empty() {
            (alert(Level::Info, "Balises qui resteront vides", &html! {
                ul { @for (name, why) in &review.empty { li { code { "{" (name) "}" } " : " (why) "." } } }
            }))
        }
        (held(&review))
    };
    let title = file.label.to_string();
    Ok(below(&session, &title, false, &flash, content).into_response())
}

fn what(session: &StaffSession, file: &FileRecord) -> Markup {
    details(&[
        (
            "Usage",
            html! { @if let Some(kind) = kind_of(file) { (kind_label(kind)) } },
        ),
        ("Fichier", html! { bdi { (file.name.for_kind(file.kind)) } }),
        (
            "Ajouté le",
            fr::time_long(session.actor.civil_date(file.at)),
        ),
    ])
}

fn buttons_of(staff: &Staff, session: &StaffSession, id: FileId) -> Markup {
    let at = |what| urls::template(id, what);
    html! {
        h2 { "Aperçu avec une personne inventée" }
        p { "La structure et la date sont les vôtres ; la personne et sa domiciliation n’existent pas." }
        ul.fr-btns-group.fr-btns-group--inline-md {
            @if staff.templates.makes_pdf() { li { (link_button("Ouvrir l’aperçu en PDF", &at("apercu.pdf"))) } }
            li { (link_button("Télécharger l’aperçu pour Word", &at("apercu.docx")).secondary()) }
            li { (link_button("Télécharger le modèle", &at("modele.docx")).tertiary()) }
            @if session.may(Action::ManageTemplates) {
                li { (link_button("Supprimer le modèle", &at("supprimer")).tertiary()) }
            }
        }
    }
}

/// The tags of the template, each with what it gives.
fn held(review: &Review) -> Markup {
    let rows: Vec<Vec<Markup>> = review
        .used
        .iter()
        .filter_map(|name| application::tags::named(name))
        .map(|tag| {
            vec![
                html! { code { (tag.written()) } },
                html! { (tag.label) },
                html! { (tag.example) },
            ]
        })
        .collect();
    let columns = vec![
        Column::new("Balise"),
        Column::new("Ce qu’elle donne"),
        Column::new("Exemple"),
    ];
    html! {
        h2 { "Balises de ce modèle" }
        @if rows.is_empty() { p { "Ce modèle ne contient aucune balise : il sera le même pour tout le monde." } }
        @else { (table("Balises de ce modèle", columns, rows).caption_hidden()) }
    }
}

async fn original(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<FileId>,
) -> Result<Response, PageError> {
    let opened = staff.templates.original(&session.actor, id).await;
    match unless_refused(opened, urls::PAPERS)? {
        Ok(opened) => Ok(files::sent(opened)),
        Err(withheld) => Ok(not_shown(&session, id, &NotFilled::Withheld(withheld))),
    }
}

async fn preview_docx(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<FileId>,
) -> Result<Response, PageError> {
    preview(&staff, &session, id, Format::Docx).await
}

async fn preview_pdf(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<FileId>,
) -> Result<Response, PageError> {
    preview(&staff, &session, id, Format::Pdf).await
}

async fn preview(
    staff: &Staff,
    session: &StaffSession,
    id: FileId,
    format: Format,
) -> Result<Response, PageError> {
    let filled = staff.templates.preview(&session.actor, id, format).await;
    match unless_refused(filled, urls::PAPERS)? {
        Ok(Filled { bytes, .. }) => Ok(documents::file(format, "apercu", bytes)),
        Err(refused) => Ok(not_shown(session, id, &refused)),
    }
}

async fn remove_page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<FileId>,
) -> Result<Response, PageError> {
    let listed = staff.templates.list(&session.actor).await;
    let listed = unless_refused(listed, urls::PAPERS)?.unwrap_or_default();
    let file = listed
        .into_iter()
        .map(|listed| listed.file)
        .find(|file| file.id == id)
        .ok_or(PageError::NotFound)?;
    let title = "Supprimer un modèle";
    let consequence = match kind_of(&file) {
        Some(TemplateKind::CerfaAttestation | TemplateKind::CourrierRadiation) => {
            "Le document de l’application sera de nouveau proposé."
        }
        Some(TemplateKind::AttestationPostale | TemplateKind::Autre) | None => {
            "Ce document ne sera plus proposé dans les dossiers."
        }
    };
    let content = html! {
        h1 { (title) }
        (what(&session, &file))
        p { "Le modèle « " bdi { (file.label) } " » est détruit aussitôt. " (consequence) }
        form.app-form method="post" action=(urls::template(id, "supprimer")) {
            (buttons(&[
                &button("Supprimer définitivement"),
                &link_button("Garder le modèle", &urls::template(id, "")).secondary(),
            ]))
        }
    };
    Ok(below(&session, title, false, &Flash::default(), content).into_response())
}

async fn do_remove(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<FileId>,
) -> Result<Response, PageError> {
    let removed = staff.templates.remove(&session.actor, id).await;
    match unless_refused(removed, urls::PAPERS)? {
        Ok(()) => Ok(Redirect::to(&Flash::on(urls::PAPERS, REMOVED)).into_response()),
        Err(withheld) => Ok(not_shown(&session, id, &NotFilled::Withheld(withheld))),
    }
}

/// In place of what could not be made of a template.
fn not_shown(session: &StaffSession, id: FileId, refused: &NotFilled) -> Response {
    let title = "Modèle indisponible";
    let (status, told) = not_filled(refused);
    let content = html! {
        h1 { (title) }
        (told)
        (buttons(&[
            &link_button("Revenir aux documents", urls::PAPERS).secondary(),
            &link_button("Télécharger le modèle", &urls::template(id, "modele.docx")).tertiary(),
        ]))
    };
    (
        status,
        below(session, title, true, &Flash::default(), content),
    )
        .into_response()
}

/// Why a template was not filled, and what to do.
pub(crate) fn not_filled(refused: &NotFilled) -> (StatusCode, Markup) {
    let told =
        |title: &str, what: &str| alert(Level::Error, title, &html! { p { (fr::typo(what)) } });
    match refused {
        NotFilled::Refused(refused) => {
            let said = words::explain(refused);
            let told = web_kit::components::refusal(&said.why, &said.what, said.article);
            (StatusCode::UNPROCESSABLE_ENTITY, html! { (told) })
        }
        NotFilled::Withheld(Withheld::Infected) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            html! { (told("L’antivirus a trouvé un virus dans ce modèle", "Il ne peut plus servir. Un administrateur doit le supprimer.")) },
        ),
        NotFilled::Withheld(Withheld::NotScanned | Withheld::StoreDown) => (
            StatusCode::SERVICE_UNAVAILABLE,
            html! { (told("Ce modèle ne peut pas être lu pour le moment", "Il n’est pas perdu : réessayez dans quelques minutes.")) },
        ),
        NotFilled::Withheld(Withheld::Lost) | NotFilled::Unusable => (
            StatusCode::GONE,
            html! { (told("Ce modèle ne peut plus servir", "Un administrateur doit l’envoyer à nouveau.")) },
        ),
        NotFilled::NoPdf => (
            StatusCode::SERVICE_UNAVAILABLE,
            html! { (told("Le PDF n’a pas pu être fait", "Téléchargez le document pour Word, ou réessayez dans quelques minutes.")) },
        ),
    }
}
