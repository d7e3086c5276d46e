//! Taking an import back: as a whole, while nothing was done on its dossiers; or before it was
//! confirmed.

use application::imports::{
    run::UndoPreview,
    staging::{ImportRun, Stage},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use web_kit::{
    Flash, PathId,
    components::{
        Column, Level, button, buttons, disclosure, link_button, notice, post_button, table,
    },
    fr,
};

use super::{Away, Leaf, one};
use crate::{
    Staff,
    list::name_of,
    session::{StaffSession, unless_refused},
    urls,
};

const DISCARDED: &str = "import-abandonne";

/// The sentence that confirms an act on the page it leads back to.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        DISCARDED => {
            Some("L’import est abandonné : son contenu est effacé, aucun dossier n’a changé.")
        }
        _ => None,
    }
}

/// An import that is done; otherwise one is led to where it is.
async fn done(staff: &Staff, session: &StaffSession, id: ImportId) -> Result<ImportRun, Away> {
    let run = one(staff, session, id).await?;
    if matches!(run.stage, Stage::Done(_)) {
        Ok(run)
    } else {
        Err(Away::To(urls::import(id, "")))
    }
}

/// What taking it back would do.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Away> {
    let run = done(&staff, &session, id).await?;
    let here = urls::import(id, "");
    let plan = staff.imports.undo_preview(&session.actor, id).await;
    let Ok(plan) = unless_refused(plan, &here)?;
    let leaf = Leaf {
        session: &session,
        run: &run,
        step: None,
        message: None,
        in_error: false,
    };
    let content = draw(&run, &plan);
    Ok(leaf.draw("Annuler l’import", &content).into_response())
}

fn draw(run: &ImportRun, plan: &UndoPreview) -> Markup {
    let id = run.id;
    let updated = matches!(run.stage, Stage::Done(done) if done.updated > 0);
    let erased = u64::from(plan.untouched);
    let kept = u64::from(plan.touched);
    let dossiers = fr::count(erased, "dossier", "dossiers");
    let back = urls::import(id, "");
    let press = format!("Effacer {dossiers}");
    html! {
        h2 { "Annuler tout cet import" }
        @if erased == 0 {
            (notice(Level::Info, "Il ne reste aucun dossier à effacer : quelque chose a été fait sur chacun depuis l’import."))
        } @else {
            p.app-lead {
                (fr::count(erased, "dossier sera effacé définitivement.", "dossiers seront effacés définitivement."))
            }
            ul.app-text {
                li { "Les numéros effacés ne seront plus donnés." }
                li { "Le fichier importé reste chez vous\u{a0}: vous pourrez l’importer de nouveau." }
                @if updated {
                    li { "Les dossiers que l’import a mis à jour gardent leurs nouvelles informations." }
                }
            }
        }
        @if kept > 0 {
            (notice(Level::Warning, &format!(
                "{} : quelque chose y a été fait depuis l’import.",
                fr::count(kept, "dossier restera", "dossiers resteront")
            )))
            (touched(plan))
        }
        @if erased > 0 {
            form method="post" action=(urls::import(id, "annuler")) {
                (buttons(&[
                    &button(&press),
                    &link_button("Garder l’import", &back).secondary(),
                ]))
            }
        } @else {
            p { (link_button("Revenir à l’import", &back).secondary()) }
        }
    }
}

/// Those that stay.
fn touched(plan: &UndoPreview) -> Markup {
    let columns = vec![Column::new("Personne"), Column::number("N°")];
    let rows = plan.named.iter().map(|row| {
        vec![
            html! { a href=(urls::dossier(row.id)) { (name_of(row)) } },
            html! { (fr::number(row.number.into())) },
        ]
    });
    let shown = u32::try_from(plan.named.len()).unwrap_or(u32::MAX);
    let more = plan.touched.saturating_sub(shown);
    html! {
        (table("Dossiers qui resteront", columns, rows.collect()).caption_hidden())
        @if more > 0 { p { "Et " (fr::count(more.into(), "autre", "autres")) "." } }
    }
}

/// Takes it back, in the background.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Away> {
    done(&staff, &session, id).await?;
    let here = urls::import(id, "");
    let undone = staff.imports.undo(&session.actor, id).await;
    let Ok(_started) = unless_refused(undone, &here)?;
    Ok(Redirect::to(&here).into_response())
}

/// The way to forget an import that is not taken over, folded away: what was put right goes too.
pub fn abandoning(id: ImportId) -> Markup {
    let content = html! {
        p { "Ce qui a été lu de ce fichier et vos corrections sont effacés aussitôt. Aucun dossier ne change." }
        (post_button("Abandonner définitivement", &urls::import(id, "abandonner")).secondary())
    };
    disclosure("Abandonner cet import", false, &content)
}

/// Forgets an import that was not taken over.
pub async fn discard(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Away> {
    let gone = staff.imports.discard(&session.actor, id).await;
    let Ok(_gone) = unless_refused(gone, urls::IMPORT)?;
    Ok(Redirect::to(&Flash::on(urls::IMPORT, DISCARDED)).into_response())
}
