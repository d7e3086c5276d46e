//! The filters: selects that show their value, and the criteria in force, each removable.

use application::reads::{ReferentFilter, Tab};
use domiciliation::Status;
use maud::{Markup, html};
use structures::StaffMember;
use web_kit::{
    Field,
    components::{Choice, button, hidden, select, tag},
};

use super::url::{APPOINTMENTS, Filters, NOBODY, SILENCES, TERMS, YES};
use crate::urls;

/// Whether a filter means something in a tab.
struct Offered {
    presence: bool,
    mail: bool,
    appointment: bool,
}

const fn offered(tab: Tab) -> Offered {
    match tab {
        Tab::All | Tab::Renewals => Offered {
            presence: true,
            mail: true,
            appointment: true,
        },
        Tab::Status(Status::Actif | Status::Echu) => Offered {
            presence: true,
            mail: true,
            appointment: false,
        },
        Tab::Status(Status::Radie) => Offered {
            presence: false,
            mail: true,
            appointment: false,
        },
        Tab::Status(Status::EnInstruction) => Offered {
            presence: false,
            mail: false,
            appointment: true,
        },
        Tab::Status(Status::AValider | Status::Refuse) => Offered {
            presence: false,
            mail: false,
            appointment: false,
        },
    }
}

fn choices<T: Copy, const N: usize>(values: [(T, &'static str, &'static str); N]) -> Vec<Choice> {
    values
        .into_iter()
        .map(|(_, code, label)| Choice::new(code, label))
        .collect()
}

/// The form of filters. Tab, search and sort go with it; the place does not, so that
/// another filter begins on the first page. What it does not offer it keeps.
pub fn form(filters: &Filters, team: &[StaffMember]) -> Markup {
    let codes = filters.codes();
    let offered = offered(filters.tab);
    let field = |code: &str| Field::new(code);
    html! {
        form.app-filters method="get" action=(urls::LIST) aria-label="Filtrer la liste" {
            (hidden("onglet", &codes.tab))
            (kept("q", &filters.search))
            (kept("tri", &codes.sort))
            (kept("ordre", &codes.order))
            @if offered.presence {
                (select("passage", "Dernier passage", &field(&codes.silence), choices(SILENCES)).empty("Tous"))
                (select("echeance", "Échéance", &field(&codes.term), choices(TERMS)).empty("Toutes"))
            } @else {
                (kept("passage", &codes.silence))
                (kept("echeance", &codes.term))
            }
            @if offered.mail {
                (select("courrier", "Courrier", &field(&codes.mail), vec![Choice::new(YES, "En attente")]).empty("Avec ou sans"))
            } @else {
                (kept("courrier", &codes.mail))
            }
            @if offered.appointment {
                (select("rdv", "Rendez-vous", &field(&codes.appointment), choices(APPOINTMENTS)).empty("Tous"))
            } @else {
                (kept("rdv", &codes.appointment))
            }
            (select("referent", "Référent", &field(&codes.referent), referents(filters, team)).empty("Tous"))
            (button("Filtrer").secondary())
        }
    }
}

fn kept(name: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { (hidden(name, value)) } }
}

fn referents(filters: &Filters, team: &[StaffMember]) -> Vec<Choice> {
    let mut choices = vec![Choice::new(NOBODY, "Aucun")];
    choices.extend(
        team.iter()
            .map(|m| Choice::new(m.id().to_string(), m.full_name())),
    );
    if let Some(ReferentFilter::Is(id)) = filters.referent
        && team.iter().all(|m| m.id() != id)
    {
        choices.push(Choice::new(id.to_string(), FORMER));
    }
    choices
}

const FORMER: &str = "ancien collègue";

/// The name of whoever a filter is about.
pub fn referent_name(referent: ReferentFilter, team: &[StaffMember]) -> String {
    match referent {
        ReferentFilter::None => "aucun".to_owned(),
        ReferentFilter::Is(id) => team
            .iter()
            .find(|m| m.id() == id)
            .map_or_else(|| FORMER.to_owned(), StaffMember::full_name),
    }
}

/// The search and the filters in force: a press takes one away.
pub fn in_force(filters: &Filters, team: &[StaffMember]) -> Markup {
    let one = |change: fn(&mut Filters)| {
        let mut without = filters.clone();
        change(&mut without);
        without.href()
    };
    let mut tags = Vec::new();
    if !filters.search.is_empty() {
        tags.push((
            format!("Recherche : {}", filters.search),
            one(|f| f.search.clear()),
        ));
    }
    let label = |code: &str, all: &[(&'static str, &'static str)]| {
        all.iter()
            .find(|(known, _)| *known == code)
            .map_or("", |(_, label)| *label)
            .to_lowercase()
    };
    let codes = filters.codes();
    if filters.silence.is_some() {
        let shown = label(
            &codes.silence,
            &SILENCES.map(|(_, code, label)| (code, label)),
        );
        tags.push((
            format!("Dernier passage : {shown}"),
            one(|f| f.silence = None),
        ));
    }
    if filters.term.is_some() {
        let shown = label(&codes.term, &TERMS.map(|(_, code, label)| (code, label)));
        tags.push((format!("Échéance : {shown}"), one(|f| f.term = None)));
    }
    if filters.mail {
        tags.push(("Courrier en attente".to_owned(), one(|f| f.mail = false)));
    }
    if filters.appointment.is_some() {
        let shown = label(
            &codes.appointment,
            &APPOINTMENTS.map(|(_, code, label)| (code, label)),
        );
        tags.push((
            format!("Rendez-vous : {shown}"),
            one(|f| f.appointment = None),
        ));
    }
    if let Some(referent) = filters.referent {
        let name = referent_name(referent, team);
        tags.push((format!("Référent : {name}"), one(|f| f.referent = None)));
    }
    html! {
        @if !tags.is_empty() {
            ul.app-tags aria-label="Critères en vigueur" {
                @for (label, href) in &tags { li { (tag(&web_kit::fr::typo(label), href)) } }
            }
        }
    }
}
