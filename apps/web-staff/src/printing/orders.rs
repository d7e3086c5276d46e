//! The orders of the week, and a new one for everybody whose domiciliation ends in a month.

use application::printing::{Ending, NotOrdered, Ordered, PEOPLE_MAX, PrintRun};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{Datelike, Months, NaiveDate};
use kernel::{Periode, PrintRunId, StaffId};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError,
    components::{
        Choice, Column, button, buttons, empty_list, error_summary, idempotency_key, link_button,
        select, table,
    },
    fr,
};

use super::{ORDERED, Wanted, fields, run, title};
use crate::{
    Staff,
    dossier::key_of,
    request::forms::colleagues,
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Impressions en nombre";

/// How many months from this one on may be chosen.
const MONTHS: u32 = 13;

/// An order for a month, as it is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    cle: Field,
    mois: Field,
    quoi: Field,
    format: Field,
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let message = flash.code().and_then(run::message);
    let form = Asked {
        key: &Field::default(),
        month: &Field::default(),
        wanted: &Wanted::usual(),
    };
    draw(&staff, &session, message, &form).await
}

/// Orders what was chosen for those whose domiciliation ends in a month.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let mut wanted = Wanted {
        quoi: form.quoi,
        format: form.format,
    };
    let month = form.mois.parse_with(
        |code| months(session.today).find(|first| code_of(*first) == code),
        "Choisissez un mois.",
    );
    if let (Some(first), Some((kind, binding))) = (month, wanted.read(&session)) {
        let id = PrintRunId::new(key_of(&staff, &form.cle));
        let people = Ordered::Ending(whole(first));
        let ordered = staff
            .printing
            .order(&session.actor, id, kind, binding, people);
        match unless_refused(ordered.await, urls::PRINTING)? {
            Ok(_) => {
                let there = Flash::on(&urls::print_run(id, ""), ORDERED);
                return Ok(Redirect::to(&there).into_response());
            }
            Err(NotOrdered::Nobody) => form
                .mois
                .refuse("Aucune domiciliation ne prend fin ce mois-là : choisissez un autre mois."),
            Err(NotOrdered::TooMany) => form.mois.refuse(too_many()),
        }
    }
    let asked = Asked {
        key: &form.cle,
        month: &form.mois,
        wanted: &wanted,
    };
    let page = draw(&staff, &session, None, &asked).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Why a month is too much at once, and what to do.
fn too_many() -> String {
    format!(
        "Plus de {} personnes ce mois-là : choisissez-les dans la liste des domiciliés, en plusieurs fois.",
        fr::number(PEOPLE_MAX as u64)
    )
}

/// The form as it is shown.
struct Asked<'a> {
    key: &'a Field,
    month: &'a Field,
    wanted: &'a Wanted,
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    message: Option<&str>,
    asked: &Asked<'_>,
) -> Result<Markup, PageError> {
    let runs = staff.printing.recent(&session.actor).await;
    let Ok(runs) = unless_refused(runs, urls::PRINTING)?;
    let team = colleagues(staff, session).await?;
    let by = |id: StaffId| {
        let found = team.iter().find(|member| member.id() == id);
        found.map_or_else(|| "un ancien collègue".to_owned(), |m| m.full_name())
    };
    let in_error = asked.month.error.is_some() || asked.wanted.is_in_error();
    let [quoi, format] = asked.wanted.fields();
    let content = html! {
        h1 { (TITLE) }
        (error_summary(None, &[("mois", asked.month), quoi, format]))
        section {
            h2 { "Impressions de la semaine" }
            @if runs.is_empty() {
                (empty_list("Aucune impression cette semaine.", &html! {
                    p {
                        "Préparez-en une ci-dessous pour un mois, ou cochez des personnes dans la liste, puis pressez "
                        "« Imprimer leurs documents »."
                    }
                    (link_button("Choisir dans la liste", urls::LIST).secondary())
                }))
            } @else {
                (list(session, &runs, &by))
            }
        }
        section {
            h2 { "Pour les domiciliations qui prennent fin dans le mois" }
            form.app-form method="post" action=(urls::PRINTING) novalidate {
                (idempotency_key(key_of(staff, asked.key)))
                (select("mois", "Mois où la domiciliation prend fin", asked.month, choices(session.today)))
                (fields(session, asked.wanted))
                (buttons(&[&button("Préparer l’impression")]))
            }
        }
    };
    Ok(session
        .page(TITLE)
        .in_error(in_error)
        .message(message)
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

fn list(session: &StaffSession, runs: &[PrintRun], by: &dyn Fn(StaffId) -> String) -> Markup {
    let columns = vec![
        Column::new("Impression"),
        Column::new("Demandée le"),
        Column::new("Par"),
        Column::new("Où elle en est"),
    ];
    let rows = runs.iter().map(|run| {
        vec![
            html! { a href=(urls::print_run(run.id, "")) { (title(run)) } },
            html! { (session.moment(run.asked_at)) },
            html! { (by(run.by)) },
            html! { (state(run)) },
        ]
    });
    html! { (table("Impressions de la semaine", columns, rows.collect()).caption_hidden()) }
}

/// Where an order is, in a few words.
fn state(run: &PrintRun) -> &'static str {
    match run.ended.map(|ended| ended.how) {
        None if run.looked_at == 0 => "En attente",
        None => "En cours",
        Some(Ending::Ready) => "Prête",
        Some(Ending::Empty) => "Rien à imprimer",
        Some(Ending::Failed) => "Échec",
        Some(Ending::Forbidden) => "Arrêtée",
    }
}

/// The first days of the months that may be chosen.
fn months(today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let this = today.with_day(1).unwrap_or(today);
    (0..MONTHS).map(move |ahead| this + Months::new(ahead))
}

fn code_of(first: NaiveDate) -> String {
    first.format("%Y-%m").to_string()
}

fn choices(today: NaiveDate) -> Vec<Choice> {
    months(today)
        .map(|first| {
            let words = fr::day_month_year(first);
            // « 1er mars 2027 » without its day.
            let month = words
                .split_once(' ')
                .map_or(words.as_str(), |(_, rest)| rest);
            Choice::new(code_of(first), month)
        })
        .collect()
}

/// All days of a month.
fn whole(first: NaiveDate) -> Periode {
    let last = (first + Months::new(1)).pred_opt().unwrap_or(first);
    Periode::new(first, last).unwrap_or_else(|_| Periode::one_year_from(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_all_of_its_days() {
        for (first, last) in [
            ("2028-02-01", "2028-02-29"),
            ("2027-02-01", "2027-02-28"),
            ("2027-12-01", "2027-12-31"),
        ] {
            let whole = whole(day(first));
            assert_eq!((whole.start(), whole.end()), (day(first), day(last)));
        }
    }

    #[test]
    fn from_this_month_on_a_year_may_be_chosen() {
        let all: Vec<_> = months(day("2027-01-31")).map(code_of).collect();
        assert_eq!((all[0].as_str(), all[12].as_str()), ("2027-01", "2028-01"));
    }
}
