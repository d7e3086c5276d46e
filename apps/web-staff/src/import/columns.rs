//! Which column of the file is what: proposed, seen with samples of what it holds, corrected.

use std::collections::BTreeMap;

use application::imports::{
    field::{Field as Held, FieldGroup},
    mapping::Mapping,
    problem::{Problem, column_name},
    run::NotMapped,
    staging::{ImportRun, RowFilter, RowQuery, Stage, StagedRow},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use web_kit::{
    Field, Form, PathId,
    components::{Column, Level, button, buttons, error_summary, notice, number_field, table},
    fr,
};

use super::{Away, Leaf, Step, one, preview, undo};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls, words,
};

/// How many lines samples are taken from, how many of them a column shows, and how long.
const LOOKED_AT: u32 = 100;
const SAMPLES: usize = 3;
const SAMPLE_MAX: usize = 28;

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let page = draw(&staff, &session, &run, &Told::of(&run.mapping)).await?;
    Ok(page.into_response())
}

/// An import whose columns may still be told otherwise.
async fn open(staff: &Staff, session: &StaffSession, id: ImportId) -> Result<ImportRun, Away> {
    let run = one(staff, session, id).await?;
    if run.stage == Stage::Mapping || run.is_open() {
        Ok(run)
    } else {
        Err(Away::To(urls::import(id, "")))
    }
}

/// Says which column is what, and has all lines checked so.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let sent: BTreeMap<String, String> = sent.into_iter().collect();
    let mut form = Told::of(&chosen(&run.mapping, &sent));
    if let Some(typed) = sent.get("titres") {
        form.header = typed.as_str().into();
    }
    let most = run.rows + run.mapping.header();
    let header = form.header.parse_with(
        |typed| typed.parse().ok().filter(|header| *header < most),
        "Indiquez le numéro d’une ligne de titres, comme votre tableur l’affiche ; 0 s’il n’y en a pas.",
    );
    if let Some(header) = header {
        form.mapping = form.mapping.with_header(header);
        let mapped = form.mapping.clone();
        let mapped = staff.imports.map(&session.actor, id, mapped).await;
        match unless_refused(mapped, &Step::Columns.href(id))? {
            Ok(_) => return Ok(Redirect::to(&Step::Rows.href(id)).into_response()),
            Err(NotMapped(problems)) => form.problems = problems,
        }
    }
    let page = draw(&staff, &session, &run, &form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What is told of the columns, and what is wrong with it.
struct Told {
    mapping: Mapping,
    header: Field,
    problems: Vec<Problem>,
}

impl Told {
    fn of(mapping: &Mapping) -> Self {
        Self {
            mapping: mapping.clone(),
            header: Field::new(mapping.header().to_string()),
            problems: Vec::new(),
        }
    }
}

/// What the form says of the columns. What is no field is no column.
fn chosen(before: &Mapping, sent: &BTreeMap<String, String>) -> Mapping {
    let mut mapping = Mapping::below(before.header());
    for (name, key) in sent {
        let column = name
            .strip_prefix('c')
            .and_then(|column| column.parse().ok());
        if let Some(column) = column {
            mapping.set(column, Held::from_key(key));
        }
    }
    mapping
}

/// A column of the file, with the first values it holds.
struct Seen {
    column: u16,
    heading: String,
    samples: Vec<String>,
}

/// The columns that hold something, or are something.
fn seen(run: &ImportRun, found: &[StagedRow]) -> Vec<Seen> {
    let rows = || {
        run.header
            .iter()
            .chain(found.iter().map(|staged| &staged.row))
    };
    let held = rows().map(|row| row.cells.len()).max().unwrap_or(0);
    let told = run
        .mapping
        .columns()
        .map(|(column, _)| usize::from(column) + 1);
    let width = told.max().unwrap_or(0).max(held);
    let columns = (0..u16::try_from(width).unwrap_or(u16::MAX)).map(|column| {
        let headings = run.header.iter().map(|row| row.cell(column).shown());
        let headings: Vec<_> = headings
            .map(|heading| heading.trim().to_owned())
            .filter(|heading| !heading.is_empty())
            .collect();
        let mut samples: Vec<String> = Vec::new();
        for staged in found {
            let value = words::clipped(staged.row.cell(column).shown().trim(), SAMPLE_MAX);
            if samples.len() < SAMPLES && !value.is_empty() && !samples.contains(&value) {
                samples.push(value);
            }
        }
        Seen {
            column,
            heading: words::clipped(&headings.join(" / "), 120),
            samples,
        }
    });
    columns
        .filter(|seen| {
            let holds = !seen.heading.is_empty() || !seen.samples.is_empty();
            holds || run.mapping.field(seen.column).is_some()
        })
        .collect()
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    run: &ImportRun,
    Told {
        mapping,
        header,
        problems,
    }: &Told,
) -> Result<Markup, Away> {
    let query = RowQuery {
        filter: RowFilter::All,
        after: None,
        before: None,
        limit: LOOKED_AT,
    };
    let found = staff.imports.rows(&session.actor, run.id, query).await;
    let Ok(found) = unless_refused(found, urls::IMPORT)?;
    let columns = seen(run, &found.rows);
    let errors: Vec<(String, Field)> = problems
        .iter()
        .map(|problem| {
            let mut field = Field::default();
            field.refuse(problem.message.clone());
            // What no column holds may be in any: the first one is where to begin.
            let first = columns.first().map_or(0, |seen| seen.column);
            (id_of(problem.column.unwrap_or(first)), field)
        })
        .collect();
    let mut summary: Vec<_> = errors.iter().map(|(id, f)| (id.as_str(), f)).collect();
    summary.push(("titres", header));
    let content = html! {
        (error_summary(None, &summary))
        @if run.stage == Stage::Mapping {
            p.app-lead.app-text { "Voici ce que chaque colonne semble contenir. Corrigez ce qui ne va pas." }
        } @else {
            p.app-lead.app-text { "Voici comment les colonnes ont été comprises." }
        }
        p.app-text {
            "Vos choix sont retenus\u{a0}: le prochain fichier qui a les mêmes titres sera compris de la même façon."
        }
        (preview::remarks(&run.remarks))
        (required(mapping))
        form method="post" action=(urls::import(run.id, "colonnes")) novalidate autocomplete="off" {
            (list(&columns, mapping, problems))
            (number_field("titres", "Dernière ligne de titres", header)
                .hint("Les personnes commencent juste au-dessous. 0 si le fichier n’a pas de titres."))
            (buttons(&[&button("Vérifier les lignes")]))
        }
        (undo::abandoning(run.id))
    };
    Ok(Leaf {
        session,
        run,
        step: Some(Step::Columns),
        message: None,
        in_error: !problems.is_empty() || header.error.is_some(),
    }
    .draw("Colonnes", &content))
}

/// What every line needs, and where it is.
fn required(mapping: &Mapping) -> Markup {
    let missing: Vec<_> = Held::all()
        .filter(|held| held.is_required() && mapping.column_of(*held).is_none())
        .map(|held| format!("« {} »", held.label()))
        .collect();
    html! {
        @if missing.is_empty() {
            (notice(Level::Success, "Toutes les colonnes obligatoires sont là."))
        } @else {
            (notice(Level::Warning, &format!(
                "{} : {}.",
                if missing.len() == 1 { "Il manque une colonne obligatoire" } else { "Il manque des colonnes obligatoires" },
                fr::list(&missing),
            )))
        }
    }
}

fn list(columns: &[Seen], mapping: &Mapping, problems: &[Problem]) -> Markup {
    let headings = vec![
        Column::new("Colonne du fichier"),
        Column::new("Ce qu’elle contient"),
        Column::new("Ce que c’est"),
    ];
    let cells = columns.iter().map(|seen| {
        vec![
            html! {
                span.app-none { (column_name(seen.column)) } " "
                @if seen.heading.is_empty() { span.app-none { "sans titre" } } @else { bdi { (seen.heading) } }
            },
            html! {
                div {
                    @if seen.samples.is_empty() { span.app-none { "rien dans les premières lignes" } }
                    @for sample in &seen.samples { span.app-second { bdi { (sample) } } }
                }
            },
            chooser(seen, mapping.field(seen.column), problems),
        ]
    });
    html! {
        div.app-import__columns {
            (table("Colonnes du fichier", headings, cells.collect()).caption_hidden())
        }
    }
}

fn id_of(column: u16) -> String {
    format!("c{column}")
}

/// The list of all that a column may be.
fn chooser(seen: &Seen, current: Option<Held>, problems: &[Problem]) -> Markup {
    let id = id_of(seen.column);
    let error = problems
        .iter()
        .find(|problem| problem.column == Some(seen.column))
        .map(|problem| problem.message.as_str());
    let error_id = error.map(|_| format!("{id}-erreur"));
    html! {
        div.fr-select-group.fr-select-group--error[error.is_some()] {
            label.fr-sr-only for=(id) { "Ce qu’est la colonne " (column_name(seen.column)) " " (seen.heading) }
            select.fr-select.fr-select--error[error.is_some()] id=(id) name=(id) autocomplete="off"
                aria-invalid=[error.map(|_| "true")] aria-describedby=[&error_id] {
                option value="" { "Ne pas importer" }
                @for group in FieldGroup::ALL {
                    optgroup label=(group.label()) {
                        @for held in Held::all().filter(|held| held.group() == group) {
                            option value=(held.key()) selected[current == Some(held)] {
                                (held.label()) @if held.is_required() { " (obligatoire)" }
                            }
                        }
                    }
                }
            }
            @if let Some(error) = error { p.fr-error-text id=[&error_id] { (fr::typo(error)) } }
        }
    }
}
