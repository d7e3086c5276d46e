//! The first day: nobody is registered yet, and what to do about it.

use maud::{Markup, html};
use structures::{Action, StaffStatus};
use web_kit::{
    PageError,
    components::{Level, badge, link_button},
};

use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

struct Step {
    title: &'static str,
    why: &'static str,
    link: (&'static str, &'static str),
    done: bool,
}

/// The steps, those that this role may take, each ticked when it is done.
pub async fn welcome(staff: &Staff, session: &StaffSession) -> Result<Markup, PageError> {
    let mut steps = Vec::new();
    if session.may(Action::ManageSettings) {
        let settings = session.actor.structure().settings();
        steps.push(Step {
            title: "Compléter la structure",
            why: "Le représentant qui signe, les horaires et les délais figurent sur les documents remis.",
            link: ("Compléter la structure", urls::SETTINGS),
            done: settings.representative.is_some() && settings.opening_hours.is_some(),
        });
    }
    if session.may(Action::ManageStaff) {
        steps.push(Step {
            title: "Inviter vos collègues",
            why: "Chacun a son propre compte, avec le rôle qui correspond à son travail.",
            link: ("Inviter un collègue", urls::TEAM),
            done: has_colleagues(staff, session).await?,
        });
    }
    if session.may(Action::ImportDossiers) {
        steps.push(Step {
            title: "Reprendre vos dossiers",
            why: "Si vous suivez déjà des personnes dans un classeur ou un autre outil, importez-les\u{a0}: vous vérifiez \
                  tout avant d’enregistrer.",
            link: ("Importer des dossiers", urls::IMPORT),
            done: false,
        });
    }
    if session.may(Action::EditRequest) {
        steps.push(Step {
            title: "Enregistrer la première personne",
            why: "Sa demande se remplit en cinq étapes\u{a0}; vous pouvez l’interrompre et la reprendre.",
            link: ("Nouvelle demande", urls::NEW),
            done: false,
        });
    }
    Ok(html! {
        h1 { "Domiciliés" }
        @if steps.is_empty() {
            p.app-lead { "Aucune personne n’est encore enregistrée dans votre structure." }
            p {
                "Les demandes sont enregistrées par les instructeurs, les gestionnaires et les administrateurs. "
                "Dès la première, vous trouverez la personne ici."
            }
        } @else {
            p.app-lead { "Aucune personne n’est encore enregistrée. Pour commencer\u{a0}:" }
            ol.app-text {
                @for step in &steps {
                    li {
                        h2 {
                            (step.title)
                            @if step.done { " " (badge(Some(Level::Success), "Fait")) }
                        }
                        p { (step.why) }
                        @if !step.done { p { (link_button(step.link.0, step.link.1).secondary()) } }
                    }
                }
            }
        }
    })
}

async fn has_colleagues(staff: &Staff, session: &StaffSession) -> Result<bool, PageError> {
    let Ok(team) = unless_refused(staff.team.list(&session.actor).await, urls::TEAM)? else {
        return Ok(false);
    };
    Ok(team
        .iter()
        .filter(|m| !matches!(m.status(), StaffStatus::Closed { .. }))
        .count()
        > 1)
}
