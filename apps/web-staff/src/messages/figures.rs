//! What messages spare: visits for nothing, month by month, beside what was sent and what it
//! cost.

use application::messages::log::MonthFigures;
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use web_kit::{
    PageError,
    components::{Column, disclosure, empty_list, table},
    fr,
};

use super::{Part, framed};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

/// How many months are shown.
const MONTHS: u32 = 12;

/// The page of the figures.
pub async fn page(State(staff): State<Staff>, session: StaffSession) -> Result<Markup, PageError> {
    let months = staff.message_log.months(&session.actor, MONTHS).await;
    let Ok(mut months) = unless_refused(months, urls::MESSAGE_FIGURES)?;
    // The chart goes from left to right.
    months.sort_unstable_by_key(|month| month.month);
    let content = html! {
        @if months.is_empty() {
            (empty_list("Aucun mois à montrer pour l’instant.", &html! {
                p { "Les premiers chiffres paraîtront quand des messages seront partis." }
            }))
        } @else {
            (avoided(&months))
            (sent(&months))
        }
        (disclosure("Comment ces chiffres sont comptés", false, &how()))
    };
    Ok(framed(&session, Part::Figures, None, &content))
}

/// The visits for nothing that were spared.
fn avoided(months: &[MonthFigures]) -> Markup {
    let bars: Vec<(NaiveDate, i64)> = months
        .iter()
        .filter_map(|month| Some((month.month, month.visits?.avoided()?)))
        .collect();
    let total: i64 = bars.iter().map(|(_, spared)| *spared).sum();
    let rows = months
        .iter()
        .rev()
        .filter_map(|month| Some((month.month, month.visits?)))
        .map(|(month, visits)| {
            let number = |n: Option<u32>| html! { @match n { Some(n) => (fr::number(n.into())), None => "–" } };
            let rates = visits.per_hundred();
            vec![
                html! { (name(month)) },
                html! { @match visits.avoided() { Some(n) => (signed(n)), None => "–" } },
                number(rates.map(|(reached, _)| reached)),
                number(rates.map(|(_, unreached)| unreached)),
                number(Some(visits.told)),
                number(Some(visits.came)),
            ]
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("Mois"),
        Column::number("Visites évitées"),
        Column::number("Visites pour rien, pour 100 personnes joignables"),
        Column::number("Visites pour rien, pour 100 autres"),
        Column::number("Prévenues d’un courrier"),
        Column::number("Venues dans la semaine"),
    ];
    html! {
        h2 { "Visites évitées" }
        @if bars.is_empty() {
            p {
                "Il faut un mois achevé où des messages sont partis, et au moins vingt personnes joignables "
                "et vingt qui ne le sont pas, pour comparer sans se tromper."
            }
        } @else {
            @let over = fr::count(u64::try_from(bars.len()).unwrap_or(u64::MAX), "mois", "mois");
            @match u64::try_from(total) {
                Ok(total) if total > 0 => p.app-lead {
                    "Environ " strong { (fr::count(total, "visite pour rien évitée", "visites pour rien évitées")) }
                    " sur " (over) "."
                },
                _ => p { "Sur " (over) ", la comparaison ne montre pas de visite évitée." },
            }
            (chart(&bars))
        }
        @if !rows.is_empty() { (table("Visites évitées, mois par mois", columns, rows).caption_hidden()) }
    }
}

/// How high the highest bar is, and how wide each of them, in units of the drawing.
const HIGH: i64 = 160;
const WIDE: usize = 56;

/// Plain bars with their values. The table says the same.
fn chart(bars: &[(NaiveDate, i64)]) -> Markup {
    let most = bars
        .iter()
        .map(|(_, spared)| *spared)
        .max()
        .unwrap_or(0)
        .max(1);
    let width = bars.len() * WIDE;
    html! {
        svg.app-chart viewBox={ "0 0 " (width) " 220" } width=(width) height="220" role="img" aria-labelledby="graphique" {
            title id="graphique" { "Visites évitées par mois : les valeurs sont dans le tableau qui suit." }
            @for (index, (month, spared)) in bars.iter().enumerate() {
                // A month that went the other way has its number alone.
                @let height = spared.max(&0) * HIGH / most;
                @let left = index * WIDE;
                rect x=(left + 8) y=(184 - height) width=(WIDE - 16) height=(height) {}
                text x=(left + WIDE / 2) y=(178 - height) text-anchor="middle" { (signed(*spared)) }
                text x=(left + WIDE / 2) y="204" text-anchor="middle" { (short(*month)) }
            }
            line x1="0" y1="184" x2=(width) y2="184" {}
        }
    }
}

/// « −12 »: with the sign that is as wide as a figure.
fn signed(n: i64) -> String {
    let number = fr::number(n.unsigned_abs());
    if n < 0 {
        format!("\u{2212}{number}")
    } else {
        number
    }
}

/// What left, and what it cost.
fn sent(months: &[MonthFigures]) -> Markup {
    let rows = months
        .iter()
        .rev()
        .map(|month| {
            let sent = month.sent;
            vec![
                html! { (name(month.month)) },
                html! { (fr::number(sent.texts.into())) },
                html! { (fr::number(sent.segments.into())) },
                html! { (fr::number(sent.emails.into())) },
                html! { @if sent.cost > 0 { (messages::euros(sent.cost.into())) } @else { "–" } },
            ]
        })
        .collect();
    let columns = vec![
        Column::new("Mois"),
        Column::number("SMS"),
        Column::number("SMS comptés"),
        Column::number("Courriels"),
        Column::number("Coût"),
    ];
    html! {
        h2 { "Messages partis" }
        p { "Un texte long, ou dans un autre alphabet, est compté pour plusieurs SMS. Le coût est celui que le fournisseur annonce." }
        (table("Messages partis, mois par mois", columns, rows).caption_hidden())
    }
}

fn how() -> Markup {
    html! {
        p {
            "Une " strong { "visite pour rien" } " est un jour où une personne domiciliée est venue sans que rien ne soit "
            "remis pour elle. Chaque mois achevé, on compare deux groupes de personnes domiciliées" (fr::NBSP)
            ": celles qui peuvent être prévenues, et celles qui ne le peuvent pas, faute de numéro ou parce qu’elles ne le "
            "souhaitent pas."
        }
        p {
            "Les " strong { "visites évitées" } " sont celles que le premier groupe aurait faites en plus s’il était venu "
            "pour rien aussi souvent que le second. Un mois où il est venu plus souvent compte en moins. Rien n’est dit "
            "d’un mois où personne n’a été prévenu, ni si l’un des groupes compte moins de vingt personnes."
        }
        p {
            "C’est une comparaison, pas une preuve" (fr::NBSP) ": ceux qui donnent un numéro ne vivent peut-être pas comme les "
            "autres. Les chiffres d’un mois achevé ne changent plus, même quand des dossiers sont effacés."
        }
    }
}

fn name(month: NaiveDate) -> String {
    let text = fr::day_month_year(month);
    text.split_once(' ')
        .or_else(|| text.split_once(fr::NBSP))
        .map_or(text.clone(), |(_, rest)| rest.to_owned())
}

fn short(month: NaiveDate) -> String {
    format!("{:02}/{:02}", month.month(), month.year() % 100)
}
