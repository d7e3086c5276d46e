//! One line of the file, put right in a form: what is wrong first, the rest folded away.

use std::collections::BTreeMap;

use application::imports::{
    choices,
    field::{Field as Held, FieldKind},
    mapping::Mapping,
    problem::{Problem, column_name},
    staging::{Choice as Doing, Chosen, RowFilter, RowQuery, StagedRow},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use maud::{Markup, Render, html};
use serde::Deserialize;
use web_kit::{
    Field, Flash, Form, PageError, PathIds, Query,
    components::{
        Choice, Level, button, buttons, disclosure, error_summary, fieldset, hidden, link_button,
        notice, number_field, post_button, select, tel_field, text_field, textarea,
    },
    fr,
};

use super::{Away, Leaf, Step, open, preview, rows};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls, words,
};

const CORRECTED: &str = "ligne-corrigee";
const NEXT: &str = "ligne-suivante";
const ASIDE: &str = "ligne-ecartee";
const BACK: &str = "ligne-reprise";

/// The sentence that confirms an act on the page it leads to.
pub fn message(code: &str) -> Option<&'static str> {
    match code {
        CORRECTED => Some("La ligne est enregistrée."),
        NEXT => Some("La ligne est enregistrée. Voici la suivante."),
        ASIDE => Some("La ligne est laissée de côté : elle ne sera pas importée."),
        BACK => Some("La ligne est reprise."),
        _ => None,
    }
}

/// The page of a line, among those that were being looked at.
pub fn href(id: ImportId, number: u32, filter: RowFilter) -> String {
    let line = urls::import(id, &format!("lignes/{number}"));
    format!("{line}?lignes={}", preview::code_of(filter))
}

/// The identifier of a line in the list.
pub fn anchor(number: u32) -> String {
    format!("ligne-{number}")
}

/// The list one came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    lignes: String,
}

/// The page.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, number): PathIds<ImportId, u32>,
    Query(from): Query<From>,
    flash: Flash,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let staged = row(&staff, &session, id, number).await?;
    let form = Corrected::of(&run.mapping, &staged, &from.lignes);
    let leaf = Leaf {
        session: &session,
        run: &run,
        step: Some(Step::Rows),
        message: flash.code().and_then(message),
        in_error: false,
    };
    Ok(form.draw(&leaf, &staged).into_response())
}

async fn row(
    staff: &Staff,
    session: &StaffSession,
    id: ImportId,
    number: u32,
) -> Result<StagedRow, PageError> {
    let found = staff.imports.row(&session.actor, id, number).await;
    let Ok(staged) = unless_refused(found, &Step::Rows.href(id))?;
    Ok(staged)
}

/// Puts a line right, and leads to the next one of the list.
pub async fn submit(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, number): PathIds<ImportId, u32>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let mut sent: BTreeMap<String, String> = sent.into_iter().collect();
    let from = sent.remove("lignes").unwrap_or_default();
    let before = row(&staff, &session, id, number).await?;
    let changes = changes(&run.mapping, &before, &sent);
    let staged = if changes.is_empty() {
        before
    } else {
        let corrected = staff
            .imports
            .correct(&session.actor, id, number, changes)
            .await;
        let Ok(corrected) = unless_refused(corrected, &Step::Rows.href(id))?;
        corrected.into_inner()
    };
    if !staged.is_good() {
        let form = Corrected::of(&run.mapping, &staged, &from);
        let leaf = Leaf {
            session: &session,
            run: &run,
            step: Some(Step::Rows),
            message: None,
            in_error: true,
        };
        let page = form.draw(&leaf, &staged);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let there = onward(&staff, &session, id, number, &from, (NEXT, CORRECTED)).await?;
    Ok(Redirect::to(&there).into_response())
}

/// The next line of the list one came from; after the last one, the lines.
async fn onward(
    staff: &Staff,
    session: &StaffSession,
    id: ImportId,
    number: u32,
    from: &str,
    (then, alone): (&str, &str),
) -> Result<String, PageError> {
    let filter = preview::filter_of(from).unwrap_or(RowFilter::Errors);
    let query = RowQuery {
        filter,
        after: Some(number),
        before: None,
        limit: 1,
    };
    let following = staff.imports.rows(&session.actor, id, query).await;
    let Ok(following) = unless_refused(following, &Step::Rows.href(id))?;
    Ok(match following.rows.first() {
        Some(next) => Flash::on(&href(id, next.row.number, filter), then),
        None => Flash::on(&Step::Rows.href(id), alone),
    })
}

/// Whether a line is to be left aside.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Aside {
    lignes: String,
    ecarter: String,
}

/// Leaves a line aside, or takes it back among the others.
pub async fn set_aside(
    State(staff): State<Staff>,
    session: StaffSession,
    PathIds(id, number): PathIds<ImportId, u32>,
    Form(sent): Form<Aside>,
) -> Result<Response, Away> {
    open(&staff, &session, id).await?;
    let aside = !sent.ecarter.is_empty();
    let chosen = Chosen::Row(number);
    let doing = aside.then_some(Doing::Skip);
    let done = staff
        .imports
        .choose(&session.actor, id, chosen, doing)
        .await;
    let Ok(_kept) = unless_refused(done, &Step::Rows.href(id))?;
    let there = if aside {
        onward(&staff, &session, id, number, &sent.lignes, (ASIDE, ASIDE)).await?
    } else {
        let filter = preview::filter_of(&sent.lignes).unwrap_or(RowFilter::Errors);
        Flash::on(&href(id, number, filter), BACK)
    };
    Ok(Redirect::to(&there).into_response())
}

/// The cells that were typed otherwise than they were shown.
fn changes(
    mapping: &Mapping,
    staged: &StagedRow,
    sent: &BTreeMap<String, String>,
) -> Vec<(u16, String)> {
    let changed = |(column, held): (u16, Held)| {
        let typed = sent.get(&id_of(column))?.trim();
        let was = staged.row.cell(column).shown();
        let same = typed == was.trim() || typed == proposed(held, &was);
        (!same).then(|| (column, typed.to_owned()))
    };
    mapping.columns().filter_map(changed).collect()
}

fn id_of(column: u16) -> String {
    format!("c{column}")
}

/// What a field shows of a cell: of a list, the value that the text stands for.
fn proposed(held: Held, shown: &str) -> String {
    choices::parse(held, shown).map_or_else(|| shown.to_owned(), str::to_owned)
}

/// A line as its form shows it.
struct Corrected {
    fields: Vec<Cell>,
    from: String,
}

/// One of its cells.
struct Cell {
    id: String,
    held: Held,
    label: String,
    hint: String,
    field: Field,
    warned: bool,
}

impl Corrected {
    fn of(mapping: &Mapping, staged: &StagedRow, from: &str) -> Self {
        let cell = |(column, held)| Cell::of(column, held, staged);
        Self {
            fields: mapping.columns().map(cell).collect(),
            from: from.to_owned(),
        }
    }

    fn draw(&self, leaf: &Leaf<'_>, staged: &StagedRow) -> Markup {
        let (id, number) = (leaf.run.id, staged.row.number);
        let wrong = |cell: &&Cell| cell.field.error.is_some();
        let (mut errors, mut warned, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for cell in &self.fields {
            if wrong(&cell) {
                errors.push(cell);
            } else if cell.warned {
                warned.push(cell);
            } else {
                others.push(cell);
            }
        }
        let summary: Vec<_> = errors
            .iter()
            .map(|cell| (cell.id.as_str(), &cell.field))
            .collect();
        let whole = staged.problems.iter().filter(|p| p.column.is_none());
        let filter = preview::filter_of(&self.from).unwrap_or(RowFilter::Errors);
        let back = format!("{}#{}", preview::href(id, filter), anchor(number));
        let aside = staged.choice == Some(Doing::Skip);
        let title = format!("Ligne {}", fr::number(number.into()));
        let content = html! {
            h2 { (title) }
            @if leaf.in_error { (error_summary(None, &summary)) }
            div.app-lead { (rows::who(&staged.row, &leaf.run.mapping)) }
            @for problem in whole {
                (notice(if problem.is_error() { Level::Error } else { Level::Warning }, &problem.message))
            }
            @if staged.problems.is_empty() { p { "Rien à signaler sur cette ligne." } }
            form.app-form method="post" action=(urls::import(id, &format!("lignes/{number}"))) novalidate autocomplete="off" {
                (hidden("lignes", &self.from))
                @if !errors.is_empty() { (fieldset("À corriger", &all(&errors))) }
                @if !warned.is_empty() { (fieldset("À vérifier", &all(&warned))) }
                @if !others.is_empty() {
                    (disclosure("Les autres informations de la ligne", errors.is_empty() && warned.is_empty(), &all(&others)))
                }
                (buttons(&[
                    &button("Enregistrer la ligne"),
                    &link_button("Revenir aux lignes", &back).secondary(),
                ]))
            }
            (self.setting_aside(id, number, aside))
        };
        leaf.draw(&title, &content)
    }
}

impl Corrected {
    /// The way to do without this line, or to have it back.
    fn setting_aside(&self, id: ImportId, number: u32, aside: bool) -> Markup {
        let address = urls::import(id, &format!("lignes/{number}/ecarter"));
        let from = hidden("lignes", &self.from);
        html! {
            @if aside {
                (notice(Level::Info, "Cette ligne est laissée de côté : elle ne sera pas importée."))
                (post_button("Reprendre cette ligne", &address).fields(from).secondary())
            } @else {
                (post_button("Ne pas importer cette ligne", &address)
                    .fields(html! { (from) (hidden("ecarter", "oui")) }).tertiary())
            }
        }
    }
}

fn all(cells: &[&Cell]) -> Markup {
    html! { @for cell in cells { (cell.draw()) } }
}

impl Cell {
    fn of(column: u16, held: Held, staged: &StagedRow) -> Self {
        let shown = staged.row.cell(column).shown();
        let here = |problem: &&Problem| problem.column == Some(column);
        let said = |error: bool| {
            let mine = staged.problems.iter().filter(here);
            let messages: Vec<_> = mine
                .filter(|problem| problem.is_error() == error)
                .map(|problem| problem.message.as_str())
                .collect();
            (!messages.is_empty()).then(|| messages.join(" "))
        };
        let mut field = Field::new(proposed(held, &shown));
        field.error = said(true);
        let place = format!("Colonne {}. ", column_name(column));
        let warning = said(false);
        Self {
            id: id_of(column),
            held,
            label: held.label().into_owned(),
            hint: match &warning {
                Some(warning) => format!("{place}{warning}"),
                None => format!("{place}{}", held.help()),
            },
            field,
            warned: warning.is_some(),
        }
    }

    fn draw(&self) -> Markup {
        let (id, label, hint, field) = (&self.id, &self.label, &self.hint, &self.field);
        let optional = !self.held.is_required();
        let input = match self.held.kind() {
            FieldKind::Choice | FieldKind::YesNo => {
                let list = select(id, label, field, self.choices()).hint(hint);
                let list = list.empty("Non renseigné");
                return if optional {
                    list.optional().render()
                } else {
                    list.render()
                };
            }
            FieldKind::Text { max } if max > 200 => {
                let area = textarea(id, label, field, max).hint(hint);
                return if optional {
                    area.optional().render()
                } else {
                    area.render()
                };
            }
            FieldKind::Text { .. } | FieldKind::Date | FieldKind::Email => {
                text_field(id, label, field)
            }
            FieldKind::Phone => tel_field(id, label, field),
            FieldKind::Count => number_field(id, label, field),
        };
        let input = input.hint(hint);
        if optional {
            input.optional().render()
        } else {
            input.render()
        }
    }

    /// The values of the list, and the one that is not of it.
    fn choices(&self) -> Vec<Choice> {
        let list = self.held.choices();
        let own = self.field.text();
        let foreign = !own.is_empty() && list.iter().all(|choice| choice.code != own);
        let kept = foreign.then(|| {
            Choice::new(
                own,
                format!("Valeur du fichier : {}", words::clipped(own, 40)),
            )
        });
        kept.into_iter()
            .chain(
                list.iter()
                    .map(|choice| Choice::new(choice.code, choice.label)),
            )
            .collect()
    }
}
