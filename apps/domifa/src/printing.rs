//! The background of the server: what was ordered is printed here, one order after the other,
//! until the program is told to stop.

use std::{pin::pin, time::Duration};

use application::printing::{PrintShop, Ticket};
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How long to wait before looking again for something to do.
const PAUSE: Duration = Duration::from_secs(2);

/// How often to say that one is still at it, and to hear that it is wanted no more.
const BEAT: Duration = Duration::from_secs(5);

/// Works until it is told to stop; what is under way is then left to whoever is next.
pub async fn work(shop: PrintShop, stopping: impl Future<Output = ()>) {
    let mut stopping = pin!(stopping);
    loop {
        let taken = tokio::select! {
            () = &mut stopping => return,
            taken = shop.claim() => taken,
        };
        match taken {
            Ok(Some(ticket)) => tokio::select! {
                () = &mut stopping => {
                    // Without an answer it is due again all the same, in a minute.
                    let _ = shop.release(&ticket).await;
                    return;
                }
                () = carried_out(&shop, &ticket) => {}
            },
            // A database that is away is told by every page.
            Ok(None) | Err(_) => tokio::select! {
                () = &mut stopping => return,
                () = sleep(PAUSE) => {}
            },
        }
    }
}

/// Does a task, or gives it up once it is somebody else's or wanted no more.
async fn carried_out(shop: &PrintShop, ticket: &Ticket) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut done = pin!(shop.carry_out(ticket));
    loop {
        tokio::select! {
            done = &mut done => {
                if let Err(why) = done {
                    tracing::warn!(
                        structure = %ticket.structure,
                        order = %ticket.run,
                        attempt = ticket.attempt,
                        "an order to print is not done: {why}",
                    );
                }
                return;
            }
            _ = beat.tick() => {
                if let Ok(false) = shop.hold(ticket).await {
                    return;
                }
            }
        }
    }
}
