//! Saved views: lists that one comes back to.

use application::views::{SavedView, VIEWS, ViewName, ViewRefused};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ViewId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, Link, PageError, PathId,
    components::{
        button, buttons, checkbox, disclosure, empty_list, error_summary, hidden, link_button,
        post_button, text_field,
    },
};

use super::url::Filters;
use crate::{
    Staff,
    session::{Here, StaffSession, unless_refused},
    urls,
};

/// The page of all views.
pub const PATH: &str = "/domicilies/vues";
const TITLE: &str = "Vues enregistrées";
const SAVED: &str = "vue-enregistree";
const RENAMED: &str = "vue-renommee";
const DELETED: &str = "vue-supprimee";

/// What confirms it.
pub fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        SAVED => "La vue est enregistrée.",
        RENAMED => "La vue est renommée.",
        DELETED => "La vue est supprimée.",
        _ => return None,
    })
}

fn address(view: &SavedView) -> String {
    format!("{}?{}", urls::LIST, view.query)
}

/// The views, above the list.
pub fn links(filters: &Filters, views: &[SavedView]) -> Markup {
    let here = filters.kept();
    html! {
        @if !views.is_empty() {
            nav.app-views aria-label=(TITLE) {
                ul {
                    @for view in views {
                        li {
                            a href=(address(view)) aria-current=[(view.query == here).then_some("page")] { (view.name) }
                        }
                    }
                    li { a.app-views__all href=(PATH) { "Gérer les vues" } }
                }
            }
        }
    }
}

/// Saving what one sees.
pub fn form(session: &StaffSession, filters: &Filters) -> Markup {
    disclosure(
        "Enregistrer cette vue",
        false,
        &fields(session, &filters.kept(), &Submitted::default()),
    )
}

fn fields(session: &StaffSession, query: &str, form: &Submitted) -> Markup {
    html! {
        form.app-form method="post" action=(PATH) novalidate {
            (hidden("requete", query))
            (text_field("nom", "Nom de la vue", &form.nom)
                .hint("L’onglet, les filtres et le tri sont gardés. Les mots cherchés ne le sont pas : ils peuvent être un nom.")
                .max_length(60))
            @if session.actor.role().decides() {
                (checkbox("partagee", "La partager avec toute la structure", &form.partagee))
            }
            (button("Enregistrer la vue").secondary())
        }
    }
}

/// A view, as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    nom: Field,
    partagee: Field,
    requete: String,
}

const NAME: &str = "Donnez à la vue un nom de 60 caractères au plus.";

const fn why(refused: ViewRefused) -> &'static str {
    match refused {
        ViewRefused::TooMany => {
            "Il y a déjà 20 vues : supprimez celle qui ne sert plus, puis recommencez."
        }
        ViewRefused::NameTaken => "Une autre vue porte déjà ce nom : choisissez-en un autre.",
    }
}
const _: () = assert!(VIEWS == 20, "the sentence above says how many");

/// Saves a view.
pub async fn save(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    // What an address writes is read again: nothing else is kept.
    let filters = Filters::parse(&form.requete).map_err(|_| PageError::BadRequest)?;
    let query = filters.kept();
    if let Some(name) = form.nom.parse::<ViewName>(NAME) {
        let shared = form.partagee.is_ticked();
        let saved = staff
            .views
            .save(&session.actor, name, query.clone(), shared);
        match unless_refused(saved.await, PATH)? {
            Ok(_) => {
                let view = format!("{}?{query}", urls::LIST);
                return Ok(Redirect::to(&Flash::on(&view, SAVED)).into_response());
            }
            Err(refused) => form.nom.refuse(why(refused)),
        }
    }
    let page = session
        .page("Enregistrer une vue")
        .breadcrumb(vec![Link::new("Domiciliés", filters.here())])
        .in_error(true)
        .content(html! {
            h1 { "Enregistrer une vue" }
            (error_summary(None, &[("nom", &form.nom)]))
            (fields(&session, &query, &form))
        });
    let page = page.inside(&session.shell(Here::Domicilies));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// All views that one sees.
pub async fn manage(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let done = flash.code().and_then(message);
    draw(&staff, &session, done, None).await
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    done: Option<&str>,
    rejected: Option<(ViewId, &Field)>,
) -> Result<Markup, PageError> {
    let views = unless_refused(staff.views.list(&session.actor).await, PATH)?;
    // No rule refuses reading.
    let views = views.map_err(|_| PageError::Forbidden)?;
    let (shared, own): (Vec<_>, Vec<_>) = views.iter().partition(|view| view.owner.is_none());
    let content = html! {
        h1 { (TITLE) }
        @if let Some((_, field)) = rejected { (error_summary(None, &[("nom", field)])) }
        @if views.is_empty() {
            (empty_list("Aucune vue n’est enregistrée.", &html! {
                p { "Filtrez la liste, puis « Enregistrer cette vue » : vous la retrouverez au-dessus de la liste." }
                (link_button("Revenir à la liste", urls::LIST))
            }))
        }
        (section("Mes vues", &own, true, rejected))
        (section("Vues de la structure", &shared, session.actor.role().decides(), rejected))
    };
    Ok(session
        .page(TITLE)
        .breadcrumb(vec![Link::new("Domiciliés", urls::LIST)])
        .in_error(rejected.is_some())
        .message(done)
        .content(content)
        .inside(&session.shell(Here::Domicilies)))
}

fn section(
    title: &str,
    views: &[&SavedView],
    changes: bool,
    rejected: Option<(ViewId, &Field)>,
) -> Markup {
    html! {
        @if !views.is_empty() {
            section {
                h2 { (title) }
                ul.app-view-list {
                    @for view in views {
                        li {
                            a href=(address(view)) { (view.name) }
                            @if changes {
                                @let of_this = rejected.filter(|(id, _)| *id == view.id);
                                (disclosure("Renommer", of_this.is_some(), &rename_form(view, of_this.map(|(_, field)| field))))
                                (post_button("Supprimer", &under(view.id, "supprimer")).small().tertiary()
                                    .about(&format!("la vue {}", view.name)))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rename_form(view: &SavedView, rejected: Option<&Field>) -> Markup {
    let id = if rejected.is_some() {
        "nom".to_owned()
    } else {
        format!("nom-{}", view.id)
    };
    let known = Field::new(view.name.as_str());
    let field = rejected.unwrap_or(&known);
    let error_id = format!("{id}-erreur");
    html! {
        form method="post" action=(under(view.id, "renommer")) novalidate {
            div.fr-input-group.fr-input-group--error[field.error.is_some()] {
                label.fr-label for=(id) { "Nouveau nom de la vue " (view.name) }
                input.fr-input type="text" id=(id) name="nom" value=(field.raw) maxlength="60" autocomplete="off"
                    aria-invalid=[field.error.as_ref().map(|_| "true")]
                    aria-describedby=[field.error.as_ref().map(|_| &error_id)];
                @if let Some(error) = &field.error { p.fr-error-text id=(error_id) { (error) } }
            }
            (buttons(&[&button("Renommer la vue").secondary().small()]))
        }
    }
}

fn under(view: ViewId, what: &str) -> String {
    format!("{PATH}/{view}/{what}")
}

/// Gives a view another name.
pub async fn rename(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(view): PathId<ViewId>,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    if let Some(name) = form.nom.parse::<ViewName>(NAME) {
        match unless_refused(staff.views.rename(&session.actor, view, name).await, PATH)? {
            Ok(_) => return Ok(Redirect::to(&Flash::on(PATH, RENAMED)).into_response()),
            Err(refused) => form.nom.refuse(why(refused)),
        }
    }
    let page = draw(&staff, &session, None, Some((view, &form.nom))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Deletes a view: the dossiers that it showed stay as they are.
pub async fn delete(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(view): PathId<ViewId>,
) -> Result<Response, PageError> {
    let deleted = unless_refused(staff.views.delete(&session.actor, view).await, PATH)?;
    match deleted {
        Ok(_) => Ok(Redirect::to(&Flash::on(PATH, DELETED)).into_response()),
        // No rule refuses it.
        Err(_) => Err(PageError::Forbidden),
    }
}
