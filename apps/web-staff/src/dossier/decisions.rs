//! Every decision with its dates (decision, effect, notification, appeal), its author and
//! its papers; annulled ones stay visible.

use axum::extract::State;
use domiciliation::{
    Command,
    author::Author,
    deadline,
    decision::{Decision, Outcome},
    fact::AnnulmentMotive,
    radiation::{PlannedRadiation, RadiationGround},
};
use kernel::DossierId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, PageError, PathId,
    components::{buttons, details, link_button},
    fr,
};

use super::{history, sheet::Sheet, tab::Tab};
use crate::{Staff, session::StaffSession, urls, words};

/// The tab of the decisions.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<DossierId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = Sheet::open(staff, session, id).await?.on(Tab::Decisions);
    let decisions = sheet.dossier.decisions();
    let annulled: Vec<_> = history::entries(&sheet)
        .filter(|recorded| recorded.fact.is_decision() && sheet.dossier.is_annulled(recorded.id))
        .collect();
    let content = html! {
        @if let Some(planned) = sheet.dossier.planned_radiation() { (considered(&sheet, planned)) }
        @if decisions.is_empty() { p { "Aucune décision n’a encore été prise." } }
        @for decision in decisions.iter().rev() { (one(&sheet, decision)) }
        @if !annulled.is_empty() {
            section {
                h2 { "Décisions annulées" }
                (history::lines(&sheet, annulled.into_iter()))
            }
        }
    };
    Ok(sheet.page(&flash, &content))
}

/// The end of election that the person was told of.
fn considered(sheet: &Sheet, planned: &PlannedRadiation) -> Markup {
    html! {
        section.app-panel {
            h2 { "Radiation envisagée" }
            (details(&[
                ("Motif", html! { (planned.motif.label()) }),
                ("Personne informée le", html! { (fr::time_long(planned.notified_on)) }),
                ("Observations jusqu’au", html! { (fr::time_long(planned.observations_until)) }),
            ]))
            @if sheet.may(Action::PrepareRadiation) {
                p { a.fr-link href=(sheet.url("radiation")) { "Suivre la radiation envisagée" } }
            }
        }
    }
}

fn one(sheet: &Sheet, decision: &Decision) -> Markup {
    let mut lines = vec![
        (
            "Décision du",
            html! { (fr::time_long(decision.decided_on())) },
        ),
        ("Prise par", signed(decision.author())),
    ];
    lines.extend(content(decision.outcome()));
    lines.push(("Notification", notification(sheet, decision)));
    html! {
        section.app-panel {
            h2 { (title(decision.outcome())) }
            (details(&lines))
            (papers(sheet, decision))
        }
    }
}

const fn title(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "Domiciliation accordée",
        Outcome::Refused(_) => "Demande refusée",
        Outcome::Terminated(_) => "Radiation",
        Outcome::ClosedAfterExpiry { .. } => "Dossier clos après son échéance",
    }
}

/// « Nadia Ferrand, directrice »; of what a register tells, nobody knows.
fn signed(author: &Author) -> Markup {
    html! {
        @if author.is_register() { "Reprise d’un registre par " }
        (author.name())
        @if let Author::Staff { capacity: Some(capacity), .. } = author { ", " (words::within(capacity.as_str())) }
    }
}

fn content(outcome: &Outcome) -> Vec<(&'static str, Markup)> {
    match outcome {
        Outcome::Accepted(accord) => {
            let mut lines = vec![
                ("Du", html! { (fr::time_long(accord.period.start())) }),
                (
                    "Au",
                    html! { (fr::time_long(accord.period.end())) " inclus" },
                ),
            ];
            if let Some(reason) = &accord.shorter_because {
                lines.push(("Durée plus courte car", html! { (reason) }));
            }
            lines
        }
        Outcome::Refused(refus) => vec![
            ("Motif", html! { (refus.ground.label()) }),
            ("Faits", html! { (refus.facts) }),
            (
                "Orientation",
                html! { (refus.orientation.name) " (" (refus.orientation.kind.label()) "), " (refus.orientation.contact) },
            ),
        ],
        Outcome::Terminated(radiation) => {
            let mut lines = vec![
                (
                    "Effet le",
                    html! { (fr::time_long(radiation.effective_on)) },
                ),
                ("Motif", html! { (radiation.ground.motif().label()) }),
            ];
            lines.extend(grounds(&radiation.ground));
            if let Some(urgency) = &radiation.urgency {
                lines.push(("Urgence", html! { (urgency) }));
            }
            lines
        }
        Outcome::ClosedAfterExpiry { .. } => Vec::new(),
    }
}

/// What the ground of a striking-off requires.
fn grounds(ground: &RadiationGround) -> Option<(&'static str, Markup)> {
    match ground {
        RadiationGround::ADemande { asked_on } => {
            Some(("Demandée le", html! { (fr::time_long(*asked_on)) }))
        }
        RadiationGround::DomicileStable { evidence } => Some(("Éléments", html! { (evidence) })),
        RadiationGround::PlusDeLien { facts }
        | RadiationGround::ReglementInterieur { facts }
        | RadiationGround::Autre { facts } => Some(("Faits", html! { (facts) })),
        RadiationGround::Deces { on } => Some(("Décès le", html! { (fr::time_long(*on)) })),
        RadiationGround::Transfert { to } => Some(("Nouvel organisme", html! { (to) })),
        RadiationGround::NonManifestation => None,
    }
}

/// How the person learnt of it and, where they can appeal, until when.
fn notification(sheet: &Sheet, decision: &Decision) -> Markup {
    html! {
        @match decision.notification() {
            None if decision.is_taken_over() => "Avant la reprise du registre",
            None => "Pas encore notifiée",
            Some(notified) => {
                (fr::time_long(notified.on)) ", " (words::within(notified.mode.label()))
                @if decision.is_unfavourable() {
                    " ; recours possible jusqu’au "
                    (fr::time_long(deadline::appeal_last_day(notified.on, sheet.around.holidays())))
                }
            }
        }
    }
}

/// What can be printed of a decision, or done about it.
fn papers(sheet: &Sheet, decision: &Decision) -> Markup {
    let address = |what| urls::decision(sheet.id(), decision.fact(), what);
    let gap = sheet.around.policy().first_domiciliation_gap_days;
    let attested = sheet.may(Action::DownloadAttestation)
        && sheet.dossier.attestation(decision.fact(), gap).is_ok();
    let notifiable =
        sheet.may(Action::Notify) && decision.notification().is_none() && !decision.is_taken_over();
    let (pdf, twin, notify, annul) = (
        address("attestation.pdf"),
        address("attestation"),
        address("notifier"),
        address("annuler"),
    );
    let mut found = Vec::new();
    if attested {
        found.push(link_button("Télécharger l’attestation (PDF)", &pdf).secondary());
        found.push(link_button("Lire l’attestation", &twin).secondary());
    }
    let form = decision
        .demande()
        .filter(|demande| sheet.dossier.demande_form(*demande).is_some())
        .map(|demande| urls::demande(sheet.id(), demande, "formulaire"));
    if let Some(form) = form.as_deref()
        && sheet.may(Action::DownloadAttestation)
    {
        found.push(link_button("Lire la demande et la décision", form).secondary());
    }
    let letter = urls::letter(sheet.id(), decision.fact(), "");
    let told = sheet.dossier.letter(decision.fact(), sheet.today()).is_ok();
    if told && sheet.may(Action::PrintLetters) {
        found.push(link_button("Courrier de notification", &letter).secondary());
    }
    if notifiable {
        found.push(link_button("Noter la notification", &notify).secondary());
    }
    if may_be_annulled(sheet, decision) {
        found.push(link_button("Annuler la décision", &annul).tertiary());
    }
    let drawn: Vec<&dyn maud::Render> = found
        .iter()
        .map(|button| -> &dyn maud::Render { button })
        .collect();
    html! { @if !drawn.is_empty() { (buttons(&drawn)) } }
}

fn may_be_annulled(sheet: &Sheet, decision: &Decision) -> bool {
    let Ok(reason) = "–".parse() else {
        return false;
    };
    sheet.may(Action::AnnulDecision)
        && sheet
            .forbids(Command::AnnulDecision {
                decision: decision.fact(),
                motive: AnnulmentMotive::EntryError,
                reason,
            })
            .is_none()
}
