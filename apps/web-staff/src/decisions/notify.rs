//! Noting that a decision was brought to the person's knowledge.

use axum::{extract::State, response::Response};
use domiciliation::{
    Command, Refused, deadline,
    decision::{Decision, NotificationMode},
};
use kernel::{DossierId, FactId};
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Form, PageError, PathIds,
    components::{
        Choice, Level, button, buttons, date_field, link_button, notice, radio_group, required_note,
    },
    fr,
};

use super::case::{Case, alone, decision_line, effects, problems, rejected};
use crate::{
    Staff,
    live::Seen,
    route::{Needs, Route},
    session::StaffSession,
    urls, words,
};

const PATH: &str = "/domicilies/{id}/decisions/{fact}/notifier";
const TITLE: &str = "Notifier la décision";
/// What the dossier is told.
pub(super) const DONE: &str = "decision-notifiee";

/// The ways that exist today: the portal is not one of them yet.
const MODES: [NotificationMode; 4] = [
    NotificationMode::HandedOver,
    NotificationMode::RegisteredLetter,
    NotificationMode::Email,
    NotificationMode::Letter,
];

pub(super) fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Action::Notify);
    vec![
        Route::get(PATH, needs, page),
        Route::post(PATH, needs, submit),
    ]
}

#[derive(Default, Deserialize)]
struct NotifyForm {
    #[serde(default)]
    cle: Field,
    version: Seen,
    #[serde(default)]
    jour: Field,
    #[serde(default)]
    mode: Field,
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
) -> Result<Markup, PageError> {
    let case = Case::open(staff, session, id).await?;
    let form = NotifyForm {
        version: case.version,
        jour: fr::short_date(case.today()).into(),
        ..NotifyForm::default()
    };
    Ok(view(&case, case.decision(fact)?, &form, None))
}

async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, fact): PathIds<DossierId, FactId>,
    Form(mut form): Form<NotifyForm>,
) -> Result<Response, PageError> {
    let case = Case::open(staff, session, id).await?;
    let decision = case.decision(fact)?;
    let on = form
        .jour
        .date("Écrivez le jour de la notification : jj/mm/aaaa.");
    let mode = form.mode.parse_with(
        |code| MODES.into_iter().find(|mode| mode.code() == code),
        "Choisissez comment la personne a été informée.",
    );
    let (Some(on), Some(mode)) = (on, mode) else {
        return Ok(rejected(view(&case, decision, &form, None)));
    };
    let command = Command::Notify {
        decision: fact,
        on,
        mode,
    };
    match case.carry_out(&form.cle, form.version, command).await? {
        Ok(()) => Ok(case.done(DONE)),
        Err(refused) => Ok(case.rejected(view(&case, decision, &form, refused.as_ref()))),
    }
}

fn view(case: &Case, decision: &Decision, form: &NotifyForm, refused: Option<&Refused>) -> Markup {
    let stop = case.forbids(Command::Notify {
        decision: decision.fact(),
        on: case.today(),
        mode: NotificationMode::HandedOver,
    });
    let content = html! {
        (problems(refused, &[("jour", &form.jour), ("mode", &form.mode)]))
        (effects(&lines(case, decision)))
        @match stop {
            Some(stop) => (case.stopped(&stop)),
            None => {
                @if decision.is_unfavourable() {
                    (notice(Level::Info, "La seule adresse de la personne est la vôtre : une lettre qui y est envoyée \
                        prouve peu. Remettez d’abord la décision en main propre ; sinon, prévenez par téléphone ou par \
                        SMS qu’elle attend."))
                }
                (fields(case, decision, form))
            }
        }
    };
    let in_error = refused.is_some() || form.jour.error.is_some() || form.mode.error.is_some();
    case.page(TITLE, in_error, &content)
}

fn lines(case: &Case, decision: &Decision) -> Vec<(&'static str, Markup)> {
    let mut lines = vec![
        ("À qui", html! { (case.person()) }),
        ("Décision", html! { (decision_line(decision)) }),
    ];
    let notified = decision.notification();
    if let Some(notified) = notified {
        lines.push((
            "Notifiée",
            html! { "Le " (fr::day_month_year(notified.on)) ", " (words::within(notified.mode.label())) },
        ));
    } else {
        lines.push((
            "Ce qui change",
            html! { "La décision devient opposable à la personne le jour où elle lui est notifiée" },
        ));
    }
    if decision.is_unfavourable() {
        let on = notified.map_or(case.today(), |n| n.on);
        let last = deadline::appeal_last_day(on, case.around.holidays());
        lines.push((
            "Dernier jour de recours",
            html! {
                (alone(&fr::long_date(last)))
                @if notified.is_none() { ", si la décision est notifiée aujourd’hui" }
                span.app-second {
                    "Deux mois francs, reportés au jour ouvré suivant, si la notification indique les voies et délais "
                    "de recours (art. R. 421-1 et R. 421-5 du CJA)."
                }
            },
        ));
    }
    lines
}

fn fields(case: &Case, decision: &Decision, form: &NotifyForm) -> Markup {
    let modes = MODES
        .iter()
        .map(|mode| Choice::new(mode.code(), mode.label()).hint(advice(*mode)))
        .collect();
    html! {
        form.app-form method="post" novalidate
            action=(urls::decision(case.dossier.id(), decision.fact(), "notifier")) {
            (required_note())
            (case.seal(&form.cle, form.version))
            (date_field("jour", "Jour de la notification", &form.jour)
                .hint("Jour de la remise, ou de la première présentation d’une lettre recommandée : jj/mm/aaaa"))
            (radio_group("mode", "Comment la personne a été informée", &form.mode, modes))
            (buttons(&[
                &button("Enregistrer la notification"),
                &link_button("Revenir au dossier", &case.home()).secondary(),
            ]))
        }
    }
}

/// What each way is worth.
const fn advice(mode: NotificationMode) -> &'static str {
    match mode {
        NotificationMode::HandedOver => "À préférer. Vaut aussi comme passage de la personne.",
        NotificationMode::RegisteredLetter => {
            "Réputée notifiée le jour de sa présentation, même si la personne ne la retire pas."
        }
        NotificationMode::Email => "Gardez l’accusé de réception ou la réponse.",
        NotificationMode::Letter => "La preuve la plus faible : l’adresse est la vôtre.",
        NotificationMode::Portal => "Quand la personne a lu la décision dans son espace.",
    }
}
