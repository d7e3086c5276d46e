//! An import that was confirmed: how far it is, then a report that can be kept.

use application::imports::staging::{Done, Failure, ImportRun, Stage};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    PageError, PathId, Query,
    components::{Level, buttons, details, link_button, notice},
    fr,
};

use super::{Away, Leaf, Step, lines, one, undo};
use crate::{
    Staff,
    request::forms::colleagues,
    session::{Here, StaffSession},
    urls,
};

/// How often the page comes again by itself where no script runs, in seconds.
const SECONDS: u32 = 5;

/// Whether it is being worked on.
const fn is_moving(stage: &Stage) -> bool {
    matches!(stage, Stage::Importing { .. } | Stage::Undoing { .. })
}

/// Whether the page is to stay as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Still {
    fixe: String,
}

/// The page; before anything is confirmed, the step that the import is at.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    Query(still): Query<Still>,
) -> Result<Response, Away> {
    let run = one(&staff, &session, id).await?;
    match run.stage {
        Stage::Mapping => Err(Away::To(Step::Columns.href(id))),
        Stage::Checked => Err(Away::To(Step::Rows.href(id))),
        Stage::Importing { .. }
        | Stage::Done(_)
        | Stage::Failed { .. }
        | Stage::Undoing { .. }
        | Stage::Undone { .. } => {
            let page = draw(&staff, &session, &run, !still.fixe.is_empty()).await?;
            Ok(page.into_response())
        }
    }
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    run: &ImportRun,
    still: bool,
) -> Result<Markup, PageError> {
    let team = colleagues(staff, session).await?;
    let by = team.iter().find(|member| member.id() == run.by);
    let by = by.map_or_else(|| "un ancien collègue".to_owned(), |m| m.full_name());
    let again = (is_moving(&run.stage) && !still).then(|| (SECONDS, urls::import(run.id, "")));
    let content = html! {
        // Announced when it changes, which the count does not.
        p.fr-sr-only role="status" id="etat-import" {}
        (region(session, run, !still))
        div.app-text { (details(&[
            ("Fichier", html! { bdi { (run.file_name) } }),
            ("Feuille", html! { bdi { (run.sheet) } }),
            ("Lignes", html! { (fr::number(run.rows.into())) }),
            ("Envoyé le", html! { (session.moment(run.asked_at)) }),
            ("Par", html! { (by) }),
        ])) }
        p.app-unprinted { a href=(urls::IMPORT) { "Tous les imports" } }
    };
    let leaf = Leaf {
        session,
        run,
        step: None,
        message: None,
        in_error: false,
    };
    let page = leaf.page("Import", &content).again(again);
    Ok(page.inside(&session.shell(Here::Elsewhere)))
}

/// What of that page changes, for its script.
pub async fn progress(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Markup, PageError> {
    let run = one(&staff, &session, id).await?;
    Ok(html! {
        (region(&session, &run, true))
        @if !is_moving(&run.stage) {
            div hx-swap-oob="innerHTML:#etat-import" { (fr::typo(&said(&run.stage))) }
        }
    })
}

fn region(session: &StaffSession, run: &ImportRun, live: bool) -> Markup {
    let moving = is_moving(&run.stage);
    let live = live && moving;
    let address = urls::import(run.id, "avancement");
    html! {
        div.app-printing id="import"
            hx-get=[live.then_some(&address)] hx-trigger=[live.then_some("every 1s")]
            hx-swap=[live.then_some("outerHTML")] {
            @match &run.stage {
                Stage::Importing { done, of, .. } => (under_way(run, *done, *of, live)),
                Stage::Undoing { done, of, .. } => (under_way(run, *done, *of, live)),
                Stage::Done(done) => (report(session, run, done)),
                Stage::Failed { at, .. } => {
                    (notice(Level::Error, &said(&run.stage)))
                    p { "Arrêté le " (session.moment(*at)) "." }
                    p { (link_button("Revoir les lignes", &Step::Rows.href(run.id))) }
                    (undo::abandoning(run.id))
                }
                Stage::Undone { at, kept, .. } => {
                    (notice(if *kept == 0 { Level::Success } else { Level::Warning }, &said(&run.stage)))
                    p { "Annulé le " (session.moment(*at)) "." }
                }
                // Each has a page of its own.
                Stage::Mapping | Stage::Checked => {}
            }
        }
    }
}

fn under_way(run: &ImportRun, done: u32, of: u32, live: bool) -> Markup {
    let here = urls::import(run.id, "");
    let undoing = matches!(run.stage, Stage::Undoing { .. });
    let sentence = match (done, undoing) {
        (0, false) => "L’import commence.".to_owned(),
        (0, true) => "L’annulation commence.".to_owned(),
        (done, false) if done >= of => {
            "Toutes les lignes sont prêtes : l’enregistrement s’achève.".to_owned()
        }
        (done, false) => format!("{} sur {}.", lines(done), fr::number(of.into())),
        (done, true) => {
            let done = fr::count(done.into(), "dossier effacé", "dossiers effacés");
            format!("{done} sur {}.", fr::number(of.into()))
        }
    };
    html! {
        label.fr-label for="avancement" { @if undoing { "Annulation en cours" } @else { "Import en cours" } }
        progress id="avancement" max=(of.max(1)) value=(done) { (done) " sur " (of) }
        p { (fr::typo(&sentence)) }
        @if !undoing {
            p { "Rien n’est visible avant la fin : tout est enregistré d’un coup, ou rien. Vous pouvez quitter cette page." }
        }
        noscript {
            p {
                @if live {
                    "Cette page s’actualise toutes les " (SECONDS) " secondes. "
                    a href=(format!("{here}?fixe=oui")) { "Ne plus l’actualiser" }
                } @else {
                    a href=(here) { "Actualiser cette page" }
                }
            }
        }
    }
}

/// How it ended, in a sentence.
fn said(stage: &Stage) -> String {
    match stage {
        Stage::Done(done) => {
            let parts = [
                (done.created, "dossier créé", "dossiers créés"),
                (done.updated, "dossier mis à jour", "dossiers mis à jour"),
                (done.refused, "ligne refusée", "lignes refusées"),
            ];
            let parts: Vec<_> = parts
                .into_iter()
                .filter(|(count, ..)| *count > 0)
                .map(|(count, one, several)| fr::count(count.into(), one, several))
                .collect();
            if parts.is_empty() {
                "L’import est terminé : aucun dossier n’a changé.".to_owned()
            } else {
                format!("L’import est terminé : {}.", parts.join(", "))
            }
        }
        Stage::Failed { why, .. } => match why {
            Failure::Errors => {
                "L’import n’a pas eu lieu : une ligne est devenue fausse depuis sa vérification. Rien n’est enregistré."
            }
            Failure::Forbidden => {
                "L’import n’a pas eu lieu : la personne qui l’a demandé n’en a plus le droit. Rien n’est enregistré."
            }
            Failure::Broken => {
                "L’import n’a pas pu être fait, malgré plusieurs essais. Rien n’est enregistré. Prévenez la personne qui \
                 tient l’application."
            }
        }
        .to_owned(),
        Stage::Undone { erased, kept, .. } => {
            let gone = fr::count((*erased).into(), "dossier effacé", "dossiers effacés");
            match kept {
                0 => format!("L’import est annulé : {gone}."),
                kept => format!(
                    "L’import est annulé : {gone}. {} : quelque chose y avait été fait depuis.",
                    fr::count((*kept).into(), "dossier reste", "dossiers restent")
                ),
            }
        }
        Stage::Mapping | Stage::Checked | Stage::Importing { .. } | Stage::Undoing { .. } => {
            String::new()
        }
    }
}

fn report(session: &StaffSession, run: &ImportRun, done: &Done) -> Markup {
    let id = run.id;
    let level = if done.refused == 0 {
        Level::Success
    } else {
        Level::Warning
    };
    html! {
        (notice(level, &said(&run.stage)))
        div.app-text { (details(&[
            ("Terminé le", html! { (session.moment(done.at)) }),
            ("Dossiers créés", html! { (fr::number(done.created.into())) }),
            ("Dossiers mis à jour", html! { (fr::number(done.updated.into())) }),
            ("Lignes laissées de côté", html! { (fr::number(done.doubles.into())) }),
            ("Lignes refusées", html! { (fr::number(done.refused.into())) }),
        ])) }
        @if done.refused > 0 {
            div.app-unprinted {
                p {
                    "Les lignes refusées sont gardées trente jours. Téléchargez-les\u{a0}: chaque cellule à corriger est colorée "
                    "et expliquée. Une fois corrigé, le classeur peut être importé à son tour."
                }
                p {
                    (link_button("Télécharger les lignes refusées (.xlsx)", &urls::import(id, "lignes.xlsx"))
                        .secondary().icon("download-line"))
                }
            }
        }
        div.app-unprinted {
            (buttons(&[
                &link_button("Voir les domiciliés", urls::LIST),
                &link_button("Annuler tout cet import", &urls::import(id, "annuler")).tertiary(),
            ]))
        }
    }
}
