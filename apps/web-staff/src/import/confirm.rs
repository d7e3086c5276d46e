//! The last page before an import: what will happen, in numbers, and one button.

use application::{
    UseCaseError,
    imports::{
        problem::ProblemCode,
        run::NotStarted,
        staging::{Counts, Extent, ImportRun, RowFilter},
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Field, Form, PageError, PathId,
    components::{
        Choice, Level, button, buttons, details, error_summary, link_button, notice, radio_group,
    },
    fr,
};

use super::{Away, Leaf, Step, lines, open, preview};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

/// What becomes of the lines with an error, as it is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submitted {
    etendue: Field,
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let extent = Extent::AllOrNothing.code().into();
    let page = draw(&staff, &session, &run, &extent, None).await?;
    Ok(page.into_response())
}

/// Starts the import, which goes on in the background.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    Form(mut form): Form<Submitted>,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let mut nothing = None;
    let extent = form.etendue.parse("Choisissez ce qui est importé.");
    if let Some(extent) = extent {
        let started = staff.imports.start(&session.actor, id, extent).await;
        let there = || Redirect::to(&urls::import(id, "")).into_response();
        if matches!(started, Err(UseCaseError::Conflict)) {
            // A second press: it is started.
            return Ok(there());
        }
        match unless_refused(started, &urls::import(id, ""))? {
            Ok(_) => return Ok(there()),
            Err(NotStarted::Errors(errors)) => form.etendue.refuse(format!(
                "{}. Corrigez, ou choisissez d’importer les bonnes lignes seules.",
                still_wrong(errors)
            )),
            Err(NotStarted::Nothing) => nothing = Some(NOTHING),
        }
    }
    let page = draw(&staff, &session, &run, &form.etendue, nothing).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

const NOTHING: &str = "Aucune ligne ne peut être importée.";

/// « 38 lignes sont encore à corriger ».
fn still_wrong(errors: u32) -> String {
    match errors {
        1 => "Une ligne est encore à corriger".to_owned(),
        errors => format!("{} sont encore à corriger", lines(errors)),
    }
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    run: &ImportRun,
    extent: &Field,
    general: Option<&str>,
) -> Result<Markup, PageError> {
    let (actor, id) = (&session.actor, run.id);
    let Ok(counts) = unless_refused(staff.imports.counts(actor, id).await, urls::IMPORT)?;
    let Ok(already) = unless_refused(staff.imports.already(actor, id).await, urls::IMPORT)?;
    let some = counts.to_create + counts.to_update > 0;
    let content = html! {
        (error_summary(general, &[("etendue", extent)]))
        @if let Some(already) = &already { (preview::taken_before(session, already)) }
        p.app-lead { (fr::typo(&sentence(&counts))) }
        @if some {
            div.app-text { (numbers(&counts)) }
            (consequences(&counts))
        }
        (form(id, &counts, extent, some))
    };
    Ok(Leaf {
        session,
        run,
        step: Some(Step::Confirm),
        message: None,
        in_error: general.is_some() || extent.error.is_some(),
    }
    .draw("Confirmation", &content))
}

/// « 4 900 dossiers seront créés. »
fn sentence(counts: &Counts) -> String {
    let (created, updated) = (u64::from(counts.to_create), u64::from(counts.to_update));
    let created_as = fr::count(created, "dossier sera créé", "dossiers seront créés");
    let updated_as = fr::count(
        updated,
        "dossier sera mis à jour",
        "dossiers seront mis à jour",
    );
    match (created, updated) {
        (0, 0) => NOTHING.to_owned(),
        (_, 0) => format!("{created_as}."),
        (0, _) => format!("{updated_as}."),
        (_, _) => format!("{created_as} et {updated_as}."),
    }
}

fn numbers(counts: &Counts) -> Markup {
    let number = |count: u32| html! { (lines(count)) };
    details(&[
        ("Dossiers à créer", number(counts.to_create)),
        ("Dossiers à mettre à jour", number(counts.to_update)),
        ("Lignes laissées de côté", number(counts.to_skip)),
        ("Lignes à corriger, non importées", number(counts.errors)),
    ])
}

fn of(counts: &Counts, code: ProblemCode) -> u64 {
    let found = counts.problems.iter().find(|(known, _)| *known == code);
    found.map_or(0, |(_, rows)| u64::from(*rows))
}

/// What importing does, and what it does not.
fn consequences(counts: &Counts) -> Markup {
    let silent = of(counts, ProblemCode::NoLastContact);
    let lapsed = of(counts, ProblemCode::Lapsed);
    html! {
        h2 { "Ce qui va se passer" }
        ul.app-text {
            li { "Chaque dossier créé reçoit un numéro, à la suite des vôtres\u{a0}; l’identifiant de votre fichier y reste." }
            li { "Les décisions reprises gardent leurs dates. Personne n’est prévenu\u{a0}: aucun courrier, aucun SMS ne part." }
            li { "L’historique de chaque dossier dit qu’il est repris d’un registre, quel jour et par qui." }
            @if silent > 0 {
                li {
                    (fr::count(silent, "personne n’a pas de dernier passage", "personnes n’ont pas de dernier passage"))
                    (fr::typo(" : leur délai de trois mois commence aujourd’hui."))
                }
            }
            @if lapsed > 0 {
                li {
                    (fr::count(lapsed, "domiciliation est déjà échue", "domiciliations sont déjà échues"))
                    (fr::typo(" : vous les trouverez dans « À traiter »."))
                }
            }
            li { "L’import entier peut être annulé tant que rien n’a été fait sur ses dossiers." }
        }
    }
}

fn form(id: ImportId, counts: &Counts, extent: &Field, some: bool) -> Markup {
    let errors = counts.errors;
    let wrong = preview::href(id, RowFilter::Errors);
    let whole = match errors {
        1 => "La ligne à corriger empêche alors d’importer les autres.".to_owned(),
        _ => format!(
            "Les {} à corriger empêchent alors d’importer les autres.",
            lines(errors)
        ),
    };
    let extents = vec![
        Choice::new(Extent::AllOrNothing.code(), "Tout ou rien").hint(whole),
        Choice::new(Extent::GoodRows.code(), "Les bonnes lignes seulement").hint(
            "Les autres sont gardées trente jours dans un classeur à télécharger, à corriger et à envoyer de nouveau.",
        ),
    ];
    let count = u64::from(counts.to_create + counts.to_update);
    let lines_page = Step::Rows.href(id);
    let press = format!("Importer {}", fr::count(count, "dossier", "dossiers"));
    let back = link_button("Revenir aux lignes", &lines_page).secondary();
    html! {
        @if some {
            form.app-form method="post" action=(urls::import(id, "confirmer")) novalidate autocomplete="off" {
                @if errors > 0 {
                    (notice(Level::Warning, &format!("{}.", still_wrong(errors))))
                    p { a href=(wrong) { "Voir ces lignes" } }
                    (radio_group("etendue", "Ce qui est importé", extent, extents))
                } @else {
                    input type="hidden" name="etendue" value=(Extent::AllOrNothing.code());
                }
                (buttons(&[&button(&press), &back]))
            }
        } @else {
            p { "Revenez aux lignes pour les corriger, ou aux doublons pour choisir ce qui en est fait." }
            (buttons(&[&back]))
        }
    }
}
