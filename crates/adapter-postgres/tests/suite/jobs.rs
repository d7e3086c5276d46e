//! Jobs taken from the real queue, as the server's role: by several, by one that dies, by one
//! that is told to stop.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use crate::support::{Database, execute};
use adapter_postgres::{JobRunner, Pace, PgStore};
use application::jobs::{Due, JobBoard, JobFailed, Task, TaskKind, Workshop};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{PrintRunId, StructureId};
use tokio::{
    runtime::{Builder, Runtime},
    sync::{Notify, watch},
    task::JoinHandle,
    time::sleep,
};
use uuid::Uuid;

const PACE: Pace = Pace {
    slots: NonZeroUsize::new(3).unwrap(),
    lease: Duration::from_secs(1),
    last_work: Duration::from_millis(300),
};

/// What is done with a task.
#[derive(Clone, Copy)]
enum Habit {
    Does,
    Fails,
    Panics,
    /// Takes so long.
    Takes(Duration),
}

/// Whoever works, and what they did: of each task which attempts were begun, and ended.
struct Hands {
    habit: Mutex<Habit>,
    begun: Mutex<BTreeMap<Task, Vec<u32>>>,
    ended: Mutex<BTreeMap<Task, u32>>,
    something: Notify,
}

impl Hands {
    fn that(habit: Habit) -> Arc<Self> {
        Arc::new(Self {
            habit: Mutex::new(habit),
            begun: Mutex::default(),
            ended: Mutex::default(),
            something: Notify::new(),
        })
    }

    fn begun(&self, task: Task) -> Vec<u32> {
        let begun = self.begun.lock().unwrap();
        begun.get(&task).cloned().unwrap_or_default()
    }

    fn ended(&self) -> BTreeMap<Task, u32> {
        self.ended.lock().unwrap().clone()
    }
}

#[async_trait]
impl Workshop for Hands {
    async fn carry_out(&self, task: Task, attempt: u32) -> Result<(), JobFailed> {
        {
            let mut begun = self.begun.lock().unwrap();
            begun.entry(task).or_default().push(attempt);
        }
        self.something.notify_one();
        let habit = *self.habit.lock().unwrap();
        match habit {
            Habit::Does => {}
            Habit::Fails => return Err(JobFailed::Gateway),
            Habit::Panics => panic!("Aminata Diallo"),
            Habit::Takes(time) => sleep(time).await,
        }
        *self.ended.lock().unwrap().entry(task).or_default() += 1;
        self.something.notify_one();
        Ok(())
    }
}

/// Somebody at work until they are told to stop, or die.
struct Worker {
    open: watch::Sender<()>,
    work: JoinHandle<()>,
}

impl Worker {
    fn begins(store: &PgStore, hands: &Arc<Hands>) -> Self {
        let (open, told) = watch::channel(());
        let runner = JobRunner::new(store.clone(), hands.clone(), PACE);
        let work = tokio::spawn(runner.run(told));
        Self { open, work }
    }

    async fn stops(self) {
        drop(self.open);
        self.work.await.unwrap();
    }
}

/// Somebody at work who dies when they are dropped: nothing of theirs runs any more.
struct Mortal(Option<Runtime>);

impl Mortal {
    fn begins(store: &PgStore, hands: &Arc<Hands>) -> Self {
        let life = Builder::new_multi_thread().enable_all().build().unwrap();
        let runner = JobRunner::new(store.clone(), hands.clone(), PACE);
        life.spawn(async {
            let (_open, told) = watch::channel(());
            runner.run(told).await;
        });
        Self(Some(life))
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        if let Some(life) = self.0.take() {
            life.shutdown_background();
        }
    }
}

/// Waits for something, a few seconds at most.
async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if is().await {
            return;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("{what}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the queue lives by the real clock"
)]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

fn structure() -> StructureId {
    StructureId::new(Uuid::from_u128(1))
}

fn task(number: u128) -> Task {
    Task::Print {
        structure: structure(),
        run: PrintRunId::new(Uuid::from_u128(number)),
    }
}

async fn put(store: &PgStore, task: Task) {
    store.job_put(task, Due::At(now())).await.unwrap();
}

/// Whether nothing is left in the queue, dead jobs aside.
async fn is_empty(store: &PgStore) -> bool {
    let counted = store.jobs_counted(now()).await.unwrap();
    counted.iter().all(|c| c.waiting == 0 && c.running == 0)
}

#[tokio::test]
async fn two_who_work_do_everything_once() {
    let database = Database::migrated().await;
    let store = database.store();
    let tasks: Vec<_> = (1..=60).map(task).collect();
    for task in &tasks {
        put(&store, *task).await;
    }
    let hands = Hands::that(Habit::Takes(Duration::from_millis(10)));
    let workers = [(); 2].map(|()| Worker::begins(&store, &hands));
    until("everything is done", async || is_empty(&store).await).await;
    for worker in workers {
        worker.stops().await;
    }
    let expected: BTreeMap<_, _> = tasks.into_iter().map(|task| (task, 1)).collect();
    assert_eq!(hands.ended(), expected);
}

#[tokio::test]
async fn what_fails_is_tried_again_then_shown_then_tried_as_if_it_were_new() {
    let database = Database::migrated().await;
    let (store, mut owner) = (database.store(), database.owner().await);
    let hands = Hands::that(Habit::Fails);
    let worker = Worker::begins(&store, &hands);
    let run = Task::MessagesRun(structure());
    put(&store, run).await;
    for attempt in 1..=u32::try_from(run.attempts()).unwrap() {
        until("the next attempt", async || {
            // Nobody waits for the back-off here.
            let sooner = "update graphile_worker._private_jobs set run_at = now()
                          where locked_at is null and attempts < max_attempts";
            execute(&mut owner, sooner).await;
            hands.begun(run).len() >= usize::try_from(attempt).unwrap()
        })
        .await;
    }
    until("it is dead", async || is_empty(&store).await).await;
    let attempts: Vec<u32> = (1..=10).collect();
    assert_eq!(hands.begun(run), attempts);
    let dead = store.jobs_dead(Some(structure()), 10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (dead[0].task, dead[0].why, dead[0].attempts),
        (run, JobFailed::Gateway, 10)
    );
    let elsewhere = Some(StructureId::new(Uuid::from_u128(2)));
    assert_eq!(store.jobs_dead(elsewhere, 10).await, Ok(Vec::new()));
    let job = dead[0].id;
    assert_eq!(store.job_replay(elsewhere, job, now()).await, Ok(false));
    assert_eq!(store.job_drop(elsewhere, job).await, Ok(false));

    // It does not keep a new one from coming, which does not hide it.
    assert_eq!(store.jobs_ensure(&[(run, now())]).await, Ok(1));
    assert_eq!(store.jobs_dead(None, 10).await.unwrap().len(), 1);
    *hands.habit.lock().unwrap() = Habit::Does;
    until("the new one is done", async || !hands.ended().is_empty()).await;
    assert_eq!(
        store.job_replay(Some(structure()), job, now()).await,
        Ok(true)
    );
    until("the old one is done", async || hands.ended()[&run] == 2).await;
    until("nothing is left", async || is_empty(&store).await).await;
    assert_eq!(store.jobs_dead(None, 10).await, Ok(Vec::new()));
    worker.stops().await;
}

#[tokio::test]
async fn what_panics_leaves_none_of_its_words() {
    let database = Database::migrated().await;
    let (store, mut owner) = (database.store(), database.owner().await);
    let hands = Hands::that(Habit::Panics);
    let worker = Worker::begins(&store, &hands);
    put(&store, task(7)).await;
    let kept = "select coalesce(max(last_error), '') from graphile_worker._private_jobs";
    until("it failed", async || {
        let kept: String = sqlx::query_scalar(kept)
            .fetch_one(&mut owner)
            .await
            .unwrap();
        assert!(!kept.contains("Diallo"), "{kept}");
        kept.contains("broken")
    })
    .await;
    worker.stops().await;
}

#[tokio::test]
async fn what_was_under_way_when_a_worker_died_is_done_by_another() {
    let database = Database::migrated().await;
    let store = database.store();
    let hands = Hands::that(Habit::Takes(Duration::from_secs(60)));
    let dying = Mortal::begins(&store, &hands);
    put(&store, task(7)).await;
    hands.something.notified().await;
    drop(dying);
    *hands.habit.lock().unwrap() = Habit::Does;
    let other = Worker::begins(&store, &hands);
    sleep(Duration::from_millis(300)).await;
    assert_eq!(hands.begun(task(7)), [1], "it may still be alive");
    until("the other one does it", async || is_empty(&store).await).await;
    assert_eq!(hands.begun(task(7)), [1, 2]);
    other.stops().await;
}

#[tokio::test]
async fn one_that_is_told_to_stop_finishes_what_is_soon_done_and_gives_the_rest_back() {
    let database = Database::migrated().await;
    let store = database.store();
    let hands = Hands::that(Habit::Takes(Duration::from_millis(150)));
    let worker = Worker::begins(&store, &hands);
    put(&store, task(7)).await;
    hands.something.notified().await;
    worker.stops().await;
    assert_eq!(hands.ended().get(&task(7)), Some(&1));
    assert!(is_empty(&store).await);

    *hands.habit.lock().unwrap() = Habit::Takes(Duration::from_secs(60));
    let worker = Worker::begins(&store, &hands);
    put(&store, task(8)).await;
    until("it begins", async || !hands.begun(task(8)).is_empty()).await;
    worker.stops().await;
    assert_eq!(hands.ended().get(&task(8)), None);
    let waits = store.job_waiting(task(8)).await.unwrap();
    assert!(waits.is_some_and(|(_, due)| due <= now()), "{waits:?}");
    // It counts as not having been tried.
    *hands.habit.lock().unwrap() = Habit::Does;
    let worker = Worker::begins(&store, &hands);
    until("it is done", async || is_empty(&store).await).await;
    assert_eq!(hands.begun(task(8)), [1, 1]);
    worker.stops().await;
}

#[tokio::test]
async fn what_is_wanted_no_more_stops_and_what_sends_goes_on() {
    let database = Database::migrated().await;
    let store = database.store();
    let hands = Hands::that(Habit::Takes(Duration::from_secs(60)));
    let worker = Worker::begins(&store, &hands);
    put(&store, task(7)).await;
    hands.something.notified().await;
    let forget = Task::ForgetPrint {
        structure: structure(),
        run: PrintRunId::new(Uuid::from_u128(7)),
    };
    *hands.habit.lock().unwrap() = Habit::Does;
    put(&store, forget).await;
    until("it is stopped and forgotten", async || {
        is_empty(&store).await
    })
    .await;
    assert_eq!(hands.ended(), BTreeMap::from([(forget, 1)]));
    assert_eq!(store.jobs_dead(None, 10).await, Ok(Vec::new()));
    until("what was stopped is swept away", async || {
        store.jobs_sweep(DateTime::UNIX_EPOCH).await == Ok(1)
    })
    .await;

    // Of what does not yield the next one may run beside it.
    let send = Task::MessagesSend(structure());
    *hands.habit.lock().unwrap() = Habit::Takes(Duration::from_millis(700));
    put(&store, send).await;
    until("one sends", async || hands.begun(send).len() == 1).await;
    put(&store, send).await;
    until("both are done", async || {
        hands.ended().get(&send) == Some(&2)
    })
    .await;
    until("nothing is left", async || is_empty(&store).await).await;
    worker.stops().await;
}

#[tokio::test]
async fn a_database_that_goes_away_is_waited_for() {
    let database = Database::migrated().await;
    let (store, mut owner) = (database.store(), database.owner().await);
    let hands = Hands::that(Habit::Does);
    let worker = Worker::begins(&store, &hands);
    put(&store, task(7)).await;
    until("it works", async || is_empty(&store).await).await;
    let end = "select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()";
    execute(&mut owner, end).await;
    put(&store, task(8)).await;
    until("it works again", async || hands.ended().len() == 2).await;
    worker.stops().await;
}

#[tokio::test]
async fn what_waited_in_the_queues_of_before_is_carried_over() {
    let database = Database::migrated().await;
    let (store, mut owner) = (database.store(), database.owner().await);
    let part = |text: &'static str, from: &str, to: &str| {
        let begin = text.find(from).unwrap();
        let end = text[begin..].find(to).unwrap();
        &text[begin..begin + end]
    };
    let printing = include_str!("../../../../migrations/0014_printing.sql");
    let imports = include_str!("../../../../migrations/0015_imports.sql");
    let jobs = include_str!("../../../../migrations/0018_jobs.sql");
    let before = "set session_replication_role = replica;";
    execute(&mut owner, before).await;
    execute(
        &mut owner,
        part(printing, "create table jobs.print_run", "create index"),
    )
    .await;
    execute(
        &mut owner,
        part(imports, "create table jobs.import", "create index"),
    )
    .await;
    let rows = "insert into jobs.print_run (structure_id, run_id, task, due_at) values
            ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000007', 'imprimer', '2026-11-20T10:00:00Z'),
            ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000008', 'oublier', '-infinity');
        insert into jobs.import (structure_id, import_id, task, due_at) values
            ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000009', 'annuler', '2026-11-21T10:00:00Z')";
    execute(&mut owner, rows).await;
    execute(
        &mut owner,
        part(
            jobs,
            "-- The two queues of before",
            "-- How far the work is",
        ),
    )
    .await;
    let waits = async |task| store.job_waiting(task).await.unwrap();
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert_eq!(
        waits(task(7)).await,
        Some((task(7), at("2026-11-20T10:00:00Z")))
    );
    let forget = Task::ForgetPrint {
        structure: structure(),
        run: PrintRunId::new(Uuid::from_u128(8)),
    };
    assert_eq!(waits(task(8)).await, Some((forget, DateTime::UNIX_EPOCH)));
    let subject = Some(Uuid::from_u128(9));
    let undo = Task::of(TaskKind::UndoImport, Some(structure()), subject).unwrap();
    assert_eq!(waits(undo).await, Some((undo, at("2026-11-21T10:00:00Z"))));
}
