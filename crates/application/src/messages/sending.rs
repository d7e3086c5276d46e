//! Sending: what is due is taken, written from what is stored then, handed over, and what
//! became of it is noted.
//!
//! A worker may die at any instant. What it had taken is being sent in the eyes of all
//! others, until somebody asks the provider what became of it: nothing is handed over twice
//! on a guess. Nothing is handed over while a transaction is open.

mod attempt;
mod batch;
mod carriers;
mod pace;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{StoreError, StructureId};
use messages::Channel;

use super::{
    gateway::{Mailer, SmsGateway},
    ports::MessagePost,
    settings::place_of,
    staff::StaffPages,
};
use crate::{
    jobs::{Due, Task},
    phone::PhonePlan,
    ports::{Clock, Scope, Store},
    worklist::WorkList,
};

pub use batch::LEASE;

/// What sending stands on.
#[derive(Clone)]
pub struct SendingPorts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Whose turn it is.
    pub post: Arc<dyn MessagePost>,
    /// What is due, for those who want to be told.
    pub work: Arc<dyn WorkList>,
    /// Who carries text messages.
    pub sms: Arc<dyn SmsGateway>,
    /// Who carries e-mails.
    pub mailer: Arc<dyn Mailer>,
    /// Which numbers are mobiles.
    pub phones: Arc<dyn PhonePlan>,
    /// What e-mails to the staff lead to.
    pub pages: Arc<dyn StaffPages>,
    /// The moment.
    pub clock: Arc<dyn Clock>,
}

/// What whoever runs the installation settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// What a segment costs where the provider does not tell, in thousandths of a euro.
    pub price: Option<u32>,
    /// How many segments may leave in a month, all structures together; none is no cap.
    pub monthly_cap: Option<u32>,
}

/// Sends what is due.
#[derive(Clone)]
pub struct MessageSending {
    ports: SendingPorts,
    terms: Terms,
}

impl MessageSending {
    /// On these ports.
    #[must_use]
    pub const fn new(ports: SendingPorts, terms: Terms) -> Self {
        Self { ports, terms }
    }

    /// Sends what is due in a structure, batch after batch, until nothing is, the time is
    /// spent, or `stop` says so; queues itself for what is left or comes later, and tells
    /// when that is. It may be dropped at any point.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn send(
        &self,
        structure: StructureId,
        for_at_most: TimeDelta,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let until = self.ports.clock.now() + for_at_most;
        loop {
            let mut found = false;
            for channel in [Channel::Email, Channel::Sms] {
                found |= self.look(structure, channel).await?;
                found |= self.batch(structure, channel).await?;
            }
            if !found || stop() || self.ports.clock.now() >= until {
                return self.rest(structure).await;
            }
        }
    }

    /// Queues itself for whatever comes next.
    async fn rest(&self, structure: StructureId) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut uow = self.ports.store.begin(Scope { structure }).await?;
        let Some(house) = uow.structure(structure).await? else {
            return Ok(None);
        };
        let opening = place_of(&house.value).next_opening(self.ports.clock.now());
        let next = uow.messages_rest(structure, opening).await?;
        if let Some(at) = next {
            uow.job_add(Task::MessagesSend(structure), Due::By(at))
                .await?;
        }
        uow.commit().await?;
        Ok(next)
    }
}
