//! What is shared by all who send: identifiers, moments, and whose turn it is.

use std::time::Duration;

use application::messages::{
    gateway::ReceiptOf,
    ports::{LATE, MessagePost},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{MessageId, StoreError, StructureId};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::{PgStore, error::failed};

#[async_trait]
impl MessagePost for PgStore {
    async fn messages_due_at(&self, now: DateTime<Utc>) -> Result<Vec<StructureId>, StoreError> {
        let due = sqlx::query_scalar!(
            "select structure_id from jobs.message_due where due_at <= $1 order by due_at",
            now,
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failed)?;
        Ok(due.into_iter().map(StructureId::new).collect())
    }

    async fn turn(&self, provider: &str, lasts: Duration) -> Result<(), StoreError> {
        loop {
            // By the clock of the database, which all who send share.
            let wait = sqlx::query_scalar!(
                r#"insert into jobs.rate as r (provider, next_at)
                   values ($1, clock_timestamp() + make_interval(secs => $2))
                   on conflict (provider) do update
                   set next_at = greatest(r.next_at, clock_timestamp()) + make_interval(secs => $2)
                   returning extract(epoch from
                       next_at - make_interval(secs => $2) - clock_timestamp())::float8 as "wait!""#,
                provider,
                lasts.as_secs_f64(),
            )
            .fetch_one(&self.pool)
            .await
            .map_err(failed)?;
            // A moment that is past is one's turn at once.
            let due = Instant::now() + Duration::try_from_secs_f64(wait).unwrap_or_default();
            sleep_until(due).await;
            if due.elapsed() <= LATE {
                return Ok(());
            }
        }
    }

    async fn messages_of<'a>(
        &self,
        provider: &str,
        receipts: &'a [ReceiptOf],
    ) -> Result<Vec<(&'a ReceiptOf, StructureId, MessageId)>, StoreError> {
        let (mut ids, mut references) = (Vec::new(), Vec::new());
        for receipt in receipts {
            match receipt {
                ReceiptOf::Message(id) => {
                    ids.push(Some(id.uuid()));
                    references.push(None);
                }
                ReceiptOf::Reference(reference) => {
                    ids.push(None);
                    references.push(Some(reference.as_str()));
                }
            }
        }
        let found = sqlx::query!(
            r#"select given.n as "n!", h.structure_id, h.message_id
               from unnest($2::uuid[], $3::text[]) with ordinality as given (id, reference, n)
               join jobs.message_handed h
                   on h.message_id = given.id
                   or h.reference = given.reference and h.provider = $1"#,
            provider,
            &ids as &[Option<Uuid>],
            &references as &[Option<&str>],
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failed)?;
        found
            .into_iter()
            .map(|row| {
                let receipt = usize::try_from(row.n - 1)
                    .ok()
                    .and_then(|n| receipts.get(n));
                let receipt = receipt.ok_or(StoreError::Corrupt("a receipt"))?;
                Ok((
                    receipt,
                    StructureId::new(row.structure_id),
                    MessageId::new(row.message_id),
                ))
            })
            .collect()
    }
}
