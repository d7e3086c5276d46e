//! What a provider tells once is noted once, whatever storage does meanwhile.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use application::messages::{
    gateway::{Receipt, ReceiptOf},
    ports::MessagePost,
    receipts::{NotCollected, Receipts},
};
use application::ports::Clock;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{MessageId, StoreError, StructureId, StructureKind};
use messages::State;
use testkit::{Storage, carriers::FakeCarrier, house::House, memory::MemoryStore};

/// Storage that is away now and then.
struct Away {
    post: Arc<dyn MessagePost>,
    away: AtomicBool,
}

#[async_trait]
impl MessagePost for Away {
    async fn messages_due_at(&self, now: DateTime<Utc>) -> Result<Vec<StructureId>, StoreError> {
        self.post.messages_due_at(now).await
    }

    async fn turn(&self, provider: &str, lasts: Duration) -> Result<(), StoreError> {
        self.post.turn(provider, lasts).await
    }

    async fn messages_of<'a>(
        &self,
        provider: &str,
        receipts: &'a [ReceiptOf],
    ) -> Result<Vec<(&'a ReceiptOf, StructureId, MessageId)>, StoreError> {
        if self.away.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable);
        }
        self.post.messages_of(provider, receipts).await
    }
}

#[tokio::test]
async fn what_is_told_while_storage_is_away_is_noted_when_it_is_back() {
    let storage = Storage::of(MemoryStore::new());
    let house = House::build(&storage, 1, StructureKind::Ccas).await;
    house.turn_messages_on(House::mail_alone()).await;
    for person in 0..2 {
        let dossier = house.somebody(person).await;
        house.letter(dossier).await;
    }
    house.clock.advance_days(2);
    assert_eq!(house.plan_messages().await, 2);
    let carrier = FakeCarrier::default();
    house.send_messages(&carrier).await;
    let sent = house.messages(false).await;
    let at = house.clock.now() + TimeDelta::minutes(1);
    let tell = |n: usize| {
        carrier.tell(Receipt {
            of: ReceiptOf::Message(sent[n].id),
            at,
            failed: None,
        });
    };
    let post = Arc::new(Away {
        post: storage.post.clone(),
        away: AtomicBool::new(true),
    });
    let receipts = Receipts::new(
        storage.store.clone(),
        post.clone(),
        Arc::new(carrier.clone()),
        Arc::new(carrier.clone()),
    );
    tell(0);
    let away = NotCollected::Store(StoreError::Unavailable);
    assert_eq!(receipts.collect().await, Err(away));
    tell(1);
    post.away.store(false, Ordering::Relaxed);
    assert_eq!(receipts.collect().await, Ok(()));
    let states: Vec<_> = house.messages(false).await;
    assert!(states.iter().all(|m| m.state == State::Received));
}
