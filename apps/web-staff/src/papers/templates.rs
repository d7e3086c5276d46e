//! The templates of the structure, as a list.

use application::{files::Listed, templates::kind_of};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    PageError,
    components::{Column, Level, buttons, link_button, notice, table},
    fr,
};

use super::template::kind_label;
use crate::{
    Staff,
    files::why,
    session::{StaffSession, unless_refused},
    urls,
};

/// The templates, and how to add one.
pub async fn section(staff: &Staff, session: &StaffSession) -> Result<Markup, PageError> {
    let listed = staff.templates.list(&session.actor).await;
    let listed = unless_refused(listed, urls::PAPERS)?;
    Ok(html! {
        section #modeles {
            h2 { "Modèles de documents" }
            div.app-text {
                p {
                    "Un modèle est un document Word à l’en-tête de votre structure. Des balises comme "
                    code { "{USAGER_NOM}" }
                    " y sont remplacées par ce que contient le dossier de la personne."
                }
            }
            @match listed {
                Ok(listed) if listed.is_empty() => p { "Aucun modèle : les documents de l’application sont utilisés." },
                Ok(listed) => (list(session, &listed)),
                Err(refused) => (notice(Level::Warning, why(refused))),
            }
            @if session.may(Action::ManageTemplates) {
                (buttons(&[
                    &link_button("Ajouter un modèle", urls::NEW_TEMPLATE),
                    &link_button("Voir les balises", urls::TAGS).secondary(),
                ]))
            } @else {
                p { (link_button("Voir les balises", urls::TAGS).secondary()) }
            }
        }
    })
}

fn list(session: &StaffSession, listed: &[Listed]) -> Markup {
    let columns = vec![
        Column::new("Nom"),
        Column::new("Usage"),
        Column::new("Ajouté"),
    ];
    let rows = listed
        .iter()
        .map(|Listed { file, keeper }| {
            vec![
                html! { a.fr-link href=(urls::template(file.id, "")) { bdi { (file.label) } } },
                html! { @if let Some(kind) = kind_of(file) { (kind_label(kind)) } },
                html! {
                    (fr::time_short(session.actor.civil_date(file.at)))
                    span.app-second { "par " (keeper) }
                },
            ]
        })
        .collect();
    html! { (table("Modèles de la structure", columns, rows).caption_hidden()) }
}
