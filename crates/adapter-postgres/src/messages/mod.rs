//! Messages: what was settled, planned and sent, and what is shared by all who send.

mod choices;
mod following;
mod logs;
mod outbox;
mod plans;
mod post;
mod sends;
mod settling;

use application::messages::book::{Letter, Message, To, Why};
use chrono::{DateTime, Utc};
use kernel::{DossierId, MessageId, StaffId, StoreError, StructureId};
use messages::State;
use uuid::Uuid;

use crate::{columns::count, error::failed, store::PgUnitOfWork};

pub use outbox::Outbox;
pub(crate) use plans::floor;

const UNREADABLE: StoreError = StoreError::Corrupt("a message");

struct Row {
    message_id: Uuid,
    dossier_id: Option<Uuid>,
    staff_id: Option<Uuid>,
    kind: String,
    channel: String,
    occurrence: String,
    planned_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    state: String,
    attempts: i32,
    attempted_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
    failure: Option<String>,
    code: Option<String>,
    cancellation: Option<String>,
    seen: bool,
    recipient: Option<String>,
    language: Option<String>,
    subject: Option<String>,
    body: Option<String>,
    segments: i32,
    provider: Option<String>,
    reference: Option<String>,
    cost: Option<i32>,
}

impl Row {
    fn into_domain(self) -> Result<Message, StoreError> {
        let state: State = self.state.parse().map_err(|_| UNREADABLE)?;
        let why = match (self.failure, self.cancellation) {
            (Some(failure), None) => Some(Why::Failed {
                failure: failure.parse().map_err(|_| UNREADABLE)?,
                code: self.code,
            }),
            (None, Some(why)) => Some(Why::Cancelled(why.parse().map_err(|_| UNREADABLE)?)),
            (None, None) => None,
            (Some(_), Some(_)) => return Err(UNREADABLE),
        };
        let letter = match (self.recipient, self.language, self.body) {
            (Some(recipient), Some(language), Some(text)) => Some(Letter {
                recipient,
                language: language.parse().map_err(|_| UNREADABLE)?,
                subject: self.subject,
                text,
                segments: count(self.segments)?,
            }),
            (_, _, _) => None,
        };
        let dossier = self.dossier_id.map(DossierId::new);
        let to = match (self.staff_id.map(StaffId::new), dossier) {
            (Some(staff), dossier) => To::Staff {
                staff,
                kind: self.kind.parse().map_err(|_| UNREADABLE)?,
                dossier,
            },
            (None, Some(dossier)) => To::Person {
                dossier,
                kind: self.kind.parse().map_err(|_| UNREADABLE)?,
                channel: self.channel.parse().map_err(|_| UNREADABLE)?,
            },
            (None, None) => return Err(UNREADABLE),
        };
        Ok(Message {
            id: MessageId::new(self.message_id),
            to,
            occurrence: self.occurrence,
            planned_at: self.planned_at,
            due_at: self.due_at,
            state,
            why,
            attempts: count(self.attempts)?,
            attempted_at: self.attempted_at,
            letter,
            provider: self.provider,
            reference: self.reference,
            cost: self.cost.map(count).transpose()?,
            settled_at: self.settled_at,
            seen: self.seen,
        })
    }
}

impl PgUnitOfWork {
    /// Messages, in order of their identifiers; those that are not there are absent.
    async fn messages_by_id(
        &mut self,
        structure: StructureId,
        ids: &[Uuid],
    ) -> Result<Vec<Message>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            "select message_id, dossier_id, staff_id, kind, channel, occurrence, planned_at, due_at,
                    state, attempts, attempted_at, settled_at, failure, code, cancellation, seen,
                    recipient, language, subject, body, segments, provider, reference, cost
             from messages.message
             where structure_id = $1 and message_id = any ($2)
             order by message_id",
            structure.uuid(),
            ids,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(Row::into_domain).collect()
    }
}
