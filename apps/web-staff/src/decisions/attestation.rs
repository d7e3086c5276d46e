//! The attestation of an accepted decision: a page with the content of the official
//! form, in its order, and the same as a file to print and sign.

use application::documents::{AttestationDocument, Civility, Signatory};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domiciliation::Refused;
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Link, PageError, PathIds,
    components::{Level, buttons, details, link_button, notice},
    fr,
};

use super::case::{Case, rejected};
use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Attestation d’élection de domicile";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::DownloadAttestation);
    vec![
        Route::get("/domicilies/{id}/decisions/{fact}/attestation", needs, page),
        Route::get(
            "/domicilies/{id}/decisions/{fact}/attestation.pdf",
            needs,
            file,
        ),
    ]
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
) -> Result<Response, PageError> {
    let content = staff.attestations.content(&session.actor, id, fact).await;
    match unless_refused(content, &urls::dossier(id))? {
        Ok(document) => {
            let pdf = urls::decision(id, fact, "attestation.pdf");
            let person = format!(
                "{} {} {}",
                short(document.civility),
                document.noms.to_uppercase(),
                document.prenoms
            );
            let page = session
                .page(TITLE)
                .breadcrumb(vec![
                    Link::new("Domiciliés", urls::LIST),
                    Link::new(person, urls::dossier(id)),
                ])
                .content(html! {
                    (sheet(&document))
                    (buttons(&[
                        &link_button("Ouvrir le PDF à imprimer et à signer", &pdf),
                        &link_button("Revenir au dossier", &urls::dossier(id)).secondary(),
                    ]))
                })
                .inside(&session.shell(Here::Domicilies));
            Ok(page.into_response())
        }
        Err(refused) => no_attestation(staff, session, id, &refused).await,
    }
}

async fn file(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
) -> Result<Response, PageError> {
    let made = staff.attestations.pdf(&session.actor, id, fact).await;
    match unless_refused(made, &urls::dossier(id))? {
        Ok(printed) => {
            let name = format!("inline; filename=\"attestation-{}.pdf\"", printed.number);
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            Ok((headers, printed.pdf).into_response())
        }
        Err(refused) => no_attestation(staff, session, id, &refused).await,
    }
}

/// Why this decision gives no attestation.
async fn no_attestation(
    staff: Staff,
    session: StaffSession,
    id: DossierId,
    refused: &Refused,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    Ok(rejected(case.page(TITLE, true, &case.stopped(refused))))
}

const fn short(civility: Civility) -> &'static str {
    match civility {
        Civility::Madame => "Mme",
        Civility::Monsieur => "M.",
    }
}

/// The attestation, in the order of the official form.
fn sheet(document: &AttestationDocument) -> Markup {
    let civility = short(document.civility);
    let structure = &document.structure;
    html! {
        article.app-attestation {
            h1 { @if document.projet { "Projet d’attestation d’élection de domicile" } @else { (TITLE) } }
            p { "Articles L. 264-2 et D. 264-1 du code de l’action sociale et des familles. "
                "Ce document reprend le contenu du modèle CERFA n° 16030*01." }
            @if document.projet { (notice(Level::Warning, "Projet, sans valeur.")) }
            h2 { "1. Demandeur" }
            (details(&[
                ("Civilité", html! { (match document.civility { Civility::Madame => "Madame", Civility::Monsieur => "Monsieur" }) }),
                ("Nom(s)", html! { strong { (document.noms) } }),
                ("Prénom(s)", html! { strong { (document.prenoms) } }),
                ("Date de naissance", html! { (document.date_naissance) }),
                ("Lieu de naissance", given(&document.lieu_naissance)),
                ("Ayants droit", html! {
                    @if document.ayants_droit.is_empty() { "Aucun" } @else { (lines(&document.ayants_droit)) }
                }),
            ]))
            @if document.corrected_since_issue {
                p { "Identité corrigée depuis la délivrance de l’attestation." }
            }
            h2 { "2. A élu domicile auprès de l’organisme suivant" }
            (details(&body(document)))
            h2 { "3. Son adresse postale est la suivante" }
            p {
                strong { (civility) " " (document.noms) " " (document.prenoms) } br;
                (lines(&document.adresse_postale))
            }
            h2 { "4. Durée de l’attestation" }
            p { "L’élection de domicile est accordée pour un an." }
            p {
                "L’attestation est valable " strong { "du " (day(document.period.start())) " au " (day(document.period.end())) }
                ", ces deux jours compris."
            }
            p { "Il est conseillé de demander le renouvellement au moins deux mois avant l’échéance." }
            (details(&[("Date de première domiciliation", day(document.premiere_domiciliation))]))
            p { "Fait à " (document.fait_a) ", le " (day(document.decision_on)) }
            p { "Signature et cachet" br; (signatory(&structure.responsable)) }
            p.fr-text--sm { "Référence " (document.reference) }
        }
    }
}

fn body(document: &AttestationDocument) -> Vec<(&'static str, Markup)> {
    let structure = &document.structure;
    let mut body = vec![("Nom de l’organisme", html! { strong { (structure.nom) } })];
    let optional = [(
        "Au titre de la commune ou de l’arrondissement",
        &structure.rattachement,
    )];
    for (label, value) in optional {
        body.extend(value.as_ref().map(|value| (label, html! { (value) })));
    }
    body.push(("Responsable", given(&signatory(&structure.responsable))));
    let agrement = [
        ("Agrément délivré par", &structure.prefecture),
        ("Numéro d’agrément", &structure.numero_agrement),
    ];
    for (label, value) in agrement {
        body.extend(value.as_ref().map(|value| (label, html! { (value) })));
    }
    body.push(("Adresse", lines(&structure.adresse)));
    body.push(("Courriel", given(&structure.courriel)));
    body.push(("Téléphone", given(&structure.telephone)));
    body
}

fn day(date: NaiveDate) -> Markup {
    html! { time datetime=(date) { (fr::short_date(date)) } }
}

fn given(value: &str) -> Markup {
    html! { @if value.is_empty() { "Non renseigné" } @else { (value) } }
}

fn lines(values: &[String]) -> Markup {
    html! { @for (index, line) in values.iter().enumerate() { @if index > 0 { br; } (line) } }
}

/// « Jeanne HOAREAU, directrice », of which any part may be unknown.
fn signatory(signatory: &Signatory) -> String {
    let name = format!("{} {}", signatory.prenom, signatory.nom);
    let known = [name.trim(), signatory.fonction.trim()];
    let known: Vec<&str> = known.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(", ")
}
