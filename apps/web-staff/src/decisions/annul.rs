//! Annulling the last decision. It is never deleted.

use axum::{extract::State, response::Response};
use domiciliation::{
    Command, Dossier, Fact, Recorded, Refused,
    decision::{Decision, Outcome},
    fact::AnnulmentMotive,
    request::Demande,
};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathIds,
    components::{
        Choice, badge, button, buttons, link_button, radio_group, required_note, textarea,
    },
    fr,
};

use super::case::{Case, days, decision_line, effects, placeholder, problems, rejected, text};
use crate::{
    Staff,
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls,
};

const PATH: &str = "/domicilies/{id}/decisions/{fact}/annuler";
const TITLE: &str = "Annuler la décision";
/// What the dossier is told.
pub(super) const DONE: &str = "decision-annulee";

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::AnnulDecision);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct AnnulForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    motif: Field,
    #[serde(default)]
    raison: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = AnnulForm {
        version: case.version,
        ..AnnulForm::default()
    };
    Ok(view(&case, case.decision(fact)?, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
    Form(mut form): Form<AnnulForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    // Once annulled it no longer stands: the second press of the button finds it in the history.
    let Some(decision) = case.dossier.decision(fact) else {
        let annulled = case.dossier.is_annulled(fact);
        return if annulled {
            Ok(case.done(DONE))
        } else {
            Err(PageError::NotFound)
        };
    };
    let motive = form
        .motif
        .parse("Choisissez pourquoi la décision est annulée.");
    let reason = text(&mut form.raison, "Expliquez l’annulation en quelques mots.");
    let (Some(motive), Some(reason)) = (motive, reason) else {
        return Ok(rejected(view(&case, decision, &form, None)));
    };
    let command = Command::AnnulDecision {
        decision: fact,
        motive,
        reason,
    };
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => Ok(case.done(DONE)),
        Err(refused) => Ok(case.rejected(view(&case, decision, &form, refused.as_ref()))),
    }
}

fn view(case: &Case, decision: &Decision, form: &AnnulForm, refused: Option<&Refused>) -> Markup {
    let command = Command::AnnulDecision {
        decision: decision.fact(),
        motive: AnnulmentMotive::EntryError,
        reason: placeholder(),
    };
    let answer = case.dossier.decide(command.clone(), &case.around.context());
    let content = html! {
        (problems(refused, &[("motif", &form.motif), ("raison", &form.raison)]))
        @match answer {
            Err(stop) => {
                (effects(&[("Décision", html! { (decision_line(decision)) })]))
                (case.stopped(&stop))
            }
            Ok(facts) => {
                (effects(&lines(case, decision, facts)))
                (case.warn(&command))
                (fields(case, decision, form))
            }
        }
    };
    let in_error = refused.is_some() || form.motif.error.is_some() || form.raison.error.is_some();
    case.page(TITLE, in_error, &content)
}

/// The dossier as it would stand.
fn restored(case: &Case, facts: Vec<Fact>) -> Dossier {
    let recorded = facts.into_iter().map(|fact| Recorded {
        id: FactId::new(case.staff.new_key()),
        at: case.around.now(),
        author: case.around.author().clone(),
        fact,
    });
    case.dossier.clone().with(recorded)
}

fn lines(case: &Case, decision: &Decision, facts: Vec<Fact>) -> Vec<(&'static str, Markup)> {
    let today = case.today();
    let after = restored(case, facts);
    let (now, then) = (case.dossier.status(today), after.status(today));
    let mut lines = vec![
        ("Pour", html! { (case.person()) }),
        ("Décision", html! { (decision_line(decision)) }),
        (
            "Statut",
            html! {
                (badge(None, now.label()))
                @if now == then { ", sans changement" } @else { " redevient " (badge(None, then.label())) }
            },
        ),
        ("Ce qui est rétabli", revived(decision, &after)),
    ];
    if let Outcome::Accepted(_) = decision.outcome() {
        lines.push((
            "Attestation",
            html! { "Celle qui a été remise ne vaut plus : reprenez-la" },
        ));
    }
    lines.push((
        "Trace",
        html! { "La décision et son annulation restent dans l’historique, avec votre nom" },
    ));
    lines
}

/// What stands again without the decision.
fn revived(decision: &Decision, after: &Dossier) -> Markup {
    let filed = after.pending_demande().map(Demande::filed_on);
    html! {
        @match decision.outcome() {
            Outcome::Accepted(_) | Outcome::Refused(_) => {
                @if let Some(filed) = filed {
                    "La demande du " (fr::day_month_year(filed)) " est de nouveau à traiter"
                }
            }
            Outcome::Terminated(_) | Outcome::ClosedAfterExpiry { .. } => {
                @if let Some(term) = after.current_term() {
                    "La domiciliation " (days(term.period())) ", comme si elle n’avait pas pris fin"
                } @else {
                    "La situation d’avant, sans domiciliation en cours"
                }
            }
        }
    }
}

fn fields(case: &Case, decision: &Decision, form: &AnnulForm) -> Markup {
    let motives = AnnulmentMotive::ALL
        .iter()
        .map(|motive| Choice::new(motive.code(), motive.label()))
        .collect();
    html! {
        form.app-form method="post" novalidate
            action=(urls::decision(case.dossier.id(), decision.fact(), "annuler")) {
            (required_note())
            (case.seal(&form.cle, form.version))
            (radio_group("motif", "Pourquoi", &form.motif, motives))
            (textarea("raison", "Explication", &form.raison, 1000)
                .hint("La personne peut demander à lire ce texte."))
            (buttons(&[
                &button(TITLE),
                &link_button("Garder la décision", &case.home()).secondary(),
            ]))
        }
    }
}
