//! What was understood of a file, line by line: how many lines are how, those with a problem
//! first, each problem at its cell.

use application::imports::{
    problem::{ProblemCode, Severity},
    staging::{Choice, Counts, ImportRun, RowFilter, RowQuery, StagedRow},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::ImportId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Flash, Link, PageError, PathId, Query,
    components::{
        Column, Level, Tab, alert, badge, disclosure, empty_list, link_button, pagination, table,
        tabs,
    },
    fr,
};

use super::{Away, Leaf, Step, line, open, rows, undo};
use crate::{
    Staff,
    session::{StaffSession, unless_refused},
    urls,
};

/// How many lines a page shows.
const SHOWN: u32 = 25;

/// Which lines are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    lignes: String,
    apres: Option<u32>,
    avant: Option<u32>,
}

/// The lines that tabs and addresses name.
const FILTERS: [(&str, RowFilter); 5] = [
    ("erreurs", RowFilter::Errors),
    ("avertissements", RowFilter::Warnings),
    ("doublons", RowFilter::Doubles),
    ("ecartees", RowFilter::Skipped),
    ("toutes", RowFilter::All),
];

/// The code of some lines, for addresses.
pub fn code_of(filter: RowFilter) -> &'static str {
    match filter {
        RowFilter::Problem(code) => code.code(),
        RowFilter::All
        | RowFilter::Errors
        | RowFilter::Warnings
        | RowFilter::Doubles
        | RowFilter::Skipped => {
            let found = FILTERS.iter().find(|(_, known)| *known == filter);
            found.map_or("toutes", |(code, _)| code)
        }
    }
}

/// The lines that a code names.
pub fn filter_of(code: &str) -> Option<RowFilter> {
    let mut known = FILTERS.iter();
    known
        .find(|(own, _)| *own == code)
        .map(|(_, filter)| *filter)
        .or_else(|| code.parse().ok().map(RowFilter::Problem))
}

/// The page of some lines.
pub async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<ImportId>,
    flash: Flash,
    Query(asked): Query<Asked>,
) -> Result<Response, Away> {
    let run = open(&staff, &session, id).await?;
    let page = draw(&staff, &session, &run, &flash, &asked).await?;
    Ok(page.into_response())
}

/// The address of some lines.
pub fn href(id: ImportId, filter: RowFilter) -> String {
    format!("{}?lignes={}", Step::Rows.href(id), code_of(filter))
}

/// What is shown of an import whose lines are checked.
struct View<'a> {
    run: &'a ImportRun,
    counts: &'a Counts,
    filter: RowFilter,
}

async fn draw(
    staff: &Staff,
    session: &StaffSession,
    run: &ImportRun,
    flash: &Flash,
    asked: &Asked,
) -> Result<Markup, PageError> {
    let (actor, id) = (&session.actor, run.id);
    let Ok(counts) = unless_refused(staff.imports.counts(actor, id).await, urls::IMPORT)?;
    // What is wrong comes first, where something is.
    let filter = filter_of(&asked.lignes).unwrap_or(if counts.errors > 0 {
        RowFilter::Errors
    } else {
        RowFilter::All
    });
    let query = RowQuery {
        filter,
        after: asked.apres,
        before: asked.avant,
        limit: SHOWN,
    };
    let found = staff.imports.rows(actor, id, query).await;
    let Ok(found) = unless_refused(found, urls::IMPORT)?;
    let Ok(already) = unless_refused(staff.imports.already(actor, id).await, urls::IMPORT)?;
    let view = View {
        run,
        counts: &counts,
        filter,
    };
    let beside = |param: &str, number: Option<u32>| number.map(|n| view.href(filter, param, n));
    let previous = found.rows.first().filter(|_| found.before);
    let next = found.rows.last().filter(|_| found.after);
    let content = html! {
        @if let Some(already) = &already { (taken_before(session, already)) }
        p.app-lead { (fr::typo(&view.sentence())) }
        (view.onward())
        (remarks(&run.remarks))
        (tabs("Lignes du fichier", &view.tabs()))
        (view.by_problem())
        @if found.rows.is_empty() {
            (view.nothing())
        } @else {
            (view.table(&found.rows))
            (pagination(
                beside("avant", previous.map(|row| row.row.number)).as_deref(),
                beside("apres", next.map(|row| row.row.number)).as_deref(),
            ))
        }
        (undo::abandoning(id))
    };
    Ok(Leaf {
        session,
        run,
        step: Some(Step::Rows),
        message: flash.code().and_then(line::message),
        in_error: false,
    }
    .draw("Lignes à vérifier", &content))
}

/// The same file was taken over before.
pub fn taken_before(session: &StaffSession, already: &ImportRun) -> Markup {
    html! {
        div.fr-alert.fr-alert--sm.fr-alert--warning {
            p {
                "Ce même fichier a "
                a href=(urls::import(already.id, "")) {
                    "déjà été importé" (fr::NBSP) ": envoi du " (session.moment(already.asked_at))
                }
                ". Les personnes déjà reprises sont reconnues comme doublons et ne seront pas importées deux fois."
            }
        }
    }
}

/// What was noticed of the file when it was read.
pub fn remarks(remarks: &[String]) -> Markup {
    let list = html! { ul { @for remark in remarks { li { (fr::typo(remark)) } } } };
    html! { @if !remarks.is_empty() { (alert(Level::Info, "À la lecture du fichier", &list)) } }
}

impl View<'_> {
    /// « 4 998 lignes lues : 4 940 à importer, 20 laissées de côté, 38 à corriger. »
    fn sentence(&self) -> String {
        let counts = self.counts;
        let parts = [
            (counts.to_create, "à importer", "à importer"),
            (
                counts.to_update,
                "pour mettre un dossier à jour",
                "pour mettre un dossier à jour",
            ),
            (counts.to_skip, "laissée de côté", "laissées de côté"),
            (counts.errors, "à corriger", "à corriger"),
        ];
        let parts: Vec<_> = parts
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, several)| fr::count(count.into(), one, several))
            .collect();
        let read = fr::count(counts.rows.into(), "ligne lue", "lignes lues");
        format!("{read} : {}.", parts.join(", "))
    }

    /// The way on, and the way out to a spreadsheet.
    fn onward(&self) -> Markup {
        let Counts {
            errors,
            warnings,
            doubles,
            ..
        } = *self.counts;
        let next = if doubles > 0 {
            Step::Doubles
        } else {
            Step::Confirm
        };
        html! {
            @if errors > 0 {
                p.app-text {
                    "Corrigez ces lignes ci-dessous\u{a0}; ou téléchargez le classeur annoté, où chaque cellule à revoir est "
                    "colorée et expliquée, et envoyez-le de nouveau\u{a0}; ou continuez\u{a0}: les bonnes lignes peuvent être "
                    "importées seules."
                }
            } @else if warnings > 0 {
                p.app-text {
                    "Un avertissement n’empêche rien\u{a0}: c’est un point à relire, sur une ligne qui sera reprise telle quelle."
                }
            }
            div.app-import__onward {
                (link_button("Continuer", &next.href(self.run.id)))
                @if errors + warnings > 0 {
                    (link_button("Télécharger le classeur annoté", &urls::import(self.run.id, "lignes.xlsx"))
                        .secondary().icon("download-line"))
                }
            }
        }
    }

    fn href(&self, filter: RowFilter, beside: &str, number: u32) -> String {
        format!("{}&{beside}={number}", href(self.run.id, filter))
    }

    fn tabs(&self) -> Vec<Tab> {
        let tab = |label: &str, filter: RowFilter, count: Option<u32>| Tab {
            link: Link::new(label, href(self.run.id, filter)),
            count: count.map(u64::from),
            current: filter == self.filter,
        };
        let counts = self.counts;
        let mut tabs = vec![
            tab("À corriger", RowFilter::Errors, Some(counts.errors)),
            tab("Avertissements", RowFilter::Warnings, Some(counts.warnings)),
            tab(
                "Doublons possibles",
                RowFilter::Doubles,
                Some(counts.doubles),
            ),
            tab("Toutes les lignes", RowFilter::All, Some(counts.rows)),
        ];
        if counts.to_skip > 0 {
            tabs.push(tab("Écartées par vous", RowFilter::Skipped, None));
        }
        tabs
    }

    /// The problems that there are, to see the lines of one.
    fn by_problem(&self) -> Markup {
        let problems = &self.counts.problems;
        if problems.is_empty() {
            return html! {};
        }
        let columns = vec![
            Column::new("Problème"),
            Column::new("Gravité"),
            Column::number("Lignes"),
        ];
        let cells = problems.iter().map(|(code, count)| {
            let filter = RowFilter::Problem(*code);
            let current = (filter == self.filter).then_some("true");
            vec![
                html! {
                    a href={ (href(self.run.id, filter)) "#lignes" } aria-current=[current] { (code.label()) }
                },
                gravity(*code),
                html! { (fr::number((*count).into())) },
            ]
        });
        let chosen = matches!(self.filter, RowFilter::Problem(_));
        let list = table("Problèmes rencontrés", columns, cells.collect()).caption_hidden();
        html! {
            (disclosure("Problèmes rencontrés, du plus fréquent au plus rare", chosen, &list))
        }
    }

    fn table(&self, found: &[StagedRow]) -> Markup {
        let id = self.run.id;
        let columns = vec![
            Column::new("Dans le fichier"),
            Column::new("Personne"),
            Column::new("Domiciliation"),
            Column::new("À corriger ou à vérifier"),
            Column::actions("Gestes"),
        ];
        let mapping = &self.run.mapping;
        let cells = found.iter().map(|staged| {
            let number = fr::number(staged.row.number.into());
            let about = format!("la ligne {number}");
            let verb = if staged.is_good() { "Voir" } else { "Corriger" };
            let aside = staged.choice == Some(Choice::Skip);
            vec![
                html! { "Ligne " (number) },
                rows::who(&staged.row, mapping),
                rows::situation(&staged.row, mapping),
                html! {
                    div.app-import__found {
                        (rows::problems(mapping, &staged.problems))
                        @if aside { (badge(None, "Laissée de côté")) }
                        @if staged.double.is_some() { (badge(Some(Level::Info), "Doublon possible")) }
                    }
                },
                html! {
                    (link_button(verb, &line::href(id, staged.row.number, self.filter))
                        .secondary().small().about(&about))
                },
            ]
        });
        let ids = found.iter().map(|staged| line::anchor(staged.row.number));
        let list = table(self.title(), columns, cells.collect())
            .caption_hidden()
            .ids(ids.collect());
        html! { div #lignes { h2.fr-sr-only { (self.title()) } (list) } }
    }

    fn title(&self) -> String {
        match self.filter {
            RowFilter::All => "Toutes les lignes".to_owned(),
            RowFilter::Errors => "Lignes à corriger".to_owned(),
            RowFilter::Warnings => "Lignes avec un avertissement".to_owned(),
            RowFilter::Doubles => "Doublons possibles".to_owned(),
            RowFilter::Skipped => "Lignes que vous avez laissées de côté".to_owned(),
            RowFilter::Problem(code) => code.label().to_owned(),
        }
    }

    fn nothing(&self) -> Markup {
        let why = match self.filter {
            RowFilter::All => "Le fichier n’a aucune ligne sous ses titres.",
            RowFilter::Errors => "Aucune ligne n’est à corriger.",
            RowFilter::Warnings => "Aucune ligne n’a d’avertissement.",
            RowFilter::Doubles => "Aucun doublon n’a été trouvé.",
            RowFilter::Skipped => "Vous n’avez laissé aucune ligne de côté.",
            RowFilter::Problem(_) => "Plus aucune ligne n’a ce problème.",
        };
        html! { (empty_list(why, &html! {})) }
    }
}

fn gravity(code: ProblemCode) -> Markup {
    match code.severity() {
        Severity::Error => badge(Some(Level::Error), "À corriger"),
        Severity::Warning => badge(Some(Level::Warning), "À vérifier"),
    }
}
