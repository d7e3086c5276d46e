//! Telling what changed: at once within this program, and to the others through the
//! database's notifications.
//!
//! A notification inside the transaction of an act would make all commits of the whole
//! database wait for each other. So the act commits first; a task of its own then tells the
//! others, on a connection of its own, several acts at a time. See ADR 0009.

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use application::live::{Change, Changes, Subscription};
use async_trait::async_trait;
use kernel::{DossierId, StoreError, StructureId};
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::{
    sync::{Notify, broadcast},
    task::AbortHandle,
    time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout},
};

use crate::{PgStore, error::failed};

/// The channel of the notifications.
const CHANNEL: &str = "domifa_changes";
/// The least time between two batches of notifications.
const GATHERED_FOR: Duration = Duration::from_millis(200);
/// How many dossiers a notification names: 8,000 bytes are what one holds.
const NAMED_AT_MOST: usize = 90;
/// How many changes wait for a slow subscriber, who is told of an unnamed one past that.
const WAITING_AT_MOST: usize = 64;
/// How often a silent connection is tried, and how long it may take to answer.
const TRIED_EVERY: Duration = Duration::from_secs(20);
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// How long a lost database is left alone before the next attempt.
const TRIES_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What changed in a structure: dossiers with their new version, or none of them named.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Touched {
    dossiers: BTreeMap<DossierId, Option<i64>>,
    unnamed: bool,
}

impl Touched {
    /// A dossier changed; without a version it is gone.
    pub(crate) fn dossier(&mut self, id: DossierId, version: Option<i64>) {
        self.dossiers.insert(id, version);
        self.unnamed |= self.dossiers.len() > NAMED_AT_MOST;
        if self.unnamed {
            self.dossiers.clear();
        }
    }

    fn is_empty(&self) -> bool {
        self.dossiers.is_empty() && !self.unnamed
    }

    fn join(&mut self, later: &Self) {
        self.unnamed |= later.unnamed;
        for (id, version) in &later.dossiers {
            self.dossier(*id, *version);
        }
    }

    fn changes(&self) -> Vec<Change> {
        changes(self.dossiers.iter().map(|(id, version)| (*id, *version)))
    }
}

/// One by one; where none is named, an unnamed one.
fn changes(named: impl Iterator<Item = (DossierId, Option<i64>)>) -> Vec<Change> {
    let mut changes: Vec<_> = named
        .map(|(id, version)| Change::Dossier { id, version })
        .collect();
    if changes.is_empty() {
        changes.push(Change::Unnamed);
    }
    changes
}

/// What a notification says.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    structure: StructureId,
    /// None of them: more than a message names.
    dossiers: Vec<(DossierId, Option<i64>)>,
}

impl Message {
    fn of(structure: StructureId, touched: &Touched) -> Self {
        Self {
            structure,
            dossiers: touched.dossiers.clone().into_iter().collect(),
        }
    }
}

/// The part of the storage that tells. The task behind it starts with the first change or
/// the first subscriber, and ends with it.
#[derive(Debug)]
pub(crate) struct Teller {
    shared: Arc<Shared>,
    task: OnceLock<AbortHandle>,
}

#[derive(Debug)]
struct Shared {
    options: PgConnectOptions,
    /// Who listens, by structure: none of them wakes up for another's acts.
    desks: Mutex<Desks>,
    /// What the other programs were not told yet.
    untold: Mutex<BTreeMap<StructureId, Touched>>,
    something_to_tell: Notify,
}

#[derive(Debug, Default)]
struct Desks {
    channels: HashMap<StructureId, broadcast::Sender<Change>>,
    ended: bool,
}

impl Teller {
    pub(crate) fn new(options: PgConnectOptions) -> Self {
        // By its name whoever administers the database knows it from the others.
        let options = options.application_name("domifa changes");
        Self {
            shared: Arc::new(Shared {
                options,
                desks: Mutex::default(),
                untold: Mutex::default(),
                something_to_tell: Notify::new(),
            }),
            task: OnceLock::new(),
        }
    }

    fn start(&self) {
        self.task
            .get_or_init(|| tokio::spawn(run(self.shared.clone())).abort_handle());
    }

    /// Tells what a transaction changed, now that it is committed.
    pub(crate) fn tell(&self, structure: StructureId, touched: &Touched) {
        if touched.is_empty() {
            return;
        }
        self.start();
        self.shared.publish(structure, &touched.changes());
        let mut untold = lock(&self.shared.untold);
        untold.entry(structure).or_default().join(touched);
        drop(untold);
        self.shared.something_to_tell.notify_one();
    }

    fn end(&self) {
        let mut desks = lock(&self.shared.desks);
        desks.ended = true;
        desks.channels.clear();
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn publish(&self, structure: StructureId, changes: &[Change]) {
        let mut desks = lock(&self.desks);
        let Some(channel) = desks.channels.get(&structure) else {
            return;
        };
        let nobody_left = changes.iter().any(|change| channel.send(*change).is_err());
        if nobody_left {
            desks.channels.remove(&structure);
        }
    }

    /// Word may have been lost: everybody looks for themselves.
    fn everybody_looks(&self) {
        let mut desks = lock(&self.desks);
        desks
            .channels
            .retain(|_, channel| channel.send(Change::Unnamed).is_ok());
    }

    fn heard(&self, payload: &str) {
        match serde_json::from_str::<Message>(payload) {
            Ok(said) => self.publish(said.structure, &changes(said.dossiers.into_iter())),
            // A later release may say more than this one knows.
            Err(_) => self.everybody_looks(),
        }
    }

    /// Listens and tells until the connection is lost.
    async fn connected(&self) -> Result<(), sqlx::Error> {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ANSWERS_WITHIN)
            .connect_lazy_with(self.options.clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        // A lost connection is made anew from the start: what was said meanwhile is lost.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        let own = sqlx::query_scalar!(r#"select pg_backend_pid() as "pid!""#)
            .fetch_one(&mut listener)
            .await?;
        tracing::info!("changes of other programs are heard");
        self.everybody_looks();
        let mut silence = interval_at(Instant::now() + TRIED_EVERY, TRIED_EVERY);
        silence.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut next_batch = Instant::now();
        let mut telling = !lock(&self.untold).is_empty();
        loop {
            tokio::select! {
                heard = listener.try_recv() => match heard? {
                    // What this program did it has told its own desks already.
                    Some(said) if i64::from(said.process_id()) == i64::from(own) => {}
                    Some(said) => self.heard(said.payload()),
                    None => return Ok(()),
                },
                () = self.something_to_tell.notified() => telling = true,
                () = sleep_until(next_batch), if telling => {
                    self.tell_others(&mut listener).await?;
                    telling = false;
                    next_batch = Instant::now() + GATHERED_FOR;
                }
                // A connection cut on the way may stay silent for hours.
                _ = silence.tick() => {
                    let answer = timeout(ANSWERS_WITHIN, sqlx::query!("select").execute(&mut listener));
                    answer.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
                }
            }
        }
    }

    /// One statement for all that waited; it waits on when that fails.
    async fn tell_others(&self, listener: &mut PgListener) -> Result<(), sqlx::Error> {
        let untold = mem::take(&mut *lock(&self.untold));
        let messages: Vec<String> = untold
            .iter()
            .filter_map(|(id, touched)| serde_json::to_string(&Message::of(*id, touched)).ok())
            .collect();
        let told = sqlx::query!(
            "select pg_notify($1, message) from unnest($2::text[]) as message",
            CHANNEL,
            &messages,
        )
        .execute(listener)
        .await;
        if told.is_err() {
            let mut waiting = lock(&self.untold);
            for (structure, touched) in untold {
                let later = waiting.insert(structure, touched).unwrap_or_default();
                waiting.entry(structure).or_default().join(&later);
            }
        }
        told.map(drop)
    }
}

async fn run(shared: Arc<Shared>) {
    let mut said = false;
    loop {
        match shared.connected().await {
            Ok(()) => said = false,
            Err(_) if said => {}
            Err(_) => {
                said = true;
                tracing::warn!("changes of other programs are not heard: no connection");
            }
        }
        sleep(TRIES_AGAIN_AFTER).await;
    }
}

/// What a subscriber holds.
struct Desk(broadcast::Receiver<Change>);

#[async_trait]
impl Subscription for Desk {
    async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change::Unnamed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl PgStore {
    /// Tells nobody anything any more: whoever listens is told that this is the end. To be
    /// called when the program is about to stop.
    pub fn end_changes(&self) {
        self.teller.end();
    }
}

#[async_trait]
impl Changes for PgStore {
    fn subscribe(&self, structure: StructureId) -> Box<dyn Subscription> {
        self.teller.start();
        let mut desks = lock(&self.teller.shared.desks);
        if desks.ended {
            // Its sender is gone already.
            return Box::new(Desk(broadcast::channel(1).1));
        }
        let channel = desks
            .channels
            .entry(structure)
            .or_insert_with(|| broadcast::channel(WAITING_AT_MOST).0);
        Box::new(Desk(channel.subscribe()))
    }

    async fn dossier_version(
        &self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let version = sqlx::query_scalar!(
            "select version from domiciliation.dossier where structure_id = $1 and dossier_id = $2",
            structure.uuid(),
            id.uuid(),
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(version)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> DossierId {
        DossierId::new(Uuid::from_u128(number))
    }

    #[test]
    fn a_full_notification_fits_in_what_the_database_takes() {
        let mut touched = Touched::default();
        for number in 0..NAMED_AT_MOST {
            touched.dossier(id(u128::MAX - number as u128), Some(i64::MAX));
        }
        assert_eq!(touched.changes().len(), NAMED_AT_MOST);
        let structure = StructureId::new(Uuid::max());
        let said = serde_json::to_string(&Message::of(structure, &touched)).unwrap();
        assert!(said.len() < 8000, "{} bytes", said.len());
    }

    #[test]
    fn more_than_a_notification_holds_is_told_without_names() {
        let mut touched = Touched::default();
        for number in 0..=NAMED_AT_MOST {
            touched.dossier(id(number as u128), Some(1));
        }
        assert_eq!(touched.changes(), [Change::Unnamed]);
        touched.dossier(id(1), Some(2));
        assert_eq!(touched.changes(), [Change::Unnamed]);
        let said = Message::of(StructureId::new(Uuid::nil()), &touched);
        assert_eq!(changes(said.dossiers.into_iter()), [Change::Unnamed]);
    }

    #[test]
    fn the_last_version_of_a_dossier_is_the_one_told() {
        let mut touched = Touched::default();
        touched.dossier(id(1), Some(3));
        let mut later = Touched::default();
        later.dossier(id(1), None);
        touched.join(&later);
        let gone = Change::Dossier {
            id: id(1),
            version: None,
        };
        assert_eq!(touched.changes(), [gone]);
    }
}
