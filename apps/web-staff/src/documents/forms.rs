//! The official forms of a dossier: the projet of an attestation, attestations, requests and
//! the decisions on them, the newest first.

use application::{files::TemplateKind, forms::FormOf};
use domiciliation::{
    attestation::Attestation,
    decision::{Decision, Outcome},
    request::{Demande, Stage},
};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    components::{disclosure, link_button},
    fr,
};

use super::section as part;
use crate::{
    decisions::forms::{pdf_url, url},
    dossier::Sheet,
};

/// How many papers show before the older ones are folded away.
const SHOWN: usize = 4;

/// What can be printed on the model of an official form.
/// The attestation that a template of the structure stands in for is left out.
pub(super) fn section(sheet: &Sheet, replaced: &[TemplateKind]) -> Markup {
    if !sheet.may(Action::DownloadAttestation) {
        return html! {};
    }
    let mut lines: Vec<Markup> = Vec::new();
    lines.extend(projet(sheet));
    let own = replaced.contains(&TemplateKind::CerfaAttestation);
    let newest = |d: &&Decision| matches!(d.outcome(), Outcome::Accepted(_));
    let newest = sheet.dossier.decisions().iter().rfind(newest);
    for demande in sheet.dossier.demandes().iter().rev() {
        if let Stage::Decided(decision) = demande.stage()
            && !(own && newest.is_some_and(|newest| newest.fact() == *decision))
        {
            lines.extend(attestation(sheet, sheet.dossier.decision(*decision)));
        }
        lines.push(request(sheet, demande));
    }
    let older = lines.split_off(lines.len().min(SHOWN));
    part(
        "Formulaires officiels",
        &html! {
            (list(&lines))
            @if !older.is_empty() {
                (disclosure("Formulaires plus anciens", false, &list(&older)))
            }
        },
    )
}

fn list(lines: &[Markup]) -> Markup {
    html! { ul.app-papers { @for line in lines { li { (line) } } } }
}

/// While a request waits: what its attestation would say, or why it would say nothing.
fn projet(sheet: &Sheet) -> Option<Markup> {
    sheet.dossier.pending_demande()?;
    Some(
        match sheet.dossier.projected_attestation(&sheet.around.context()) {
            Ok(projet) => line(
                sheet,
                FormOf::Projet,
                "Projet d’attestation",
                &format!("Sans valeur. {}", term(&projet)),
            ),
            Err(refused) => Sheet::closed("projet-attestation", "Projet d’attestation", &refused),
        },
    )
}

fn attestation(sheet: &Sheet, decision: Option<&Decision>) -> Option<Markup> {
    let decision = decision?;
    let gap = sheet.around.policy().first_domiciliation_gap_days;
    let attested = sheet.dossier.attestation(decision.fact(), gap).ok()?;
    let which = FormOf::Attestation(decision.fact());
    Some(line(sheet, which, "Attestation", &term(&attested)))
}

/// « Du 1er mars 2026 au 28 février 2027 ».
fn term(attestation: &Attestation) -> String {
    let period = attestation.period();
    format!(
        "Du {} au {}",
        fr::day_month_year(period.start()),
        fr::day_month_year(period.end())
    )
}

fn request(sheet: &Sheet, demande: &Demande) -> Markup {
    let answer = match demande.stage() {
        Stage::Decided(decision) => sheet.dossier.decision(*decision).and_then(answered),
        Stage::Withdrawn => Some("retirée".to_owned()),
        Stage::Open | Stage::Proposed(_) => None,
    };
    let about = format!(
        "{}, déposée le {}, {}",
        demande.kind().label(),
        fr::day_month_year(demande.filed_on()),
        answer.as_deref().unwrap_or("pas encore décidée")
    );
    let title = match demande.stage() {
        Stage::Decided(_) => "Demande et décision",
        Stage::Open | Stage::Proposed(_) | Stage::Withdrawn => "Demande",
    };
    line(sheet, FormOf::Demande(demande.fact()), title, &about)
}

fn answered(decision: &Decision) -> Option<String> {
    let word = match decision.outcome() {
        Outcome::Accepted(_) => "acceptée",
        Outcome::Refused(_) => "refusée",
        Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } => return None,
    };
    let on = fr::day_month_year(decision.decided_on());
    Some(format!("{word} le {on}"))
}

/// A form among others: what it is, what it tells of, and how it is taken out.
fn line(sheet: &Sheet, which: FormOf, title: &str, about: &str) -> Markup {
    let (page, file) = (url(sheet.id(), which), pdf_url(sheet.id(), which));
    html! {
        div {
            a.fr-link href=(page) { (title) }
            span.app-second { (fr::typo(about)) }
        }
        div.app-papers__files {
            (link_button("PDF", &file).tertiary().small().about(&format!("{title}, {about}")))
        }
    }
}
