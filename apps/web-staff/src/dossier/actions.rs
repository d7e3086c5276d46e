//! The acts that the state of the dossier opens to this reader, each on its own page.

use domiciliation::{
    Command, Status,
    decision::Accord,
    request::{Channel, Stage},
};
use kernel::{FactId, Periode};
use maud::{Markup, html};
use structures::Action;
use web_kit::components::link_button;

use super::sheet::Sheet;
use crate::urls;

/// The acts, most likely first. What a rule forbids today says why.
pub(super) fn actions(sheet: &Sheet) -> Markup {
    let found: Vec<Markup> = [
        on_request(sheet),
        on_term(sheet),
        on_papers(sheet),
        erasing(sheet),
    ]
    .into_iter()
    .flatten()
    .collect();
    html! {
        @if !found.is_empty() {
            section {
                h2 { "Démarches" }
                ul.app-actions { @for action in &found { li { (action) } } }
            }
        }
    }
}

fn lead(label: &str, href: &str) -> Markup {
    html! { (link_button(label, href).secondary()) }
}

/// A link to the page of an act or, where a rule forbids it today, why.
fn unless_forbidden(sheet: &Sheet, label: &str, what: &str, command: Command) -> Markup {
    match sheet.forbids(command) {
        None => lead(label, &sheet.url(what)),
        Some(refused) => {
            let id = format!("refus-{}", what.replace('/', "-"));
            Sheet::closed(&id, label, &refused)
        }
    }
}

fn on_request(sheet: &Sheet) -> Vec<Markup> {
    let mut found = Vec::new();
    let Some(demande) = sheet.dossier.pending_demande() else {
        return found;
    };
    let proposed = matches!(demande.stage(), Stage::Proposed(_));
    if sheet.may(Action::EditRequest) {
        found.push(lead("Reprendre la demande", &sheet.url("demande")));
    }
    if sheet.may(Action::Decide) {
        let period = Periode::one_year_from(sheet.dossier.proposed_start(sheet.today()));
        let accept = Command::Accept(Accord {
            decided_on: sheet.today(),
            period,
            shorter_because: None,
            rattachement: None,
        });
        found.push(unless_forbidden(
            sheet,
            "Accorder la domiciliation",
            "decision/accorder",
            accept,
        ));
        found.push(lead("Refuser la demande", &sheet.url("decision/refuser")));
    }
    if proposed && sheet.may(Action::PostponeProposal) {
        found.push(lead(
            "Renvoyer pour complément",
            &sheet.url("decision/ajourner"),
        ));
    }
    found
}

fn on_term(sheet: &Sheet) -> Vec<Markup> {
    let mut found = Vec::new();
    let dossier = &sheet.dossier;
    let status = dossier.status(sheet.today());
    let living = dossier.deceased_on().is_none();
    if living && dossier.pending_demande().is_none() && sheet.may(Action::EditRequest) {
        let label = match status {
            Status::Actif | Status::Echu => "Renouveler la domiciliation",
            Status::AValider | Status::EnInstruction | Status::Radie | Status::Refuse => {
                "Enregistrer une nouvelle demande"
            }
        };
        let file = Command::FileDemande {
            on: sheet.today(),
            channel: Channel::InPerson,
        };
        found.push(unless_forbidden(sheet, label, "renouvellement", file));
    }
    if status == Status::Actif && sheet.may(Action::PrepareRadiation) {
        let label = match dossier.planned_radiation() {
            Some(_) => "Suivre la radiation envisagée",
            None => "Mettre fin à la domiciliation",
        };
        found.push(lead(label, &sheet.url("radiation")));
    }
    if status == Status::Echu && sheet.may(Action::CloseAfterExpiry) {
        found.push(unless_forbidden(
            sheet,
            "Clore le dossier échu",
            "cloture",
            Command::CloseAfterExpiry,
        ));
    }
    found
}

/// The decision whose attestation proves the address today: that of the term in force or,
/// between two, the last one.
pub(super) fn attested(sheet: &Sheet) -> Option<FactId> {
    let gap = sheet.around.policy().first_domiciliation_gap_days;
    sheet
        .dossier
        .attested_on(sheet.today())
        .filter(|decision| sheet.dossier.attestation(*decision, gap).is_ok())
}

fn on_papers(sheet: &Sheet) -> Vec<Markup> {
    let mut found = Vec::new();
    if sheet.may(Action::Notify)
        && let Some(decision) = sheet.dossier.last_decision()
        && decision.notification().is_none()
        && !decision.is_taken_over()
    {
        let href = urls::decision(sheet.id(), decision.fact(), "notifier");
        found.push(lead("Noter la notification", &href));
    }
    if sheet.may(Action::DownloadAttestation)
        && let Some(decision) = attested(sheet)
    {
        let pdf = urls::decision(sheet.id(), decision, "attestation.pdf");
        let twin = urls::decision(sheet.id(), decision, "attestation");
        found.push(html! {
            (link_button("Télécharger l’attestation (PDF)", &pdf).secondary().icon("file-pdf-line"))
            p { a.fr-link.fr-link--sm href=(twin) { "Lire l’attestation en ligne" } }
        });
    }
    found
}

/// Erasing is offered only for what was entered by mistake and never decided.
fn erasing(sheet: &Sheet) -> Vec<Markup> {
    let may = sheet.may(Action::EraseDossier)
        && sheet.dossier.may_be_erased(&sheet.around.context()).is_ok();
    may.then(|| {
        html! {
            (link_button("Effacer ce dossier saisi par erreur", &sheet.url("effacer")).tertiary())
        }
    })
    .into_iter()
    .collect()
}
