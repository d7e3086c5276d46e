//! What members of the staff are told in the morning of working days.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use kernel::{MessageId, StaffId, StoreError, StructureId};
use messages::{Place, StaffKind};
use structures::{Role, StaffStatus};

use super::telling::due_of;
use crate::{
    jobs::{Due, Task},
    messages::{book::StaffMessage, settings::place_of},
    ports::{Clock, Ids, Scope, Store},
    worklist::WorkList,
};

/// The longest between two mornings of working days, and more.
const LONG_WEEK_END: TimeDelta = TimeDelta::days(12);

/// Writes to the staff in the morning.
#[derive(Clone)]
pub struct MessageMorning {
    store: Arc<dyn Store>,
    work: Arc<dyn WorkList>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl MessageMorning {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        work: Arc<dyn WorkList>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            work,
            clock,
            ids,
        }
    }

    /// Tells those who asked for it what is due, and administrators what failed since the
    /// morning before; queues itself for the next one. Asked twice of a morning, it tells
    /// once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(&self, structure: StructureId) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut uow = self.store.begin(Scope { structure }).await?;
        let Some(house) = uow.structure(structure).await?.map(|found| found.value) else {
            return Ok(());
        };
        if !house.is_in_service() {
            return Ok(());
        }
        let place = place_of(&house);
        let (before, this) = mornings(place, now);
        let team = uow.staff_read(structure).await?;
        let active: Vec<_> = team
            .iter()
            .filter(|m| m.status() == StaffStatus::Active)
            .collect();
        let mut told = Vec::new();
        let mut tell = |staff: StaffId, kind, occurrence: DateTime<Utc>| {
            told.push(StaffMessage {
                id: MessageId::new(self.ids.mint(now)),
                staff,
                kind,
                dossier: None,
                occurrence: occurrence.to_rfc3339_opts(SecondsFormat::Secs, true),
                at: now,
            });
        };
        let wanting = uow.staff_wants(structure, StaffKind::Digest).await?;
        for member in active.iter().filter(|m| wanting.contains(&m.id())) {
            if !due_of(self.work.as_ref(), &house, member, now)
                .await?
                .is_empty()
            {
                tell(member.id(), StaffKind::Digest, this);
            }
        }
        if uow.messages_failed_since(structure, before).await? != (0, 0) {
            for member in active.iter().filter(|m| m.role() == Role::Administrateur) {
                tell(member.id(), StaffKind::Failures, before);
            }
        }
        if !told.is_empty() {
            uow.staff_messages_insert(structure, &told).await?;
            uow.job_add(Task::MessagesSend(structure), Due::By(now))
                .await?;
        }
        let next = place.next_morning(now);
        uow.job_add(Task::MessagesMorning(structure), Due::At(next))
            .await?;
        uow.commit().await
    }
}

/// The morning that has come last, and the one before it.
fn mornings(place: Place, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let mut before = place.next_morning(now - LONG_WEEK_END);
    let mut this = before;
    loop {
        let next = place.next_morning(this);
        if next > now {
            return (before, this);
        }
        (before, this) = (this, next);
    }
}
