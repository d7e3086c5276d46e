//! The queue of what is to be done in the background.

use application::{
    access::SESSION_LIFE,
    jobs::{Due, Spent, Task, TaskKind},
    ports::{Clock, Session},
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{StoreError, StructureKind};
use structures::Role;

use crate::{Storage, builders::a_member, house::House, ports::token_hash};

async fn waits(house: &House, task: Task) -> Option<DateTime<Utc>> {
    let waits = house.storage.jobs.job_waiting(task).await.unwrap();
    waits.map(|(found, due)| {
        assert_eq!(found, task);
        due
    })
}

async fn add(house: &House, task: Task, due: Due) {
    let mut uow = house.storage.store.begin(house.scope()).await.unwrap();
    uow.job_add(task, due).await.unwrap();
    uow.commit().await.unwrap();
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_task_is_queued_with_its_cause_or_not_at_all(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let elsewhere = House::build(storage, 2, StructureKind::Ccas).await;
    let now = house.clock.now();
    let task = Task::MessagesSend(house.id());
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.job_add(task, Due::At(now)).await.unwrap();
    drop(uow);
    assert_eq!(waits(&house, task).await, None, "it was rolled back");
    add(&house, task, Due::At(now)).await;
    assert_eq!(waits(&house, task).await, Some(now));
    let theirs = Task::MessagesSend(elsewhere.id());
    assert_eq!(waits(&elsewhere, theirs).await, None);
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    let refused = uow.job_add(theirs, Due::At(now)).await;
    assert_eq!(refused, Err(StoreError::Conflict));
}

/// # Panics
/// When storage breaks its promise.
pub async fn of_the_tasks_that_share_a_key_one_waits(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let now = house.clock.now();
    let in_minutes = |minutes| now + TimeDelta::minutes(minutes);
    let task = Task::MessagesRun(house.id());
    add(&house, task, Due::At(in_minutes(10))).await;
    add(&house, task, Due::At(in_minutes(20))).await;
    assert_eq!(waits(&house, task).await, Some(in_minutes(20)));
    add(&house, task, Due::By(in_minutes(30))).await;
    assert_eq!(waits(&house, task).await, Some(in_minutes(20)));
    add(&house, task, Due::By(in_minutes(5))).await;
    assert_eq!(waits(&house, task).await, Some(in_minutes(5)));
    storage
        .jobs
        .job_put(task, Due::At(in_minutes(7)))
        .await
        .unwrap();
    assert_eq!(waits(&house, task).await, Some(in_minutes(7)));

    // A regular task is put back when it is not there, and left alone when it is.
    let send = Task::MessagesSend(house.id());
    let regular = [
        (task, now),
        (send, in_minutes(1)),
        (Task::Housekeeping, in_minutes(2)),
    ];
    assert_eq!(storage.jobs.jobs_ensure(&regular).await, Ok(2));
    assert_eq!(waits(&house, task).await, Some(in_minutes(7)));
    assert_eq!(waits(&house, send).await, Some(in_minutes(1)));
    assert_eq!(storage.jobs.jobs_ensure(&regular).await, Ok(0));
    assert_eq!(storage.jobs.jobs_ensure(&[]).await, Ok(0));
}

/// # Panics
/// When storage breaks its promise.
pub async fn a_task_is_taken_when_it_is_due_and_counted_until_then(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let now = house.clock.now();
    let later = now + TimeDelta::minutes(10);
    let (run, send) = (
        Task::MessagesRun(house.id()),
        Task::MessagesSend(house.id()),
    );
    add(&house, run, Due::At(later)).await;
    add(&house, send, Due::At(now)).await;
    let counted = storage.jobs.jobs_counted(now).await.unwrap();
    let counted: Vec<_> = counted
        .iter()
        .map(|count| (count.kind, count.waiting, count.due_since))
        .collect();
    let expected = [
        (TaskKind::MessagesRun, 1, None),
        (TaskKind::MessagesSend, 1, Some(now)),
    ];
    assert_eq!(counted, expected);

    let take = async |kinds: &[TaskKind], at| storage.jobs.job_take(kinds, at).await.unwrap();
    assert_eq!(take(&[TaskKind::MessagesRun], now).await, None);
    let both = [TaskKind::MessagesRun, TaskKind::MessagesSend];
    assert_eq!(take(&both, now).await, Some(send));
    assert_eq!(take(&both, now).await, None);
    assert_eq!(take(&both, later).await, Some(run));
    assert_eq!(waits(&house, run).await, None);
    assert_eq!(storage.jobs.jobs_dead(None, 10).await, Ok(Vec::new()));
}

/// # Panics
/// When storage breaks its promise.
pub async fn sessions_that_let_nobody_in_any_more_are_swept(storage: &Storage) {
    let house = House::build(storage, 1, StructureKind::Ccas).await;
    let now = house.clock.now();
    let spent = |now| Spent {
        now,
        keys_before: now - TimeDelta::days(7),
        sessions: SESSION_LIFE,
    };
    let session = Session {
        token: token_hash("idle"),
        structure: house.id(),
        staff: a_member(&house.structure, Role::Agent).id(),
        opened_at: now,
        used_at: now,
    };
    let mut uow = storage.store.begin(house.scope()).await.unwrap();
    uow.session_insert(&session).await.unwrap();
    uow.commit().await.unwrap();
    assert_eq!(storage.jobs.accesses_sweep(&spent(now)).await, Ok(0));
    let idle = now + TimeDelta::minutes(31);
    assert_eq!(storage.jobs.accesses_sweep(&spent(idle)).await, Ok(1));
    let token = session.token;
    let found = storage.identities.session(token, now, SESSION_LIFE).await;
    assert!(found.unwrap().is_none());
    assert!(
        storage
            .jobs
            .every_structure()
            .await
            .unwrap()
            .contains(&house.id())
    );
}
