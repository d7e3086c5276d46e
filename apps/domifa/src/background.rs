//! The background of the server: what was ordered is done here, one task after the other,
//! until the program is told to stop.

use std::{fmt::Display, pin::pin, time::Duration};

use tokio::time::{MissedTickBehavior, interval, sleep};

/// How often to say that one is still at it, and to hear that it is wanted no more.
const BEAT: Duration = Duration::from_secs(5);

/// A workshop with a queue in the database.
pub trait Shop: Sync {
    /// A task that was taken.
    type Ticket: Sync;
    /// Why a task was not done.
    type NotDone: Display + Send;

    /// How long to wait before looking again for something to do.
    const PAUSE: Duration;

    /// Takes a task, if one is due; nothing when the database is away, which every page
    /// tells.
    fn take(&self) -> impl Future<Output = Option<Self::Ticket>> + Send;

    /// Says that one is still at it; `false` when the task is no longer one's own.
    fn still_mine(&self, ticket: &Self::Ticket) -> impl Future<Output = bool> + Send;

    /// Gives a task back undone. Without an answer it is due again all the same, in a minute.
    fn give_back(&self, ticket: &Self::Ticket) -> impl Future<Output = ()> + Send;

    /// Does a task.
    fn carry_out(
        &self,
        ticket: &Self::Ticket,
    ) -> impl Future<Output = Result<(), Self::NotDone>> + Send;

    /// Logs why a task was not done.
    fn tell(&self, ticket: &Self::Ticket, why: &Self::NotDone);
}

/// Works until it is told to stop; what is under way is then left to whoever is next.
pub async fn work<S: Shop>(shop: S, stopping: impl Future<Output = ()>) {
    let mut stopping = pin!(stopping);
    loop {
        let taken = tokio::select! {
            () = &mut stopping => return,
            taken = shop.take() => taken,
        };
        match taken {
            Some(ticket) => tokio::select! {
                () = &mut stopping => {
                    shop.give_back(&ticket).await;
                    return;
                }
                () = carried_out(&shop, &ticket) => {}
            },
            None => tokio::select! {
                () = &mut stopping => return,
                () = sleep(S::PAUSE) => {}
            },
        }
    }
}

/// Does a task, or gives it up once it is somebody else's or wanted no more.
async fn carried_out<S: Shop>(shop: &S, ticket: &S::Ticket) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut done = pin!(shop.carry_out(ticket));
    loop {
        tokio::select! {
            done = &mut done => {
                if let Err(why) = done {
                    shop.tell(ticket, &why);
                }
                return;
            }
            _ = beat.tick() => {
                if !shop.still_mine(ticket).await {
                    return;
                }
            }
        }
    }
}
