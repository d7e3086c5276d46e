//! One appointment: the hour, the person, the colleague, what became of it, what can be done.

use application::agenda::AgendaEntry;
use domiciliation::appointment::AppointmentOutcome;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    components::{Level, badge, hidden, idempotency_key, link_button, post_button},
    fr,
};

use super::{Shown, place::View};
use crate::urls;

/// The identifier of an appointment in the page, to come back to.
pub fn anchor(entry: &AgendaEntry) -> String {
    format!("rdv-{}", entry.fact)
}

/// « Mme DIALLO Aminata (dite Keïta) ».
fn person(entry: &AgendaEntry) -> String {
    let woman = entry.civility == "madame";
    let civility = if woman { "Mme" } else { "M." };
    let usage = entry.usage.as_ref().map_or_else(String::new, |usage| {
        format!(" (dit{} {usage})", if woman { "e" } else { "" })
    });
    format!(
        "{civility} {} {}{usage}",
        entry.nom.to_uppercase(),
        entry.prenoms
    )
}

/// An act on the appointment of a dossier.
fn act(entry: &AgendaEntry, what: &str) -> String {
    urls::appointment(entry.dossier, what)
}

impl Shown {
    /// An appointment in a list. `names_agent` where several colleagues are shown together.
    pub fn entry(&self, entry: &AgendaEntry, names_agent: bool) -> Markup {
        let (from, until) = (entry.slot.from, entry.slot.until);
        let person = person(entry);
        let about = format!("{person}, {}", fr::clock_time(from.time()));
        html! {
            li.app-slot.app-slot--over[!entry.is_planned()] id=(anchor(entry)) {
                p.app-slot__time {
                    time datetime=(from.format("%Y-%m-%dT%H:%M")) { (fr::clock_time(from.time())) }
                    span { " – " (fr::clock_time(until.time())) }
                    " " (self.state(entry))
                }
                p {
                    a.app-slot__person href=(urls::dossier(entry.dossier)) { (person) }
                    span.app-second {
                        "n° " (entry.number)
                        @if names_agent { " · avec " (entry.with_name) }
                        @if let Some(place) = &entry.place { " · " (place) }
                    }
                }
                @if entry.is_planned() {
                    details.app-slot__acts open[self.is_over(entry) && self.place.view == View::Day] {
                        summary { "Agir" span.fr-sr-only { (fr::NBSP) ": " (about) } }
                        div { (self.acts(entry, &about)) }
                    }
                } @else if matches!(entry.outcome, AppointmentOutcome::Missed) {
                    div.app-slot__acts { (self.restore(entry, &about)) }
                }
            }
        }
    }

    /// Whether it has passed without a trace.
    pub fn is_over(&self, entry: &AgendaEntry) -> bool {
        entry.is_planned() && entry.slot.until <= self.now
    }

    fn state(&self, entry: &AgendaEntry) -> Markup {
        match &entry.outcome {
            AppointmentOutcome::Planned if self.is_over(entry) => {
                badge(Some(Level::Warning), "Sans suite")
            }
            AppointmentOutcome::Planned => badge(None, "Prévu"),
            AppointmentOutcome::Moved { to } => html! {
                (badge(None, "Déplacé"))
                span.app-second {
                    "au " (fr::long_date(to.date())) " à " (fr::clock_time(to.time()))
                }
            },
            AppointmentOutcome::Held { on } => html! {
                (badge(Some(Level::Success), "Entretien tenu"))
                @if *on != entry.slot.from.date() { span.app-second { "le " (fr::long_date(*on)) } }
            },
            AppointmentOutcome::Missed => badge(Some(Level::Error), "Non honoré"),
            AppointmentOutcome::Cancelled => badge(None, "Annulé"),
        }
    }

    /// What can be done about one that stands.
    fn acts(&self, entry: &AgendaEntry, about: &str) -> Markup {
        let interview = urls::under(entry.dossier, "demande/entretien");
        html! {
            @if self.session.may(Action::HoldInterview) {
                (link_button("Entretien tenu", &interview).small().secondary())
            }
            (link_button("Déplacer", &self.place.with(&act(entry, "deplacer"))).small().tertiary())
            @if entry.slot.has_come(self.session.today) {
                (post_button("Non honoré", &act(entry, "non-honore"))
                    .small().tertiary().about(about).fields(self.fields(entry)))
            }
            (link_button("Annuler", &self.place.with(&act(entry, "annuler"))).small().tertiary())
            (link_button("Fichier .ics", &act(entry, "rendez-vous.ics")).small().tertiary())
        }
    }

    /// What takes back that the person did not come.
    fn restore(&self, entry: &AgendaEntry, about: &str) -> Markup {
        html! {
            (post_button("Rétablir", &act(entry, "retablir"))
                .small().tertiary().about(about).fields(self.fields(entry)))
        }
    }

    fn fields(&self, entry: &AgendaEntry) -> Markup {
        html! {
            (idempotency_key(self.staff.new_key()))
            (hidden("rdv", &entry.fact.to_string()))
            (self.place.fields())
        }
    }
}
