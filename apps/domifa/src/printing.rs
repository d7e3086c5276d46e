//! Printing in the background.

use std::time::Duration;

use application::printing::{NotDone, PrintShop, Ticket};

use crate::background::Shop;

impl Shop for PrintShop {
    type Ticket = Ticket;
    type NotDone = NotDone;

    const PAUSE: Duration = Duration::from_secs(2);

    async fn take(&self) -> Option<Ticket> {
        self.claim().await.ok().flatten()
    }

    async fn still_mine(&self, ticket: &Ticket) -> bool {
        self.hold(ticket).await != Ok(false)
    }

    async fn give_back(&self, ticket: &Ticket) {
        let _ = self.release(ticket).await;
    }

    async fn carry_out(&self, ticket: &Ticket) -> Result<(), NotDone> {
        self.carry_out(ticket).await
    }

    fn tell(&self, ticket: &Ticket, why: &NotDone) {
        tracing::warn!(
            structure = %ticket.structure,
            order = %ticket.run,
            attempt = ticket.attempt,
            "an order to print is not done: {why}",
        );
    }
}
