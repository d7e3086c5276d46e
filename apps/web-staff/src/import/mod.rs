//! Taking over a register, step by step: a file, its columns, its rows, its doubles, then one
//! confirmation. What is confirmed is done in the background, and its page says how far it
//! is. Everything works without a script.

mod columns;
mod confirm;
mod doubles;
mod line;
mod outcome;
mod preview;
mod receive;
mod rows;
mod start;
mod undo;
mod workbook;

use application::imports::{
    staging::{ImportRun, Stage},
    table::MAX_BYTES,
};
use axum::{
    extract::DefaultBodyLimit,
    handler::Handler,
    response::{IntoResponse, Redirect, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use structures::Action;
use web_kit::{Link, PageError, components::stepper, fr};

use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Importer des dossiers";

/// How much of a file that is too big is still read, so that the page can say why: a browser
/// shows no answer to what it could not send.
const READ_ON: usize = 5 * MAX_BYTES;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let import = Needs::Permission(Action::ImportDossiers);
    let limit = DefaultBodyLimit::max(READ_ON);
    vec![
        Route::get(urls::IMPORT, import, start::page),
        Route::post(urls::IMPORT, import, receive::submit.layer(limit)),
        Route::get("/import/modele.xlsx", import, workbook::template),
        Route::get("/import/{id}", import, outcome::page),
        Route::get("/import/{id}/lignes", import, preview::page),
        Route::get("/import/{id}/colonnes", import, columns::page),
        Route::post("/import/{id}/colonnes", import, columns::submit),
        Route::get("/import/{id}/lignes/{ligne}", import, line::page),
        Route::post("/import/{id}/lignes/{ligne}", import, line::submit),
        Route::post(
            "/import/{id}/lignes/{ligne}/ecarter",
            import,
            line::set_aside,
        ),
        Route::get("/import/{id}/lignes.xlsx", import, workbook::marked),
        Route::get("/import/{id}/doublons", import, doubles::page),
        Route::post("/import/{id}/doublons", import, doubles::submit),
        Route::post("/import/{id}/doublons/tous", import, doubles::submit_all),
        Route::get("/import/{id}/confirmer", import, confirm::page),
        Route::post("/import/{id}/confirmer", import, confirm::submit),
        Route::get("/import/{id}/avancement", import, outcome::progress).unasked(),
        Route::get("/import/{id}/annuler", import, undo::page),
        Route::post("/import/{id}/annuler", import, undo::submit),
        Route::post("/import/{id}/abandonner", import, undo::discard),
    ]
}

/// The steps before an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Columns,
    Rows,
    Doubles,
    Confirm,
}

impl Step {
    const ALL: [Self; 4] = [Self::Columns, Self::Rows, Self::Doubles, Self::Confirm];

    /// The first step is done when there is an import at all.
    const TITLES: [&'static str; 5] = ["Fichier", "Colonnes", "Lignes", "Doublons", "Confirmation"];

    /// Its place, counted from 1.
    const fn place(self) -> usize {
        match self {
            Self::Columns => 2,
            Self::Rows => 3,
            Self::Doubles => 4,
            Self::Confirm => 5,
        }
    }

    const fn title(self) -> &'static str {
        Self::TITLES[self.place() - 1]
    }

    fn href(self, id: ImportId) -> String {
        urls::import(
            id,
            match self {
                Self::Columns => "colonnes",
                Self::Rows => "lignes",
                Self::Doubles => "doublons",
                Self::Confirm => "confirmer",
            },
        )
    }
}

/// What a page of a step answers instead of itself.
enum Away {
    /// The page of an error.
    Failed(PageError),
    /// The step that an import is at.
    To(String),
}

impl From<PageError> for Away {
    fn from(error: PageError) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for Away {
    fn into_response(self) -> Response {
        match self {
            Self::Failed(error) => error.into_response(),
            Self::To(there) => Redirect::to(&there).into_response(),
        }
    }
}

/// An import, whatever became of it.
async fn one(staff: &Staff, session: &StaffSession, id: ImportId) -> Result<ImportRun, PageError> {
    let found = staff.imports.one(&session.actor, id).await;
    let Ok(run) = unless_refused(found, urls::IMPORT)?;
    Ok(run)
}

/// An import whose rows may still be looked at; otherwise one is led to where it is.
async fn open(staff: &Staff, session: &StaffSession, id: ImportId) -> Result<ImportRun, Away> {
    let run = one(staff, session, id).await?;
    if run.is_open() {
        Ok(run)
    } else {
        Err(Away::To(urls::import(id, "")))
    }
}

/// A page of an import.
struct Leaf<'a> {
    session: &'a StaffSession,
    run: &'a ImportRun,
    /// The step it belongs to; none once the import is under way.
    step: Option<Step>,
    message: Option<&'a str>,
    in_error: bool,
}

impl Leaf<'_> {
    fn page(&self, title: &str, content: &Markup) -> web_kit::Page {
        let (id, name) = (self.run.id, &self.run.file_name);
        self.session
            .page(format!("{title}{}: {name}", fr::NBSP))
            .breadcrumb(vec![Link::new(TITLE, urls::IMPORT)])
            .message(self.message)
            .in_error(self.in_error)
            .content(html! {
                h1.app-breaks { "Import de «" (fr::NBSP) bdi { (name) } (fr::NBSP) "»" }
                @if let Some(step) = self.step {
                    (stepper(step.place(), &Step::TITLES))
                    @if self.run.stage != Stage::Mapping { (steps(id, step)) }
                }
                (content)
            })
    }

    fn draw(&self, title: &str, content: &Markup) -> Markup {
        let page = self.page(title, content);
        page.inside(&self.session.shell(Here::Elsewhere))
    }
}

fn steps(id: ImportId, current: Step) -> Markup {
    html! {
        nav.app-steps aria-label="Étapes de l’import" {
            // The file, which is there, was the first.
            ol start="2" {
                @for step in Step::ALL {
                    li {
                        a.fr-link.fr-link--sm href=(step.href(id)) aria-current=[(step == current).then_some("step")] {
                            (step.title())
                        }
                    }
                }
            }
        }
    }
}

/// « 38 lignes ».
fn lines(count: u32) -> String {
    fr::count(count.into(), "ligne", "lignes")
}
