//! The attestation, in the order of the official form.

use application::documents::{AttestationDocument, Organisme};
use maud::{Markup, html};
use web_kit::components::{Level, details, notice};

use super::parts::{agrement, covered, day, given, holder, lines, optional, reached};

pub(super) fn sheet(document: &AttestationDocument) -> Markup {
    let person = &document.person;
    let mut asks = holder(person);
    asks.push(covered(&document.ayants_droit));
    html! {
        article.app-attestation {
            h1 {
                @if document.projet { "Projet d’attestation d’élection de domicile" }
                @else { "Attestation d’élection de domicile" }
            }
            p { "Articles L. 264-2 et D. 264-1 du code de l’action sociale et des familles. "
                "Ce document reprend le contenu du modèle CERFA n° 16030*01." }
            @if document.projet {
                (notice(Level::Warning, "Projet, sans valeur : la demande n’est pas encore décidée. Les dates sont celles d’une décision prise aujourd’hui."))
            }
            h2 { "1. Demandeur" }
            (details(&asks))
            @if document.corrected_since_issue {
                p { "Identité corrigée depuis la délivrance de l’attestation." }
            }
            h2 { "2. A élu domicile auprès de l’organisme suivant" }
            (details(&body(&document.organisme)))
            h2 { "3. Son adresse postale est la suivante" }
            p {
                strong { (person.civility.short()) " " (person.noms) " " (person.prenoms) } br;
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
            p { "Signature et cachet" br; (document.organisme.responsable.in_words()) }
            p.fr-text--sm { "Référence " (document.reference) }
        }
    }
}

fn body(organisme: &Organisme) -> Vec<(&'static str, Markup)> {
    let mut body = vec![("Nom de l’organisme", html! { strong { (organisme.nom) } })];
    body.extend(optional(&[(
        "Au titre de la commune ou de l’arrondissement",
        &organisme.rattachement,
    )]));
    body.push(("Responsable", given(&organisme.responsable.in_words())));
    body.extend(agrement(organisme));
    body.extend(reached(organisme));
    body
}
