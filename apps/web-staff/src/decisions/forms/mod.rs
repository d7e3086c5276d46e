//! The official forms of a dossier: each is a page with the content of the form in its
//! order, the same as a tagged file to print and sign and, where the installation has the
//! administration's own blank, that one filled.

mod attestation;
mod demande;
mod parts;

use application::{
    documents::{AYANTS_DROIT_ON_PAGE, Person},
    forms::{Finish, FormOf, OfficialForm, Prepared},
};
use axum::{
    extract::{FromRequestParts, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use domiciliation::Refused;
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Link, PageError, PathId, PathIds,
    components::{Level, buttons, link_button, notice},
    fr,
};

use super::case::{Case, rejected};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const NEEDS: Needs = Needs::Permission(Action::DownloadAttestation);

/// What keeps the fields of a filled blank open.
const EDITABLE: &str = "modifiable";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/domicilies/{id}/decisions/{fact}/attestation",
            NEEDS,
            page::<OfDecision>,
        ),
        Route::get(
            "/domicilies/{id}/decisions/{fact}/attestation.pdf",
            NEEDS,
            file::<OfDecision>,
        ),
        Route::get(
            "/domicilies/{id}/decisions/{fact}/attestation-cerfa.pdf",
            NEEDS,
            filled::<OfDecision>,
        ),
        Route::get(
            "/domicilies/{id}/projet-attestation",
            NEEDS,
            page::<OfProjet>,
        ),
        Route::get(
            "/domicilies/{id}/projet-attestation.pdf",
            NEEDS,
            file::<OfProjet>,
        ),
        Route::get(
            "/domicilies/{id}/projet-attestation-cerfa.pdf",
            NEEDS,
            filled::<OfProjet>,
        ),
        Route::get(
            "/domicilies/{id}/demandes/{fact}/formulaire",
            NEEDS,
            page::<OfDemande>,
        ),
        Route::get(
            "/domicilies/{id}/demandes/{fact}/formulaire.pdf",
            NEEDS,
            file::<OfDemande>,
        ),
        Route::get(
            "/domicilies/{id}/demandes/{fact}/formulaire-cerfa.pdf",
            NEEDS,
            filled::<OfDemande>,
        ),
    ]
}

/// The page of a form.
pub fn url(id: DossierId, which: FormOf) -> String {
    match which {
        FormOf::Attestation(decision) => urls::decision(id, decision, "attestation"),
        FormOf::Projet => urls::under(id, "projet-attestation"),
        FormOf::Demande(demande) => urls::demande(id, demande, "formulaire"),
    }
}

/// The same as a file.
pub fn pdf_url(id: DossierId, which: FormOf) -> String {
    format!("{}.pdf", url(id, which))
}

fn filled_url(id: DossierId, which: FormOf) -> String {
    format!("{}-cerfa.pdf", url(id, which))
}

/// Which form an address asks for.
trait Asked: Send + Sync + 'static {
    /// What the address carries.
    type Path: FromRequestParts<Staff, Rejection: IntoResponse> + Send;
    /// The form it means.
    fn form(path: Self::Path) -> (DossierId, FormOf);
}

struct OfDecision;

impl Asked for OfDecision {
    type Path = PathIds<DossierId, FactId>;
    fn form(PathIds(id, decision): Self::Path) -> (DossierId, FormOf) {
        (id, FormOf::Attestation(decision))
    }
}

struct OfProjet;

impl Asked for OfProjet {
    type Path = PathId<DossierId>;
    fn form(PathId(id): Self::Path) -> (DossierId, FormOf) {
        (id, FormOf::Projet)
    }
}

struct OfDemande;

impl Asked for OfDemande {
    type Path = PathIds<DossierId, FactId>;
    fn form(PathIds(id, demande): Self::Path) -> (DossierId, FormOf) {
        (id, FormOf::Demande(demande))
    }
}

async fn page<A: Asked>(
    State(staff): State<Staff>,
    session: StaffSession,
    path: A::Path,
) -> Result<Response, PageError> {
    let (id, which) = A::form(path);
    let found = staff.forms.prepare(&session.actor, id, which).await;
    match unless_refused(found, &urls::dossier(id))? {
        Ok(prepared) => Ok(view(&session, id, which, &prepared).into_response()),
        Err(refused) => not_printed(staff, session, id, which, &refused).await,
    }
}

async fn file<A: Asked>(
    State(staff): State<Staff>,
    session: StaffSession,
    path: A::Path,
) -> Result<Response, PageError> {
    let (id, which) = A::form(path);
    let made = staff.forms.pdf(&session.actor, id, which).await;
    match unless_refused(made, &urls::dossier(id))? {
        Ok(printed) => Ok(pdf(which, printed.number, printed.pdf)),
        Err(refused) => not_printed(staff, session, id, which, &refused).await,
    }
}

async fn filled<A: Asked>(
    State(staff): State<Staff>,
    session: StaffSession,
    RawQuery(query): RawQuery,
    path: A::Path,
) -> Result<Response, PageError> {
    let (id, which) = A::form(path);
    let finish = match query.as_deref() {
        Some(EDITABLE) => Finish::Editable,
        Some(_) | None => Finish::Flat,
    };
    let made = staff.forms.filled(&session.actor, id, which, finish).await;
    match unless_refused(made, &urls::dossier(id))? {
        Ok(printed) => Ok(pdf(which, printed.number, printed.pdf)),
        Err(refused) => not_printed(staff, session, id, which, &refused).await,
    }
}

/// A file named after the dossier, not the person, and kept nowhere.
fn pdf(which: FormOf, number: u32, pdf: Vec<u8>) -> Response {
    let what = match which {
        FormOf::Attestation(_) => "attestation",
        FormOf::Projet => "projet-attestation",
        FormOf::Demande(_) => "demande",
    };
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{what}-{number}.pdf\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, pdf).into_response()
}

const fn title(which: FormOf) -> &'static str {
    match which {
        FormOf::Attestation(_) => "Attestation d’élection de domicile",
        FormOf::Projet => "Projet d’attestation d’élection de domicile",
        FormOf::Demande(_) => "Demande d’élection de domicile",
    }
}

/// Why the form cannot be printed.
async fn not_printed(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    which: FormOf,
    refused: &Refused,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let content = case.stopped(refused);
    Ok(rejected(case.page(title(which), true, &content)))
}

fn view(session: &StaffSession, id: DossierId, which: FormOf, prepared: &Prepared) -> Markup {
    let (person, covered, sheet) = match &prepared.form {
        OfficialForm::Attestation(document) => (
            &document.person,
            document.ayants_droit.len(),
            attestation::sheet(document),
        ),
        OfficialForm::Demande(document) => (
            &document.person,
            document.ayants_droit.len(),
            demande::sheet(document),
        ),
    };
    session
        .page(title(which))
        .breadcrumb(vec![
            Link::new("Domiciliés", urls::LIST),
            Link::new(named(person), urls::dossier(id)),
        ])
        .content(html! {
            (sheet)
            @if covered > AYANTS_DROIT_ON_PAGE {
                (notice(Level::Info, &format!(
                    "Les {covered} ayants droit sont imprimés sur une page annexe, qui fait partie du formulaire."
                )))
            }
            (buttons(&[
                &link_button(open_label(which), &pdf_url(id, which)),
                &link_button("Revenir au dossier", &urls::dossier(id)).secondary(),
            ]))
            @if let Some(annexed) = &prepared.annexed { (blank(id, which, annexed)) }
        })
        .inside(&session.shell(Here::Domicilies))
}

/// A projet is not for signing.
const fn open_label(which: FormOf) -> &'static str {
    match which {
        FormOf::Attestation(_) | FormOf::Demande(_) => "Ouvrir le PDF à imprimer et à signer",
        FormOf::Projet => "Ouvrir le PDF du projet",
    }
}

/// The same on the administration's own form, and what it has no room for.
fn blank(id: DossierId, which: FormOf, annexed: &[&str]) -> Markup {
    let address = filled_url(id, which);
    let editable = format!("{address}?{EDITABLE}");
    html! {
        section {
            h2 { "Sur le formulaire de l’administration" }
            p { (fr::typo("Le même contenu, reporté dans les champs du formulaire CERFA.")) }
            @if !annexed.is_empty() {
                (notice(Level::Warning, &format!(
                    "Le formulaire n’a pas la place pour tout : {}. Le texte entier est imprimé sur une page annexe.",
                    annexed.join(", ").to_lowercase()
                )))
            }
            (buttons(&[
                &link_button("Ouvrir le CERFA à imprimer", &address).secondary(),
                &link_button("Ouvrir le CERFA modifiable", &editable).tertiary(),
            ]))
        }
    }
}

/// « Mme DIALLO Aminata ».
fn named(person: &Person) -> String {
    format!(
        "{} {} {}",
        person.civility.short(),
        person.noms.to_uppercase(),
        person.prenoms
    )
}
