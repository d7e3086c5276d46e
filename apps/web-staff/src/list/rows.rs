//! The rows: who first, then what counts today.

use application::reads::{DossierRow, SortKey, Tab};
use chrono::NaiveDate;
use domiciliation::{Situation, Status, mail::MailKind, term};
use kernel::add_months;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    components::{Column, Table, badge, table},
    fr,
};

use super::url::Filters;
use crate::{session::StaffSession, urls, words};

/// What a tab shows beside the name and the number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Status,
    LastContact,
    Term,
    Mail,
    Appointment,
    Resume,
}

fn shown(tab: Tab, may_instruct: bool) -> Vec<Shown> {
    use Shown::{Appointment, LastContact, Mail, Resume, Term};
    let mut shown = match tab {
        Tab::All => vec![Shown::Status, LastContact, Term, Mail],
        Tab::Renewals => vec![LastContact, Term, Mail, Appointment, Resume],
        Tab::Status(Status::Actif | Status::Echu) => vec![LastContact, Term, Mail],
        Tab::Status(Status::EnInstruction) => vec![Appointment, LastContact, Resume],
        Tab::Status(Status::AValider) => vec![LastContact, Resume],
        Tab::Status(Status::Refuse) => vec![Term],
        Tab::Status(Status::Radie) => vec![Term, LastContact, Mail],
    };
    shown.retain(|column| may_instruct || *column != Resume);
    shown
}

/// The table of a page.
pub fn table_of(session: &StaffSession, filters: &Filters, rows: &[DossierRow]) -> Table {
    let shown = shown(filters.tab, session.may(Action::EditRequest));
    let sorted = |column: Column, key: SortKey| {
        column.sorted_by(
            filters.sorted_by(key),
            (filters.sort == key).then_some(!filters.descending),
        )
    };
    let mut columns = vec![
        sorted(Column::new("Nom"), SortKey::Name),
        sorted(Column::number("N°"), SortKey::Number),
    ];
    columns.extend(shown.iter().map(|column| match column {
        Shown::Status => Column::new("Situation"),
        Shown::LastContact => sorted(Column::number("Dernier passage"), SortKey::LastContact),
        Shown::Term => sorted(Column::number(term_heading(filters.tab)), SortKey::Term),
        Shown::Mail => Column::number("Courrier"),
        Shown::Appointment => sorted(Column::number("Rendez-vous"), SortKey::Appointment),
        Shown::Resume => Column::actions("Demande"),
    }));
    let cells = |row: &DossierRow| {
        let mut cells = vec![who(row), number(row)];
        cells.extend(shown.iter().map(|column| match column {
            Shown::Status => status(row, session.today),
            Shown::LastContact => last_contact(row, session.today),
            Shown::Term => end(row, session.today),
            Shown::Mail => mail(row),
            Shown::Appointment => appointment(row, session.today),
            Shown::Resume => html! {
                a.fr-link.fr-link--sm href=(urls::under(row.id, "demande")) {
                    "Reprendre" span.fr-sr-only { " la demande de " (name(row)) }
                }
            },
        }));
        cells
    };
    table("Dossiers", columns, rows.iter().map(cells).collect()).caption_hidden()
}

const fn term_heading(tab: Tab) -> &'static str {
    match tab {
        Tab::All => "Échéance ou fin",
        Tab::Status(Status::Refuse) => "Refus",
        Tab::Status(Status::Radie) => "Fin",
        Tab::Renewals
        | Tab::Status(Status::Actif | Status::Echu | Status::AValider | Status::EnInstruction) => {
            "Échéance"
        }
    }
}

/// « DIALLO Aminata (dite Ami) ».
pub fn name(row: &DossierRow) -> String {
    let usage = row.usage.as_ref().map_or_else(String::new, |usage| {
        let called = if row.civility == "madame" {
            "dite"
        } else {
            "dit"
        };
        format!(" ({called} {usage})")
    });
    format!("{} {}{usage}", row.nom.to_uppercase(), row.prenoms)
}

fn who(row: &DossierRow) -> Markup {
    html! {
        a href=(urls::dossier(row.id)) { (name(row)) }
        span.app-second {
            @if let Some(birth) = row.birth { (words::birth(birth)) }
            @if row.ayants_droit > 0 {
                " · " (fr::count(row.ayants_droit.into(), "ayant droit", "ayants droit"))
            }
            @if row.pinned_note {
                " · " span.fr-icon-map-pin-2-line.fr-icon--sm aria-hidden="true" {} " note épinglée"
            }
        }
    }
}

/// What stands on two lines stays together when the row becomes a card.
fn cell(lines: &Markup) -> Markup {
    html! { div { (lines) } }
}

fn number(row: &DossierRow) -> Markup {
    cell(&html! {
        (fr::number(row.number.into()))
        @if let Some(reference) = &row.reference { span.app-second { (reference) } }
    })
}

fn status(row: &DossierRow, today: NaiveDate) -> Markup {
    let status = row.situation.status(today);
    cell(&html! {
        (badge(words::status_level(status), status.label()))
        @if row.renewal_pending { span.app-second { "renouvellement en cours" } }
    })
}

fn last_contact(row: &DossierRow, today: NaiveDate) -> Markup {
    cell(&html! {
        @match row.last_contact {
            Some(day) => (fr::time_short(day)),
            None => "aucun",
        }
        @if let Some(mark) = silence(row, today) { span.app-second.app-mark { (mark) } }
    })
}

/// What silence amounts to, for somebody whose election runs.
fn silence(row: &DossierRow, today: NaiveDate) -> Option<&'static str> {
    if row.situation.status(today) != Status::Actif {
        return None;
    }
    if row.suspended_since.is_some_and(|since| since <= today) {
        Some("horloge suspendue")
    } else if row.first_radiable_day.is_some_and(|day| day <= today) {
        Some("radiable")
    } else if row
        .last_contact
        .is_some_and(|day| add_months(day, 2) < today)
    {
        Some("plus de 2 mois")
    } else {
        None
    }
}

/// The end of the term, or the day of the decision that stands in its place.
fn end(row: &DossierRow, today: NaiveDate) -> Markup {
    match row.situation {
        Situation::Elected { end } => {
            let left = (end - today).num_days();
            cell(&html! {
                (fr::time_short(end))
                @if term::is_expired(end, today) {
                    span.app-second.app-mark { "dépassée " (fr::relative_day(end, today)) }
                } @else if left <= 60 {
                    span.app-second.app-mark[left <= 15] { (fr::relative_day(end, today)) }
                }
            })
        }
        Situation::Ended | Situation::Refused => html! {
            @if let Some(day) = row.ended_on { (fr::time_short(day)) }
        },
        Situation::Proposed | Situation::Requested => html! {},
    }
}

fn mail(row: &DossierRow) -> Markup {
    let kinds = [
        (MailKind::Letter, row.letters),
        (MailKind::Parcel, row.parcels),
        (MailKind::Notice, row.notices),
    ];
    let waiting: Vec<String> = kinds
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| words::quantity(kind, count))
        .collect();
    let total: u64 = kinds.into_iter().map(|(_, count)| u64::from(count)).sum();
    html! {
        @if total > 0 {
            a.app-waiting href=(urls::under(row.id, "remise/nouvelle")) {
                (fr::number(total))
                span.fr-sr-only { " en attente pour " (name(row)) "\u{a0}: " (fr::list(&waiting)) }
            }
        }
    }
}

fn appointment(row: &DossierRow, today: NaiveDate) -> Markup {
    html! {
        @if row.proposed {
            "décision proposée"
        } @else if let Some(at) = row.appointment_at {
            (cell(&html! {
                (fr::time_short(at.date())) " " (fr::clock_time(at.time()))
                @if at.date() < today { span.app-second.app-mark { "passé" } }
            }))
        }
    }
}
