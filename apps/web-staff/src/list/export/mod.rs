//! Taking people out as a file: whom, which sheets and columns, in which format; then the
//! file, sent as it is written.

mod form;
mod progress;
mod sending;

use application::{
    access::{LOCKOUT, NotShown},
    export::{NotConfirmed, Plan},
    reads::{Listing, Tab, Total},
};
use axum::{
    extract::State,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use structures::Action;
use web_kit::{
    Flash, Form, Link, PageError, Query,
    components::{Level, error_summary, notice},
    fr,
};

use super::{asked::Asked, read, sentence, url::Filters};
use crate::{
    Staff,
    dossier::key_of,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
};
use form::{Chosen, Submitted};

pub use progress::Running;

/// The page of an export, and where its form is sent.
pub const PATH: &str = "/domicilies/exporter";
/// How far a file is.
const PROGRESS: &str = "/domicilies/exporter/avancement";
const TITLE: &str = "Exporter";
/// Said once a choice stands in the address of the page.
const KEPT: &str = "choix-garde";

pub fn routes() -> Vec<Route> {
    let export = Needs::Permission(Action::ExportDossiers);
    vec![
        Route::get(PATH, export, page),
        Route::post(PATH, export, submit),
        Route::get(PROGRESS, export, progress::page).unasked(),
    ]
}

/// What may leave, and in whose hands it then is.
async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    Query(asked): Query<Asked>,
    Query(chosen): Query<Chosen>,
    flash: Flash,
) -> Result<Markup, PageError> {
    let filters = Filters::try_from(asked).map_err(|_| PageError::BadRequest)?;
    let form = Submitted::asked(&filters.first_page(), chosen);
    draw(&staff, &session, &form, flash.code().and_then(message)).await
}

fn message(code: &str) -> Option<&'static str> {
    match code {
        KEPT => Some(
            "Ce choix est dans l’adresse de la page : ajoutez-la à vos favoris pour le retrouver.",
        ),
        _ => None,
    }
}

/// The file, or the form with what is wrong with it.
async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    Form(mut form): Form<Submitted>,
) -> Result<Response, PageError> {
    let filters = form.filters().ok_or(PageError::BadRequest)?;
    let password = SecretString::from(std::mem::take(&mut form.mot_de_passe.raw));
    if form.keeps() {
        let there = Flash::on(&form.address(&filters), KEPT);
        return Ok(Redirect::to(&there).into_response());
    }
    let Some(plan) = form.plan(&filters) else {
        return rejected(&staff, &session, &form).await;
    };
    let confirmed = if plan.is_confirmed() {
        if password.expose_secret().is_empty() {
            form.mot_de_passe.refuse(
                "Saisissez votre mot de passe : il est demandé pour exporter un onglet entier, tous les dossiers ou les entretiens.",
            );
            return rejected(&staff, &session, &form).await;
        }
        let shown = staff.access.confirm(&session.actor, password).await;
        match unless_refused(shown, PATH)? {
            Ok(confirmed) => Some(confirmed),
            Err(refused) => {
                form.mot_de_passe.refuse(explain(refused));
                return rejected(&staff, &session, &form).await;
            }
        }
    } else {
        None
    };
    let total = total(&staff, &session, &plan).await?;
    let format = plan.format();
    let begun = staff
        .exports
        .begin(&session.actor, plan, confirmed.as_ref())
        .await;
    let export = match unless_refused(begun, PATH)? {
        Ok(export) => export.into_inner(),
        // The plan was asked whether it needs a confirmation.
        Err(NotConfirmed) => return Err(PageError::Forbidden),
    };
    let key = key_of(&staff, &form.cle);
    let run = staff.running().begin(session.actor.id(), key, total);
    let body = sending::body(export, run).await?;
    let name = format!(
        "attachment; filename=\"domicilies-{}.{}\"",
        session.today,
        format.extension()
    );
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

fn explain(refused: NotShown) -> String {
    match refused {
        NotShown::Mismatch => "Ce n’est pas votre mot de passe. Ressaisissez-le.".to_owned(),
        NotShown::Locked => format!(
            "Trop d’échecs : rien ne peut être exporté pendant {} minutes.",
            LOCKOUT.lock_minutes
        ),
    }
}

/// How many people are to leave, where that is known at once.
async fn total(
    staff: &Staff,
    session: &StaffSession,
    plan: &Plan,
) -> Result<Option<u64>, PageError> {
    let structure = session.actor.structure_id();
    let page = staff.lists.page(structure, plan.whom(), session.today);
    let page = page.await.map_err(crate::session::page_error)?;
    Ok(page.total.exact())
}

async fn rejected(
    staff: &Staff,
    session: &StaffSession,
    form: &Submitted,
) -> Result<Response, PageError> {
    let page = draw(staff, session, form, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    form: &Submitted,
    message: Option<&str>,
) -> Result<Markup, PageError> {
    let filters = form.filters().ok_or(PageError::BadRequest)?;
    let listing = read(staff, session, &filters).await?;
    let key = key_of(staff, &form.cle);
    let summary = error_summary(None, &form.errors());
    let in_error = !summary.0.is_empty();
    let content = html! {
        h1 { (TITLE) }
        form.app-form method="post" action=(PATH) novalidate {
            (summary)
            (form::fields(form, key, &whom(&filters, &listing)))
            (notice(Level::Warning, "Ce fichier contient des données personnelles. Gardez-le le temps nécessaire, sur un poste de la structure, puis effacez-le. L’export est inscrit au journal, à votre nom."))
            (form::send(&filters))
        }
        (progress::region(key))
    };
    Ok(session
        .page(TITLE)
        .breadcrumb(vec![Link::new("Domiciliés", filters.href())])
        .message(message)
        .in_error(in_error)
        .content(content)
        .inside(&session.shell(Here::Domicilies)))
}

/// Whom one may choose, in words: the view, and everybody where that is more.
fn whom(filters: &Filters, listing: &Listing) -> (String, Option<String>) {
    let view = sentence::of(filters, listing.page.total, &listing.referents);
    let everybody = listing.counts.of(Tab::All);
    let is_all = listing.page.total == Total::Exactly(everybody) && filters.tab == Tab::All;
    let all = format!(
        "Tous les dossiers de la structure ({})",
        fr::count(everybody, "dossier", "dossiers")
    );
    (view, (!is_all).then_some(all))
}
