//! The whole list on paper: all its pages, its headings on each sheet.

use application::reads::{DossierRow, Tab};
use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domiciliation::{Status, mail::MailKind};
use maud::{Markup, html};
use web_kit::{Link, PageError, Query, components::link_button, fr};

use super::{
    asked::Asked,
    read,
    rows::{name, waiting},
    sentence, stream, tags,
    url::Filters,
};
use crate::{
    Staff,
    session::{Here, StaffSession},
    words,
};

/// The page to print.
pub const PATH: &str = "/domicilies/imprimer";
const TITLE: &str = "Liste à imprimer";

/// All results of a view.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let filters = Filters::try_from(asked).map_err(|_| PageError::BadRequest)?;
    let filters = filters.first_page();
    let listing = read(&staff, &session, &filters).await?;
    let view = sentence::of(&filters, listing.page.total, &listing.referents);
    let whole = draw(&staff, &session, &filters, &view).into_string();
    // The page has one table, and no text can hold a tag.
    let (head, tail) = whole.split_once(END).unwrap_or((&whole, ""));
    let printed = Printed {
        staff: staff.clone(),
        tab: filters.tab,
        today: session.today,
        keep_days: session.actor.structure().delays().mail_keeping_days.get(),
    };
    let lines = move |rows: &[DossierRow]| {
        let lines = html! { @for row in rows { (printed.line(row)) } };
        lines.into_string()
    };
    let body = stream::body(
        &staff,
        &session,
        filters.query(),
        head.to_owned(),
        lines,
        format!("{END}{tail}"),
    );
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response())
}

const END: &str = "</tbody>";

/// The page without its lines.
fn draw(staff: &Staff, session: &StaffSession, filters: &Filters, view: &str) -> Markup {
    let structure = session.actor.structure().name().to_string();
    let moment = session.actor.structure().zone().time_of(staff.clock.now());
    let columns = columns(filters.tab);
    let content = html! {
        h1.app-unprinted { (TITLE) }
        p.app-unprinted {
            "Pour imprimer, utilisez la commande de votre navigateur (Ctrl + P). "
            "Les titres des colonnes se répètent sur chaque feuille."
        }
        p.app-unprinted { (link_button("Revenir à la liste", &filters.href()).secondary()) }
        div.app-table.app-print tabindex="0" role="region" aria-label=(TITLE) {
            table role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        th role="columnheader" colspan=(columns.len()) {
                            span.app-print__view { (fr::typo(view)) }
                            span.app-second {
                                (structure) " · " (fr::day_month_year(moment.date())) " à " (fr::clock_time(moment.time()))
                                " · " (session.actor.member().full_name())
                            }
                        }
                    }
                    tr role="row" {
                        @for (label, number) in &columns {
                            th.app-number[*number] role="columnheader" scope="col" { (label) }
                        }
                    }
                }
                tbody role="rowgroup" {}
            }
        }
    };
    session
        .page(TITLE)
        .breadcrumb(vec![Link::new("Domiciliés", filters.href())])
        .content(content)
        .inside(&session.shell(Here::Domicilies))
}

const fn end_heading(tab: Tab) -> &'static str {
    match tab {
        Tab::All => "Échéance ou fin",
        Tab::Status(Status::Refuse) => "Refusé le",
        Tab::Status(Status::Radie) => "Radié le",
        Tab::Renewals
        | Tab::Status(Status::Actif | Status::Echu | Status::AValider | Status::EnInstruction) => {
            "Échéance"
        }
    }
}

/// The headings, and whether numbers stand below.
fn columns(tab: Tab) -> Vec<(&'static str, bool)> {
    let mut columns = vec![
        ("N°", true),
        ("Nom", false),
        ("Naissance", false),
        ("Téléphone", false),
    ];
    if tab == Tab::All {
        columns.push(("Situation", false));
    }
    columns.extend([
        ("Passage", true),
        (end_heading(tab), true),
        ("Courrier", true),
        ("Informations", false),
    ]);
    columns
}

/// What the lines are drawn with.
struct Printed {
    staff: Staff,
    tab: Tab,
    today: NaiveDate,
    keep_days: u16,
}

impl Printed {
    fn line(&self, row: &DossierRow) -> Markup {
        let marks = tags::of(row, self.today, self.keep_days);
        let marks: Vec<&str> = marks.iter().map(|mark| mark.text.as_str()).collect();
        let mail: u32 = waiting(row).into_iter().map(counted).sum();
        html! {
            tr role="row" {
                td.app-number role="cell" {
                    (row.number)
                    @if let Some(reference) = &row.reference { " (" (reference) ")" }
                }
                th role="rowheader" scope="row" { (name(row)) }
                td role="cell" { @if let Some(birth) = row.birth { (words::birth(birth)) } }
                td.app-nowrap role="cell" { @if let Some(phone) = &row.phone { (self.staff.phones.display(phone)) } }
                @if self.tab == Tab::All { td role="cell" { (row.situation.status(self.today).label()) } }
                td.app-number role="cell" { @if let Some(day) = row.last_contact { (fr::short_date(day)) } }
                td.app-number role="cell" { @if let Some(day) = row.ends_on() { (fr::short_date(day)) } }
                td.app-number role="cell" { @if mail > 0 { (mail) } }
                td role="cell" { (marks.join(", ")) }
            }
        }
    }
}

const fn counted((_, count): (MailKind, u32)) -> u32 {
    count
}
