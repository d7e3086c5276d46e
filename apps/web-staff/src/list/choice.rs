//! Choosing people in the list: those whose box is ticked, or everybody whom it shows.

use application::{
    bulk::Act,
    reads::{DossierRow, Tab, Total},
};
use domiciliation::Status;
use maud::{Markup, html};
use structures::Action;
use web_kit::{components::hidden, fr};

use super::{many, rows::name, url::Filters};
use crate::session::StaffSession;

/// The form that all boxes of the list belong to.
const FORM: &str = "choix";

/// What may be done to several people at once from a tab: where it leads, and its button.
fn acts(session: &StaffSession, tab: Tab) -> Vec<(&'static str, &'static str)> {
    let mut acts = Vec::new();
    if session.may(Action::EditRequest) {
        acts.push((many::REFERENT, "Choisir leur référent"));
    }
    if session.may(Action::PrintInBulk) {
        acts.push((many::PAPERS, "Imprimer leurs documents"));
    }
    let ends = matches!(tab, Tab::All | Tab::Renewals | Tab::Status(Status::Actif));
    if ends && session.may(Action::PrepareRadiation) {
        acts.push((many::RADIATION, "Préparer leur radiation"));
    }
    let mistakes = matches!(
        tab,
        Tab::All | Tab::Status(Status::EnInstruction | Status::AValider)
    );
    if mistakes && session.may(Action::EraseDossier) {
        acts.push((many::ERASURE, "Effacer leurs dossiers"));
    }
    acts
}

/// Whether rows can be ticked in a tab.
pub fn is_offered(session: &StaffSession, tab: Tab) -> bool {
    !acts(session, tab).is_empty()
}

/// The box of a row.
pub fn tick(filters: &Filters, row: &DossierRow) -> Markup {
    html! {
        input.app-tick type="checkbox" form=(FORM) name="d" value=(row.id) autocomplete="off"
            aria-label={ "Cocher " (name(row)) } checked[filters.all] disabled[filters.all];
    }
}

/// What is done with the people chosen, below the table: it stays in sight.
pub fn bar(session: &StaffSession, filters: &Filters, total: Total) -> Markup {
    let acts = acts(session, filters.tab);
    if acts.is_empty() {
        return html! {};
    }
    let chosen = if filters.all {
        total
    } else {
        Total::Exactly(0)
    };
    html! {
        form.app-choice id=(FORM) method="get" aria-label="Personnes choisies" {
            (filters.first_page().asked().hidden(&[]))
            @if filters.all {
                (hidden("tout", super::codes::YES))
                p { strong { (everybody(chosen)) } " " a href=(filters.choosing(false)) { "Ne plus tout choisir" } }
            } @else {
                p { "Pour les personnes cochées\u{a0}:" }
            }
            @for (path, label) in acts {
                button.fr-btn.fr-btn--sm.fr-btn--secondary type="submit" formaction=(path) { (label) }
            }
            @if !filters.all { (all_of(filters, total)) }
        }
    }
}

fn everybody(total: Total) -> String {
    match total {
        Total::Exactly(count) => format!(
            "{}, sur toutes les pages.",
            fr::count(count, "résultat choisi", "résultats choisis")
        ),
        Total::MoreThan(_) => "Tous les résultats choisis.".to_owned(),
    }
}

fn all_of(filters: &Filters, total: Total) -> Markup {
    let most = Act::Referent(None).limit();
    html! {
        @match total {
            Total::Exactly(count) if count > most => {
                span.fr-hint-text { "Pour tout choisir, restreignez la liste à " (fr::number(most)) " résultats." }
            },
            Total::Exactly(1) => a href=(filters.choosing(true)) { "Choisir le résultat" },
            Total::Exactly(count) => a href=(filters.choosing(true)) {
                "Sélectionner les " (fr::number(count)) " résultats"
            },
            Total::MoreThan(_) => span.fr-hint-text {
                "Pour tout choisir, restreignez la liste à " (fr::number(most)) " résultats."
            },
        }
    }
}
