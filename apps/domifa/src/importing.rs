//! Taking registers over in the background, and undoing it.

use std::time::Duration;

use application::imports::{
    apply::{ImportShop, NotDone},
    port::ImportTicket,
};

use crate::background::Shop;

impl Shop for ImportShop {
    type Ticket = ImportTicket;
    type NotDone = NotDone;

    // Somebody looks at the page meanwhile.
    const PAUSE: Duration = Duration::from_millis(500);

    async fn take(&self) -> Option<ImportTicket> {
        self.claim().await.ok().flatten()
    }

    async fn still_mine(&self, ticket: &ImportTicket) -> bool {
        self.hold(ticket).await != Ok(false)
    }

    async fn give_back(&self, ticket: &ImportTicket) {
        let _ = self.release(ticket).await;
    }

    async fn carry_out(&self, ticket: &ImportTicket) -> Result<(), NotDone> {
        self.carry_out(ticket).await
    }

    fn tell(&self, ticket: &ImportTicket, why: &NotDone) {
        tracing::warn!(
            structure = %ticket.structure,
            import = %ticket.import,
            attempt = ticket.attempt,
            "an import is not done: {why}",
        );
    }
}
