//! The request and the decision on it, in the order of the official form.

use application::documents::{Answer, DecisionPart, DemandeDocument, Entretien};
use domiciliation::request::DemandeKind;
use maud::{Markup, html};
use web_kit::{components::details, fr};

use super::parts::{agrement, covered, day, given, holder, lines, optional, reached, text};

pub(super) fn sheet(document: &DemandeDocument) -> Markup {
    html! {
        article.app-attestation {
            h1 { "Demande d’élection de domicile" }
            p { "Décret n° 2016-641 du 19 mai 2016 relatif à la domiciliation des personnes sans domicile stable. "
                "Ce document reprend le contenu du modèle CERFA n° 16029*01." }
            h2 { "1. Demandeur" }
            (details(&asks(document)))
            @if document.corrected_since_issue { p { "Identité corrigée depuis la décision." } }
            h2 { "2. Demande à élire domicile auprès de l’organisme suivant" }
            (details(&body(document)))
            h2 { "3. Signatures" }
            p { "Fait à " (document.fait_a) ", le " (day(document.filed_on)) }
            p { "« Je certifie l’exactitude de l’ensemble des éléments apportés en vue de la délivrance de cette attestation "
                "et m’engage à signaler immédiatement à l’organisme procédant à l’élection de domicile tout changement "
                "modifiant cette déclaration. »" }
            p { "Signature du demandeur" }
            p { "Signature et cachet de l’organisme" br; (document.organisme.responsable.in_words()) br;
                "Le cachet de l’organisme fait office d’accusé de réception." }
            p { "Tout organisme de domiciliation a obligation d’accuser réception de la demande, de proposer un entretien "
                "au demandeur et de notifier la décision d’accord ou de refus motivée dans un délai maximum de deux mois." }
            h2 { "4. Proposition d’entretien" }
            (proposal(document.entretien.as_ref()))
            p.fr-text--sm {
                "La loi punit quiconque se rend coupable de fraudes ou de fausses déclarations (articles 441-1 et suivants "
                "du code pénal) ou utilise une fausse identité dans un document destiné à l’autorité publique (article 433-19). "
                "La loi n° 78-17 du 6 janvier 1978 vous donne un droit d’accès et de rectification sur vos données auprès de l’organisme."
            }
            @if let Some(part) = &document.decision { (decided(document, part)) }
        }
    }
}

fn asks(document: &DemandeDocument) -> Vec<(&'static str, Markup)> {
    let mut asks = holder(&document.person);
    asks.push(covered(&document.ayants_droit));
    asks.push(("Téléphone", given(&document.telephone)));
    asks.push(("Courriel", given(&document.courriel)));
    let kind = match document.kind {
        DemandeKind::First => "Première demande",
        DemandeKind::Renewal => "Renouvellement",
    };
    asks.push(("Type de demande", html! { (kind) }));
    asks.push(("Numéro d’usager", html! { (document.numero_usager) }));
    asks
}

fn body(document: &DemandeDocument) -> Vec<(&'static str, Markup)> {
    let organisme = &document.organisme;
    let mut body = vec![
        ("Nom de l’organisme", html! { strong { (organisme.nom) } }),
        ("Responsable", given(&organisme.responsable.in_words())),
    ];
    body.extend(optional(&[("Agrément délivré par", &organisme.prefecture)]));
    body.extend(reached(organisme));
    body
}

fn proposal(entretien: Option<&Entretien>) -> Markup {
    html! {
        @match entretien {
            None => p { "Aucun rendez-vous n’est fixé." },
            Some(entretien) => (details(&[
                ("Vous êtes convoqué le", html! { (day(entretien.at.date())) " à " (fr::clock_time(entretien.at.time())) }),
                ("Avec", html! { (entretien.avec) }),
                ("À l’adresse suivante", lines(&entretien.adresse)),
            ])),
        }
    }
}

fn decided(document: &DemandeDocument, part: &DecisionPart) -> Markup {
    let organisme = &document.organisme;
    let mut body = vec![("Nom de l’organisme", html! { strong { (organisme.nom) } })];
    body.extend(agrement(organisme));
    let answer = match &part.answer {
        Answer::Acceptee => {
            let mut lines = vec![("Votre demande est", html! { strong { "acceptée" } })];
            lines.extend(optional(&[(
                "Au titre de la commune ou de l’arrondissement",
                &organisme.rattachement,
            )]));
            lines
        }
        Answer::Refusee { motif, orientation } => vec![
            ("Votre demande est", html! { strong { "refusée" } }),
            ("Motif du refus", text(motif)),
            ("Orientation proposée", text(orientation)),
        ],
    };
    html! {
        h2 { "Décision relative à la demande d’élection de domicile" }
        h3 { "1. Demandeur" }
        (details(&holder(&document.person)))
        h3 { "2. Organisme domiciliataire" }
        (details(&body))
        h3 { "3. Décision" }
        (details(&answer))
        p { "Fait à " (document.fait_a) ", le " (day(part.decided_on)) }
        p { "Signature et cachet de l’organisme" br; (part.signataire.in_words()) }
        p { "Voies et délais de recours" (fr::NBSP) ": dans un délai de deux mois à compter de sa notification, la présente décision "
            "peut faire l’objet d’un recours gracieux auprès de l’autorité hiérarchique (maire, président du CCAS ou du CIAS, directeur "
            "ou président de l’organisme agréé) ou d’un recours contentieux auprès du tribunal administratif dans le ressort "
            "duquel se situe l’organisme." }
    }
}
