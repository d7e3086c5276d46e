//! The filters: selects that show their value, and the criteria in force, each removable.

use application::reads::{ReferentFilter, Tab};
use domiciliation::Status;
use kernel::StaffId;
use maud::{Markup, Render, html};
use web_kit::{
    Field,
    components::{Choice, button, select, tag},
};

use super::{
    codes::{APPOINTMENTS, ENDED, NOBODY, SILENCES, TERMS, YES, label},
    url::Filters,
};
use crate::{urls, words};

/// Those who can follow a person, by name.
pub type Referents = [(StaffId, String)];

/// The filters that mean something in a tab, by the names of their fields.
const fn offered(tab: Tab) -> &'static [&'static str] {
    match tab {
        Tab::All => &["passage", "echeance", "fin", "courrier", "rdv", "referent"],
        Tab::Renewals => &["passage", "echeance", "courrier", "rdv", "referent"],
        Tab::Status(Status::Actif | Status::Echu) => {
            &["passage", "echeance", "courrier", "referent"]
        }
        Tab::Status(Status::Radie) => &["fin", "courrier", "referent"],
        Tab::Status(Status::EnInstruction) => &["rdv", "courrier", "referent"],
        Tab::Status(Status::AValider) => &["courrier", "referent"],
        Tab::Status(Status::Refuse) => &["referent"],
    }
}

fn choices<T: Copy, const N: usize>(values: [(T, &'static str, &'static str); N]) -> Vec<Choice> {
    values
        .into_iter()
        .map(|(_, code, label)| Choice::new(code, label))
        .collect()
}

/// The form of filters. Tab, search and sort go with it; the place does not, so that
/// another filter begins on the first page. What it does not offer it keeps. On a narrow
/// screen it is folded behind a box to tick.
pub fn form(filters: &Filters, team: &Referents) -> Markup {
    let asked = filters.first_page().asked();
    let offered = offered(filters.tab);
    let field = |code: &str| Field::new(code);
    let one = |name: &str| match name {
        "passage" => select(
            "passage",
            "Dernier passage",
            &field(&asked.passage),
            choices(SILENCES),
        )
        .empty("Tous")
        .render(),
        "echeance" => select(
            "echeance",
            "Échéance",
            &field(&asked.echeance),
            choices(TERMS),
        )
        .empty("Toutes")
        .render(),
        "fin" => select("fin", "Radié depuis", &field(&asked.fin), choices(ENDED))
            .empty("Indifférent")
            .render(),
        "courrier" => {
            let waiting = vec![Choice::new(YES, "À récupérer")];
            select("courrier", "Courrier", &field(&asked.courrier), waiting)
                .empty("Avec ou sans")
                .render()
        }
        "rdv" => select(
            "rdv",
            "Entretien",
            &field(&asked.rdv),
            choices(APPOINTMENTS),
        )
        .empty("Tous")
        .render(),
        _ => select(
            "referent",
            "Référent",
            &field(&asked.referent),
            referents(filters, team),
        )
        .empty("Tous")
        .render(),
    };
    html! {
        input.app-fold type="checkbox" id="filtrer" autocomplete="off";
        label.app-fold-label for="filtrer" { "Afficher les filtres" }
        form.app-filters.app-folded method="get" action=(urls::LIST) aria-label="Filtrer la liste" {
            (asked.hidden(offered))
            @for name in offered { (one(name)) }
            (button("Filtrer").secondary())
        }
    }
}

fn referents(filters: &Filters, team: &Referents) -> Vec<Choice> {
    let mut choices = vec![Choice::new(NOBODY, "Aucun référent")];
    choices.extend(
        team.iter()
            .map(|(id, name)| Choice::new(id.to_string(), name)),
    );
    if let Some(ReferentFilter::Is(id)) = filters.referent
        && team.iter().all(|(known, _)| *known != id)
    {
        choices.push(Choice::new(id.to_string(), FORMER));
    }
    choices
}

const FORMER: &str = "ancien collègue";

/// The name of whoever follows a person.
pub fn colleague(id: StaffId, team: &Referents) -> String {
    team.iter()
        .find(|(known, _)| *known == id)
        .map_or_else(|| FORMER.to_owned(), |(_, name)| name.clone())
}

/// The name of whoever a filter is about.
pub fn referent_name(referent: ReferentFilter, team: &Referents) -> String {
    match referent {
        ReferentFilter::None => "aucun".to_owned(),
        ReferentFilter::Is(id) => colleague(id, team),
    }
}

/// The search and the filters in force: a press takes one away.
pub fn in_force(filters: &Filters, team: &Referents) -> Markup {
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
    let mut push = |what: &str, shown: &str, change: fn(&mut Filters)| {
        tags.push((format!("{what} : {}", words::within(shown)), one(change)));
    };
    if let Some(silence) = filters.silence {
        push("Dernier passage", label(SILENCES, silence), |f| {
            f.silence = None;
        });
    }
    if let Some(term) = filters.term {
        push("Échéance", label(TERMS, term), |f| f.term = None);
    }
    if let Some(ended) = filters.ended {
        push("Radié depuis", label(ENDED, ended), |f| f.ended = None);
    }
    if let Some(appointment) = filters.appointment {
        push("Entretien", label(APPOINTMENTS, appointment), |f| {
            f.appointment = None;
        });
    }
    if let Some(referent) = filters.referent {
        let name = referent_name(referent, team);
        tags.push((format!("Référent : {name}"), one(|f| f.referent = None)));
    }
    if filters.mail {
        tags.push(("Courrier à récupérer".to_owned(), one(|f| f.mail = false)));
    }
    html! {
        @if !tags.is_empty() {
            ul.app-tags aria-label="Critères en vigueur" {
                @for (label, href) in &tags { li { (tag(&web_kit::fr::typo(label), href)) } }
            }
        }
    }
}
