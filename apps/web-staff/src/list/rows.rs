//! The rows: who first, then what counts today, then what one may do at once.

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

use super::{
    choice, quick,
    tags::{self, Mark},
    url::Filters,
};
use crate::{Staff, session::StaffSession, urls, words};

/// What a tab shows beside the name and the number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Status,
    Phone,
    Kind,
    LastContact,
    Term,
    Mail,
    Appointment,
    Acts,
}

fn shown(tab: Tab) -> &'static [Shown] {
    use Shown::{Acts, Appointment, Kind, LastContact, Mail, Phone, Status as Where, Term};
    match tab {
        Tab::All => &[Where, Phone, LastContact, Term, Mail, Acts],
        Tab::Renewals => &[Phone, LastContact, Term, Appointment, Mail, Acts],
        Tab::Status(Status::Actif | Status::Echu) => &[Phone, LastContact, Term, Mail, Acts],
        Tab::Status(Status::EnInstruction) => &[Phone, Kind, Appointment, LastContact, Mail, Acts],
        Tab::Status(Status::AValider) => &[Phone, Kind, LastContact, Mail, Acts],
        Tab::Status(Status::Refuse) => &[Phone, Term, Acts],
        Tab::Status(Status::Radie) => &[Phone, LastContact, Term, Mail, Acts],
    }
}

/// What the rows are drawn with.
pub struct Rows<'a> {
    pub staff: &'a Staff,
    pub session: &'a StaffSession,
    pub filters: &'a Filters,
    /// What was just done to one of them.
    pub done: Option<&'a quick::Done>,
}

/// The identifier of a row, to which an address leads back.
pub fn id(row: &DossierRow) -> String {
    format!("ligne-{}", row.id)
}

impl Rows<'_> {
    /// The table of some rows.
    pub fn table(&self, rows: &[DossierRow]) -> Table {
        let tab = self.filters.tab;
        let sorted = |column: Column, key: SortKey| {
            column.sorted_by(
                self.filters.sorted_by(key),
                (self.filters.sort == key).then_some(!self.filters.descending),
            )
        };
        let mut columns = vec![
            sorted(Column::new("Nom"), SortKey::Name),
            sorted(Column::number("N°"), SortKey::Number),
        ];
        columns.extend(shown(tab).iter().map(|column| match column {
            Shown::Status => Column::new("Situation"),
            Shown::Phone => Column::number("Téléphone"),
            Shown::Kind => Column::new("Demande"),
            Shown::LastContact => sorted(Column::number("Passage"), SortKey::LastContact),
            Shown::Term => sorted(Column::number(term_heading(tab)), SortKey::Term),
            Shown::Mail => Column::number("Courrier"),
            Shown::Appointment => sorted(Column::number("Rendez-vous le"), SortKey::Appointment),
            Shown::Acts => Column::actions("Gestes"),
        }));
        let cells = rows.iter().map(|row| self.cells(row)).collect();
        table("Dossiers", columns, cells)
            .caption_hidden()
            .ids(rows.iter().map(id).collect())
    }

    fn cells(&self, row: &DossierRow) -> Vec<Markup> {
        let today = self.session.today;
        let mut cells = vec![self.who(row), number(row)];
        cells.extend(shown(self.filters.tab).iter().map(|column| match column {
            Shown::Status => status(row, today),
            Shown::Phone => self.phone(row),
            Shown::Kind => kind(row),
            Shown::LastContact => last_contact(row, today),
            Shown::Term => end(row, today),
            Shown::Mail => self.mail(row),
            Shown::Appointment => appointment(row, today),
            Shown::Acts => self.acts(row),
        }));
        cells
    }

    fn keep_days(&self) -> u16 {
        let delays = self.session.actor.structure().delays();
        delays.mail_keeping_days.get()
    }

    fn who(&self, row: &DossierRow) -> Markup {
        let today = self.session.today;
        let marks = tags::of(row, today, self.keep_days());
        html! {
            div.app-who {
                @if choice::is_offered(self.session, self.filters.tab) {
                    (choice::tick(self.filters, row))
                }
                div {
                    a href=(urls::dossier(row.id)) { (name(row)) }
                    span.app-second {
                        @if let Some(birth) = row.birth { (words::birth(birth)) }
                        @for Mark { text, strong } in &marks {
                            " · " span.app-mark[*strong] { (text) }
                        }
                        @if row.pinned_note {
                            " · " span.fr-icon-map-pin-2-line.fr-icon--sm aria-hidden="true" {} " note épinglée"
                        }
                    }
                    @if let Some(done) = self.done.filter(|done| done.dossier == row.id) {
                        (quick::said(self, row, done))
                    }
                }
            }
        }
    }

    fn phone(&self, row: &DossierRow) -> Markup {
        html! {
            @if let Some(phone) = &row.phone {
                span.app-nowrap { (self.staff.phones.display(phone)) }
            }
        }
    }

    /// How many items wait, and what to do with mail.
    fn mail(&self, row: &DossierRow) -> Markup {
        let waiting = waiting(row);
        let total: u64 = waiting.iter().map(|(_, count)| u64::from(*count)).sum();
        let said: Vec<String> = waiting
            .iter()
            .map(|(kind, count)| words::quantity(*kind, *count))
            .collect();
        html! {
            div.app-quick {
                @if total > 0 {
                    a.app-waiting href=(urls::under(row.id, "remise/nouvelle")) {
                        (fr::number(total))
                        span.fr-sr-only { " en attente pour " (name(row)) "\u{a0}: " (fr::list(&said)) }
                    }
                }
                @if self.session.may(Action::RecordMail) {
                    @if row.receives_mail(self.session.today, self.keep_days()) {
                        (quick::letter(self, row))
                    }
                    @if total > 0 { (quick::hand_over(self, row)) }
                }
            }
        }
    }

    /// What one press does, and where the rest is.
    fn acts(&self, row: &DossierRow) -> Markup {
        let elected = matches!(row.situation, Situation::Elected { .. });
        let pending = row.renewal_pending
            || matches!(row.situation, Situation::Requested | Situation::Proposed);
        let instructs = self.session.may(Action::EditRequest);
        html! {
            div.app-quick {
                @if elected && self.session.may(Action::RecordContact) {
                    (quick::visit(self, row))
                    (quick::call(self, row))
                }
                @if pending && instructs && !elected {
                    a.fr-btn.fr-btn--sm.fr-btn--tertiary.app-quick__act href=(urls::under(row.id, "demande")) {
                        "Reprendre" span.fr-sr-only { " la demande de " (name(row)) }
                    }
                }
                details.app-more {
                    summary { "…" span.fr-sr-only { " Documents et autres gestes pour " (name(row)) } }
                    ul {
                        @if self.session.may(Action::DownloadAttestation) && elected {
                            li { a href=(urls::under(row.id, "decisions")) { "Attestation" } }
                        }
                        @if self.session.may(Action::RecordMail) {
                            li { a href=(urls::under(row.id, "courrier/nouveau")) { "Recevoir plusieurs plis" } }
                        }
                        @if pending && instructs {
                            li { a href=(urls::under(row.id, "demande")) { "Demande en cours" } }
                        }
                        li { a href=(urls::under(row.id, "decisions")) { "Décisions" } }
                        li { a href=(urls::under(row.id, "historique")) { "Historique" } }
                    }
                }
            }
        }
    }
}

const fn term_heading(tab: Tab) -> &'static str {
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

fn kind(row: &DossierRow) -> Markup {
    // Where no term stands, whoever was here before comes back.
    html! {
        @if row.renewal_pending || row.term_ended_on.is_some() { "Renouvellement" } @else { "Première demande" }
    }
}

fn status(row: &DossierRow, today: NaiveDate) -> Markup {
    let status = row.situation.status(today);
    cell(&html! {
        (badge(words::status_level(status), status.label()))
        @if row.renewal_pending { span.app-second { "renouvellement" } }
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

/// What waits, by kind.
pub fn waiting(row: &DossierRow) -> Vec<(MailKind, u32)> {
    [
        (MailKind::Letter, row.letters),
        (MailKind::Parcel, row.parcels),
        (MailKind::Notice, row.notices),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .collect()
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
