//! All of one duty, page after page.

use application::{
    reads::{SilenceFilter, Tab},
    worklist::WorkLine,
};
use axum::extract::State;
use domiciliation::{
    Status,
    due::{Duty, Urgency},
};
use maud::{Markup, html};
use web_kit::{
    Link, PageError, PathId, Query,
    components::{empty_list, pagination},
};

use super::{
    Count, Reader, lines, total,
    url::{self, Question},
};
use crate::{
    Staff, list, live,
    session::{Here, StaffSession, page_error},
};

/// How many lines a page has.
const LINES: u32 = 25;

/// The page of a duty; absent for whom it does not concern.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(duty): PathId<Duty>,
    Query(question): Query<Question>,
) -> Result<Markup, PageError> {
    let mut reader = Reader::new(&staff, session, &question)?;
    let place = question.place().ok_or(PageError::BadRequest)?;
    reader.asked = reader.asked.only(duty).ok_or(PageError::NotFound)?;
    let structure = reader.session.actor.structure_id();
    let counts = staff
        .work
        .work_counts(structure, &reader.asked, Count::ASKED)
        .await
        .map_err(page_error)?;
    let page = staff
        .work
        .work_page(structure, &reader.asked, duty, place, LINES)
        .await
        .map_err(page_error)?;
    let count: Count = Urgency::ALL
        .iter()
        .map(|urgency| total(&counts, *urgency))
        .sum();
    let edge =
        |line: Option<&WorkLine>, exists: bool| line.filter(|_| exists).map(WorkLine::cursor);
    let previous = edge(page.lines.first(), page.before)
        .map(|cursor| url::before(duty, reader.choice, cursor));
    let next =
        edge(page.lines.last(), page.after).map(|cursor| url::after(duty, reader.choice, cursor));
    let everything = url::everything(reader.choice);
    let drawn = reader
        .session
        .page(duty.label())
        .breadcrumb(vec![Link::new("À traiter", everything.clone())])
        .content(html! {
            h1 { (duty.label()) }
            (reader.choices(|choice| url::duty(duty, choice)))
            (live::watch_list("Ce qui est à traiter a changé", &url::duty(duty, reader.choice)))
            @if page.lines.is_empty() {
                (empty_list("Plus rien à traiter ici.", &html! {
                    p { a.fr-link href=(everything) { "Voir tout ce qui est à traiter" } }
                }))
            } @else {
                p.app-lead { (count.of_them("personne", "personnes")) "." }
                @if let Some(href) = listed(duty) {
                    p { a.fr-link href=(href) { "Ouvrir la liste, pour agir sur plusieurs dossiers" } }
                }
                (stretches(&reader, &page.lines))
                (pagination(previous.as_deref(), next.as_deref()))
            }
        });
    Ok(drawn.inside(&reader.session.shell(Here::ATraiter)))
}

/// The lines, most pressing first, each stretch under its heading.
fn stretches(reader: &Reader, lines: &[WorkLine]) -> Markup {
    let stretch = |urgency: &Urgency| -> Vec<&WorkLine> {
        let of_it = lines.iter().filter(|line| line.due.urgency == *urgency);
        of_it.collect()
    };
    html! {
        @for urgency in Urgency::ALL {
            @let stretch = stretch(urgency);
            @if !stretch.is_empty() {
                section aria-labelledby=(urgency.code()) {
                    h2 id=(urgency.code()) { (urgency.label()) }
                    (lines::list(reader, &stretch))
                }
            }
        }
    }
}

/// The list that has these people, where there is one: several can be chosen there.
fn listed(duty: Duty) -> Option<String> {
    match duty {
        Duty::Lapsed => Some(list::tab_href(Tab::Status(Status::Echu))),
        Duty::Decision => Some(list::tab_href(Tab::Status(Status::AValider))),
        Duty::SilenceOver => Some(list::silent_href(SilenceFilter::ThreeMonths)),
        Duty::PlannedButSeen
        | Duty::Answer
        | Duty::Acknowledgement
        | Duty::Appointment
        | Duty::Notice
        | Duty::MailKept
        | Duty::NotNotified
        | Duty::ObservationsOver
        | Duty::TermEnding
        | Duty::SilenceNearlyOver
        | Duty::RenewalAdvised
        | Duty::SilenceTwoMonths => None,
    }
}
