//! Tasks that failed for good: administrators see why, have them tried again or give them up.

use crate::common::Site;
use application::{
    jobs::{DeadJob, JobFailed, JobId, Task},
    ports::Clock,
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use structures::Role;
use testkit::{builders::id, house::House};

const JOBS: &str = "/taches";

/// A task of a structure that failed for good.
fn bury(site: &Site, house: &House, number: i64, task: Task, why: JobFailed) {
    let failed_at = house.clock.now();
    site.store.bury(DeadJob {
        id: JobId(number),
        task,
        since: failed_at - TimeDelta::hours(4),
        failed_at,
        attempts: 10,
        why,
    });
}

#[tokio::test]
async fn what_failed_is_told_in_plain_words_and_tried_again() {
    let site = Site::open().await;
    let run = Task::MessagesRun(site.house.id());
    let browser = site.browser(Role::Administrateur).await;
    let none = browser.get(JOBS).await;
    assert!(none.says("Aucune tâche en échec"), "{}", none.text());

    bury(&site, &site.house, 7, run, JobFailed::Storage);
    let theirs = Task::MessagesRun(site.elsewhere.id());
    bury(&site, &site.elsewhere, 8, theirs, JobFailed::Gateway);
    let page = browser.get(JOBS).await;
    assert!(page.says("Préparation des messages"), "{}", page.text());
    assert!(page.says("La base de données ne répondait pas."));
    assert!(page.says("10 essais"));
    assert!(!page.says("L’opérateur qui achemine"), "it is another's");

    let foreign = browser.post("/taches/8/reessayer", &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let sent = browser.post("/taches/7/reessayer", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = browser.get(sent.location()).await;
    assert!(page.says("La tâche sera essayée de nouveau"));
    assert!(page.says("Aucune tâche en échec"));
    let waits = site.house.storage.jobs.job_waiting(run).await.unwrap();
    assert_eq!(waits, Some((run, site.house.clock.now())));
    let twice = browser.post("/taches/7/reessayer", &[]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_task_is_given_up_unless_it_deletes_something() {
    let site = Site::open().await;
    let house = &site.house;
    let structure = house.id();
    let send = Task::MessagesSend(structure);
    bury(&site, house, 7, send, JobFailed::Gateway);
    let forget = Task::ForgetPrint {
        structure,
        run: id(3),
    };
    bury(&site, house, 9, forget, JobFailed::Files);
    let browser = site.browser(Role::Administrateur).await;
    let page = browser.get(JOBS).await;
    assert!(page.body.contains("/taches/7/abandonner"));
    assert!(page.body.contains("/taches/9/reessayer"));
    assert!(!page.body.contains("/taches/9/abandonner"));
    let refused = browser.post("/taches/9/abandonner", &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let sent = browser.post("/taches/7/abandonner", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = browser.get(sent.location()).await;
    assert!(page.says("La tâche est abandonnée."));
    assert!(!page.says("Envoi des messages"), "{}", page.text());
    let waits = house.storage.jobs.job_waiting(send).await.unwrap();
    assert_eq!(waits, None);
}

#[tokio::test]
async fn nobody_else_is_shown_them() {
    let site = Site::open().await;
    for role in Role::ALL {
        let browser = site.browser(*role).await;
        let shown = browser.get("/mon-compte").await.body.contains("/taches");
        let status = browser.get(JOBS).await.status;
        if *role == Role::Administrateur {
            assert!(shown);
            assert_eq!(status, StatusCode::OK);
        } else {
            assert!(!shown, "{role:?}");
            assert_eq!(status, StatusCode::FORBIDDEN, "{role:?}");
        }
    }
}
