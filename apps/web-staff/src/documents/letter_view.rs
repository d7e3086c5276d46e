//! A letter as a page: the same words as on paper, in the same order.

use application::documents::{
    Letter,
    letter::{Block, Signature, Table},
};
use maud::{Markup, html};
use web_kit::{
    components::{Column, table},
    fr,
};

use crate::urls;

/// The letter.
pub(crate) fn draw(letter: &Letter) -> Markup {
    let head = &letter.letterhead;
    let sent = !letter.recipient.is_empty();
    html! {
        article.app-letter {
            div.app-letter__head {
                @if head.logo.is_some() { img src=(urls::LOGO) alt="Logo"; }
                p {
                    strong { (head.name) } br;
                    (head.address.join(", "))
                    @for line in &head.contact { br; (line) }
                    @if !head.opening_hours.is_empty() {
                        br; "Accueil" (fr::NBSP) ": " (head.opening_hours.join(", "))
                    }
                }
            }
            @if sent {
                div.app-letter__to {
                    p { (lines(&letter.recipient)) }
                    p { (letter.place) ", le " time datetime=(letter.dated) { (fr::day_month_year(letter.dated)) } }
                }
            }
            (facts(&letter.references))
            h1 { @if sent { "Objet" (fr::NBSP) ": " } (letter.subject) }
            @if !letter.salutation.is_empty() { p { (letter.salutation) } }
            @for block in &letter.blocks { (part(block)) }
            @if !letter.closing.is_empty() { p { (letter.closing) } }
            div.app-letter__signed { @for place in &letter.signatures { (signature(place)) } }
        }
    }
}

fn part(block: &Block) -> Markup {
    match block {
        Block::Heading(text) => html! { h2 { (text) } },
        Block::Paragraph(text) => html! { p { (text) } },
        Block::Strong(text) => html! { p { strong { (text) } } },
        Block::List(items) => html! { ul { @for item in items { li { (item) } } } },
        Block::Facts(values) => facts(values),
        Block::Table(found) => rows(found),
    }
}

fn facts(values: &[(String, String)]) -> Markup {
    html! {
        @if !values.is_empty() {
            dl.app-details {
                @for (label, value) in values {
                    div { dt { (label) } dd { (lines(&value.lines().map(str::to_owned).collect::<Vec<_>>())) } }
                }
            }
        }
    }
}

fn rows(found: &Table) -> Markup {
    let columns = found
        .columns
        .iter()
        .map(|column| {
            if column.is_number {
                Column::number(column.label.as_str())
            } else {
                Column::new(column.label.as_str())
            }
        })
        .collect();
    let rows = found
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| html! { (cell) }).collect())
        .collect();
    html! { (table(found.caption.as_str(), columns, rows)) }
}

fn signature(place: &Signature) -> Markup {
    html! {
        p {
            strong { (place.capacity) }
            @if !place.name.is_empty() { br; (place.name) }
            @if place.picture.is_some() { br; img src=(urls::SIGNATURE) alt="Signature"; }
        }
    }
}

fn lines(values: &[String]) -> Markup {
    html! { @for (index, line) in values.iter().enumerate() { @if index > 0 { br; } (line) } }
}
