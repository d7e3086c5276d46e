//! What is shared by all who send, in memory: nobody waits for a turn.

use std::time::Duration;

use application::messages::{gateway::ReceiptOf, ports::MessagePost};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{MessageId, StoreError, StructureId};

use crate::memory::MemoryStore;

#[async_trait]
impl MessagePost for MemoryStore {
    async fn messages_due_at(&self, now: DateTime<Utc>) -> Result<Vec<StructureId>, StoreError> {
        let state = self.state();
        let mut due: Vec<_> = state
            .book
            .due
            .iter()
            .filter(|(_, at)| **at <= now)
            .collect();
        due.sort_by_key(|(_, at)| **at);
        Ok(due.into_iter().map(|(structure, _)| *structure).collect())
    }

    async fn turn(&self, _: &str, _: Duration) -> Result<(), StoreError> {
        tokio::task::yield_now().await;
        Ok(())
    }

    async fn messages_of<'a>(
        &self,
        provider: &str,
        receipts: &'a [ReceiptOf],
    ) -> Result<Vec<(&'a ReceiptOf, StructureId, MessageId)>, StoreError> {
        let state = self.state();
        let mut found = Vec::new();
        for receipt in receipts {
            for (id, handed) in &state.book.handed {
                let is_it = match receipt {
                    ReceiptOf::Message(of) => of == id,
                    ReceiptOf::Reference(of) => {
                        handed.reference.as_deref() == Some(of)
                            && handed.provider.as_deref() == Some(provider)
                    }
                };
                if is_it {
                    found.push((receipt, handed.structure, *id));
                }
            }
        }
        Ok(found)
    }
}
