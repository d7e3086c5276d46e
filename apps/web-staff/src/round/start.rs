//! The rounds: the one to go on with, a new one, those of the last weeks.

use application::round::RoundSummary;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::RoundId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError,
    components::{Column, hidden, post_button, table},
    fr,
};

use crate::{
    Staff,
    session::{Here, StaffSession, unless_refused},
    urls,
};

/// The page of the rounds.
pub async fn page(State(staff): State<Staff>, session: StaffSession) -> Result<Markup, PageError> {
    let rounds = staff.rounds.recent(&session.actor).await;
    let rounds = unless_refused(rounds, urls::ROUND)?.map_err(|_| PageError::Forbidden)?;
    let (open, closed): (Vec<_>, Vec<_>) = rounds
        .into_iter()
        .partition(|r| r.round.closed_at.is_none());
    let title = "Tournées de courrier";
    let content = html! {
        h1 { (title) }
        p.fr-text--lead { "Saisissez tout un sac de courrier, une personne après l’autre, sans quitter le clavier." }
        p { "Une tournée reste ici trente jours après son début. Les arrivées, elles, sont dans les dossiers." }
        @if !open.is_empty() {
            h2 { "En cours" }
            (table("Tournées en cours", columns(), open.iter().map(|r| row(&session, r)).collect()).caption_hidden())
        }
        (post_button("Commencer une tournée", urls::ROUND)
            .fields(hidden("tournee", &staff.rounds.new_id().to_string())))
        @if !closed.is_empty() {
            h2 { "Terminées" }
            (table("Tournées terminées", columns(), closed.iter().map(|r| row(&session, r)).collect()).caption_hidden())
        }
    };
    Ok(session
        .page(title)
        .content(content)
        .inside(&session.shell(Here::Accueil)))
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Commencée"),
        Column::new("Par"),
        Column::number("Lignes"),
        Column::actions("Suite"),
    ]
}

fn row(session: &StaffSession, summary: &RoundSummary) -> Vec<Markup> {
    let round = &summary.round;
    let begun = begun(session, summary);
    let (verb, to) = match round.closed_at {
        None => ("Reprendre", urls::round(round.id)),
        Some(_) => (
            "Voir le récapitulatif",
            format!("{}/recapitulatif", urls::round(round.id)),
        ),
    };
    vec![
        html! { (begun) },
        html! { @if round.by == session.actor.id() { "vous" } @else { (summary.opener) } },
        html! { (fr::number(summary.lines)) },
        html! { a.fr-link href=(to) { (verb) span.fr-sr-only { " de la tournée du " (begun) } } },
    ]
}

/// « 10 mars 2026 à 9 h 05 ».
pub fn begun(session: &StaffSession, summary: &RoundSummary) -> String {
    let zone = session.actor.structure().zone();
    let at = zone.time_of(summary.round.opened_at);
    format!(
        "{} à {}",
        fr::day_month_year(at.date()),
        fr::clock_time(at.time())
    )
}

/// A round to open: the form bears its identifier.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Opening {
    tournee: Field,
}

/// Opens a round.
pub async fn open(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(opening): Form<Opening>,
) -> Result<Response, PageError> {
    let id = opening.tournee.text().parse::<RoundId>();
    let id = id.unwrap_or_else(|_| staff.rounds.new_id());
    let opened = staff.rounds.open(&session.actor, id).await;
    let _ = unless_refused(opened, urls::ROUND)?.map_err(|_| PageError::Forbidden)?;
    Ok(Redirect::to(&urls::round(id)).into_response())
}
