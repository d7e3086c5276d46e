//! What the application does by itself and could not: administrators see why, and have it
//! tried again.

mod words;

use application::jobs::{DeadJob, JobId, Task};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    Flash, PageError, PathId,
    components::{Column, empty_list, link_button, post_button, table},
    fr,
};

use crate::{
    Staff,
    route::{Needs, Route},
    session::{Here, StaffSession, unless_refused},
    urls,
};

const TITLE: &str = "Tâches en échec";

/// What the page is told once a task is to be tried again, or is given up.
const REPLAYED: &str = "tache-reprise";
const GIVEN_UP: &str = "tache-abandonnee";

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    let manage = Needs::Permission(Action::ManageJobs);
    vec![
        Route::get(urls::JOBS, manage, page),
        Route::post("/taches/{id}/reessayer", manage, replay),
        Route::post("/taches/{id}/abandonner", manage, give_up),
    ]
}

async fn page(
    State(staff): State<Staff>,
    session: StaffSession,
    flash: Flash,
) -> Result<Markup, PageError> {
    let dead = staff.dead_jobs.list(&session.actor).await;
    let Ok(dead) = unless_refused(dead, urls::JOBS)?;
    let content = html! {
        h1 { (TITLE) }
        p {
            "L’application prépare et envoie les messages, imprime en nombre et reprend les registres sans que "
            "personne n’attende. Ce qui échoue est essayé plusieurs fois pendant quelques heures, puis montré ici."
        }
        @if dead.is_empty() {
            (empty_list("Aucune tâche en échec : rien n’attend votre décision.", &link_button("Revenir à l’accueil", urls::RECEPTION).secondary()))
        } @else {
            p {
                (fr::typo("Réessayez quand la cause a disparu. Si l’échec revient, transmettez cette page à la personne qui gère l’installation."))
            }
            (list(&session, &dead))
        }
    };
    Ok(session
        .page(TITLE)
        .message(flash.code().and_then(said))
        .content(content)
        .inside(&session.shell(Here::Elsewhere)))
}

fn said(code: &str) -> Option<&'static str> {
    match code {
        REPLAYED => Some("La tâche sera essayée de nouveau dans quelques secondes."),
        GIVEN_UP => Some("La tâche est abandonnée."),
        _ => None,
    }
}

fn list(session: &StaffSession, dead: &[DeadJob]) -> Markup {
    let columns = vec![
        Column::new("Tâche"),
        Column::new("À faire depuis le"),
        Column::new("Dernier essai le"),
        Column::new("Pourquoi"),
        Column::actions("Que faire"),
    ];
    let rows = dead.iter().map(|job| {
        let tries = fr::count(job.attempts.into(), "essai", "essais");
        vec![
            html! { (named(job.task)) },
            html! { (session.moment(job.since)) },
            html! { (session.moment(job.failed_at)) " (" (tries) ")" },
            html! { (fr::typo(words::cause(job.why))) },
            html! { (decision(session, job)) },
        ]
    });
    html! { (table(TITLE, columns, rows.collect()).caption_hidden()) }
}

/// What was to be done, and a link to what it is about where there is one.
fn named(task: Task) -> Markup {
    let name = words::task(task.kind());
    let about = match task {
        Task::Print { run, .. } => Some(urls::print_run(run, "")),
        Task::Import { import, .. } | Task::UndoImport { import, .. } => {
            Some(urls::import(import, ""))
        }
        Task::ForgetPrint { .. }
        | Task::ForgetImport { .. }
        | Task::MessagesRun(_)
        | Task::MessagesSend(_)
        | Task::MessagesMorning(_)
        | Task::MessagesReceipts
        | Task::Housekeeping => None,
    };
    html! {
        @match about {
            Some(there) => a href=(there) { (name) },
            None => (name),
        }
    }
}

fn decision(session: &StaffSession, job: &DeadJob) -> Markup {
    let about = format!(
        "{}, à faire depuis le {}",
        words::task(job.task.kind()),
        session.moment(job.since)
    );
    let (again, drop) = (
        urls::job(job.id, "reessayer"),
        urls::job(job.id, "abandonner"),
    );
    html! {
        (post_button("Réessayer", &again).about(&about))
        @if job.task.may_be_given_up() {
            (post_button("Abandonner", &drop).secondary().about(&about))
        }
    }
}

async fn replay(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<JobId>,
) -> Result<Response, PageError> {
    let replayed = staff.dead_jobs.replay(&session.actor, id).await;
    let Ok(()) = unless_refused(replayed, urls::JOBS)?;
    Ok(Redirect::to(&Flash::on(urls::JOBS, REPLAYED)).into_response())
}

async fn give_up(
    State(staff): State<Staff>,
    session: StaffSession,
    PathId(id): PathId<JobId>,
) -> Result<Response, PageError> {
    let given_up = staff.dead_jobs.give_up(&session.actor, id).await;
    let Ok(()) = unless_refused(given_up, urls::JOBS)?;
    Ok(Redirect::to(&Flash::on(urls::JOBS, GIVEN_UP)).into_response())
}
