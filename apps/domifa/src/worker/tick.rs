//! The tick: every minute, whoever works makes sure that regular tasks are in the queue. One
//! that was lost is back within the minute; two who tick at once do it once.

use std::{sync::Arc, time::Duration};

use adapter_postgres::PgStore;
use application::{
    jobs::{JobBoard, Task},
    messages::ports::MessagePost,
    ports::Clock,
};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use kernel::{StoreError, StructureId};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::ports::SystemClock;

/// How often.
const PERIOD: Duration = Duration::from_secs(60);

/// How often whoever carries messages is asked what became of them.
const RECEIPTS: TimeDelta = TimeDelta::minutes(3);

/// When the house is kept: the middle of the night in Paris, summer and winter.
const NIGHT: NaiveTime = NaiveTime::from_hms_opt(2, 10, 0).expect("this time is in every day");

/// Ticks until the other end of `open` goes.
pub async fn tick(store: Arc<PgStore>, clock: Arc<SystemClock>, mut open: watch::Receiver<()>) {
    let mut period = interval(PERIOD);
    period.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = open.changed() => return,
            _ = period.tick() => {}
        }
        // A database that is away is told by whoever takes jobs.
        let _ = once(store.as_ref(), store.as_ref(), clock.now()).await;
    }
}

/// Puts back what is not there any more.
async fn once(
    board: &dyn JobBoard,
    post: &dyn MessagePost,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let structures = board.every_structure().await?;
    let mut tasks = regular(&structures, now);
    let sending = post.messages_due_at(now).await?;
    tasks.extend(sending.into_iter().map(|of| (Task::MessagesSend(of), now)));
    board.jobs_ensure(&tasks).await?;
    Ok(())
}

/// The tasks that are always in the queue, and when one that is not there is due.
fn regular(structures: &[StructureId], now: DateTime<Utc>) -> Vec<(Task, DateTime<Utc>)> {
    let of_all = [
        (Task::Housekeeping, next_night(now)),
        (Task::MessagesReceipts, now + RECEIPTS),
    ];
    // They put themselves back for their next moment: one that is not there is due.
    let of_each = structures.iter().flat_map(|structure| {
        let tasks = [
            Task::MessagesRun(*structure),
            Task::MessagesMorning(*structure),
        ];
        tasks.map(|task| (task, now))
    });
    of_all.into_iter().chain(of_each).collect()
}

/// The first night that begins after this moment.
fn next_night(now: DateTime<Utc>) -> DateTime<Utc> {
    let tonight = now.date_naive().and_time(NIGHT).and_utc();
    if now < tonight {
        tonight
    } else {
        tonight + Days::new(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_kept_once_a_night() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let tonight = at("2026-11-23T02:10:00Z");
        assert_eq!(next_night(at("2026-11-22T18:00:00Z")), tonight);
        assert_eq!(next_night(at("2026-11-23T02:09:59Z")), tonight);
        assert_eq!(next_night(tonight), at("2026-11-24T02:10:00Z"));
    }
}
