//! The summary of a round, in the order of the pigeonholes: what one prints, and where one
//! closes the round.

use application::round::{Entry, Pile, RoundSheet, ShownLine, piles};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::RoundId;
use maud::{Markup, html};
use web_kit::{
    Flash, Link, PageError, PathId, assets,
    components::{Column, empty_list, link_button, post_button, table},
    fr,
};

use super::{
    message,
    page::{capital, totals_sentence, whom, why},
    plain,
    start::begun,
};
use crate::{
    Staff,
    session::{Here, StaffSession},
    urls, words,
};

/// What confirms that a round was closed.
pub const CLOSED: &str = "tournee-close";

/// The summary.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let sheet = plain(staff.rounds.sheet(&session.actor, id, u32::MAX).await, id)?;
    let said = flash.code().and_then(message);
    Ok(draw(&session, &sheet, said))
}

/// Closes the round.
pub async fn close(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<RoundId>,
) -> Result<Response, PageError> {
    let _ = plain(staff.rounds.close(&session.actor, id).await, id)?;
    let summary = format!("{}/recapitulatif", urls::round(id));
    Ok(Redirect::to(&Flash::on(&summary, CLOSED)).into_response())
}

fn draw(session: &StaffSession, sheet: &RoundSheet, said: Option<&str>) -> Markup {
    let round = &sheet.summary.round;
    let url = urls::round(round.id);
    let slip = format!("{url}/bordereau");
    let title = "Récapitulatif de la tournée";
    let piles = piles(&sheet.lines);
    let aside: Vec<_> = sheet
        .lines
        .iter()
        .rev()
        .filter(|shown| matches!(shown.line.entry, Entry::Aside { .. }))
        .collect();
    let is_typed =
        |shown: &&ShownLine| matches!(shown.line.entry, Entry::Aside { typed: Some(_), .. });
    let typed = aside
        .iter()
        .copied()
        .filter(|shown| is_typed(shown))
        .count();
    let people = u64::try_from(piles.len()).unwrap_or(u64::MAX);
    let content = html! {
        h1 { (title) }
        p { "Tournée commencée le " (begun(session, &sheet.summary)) " par " (sheet.summary.opener)
            @if round.closed_at.is_some() { ", close" } "." }
        p.app-lead { (fr::typo(&capital(&totals_sentence(&sheet.totals))))
            ", pour " (fr::count(people, "personne", "personnes")) "." }
        @if !aside.is_empty() {
            h2 { "À part" }
            (table("Plis à part", aside_columns(), aside.into_iter().map(|l| aside_row(session, l)).collect()).caption_hidden())
        }
        h2 { "À ranger, par case puis par nom" }
        @if piles.is_empty() { (empty_list("Aucune arrivée n’est enregistrée dans cette tournée.", &html! {})) }
        @else { (table("Plis à ranger", pile_columns(), piles.iter().map(pile_row).collect()).caption_hidden()) }
        @if round.closed_at.is_none() {
            @if typed > 0 {
                p { "Les textes mis à part qui ne désignent personne seront effacés à la clôture : traitez-les ou imprimez cette page avant." }
            }
            div.app-round__end {
                (post_button("Clore la tournée", &format!("{url}/cloture")))
                (link_button("Reprendre la saisie", &url).secondary())
                (link_button("Bordereau à signer", &slip).secondary())
                (print_button())
            }
        } @else {
            div.app-round__end {
                (link_button("Voir les tournées", urls::ROUND).secondary())
                (link_button("Bordereau à signer", &slip).secondary())
                (print_button())
            }
        }
        script type="module" src=(assets::url("round.js")) {}
    };
    session
        .page(title)
        .breadcrumb(vec![Link::new("Tournées", urls::ROUND)])
        .message(said)
        .content(content)
        .inside(&session.shell(Here::Accueil))
}

/// Shown by the script: without one, the browser prints by its own menu.
fn print_button() -> Markup {
    html! { button.fr-btn.fr-btn--tertiary type="button" hidden data-imprimer { "Imprimer" } }
}

fn pile_columns() -> Vec<Column> {
    vec![
        Column::new("Nom"),
        Column::new("Case"),
        Column::number("N°"),
        Column::number("Courriers"),
        Column::number("Colis"),
        Column::number("Avis"),
        Column::new("Remarques"),
    ]
}

fn pile_row(pile: &Pile<'_>) -> Vec<Markup> {
    let count = |n: u32| html! { @if n > 0 { (n) } };
    vec![
        html! { a href=(urls::dossier(pile.person.dossier)) { strong { (super::who::name(pile.person)) } } },
        html! { @if let Some(place) = &pile.person.distribution { (place) } },
        html! { (pile.person.number) },
        count(pile.letters),
        count(pile.parcels),
        count(pile.notices),
        html! {
            @for (index, remark) in pile.remarks.iter().enumerate() { @if index > 0 { " ; " } (remark) }
        },
    ]
}

fn aside_columns() -> Vec<Column> {
    vec![
        Column::new("Pli"),
        Column::new("Pourquoi"),
        Column::new("Reçu"),
    ]
}

fn aside_row(session: &StaffSession, shown: &ShownLine) -> Vec<Markup> {
    let line = &shown.line;
    let reason = match line.entry {
        Entry::Aside { why: reason, .. } => why(reason),
        Entry::Recorded { .. } | Entry::Forgotten => "",
    };
    vec![
        html! {
            strong { (whom(shown)) }
            @if let Some(person) = &shown.person {
                span.app-second { "n°\u{a0}" (person.number) " · " (person.situation.status(session.today).label()) }
            }
        },
        html! { (reason) },
        html! { (words::quantity(line.kind, line.quantity.get())) },
    ]
}
