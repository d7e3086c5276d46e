//! The run: what has come due since the last one and was never told is planned.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use kernel::{StoreError, StructureId, add_months};
use messages::Settings;
use structures::Structure;

use super::{
    occasion::{Bounds, House, Run},
    planning::Plan,
    settings::place_of,
};
use crate::{
    actor::policy_of,
    jobs::{Due, Task},
    ports::{Clock, Ids, Scope, Store},
};

/// Plans messages.
#[derive(Clone)]
pub struct MessageRuns {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl MessageRuns {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// Plans what a structure has to tell, if one of its slots has come since the last time;
    /// queues the sending, and itself for the next slot. How many messages were planned.
    /// Asked at any other moment, or twice at once, it plans nothing twice. A structure that
    /// is unknown or closed has no next time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(&self, structure: StructureId) -> Result<u32, StoreError> {
        let now = self.clock.now();
        let mut uow = self.store.begin(Scope { structure }).await?;
        let Some(house) = uow.structure(structure).await?.map(|found| found.value) else {
            return Ok(0);
        };
        if !house.is_in_service() {
            return Ok(0);
        }
        let settings = uow.message_settings(structure).await?.value;
        let since = uow.messages_planned_until(structure).await?;
        let plan = self.plan(&house, &settings, since, now);
        let mut planned = 0;
        let mut over = None;
        if since.is_none_or(|since| since < plan.slot) {
            planned = uow.messages_plan(structure, &plan).await?.unwrap_or(0);
            over = since.and_then(|since| month_over(&house, since, plan.slot));
        }
        if planned > 0 {
            uow.job_add(Task::MessagesSend(structure), Due::By(plan.due_at))
                .await?;
        }
        let next = place_of(&house).next_daily_slot(now, &settings.rhythm);
        uow.job_add(Task::MessagesRun(structure), Due::At(next))
            .await?;
        uow.commit().await?;
        if let Some(month) = over {
            self.keep_visits(&house, month).await?;
        }
        Ok(planned)
    }

    /// What is due at a slot that has come. Before the first one, nothing is: whoever turns
    /// messages on does not expect those of the day before.
    fn plan(
        &self,
        house: &Structure,
        settings: &Settings,
        since: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Plan {
        let place = place_of(house);
        let slot = place.last_daily_slot_until(now, &settings.rhythm);
        let run = Run {
            since: since.unwrap_or(now),
            now,
        };
        let policy = policy_of(house);
        let grounds = House {
            settings,
            policy: &policy,
            place,
        };
        Plan {
            run: self.ids.mint(now),
            slot,
            now,
            due_at: place.next_opening(now),
            bounds: Bounds::of(grounds, run),
        }
    }

    /// The visits of a month are counted once it is over, and stay what they were.
    async fn keep_visits(&self, house: &Structure, month: NaiveDate) -> Result<(), StoreError> {
        let structure = house.id();
        let instant = |day: NaiveDate| house.zone().instant_of(day.into());
        let entered = instant(month)..instant(add_months(month, 1));
        let mut uow = self.store.begin(Scope { structure }).await?;
        let visits = uow.visits_count(structure, month, entered).await?;
        uow.visits_keep(structure, month, &visits).await?;
        uow.commit().await
    }
}

/// The month before that of a slot, when it is the first slot of its month. Some days of
/// grace, for what is entered late, would move its end: it is counted as it stands.
fn month_over(house: &Structure, since: DateTime<Utc>, slot: DateTime<Utc>) -> Option<NaiveDate> {
    let first = |at: DateTime<Utc>| first_of_month(house.zone().date_of(at));
    (first(since) < first(slot)).then(|| add_months(first(slot), -1))
}

/// The first day of the month of a day.
pub(super) fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.day0())))
        .unwrap_or(day)
}
