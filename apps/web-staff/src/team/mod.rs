//! The team: who works here and in which role, and what each role may do.

mod change;
mod invite;
mod link;
mod rights;

use application::staff::StaffRefused;
use axum::extract::State;
use kernel::StaffId;
use maud::{Markup, html};
use structures::{Action, ClosingRefused, Role, RoleChangeRefused, StaffMember, StaffStatus};
use web_kit::{Field, Flash, Link, Page, PageError, components::*, fr};

pub use link::origin;
pub use rights::doable;

use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Équipe";
const NEW: &str = "/equipe/nouveau";

pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get(urls::TEAM, Needs::Permission(Action::ViewStaff), page),
        rights::route(),
    ];
    routes.extend(invite::routes());
    routes.extend(change::routes());
    routes.extend(link::routes());
    routes
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let team = members(&staff, &session).await?;
    let manages = session.may(Action::ManageStaff);
    let mut columns = vec![Column::new("Nom"), Column::new("Fonction")];
    if manages {
        columns.push(Column::new("Adresse"));
    }
    columns.extend([Column::new("Rôle"), Column::new("État")]);
    if manages {
        columns.push(Column::actions("Actions"));
    }
    let rows = team.iter().map(|member| row(member, manages)).collect();
    let content = html! {
        h1 { (TITLE) }
        @if manages { p { (link_button("Inviter une personne", NEW).icon("user-add-line")) } }
        (table("Membres de l’équipe", columns, rows).caption_hidden())
        p { a.fr-link href=(urls::RIGHTS) { "Voir ce que permet chaque rôle" } }
    };
    Ok(session
        .page(TITLE)
        .message(flash.code().and_then(said))
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

fn row(member: &StaffMember, manages: bool) -> Vec<Markup> {
    let profile = member.profile();
    let mut cells = vec![
        html! { (member.full_name()) },
        html! { (profile.fonction.label()) },
    ];
    if manages {
        cells.push(html! { span.app-email { (profile.email.as_str()) } });
    }
    cells.extend([html! { (member.role().label()) }, status(member.status())]);
    if manages {
        cells.push(actions(member));
    }
    cells
}

fn status(status: StaffStatus) -> Markup {
    match status {
        StaffStatus::Invited => badge(Some(Level::Info), "Invité"),
        StaffStatus::Active => badge(Some(Level::Success), "Actif"),
        StaffStatus::Closed { on } => html! {
            (badge(None, "Fermé"))
            span.app-second { "le " (fr::time_short(on)) }
        },
    }
}

/// A closed account does nothing more: nothing is offered for it.
fn actions(member: &StaffMember) -> Markup {
    let about = |what: &str, label: &str| {
        html! {
            li {
                a.fr-link.fr-link--sm href=(urls::member(member.id(), what)) {
                    (label) span.fr-sr-only { " : " (member.full_name()) }
                }
            }
        }
    };
    html! {
        @if !is_closed(member) {
            ul.fr-raw-list.app-links {
                (about("role", "Changer le rôle"))
                (about("lien", "Nouveau lien"))
                (about("fermer", "Fermer le compte"))
            }
        }
    }
}

const fn is_closed(member: &StaffMember) -> bool {
    matches!(member.status(), StaffStatus::Closed { .. })
}

/// The whole team.
async fn members(staff: &Staff, session: &StaffSession) -> Result<Vec<StaffMember>, PageError> {
    unless_refused(staff.team.list(&session.actor).await, urls::TEAM)?
        // Reading refuses nothing by a rule.
        .map_err(|_: StaffRefused| PageError::NotFound)
}

/// One of them, and the whole team.
async fn member(
    staff: &Staff,
    session: &StaffSession,
    id: StaffId,
) -> Result<(StaffMember, Vec<StaffMember>), PageError> {
    let team = members(staff, session).await?;
    let found = team.iter().find(|member| member.id() == id).cloned();
    Ok((found.ok_or(PageError::NotFound)?, team))
}

/// A page below the team's.
fn below(session: &StaffSession, title: &str) -> Page {
    session
        .page(title)
        .breadcrumb(vec![Link::new(TITLE, urls::TEAM)])
}

/// A role, to choose.
fn role_field(field: &Field) -> Markup {
    let choices = Role::ALL
        .iter()
        .map(|role| Choice::new(role.code(), role.label()).hint(summary(*role)))
        .collect();
    html! { (radio_group("role", "Rôle", field, choices)) }
}

/// What a role is for, in one line.
const fn summary(role: Role) -> &'static str {
    match role {
        Role::Facteur => {
            "Remet le courrier, note les visites et les appels, consulte les dossiers."
        }
        Role::Agent => "Télécharge aussi les attestations.",
        Role::Instructeur => {
            "Instruit aussi les demandes, mène les entretiens, propose les décisions."
        }
        Role::Gestionnaire => "Décide aussi : accorde, refuse, radie.",
        Role::Administrateur => {
            "Gère aussi les comptes de l’équipe et les paramètres de la structure."
        }
    }
}

fn explain(refused: StaffRefused) -> &'static str {
    match refused {
        StaffRefused::EmailTaken => {
            "Cette adresse électronique sert déjà à un compte. Chaque personne a une seule adresse, \
             et chaque adresse un seul compte."
        }
        StaffRefused::Closed
        | StaffRefused::Role(RoleChangeRefused::Closed)
        | StaffRefused::Closing(ClosingRefused::Closed) => {
            "Ce compte est fermé et ne peut plus être modifié. Si la personne revient, invitez-la \
             avec une autre adresse électronique."
        }
        StaffRefused::Role(RoleChangeRefused::LastAdministrator)
        | StaffRefused::Closing(ClosingRefused::LastAdministrator) => {
            "C’est le dernier administrateur en activité : sans lui, personne ne pourrait plus gérer \
             les comptes. Donnez d’abord ce rôle à quelqu’un d’autre."
        }
        StaffRefused::Closing(ClosingRefused::OwnAccount) => {
            "Vous ne pouvez pas fermer votre propre compte. Demandez-le à un autre administrateur."
        }
    }
}

fn said(code: &str) -> Option<&'static str> {
    match code {
        "role-change" => Some("Le rôle est changé. Les sessions de la personne sont fermées."),
        "compte-ferme" => Some("Le compte est fermé. Les sessions de la personne sont fermées."),
        "deja-invite" => Some(
            "Cette personne est déjà invitée. Si vous n’avez plus son lien, faites-en un nouveau.",
        ),
        _ => None,
    }
}
