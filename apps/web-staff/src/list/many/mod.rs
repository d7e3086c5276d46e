//! One act for several people: what would become of each is shown first, then what became
//! of each.

mod erase;
mod papers;
mod radiation;
mod referent;

use application::{
    bulk::{Act, Foreseen, OneResult, Outcome, Selection, Target, TooMany, Verdict},
    reads::DossierRow,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::DossierId;
use maud::{Markup, html};
use serde::Deserialize;
use structures::Action;
use web_kit::{
    Field, Link, PageError,
    components::{Column, Level, empty_list, hidden, link_button, notice, table},
    fr,
};

use super::{asked::Asked, rows::name, url::Filters};
use crate::{
    Staff,
    dossier::key_of,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls, words,
};

pub use erase::PATH as ERASURE;
pub use papers::PATH as PAPERS;
pub use radiation::PATH as RADIATION;
pub use referent::PATH as REFERENT;

/// The routes of acts for several people.
pub fn routes() -> Vec<Route> {
    let referent = Needs::Permission(Action::EditRequest);
    let radiation = Needs::Permission(Action::PrepareRadiation);
    let erase = Needs::Permission(Action::EraseDossier);
    let print = Needs::Permission(Action::PrintInBulk);
    vec![
        Route::get(PAPERS, print, papers::page),
        Route::post(PAPERS, print, papers::submit),
        Route::get(REFERENT, referent, referent::page),
        Route::post(REFERENT, referent, referent::submit),
        Route::get(RADIATION, radiation, radiation::page),
        Route::post(RADIATION, radiation, radiation::submit),
        Route::get(ERASURE, erase, erase::page),
        Route::post(ERASURE, erase, erase::submit),
    ]
}

/// The boxes ticked in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ticked {
    d: Vec<String>,
}

/// What the forms of these pages share.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    cle: Field,
    /// The list to lead back to.
    liste: String,
    /// Everybody who was shown.
    montres: String,
    /// Those whose box is ticked, each with the version that was shown.
    personne: Vec<String>,
}

impl Sent {
    fn filters(&self) -> Result<Filters, PageError> {
        Filters::parse(&self.liste).map_err(|_| PageError::BadRequest)
    }

    /// Everybody who was shown, to show them again.
    fn shown(&self) -> Selection {
        Selection::Some(
            self.montres
                .split('.')
                .filter_map(|id| id.parse().ok())
                .collect(),
        )
    }

    /// Everybody who was shown, where no box is to be ticked.
    fn everybody(&self) -> Vec<Target> {
        match self.shown() {
            Selection::Some(ids) => ids
                .into_iter()
                .map(|dossier| Target { dossier, seen: 0 })
                .collect(),
            Selection::All(_) => Vec::new(),
        }
    }

    fn ticked(&self) -> Option<Vec<Target>> {
        let target = |text: &String| {
            let (id, version) = text.split_once('.')?;
            Some(Target {
                dossier: id.parse().ok()?,
                seen: version.parse().ok()?,
            })
        };
        self.personne.iter().map(target).collect()
    }
}

/// What makes a form one act on the people whom it shows.
fn seal(staff: &Staff, key: &Field, filters: &Filters, shown: &[Foreseen]) -> Markup {
    let ids: Vec<String> = shown.iter().map(|one| one.row.id.to_string()).collect();
    html! {
        (web_kit::components::idempotency_key(key_of(staff, key)))
        (hidden("liste", &filters.first_page().asked().query()))
        (hidden("montres", &ids.join(".")))
    }
}

/// The people on whom the law allows the act, each with a box that is ticked, and the
/// others, each with the reason.
fn verdicts(shown: &[Foreseen], consequence: &str, unticked: &dyn Fn(DossierId) -> bool) -> Markup {
    let columns = vec![
        Column::new("Personne"),
        Column::number("N°"),
        Column::number("Dernier passage"),
        Column::new("Ce qui va se passer"),
    ];
    let rows = shown.iter().map(|one| {
        let row = &one.row;
        vec![
            html! {
                div.app-who {
                    @match &one.verdict {
                        Verdict::Possible => {
                            input.app-tick type="checkbox" name="personne" autocomplete="off"
                                value={ (row.id) "." (one.version) } checked[!unticked(row.id)]
                                aria-label={ "Inclure " (name(row)) };
                        },
                        Verdict::Refused(_) => span.app-tick aria-hidden="true" {},
                    }
                    a href=(urls::dossier(row.id)) { (name(row)) }
                }
            },
            html! { (fr::number(row.number.into())) },
            html! { @if let Some(day) = row.last_contact { (fr::time_short(day)) } },
            match &one.verdict {
                Verdict::Possible => html! { (fr::typo(consequence)) },
                Verdict::Refused(refused) => refusal(refused),
            },
        ]
    });
    html! { (table("Personnes choisies", columns, rows.collect()).caption_hidden()) }
}

fn refusal(refused: &domiciliation::Refused) -> Markup {
    let said = words::explain(refused);
    html! {
        strong { "Non" (fr::NBSP) ": " }
        (fr::typo(&words::cited(&said.why, said.article)))
    }
}

/// How many can and how many cannot.
fn summary(shown: &[Foreseen]) -> String {
    let possible = shown.iter().filter(|one| one.verdict == Verdict::Possible);
    let (possible, all) = (possible.count() as u64, shown.len() as u64);
    let chosen = fr::count(all, "personne choisie", "personnes choisies");
    match (possible, all - possible) {
        (_, 0) => format!("{chosen}."),
        (0, _) => format!("{chosen}. La loi ne le permet aujourd’hui pour aucune d’elles."),
        (_, refused) => format!(
            "{chosen}. Pour {} d’entre elles, la loi ne le permet pas aujourd’hui.",
            fr::number(refused)
        ),
    }
}

/// The page of an act.
struct Page<'a> {
    staff: &'a Staff,
    session: &'a StaffSession,
    title: &'static str,
}

impl<'a> Page<'a> {
    const fn of(staff: &'a Staff, session: &'a StaffSession, title: &'static str) -> Self {
        Self {
            staff,
            session,
            title,
        }
    }

    /// Who was chosen and what would become of each or, where there is none or too many,
    /// the page that says so.
    async fn chosen(
        &self,
        asked: Asked,
        ticked: &Ticked,
        act: Act,
    ) -> Result<Result<(Filters, Vec<Foreseen>), Markup>, PageError> {
        let (filters, selection) = match self.selection(asked, ticked)? {
            Ok(chosen) => chosen,
            Err(told) => return Ok(Err(told)),
        };
        let bulk = &self.staff.bulk;
        let shown = bulk.foresee(&self.session.actor, act, &selection).await;
        Ok(match unless_refused(shown, &filters.href())? {
            Ok(shown) => Ok((filters, shown)),
            Err(most) => Err(self.too_many(&filters, most)),
        })
    }

    /// The same where no rule looks at them.
    async fn rows(
        &self,
        asked: Asked,
        ticked: &Ticked,
        limit: u64,
    ) -> Result<Result<(Filters, Vec<DossierRow>), Markup>, PageError> {
        let (filters, selection) = match self.selection(asked, ticked)? {
            Ok(chosen) => chosen,
            Err(told) => return Ok(Err(told)),
        };
        let bulk = &self.staff.bulk;
        let rows = bulk.chosen(&self.session.actor, &selection, limit).await;
        Ok(match unless_refused(rows, &filters.href())? {
            Ok(rows) => Ok((filters, rows)),
            Err(most) => Err(self.too_many(&filters, most)),
        })
    }

    /// Who was chosen, or the page that says that nobody is.
    fn selection(
        &self,
        asked: Asked,
        ticked: &Ticked,
    ) -> Result<Result<(Filters, Selection), Markup>, PageError> {
        let filters = Filters::try_from(asked).map_err(|_| PageError::BadRequest)?;
        if filters.all {
            let all = Selection::All(Box::new(filters.query()));
            return Ok(Ok((filters, all)));
        }
        let ids = ticked.d.iter().map(|id| id.parse());
        let ids: Vec<DossierId> = ids
            .collect::<Result<_, _>>()
            .map_err(|_| PageError::BadRequest)?;
        if ids.is_empty() {
            return Ok(Err(self.nobody(&filters)));
        }
        Ok(Ok((filters, Selection::Some(ids))))
    }

    /// Those who were shown, and what would become of each now.
    async fn again(
        &self,
        filters: &Filters,
        sent: &Sent,
        act: Act,
    ) -> Result<Vec<Foreseen>, PageError> {
        let bulk = &self.staff.bulk;
        let shown = bulk.foresee(&self.session.actor, act, &sent.shown()).await;
        // Nobody is shown more than can be.
        unless_refused(shown, &filters.href())?.map_err(|_| PageError::Unprocessable)
    }

    /// Does it for each of these people; what became of each.
    async fn carry_out(
        &self,
        filters: &Filters,
        sent: &Sent,
        act: Act,
        targets: &[Target],
    ) -> Result<Vec<OneResult>, PageError> {
        let (bulk, key) = (&self.staff.bulk, key_of(self.staff, &sent.cle));
        let outcome = bulk.carry_out(&self.session.actor, act, key, targets).await;
        unless_refused(outcome, &filters.href())?.map_err(|_| PageError::Unprocessable)
    }

    fn draw(&self, filters: &Filters, in_error: bool, content: &Markup) -> Markup {
        self.session
            .page(self.title)
            .breadcrumb(vec![Link::new("Domiciliés", filters.href())])
            .in_error(in_error)
            .content(html! { h1 { (self.title) } (content) })
            .inside(&self.session.shell(Here::Domicilies))
    }

    /// Nobody was chosen.
    fn nobody(&self, filters: &Filters) -> Markup {
        let content = empty_list(
            "Vous n’avez choisi personne.",
            &html! {
                p { "Dans la liste, cochez des personnes, ou sélectionnez tous les résultats." }
                (link_button("Revenir à la liste", &filters.href()))
            },
        );
        self.draw(filters, false, &content)
    }

    /// Too many were chosen.
    fn too_many(&self, filters: &Filters, most: TooMany) -> Markup {
        let sentence = format!(
            "Au plus {} à la fois : restreignez la liste avec les filtres, puis recommencez.",
            fr::count(most.limit, "personne", "personnes")
        );
        let content = html! {
            (notice(Level::Warning, &sentence))
            (link_button("Revenir à la liste", &filters.href()))
        };
        self.draw(filters, false, &content)
    }

    /// What became of each person.
    fn results(
        &self,
        filters: &Filters,
        results: &[OneResult],
        done: &dyn Fn(u64) -> String,
        each: &str,
    ) -> Markup {
        let count = results
            .iter()
            .filter(|one| one.outcome == Outcome::Done)
            .count() as u64;
        let others = results.len() as u64 - count;
        let level = if others == 0 {
            Level::Success
        } else {
            Level::Warning
        };
        let mut sentence = done(count);
        if others > 0 {
            let left = fr::count(others, "personne", "personnes");
            sentence = format!("{sentence} Rien n’a été fait pour {left} : voyez pourquoi.");
        }
        let columns = vec![
            Column::new("Personne"),
            Column::number("N°"),
            Column::new("Résultat"),
        ];
        let rows = results.iter().map(|one| {
            let shown = one.row.as_ref();
            vec![
                who(one.dossier, shown, one.outcome == Outcome::Gone),
                html! { @if let Some(row) = shown { (fr::number(row.number.into())) } },
                html! { (outcome(&one.outcome, each)) },
            ]
        });
        let content = html! {
            (notice(level, &sentence))
            (table("Résultat par personne", columns, rows.collect()))
            p { (link_button("Revenir à la liste", &filters.href())) }
        };
        self.draw(filters, false, &content)
    }
}

fn rejected(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn who(dossier: DossierId, row: Option<&DossierRow>, gone: bool) -> Markup {
    html! {
        @match row {
            Some(row) if !gone => a href=(urls::dossier(dossier)) { (name(row)) },
            Some(row) => (name(row)),
            None => "Dossier effacé",
        }
    }
}

fn outcome(outcome: &Outcome, done: &str) -> Markup {
    match outcome {
        Outcome::Done => html! { (done) },
        Outcome::Refused(refused) => refusal(refused),
        Outcome::Changed => html! {
            strong { "Non" (fr::NBSP) ": " }
            "le dossier a changé depuis que vous l’avez vu. Relisez-le avant de recommencer."
        },
        Outcome::Gone => html! { strong { "Non" (fr::NBSP) ": " } "ce dossier n’existe plus." },
    }
}
