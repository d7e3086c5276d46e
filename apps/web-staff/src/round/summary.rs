//! The summary of a round, in the order of the pigeonholes: what one prints, and where one
//! closes the round.

use std::collections::BTreeMap;

use application::round::{Entry, Person, RoundSheet, ShownLine};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domiciliation::mail::MailKind;
use kernel::{RoundId, fold};
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

/// What one person received in the round.
struct Pile<'a> {
    person: &'a Person,
    letters: u32,
    parcels: u32,
    notices: u32,
    remarks: Vec<&'a str>,
}

/// The text of a box, its numbers as numbers: box 9 comes before box 10.
fn in_order(text: &str) -> Vec<(u64, String)> {
    let folded = fold(text);
    let mut parts = Vec::new();
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        let words = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (before, after) = rest.split_at(words);
        let digits = after
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        parts.push((0, before.to_owned()));
        parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
        rest = after;
    }
    parts
}

/// What each person received, in the order of the boxes, then of the names; whoever has no
/// box comes last.
fn piles(lines: &[ShownLine]) -> Vec<Pile<'_>> {
    let mut piles: BTreeMap<_, Pile<'_>> = BTreeMap::new();
    for shown in lines.iter().rev().filter(|shown| !shown.annulled) {
        let (Entry::Recorded { .. }, Some(person)) = (&shown.line.entry, &shown.person) else {
            continue;
        };
        let place = person.distribution.as_deref().map(in_order);
        let key = (
            place.is_none(),
            place,
            fold(&person.nom),
            fold(&person.prenoms),
            person.number,
        );
        let pile = piles.entry(key).or_insert_with(|| Pile {
            person,
            letters: 0,
            parcels: 0,
            notices: 0,
            remarks: Vec::new(),
        });
        let sum = match shown.line.kind {
            MailKind::Letter => &mut pile.letters,
            MailKind::Parcel => &mut pile.parcels,
            MailKind::Notice => &mut pile.notices,
        };
        *sum += shown.line.quantity.get();
        pile.remarks
            .extend(shown.remark.as_ref().map(|r| r.as_str()));
    }
    piles.into_values().collect()
}

fn draw(session: &StaffSession, sheet: &RoundSheet, said: Option<&str>) -> Markup {
    let round = &sheet.summary.round;
    let url = urls::round(round.id);
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
                (print_button())
            }
        } @else {
            div.app-round__end {
                (link_button("Voir les tournées", urls::ROUND).secondary())
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
        html! { (pile.remarks.join(" ; ")) },
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

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn boxes_come_in_the_order_of_their_numbers() {
        let mut boxes = ["B10", "12", "B9", "9", "A 2", "Boîte 3"];
        boxes.sort_by_key(|text| in_order(text));
        assert_eq!(boxes, ["9", "12", "A 2", "B9", "B10", "Boîte 3"]);
    }
}
