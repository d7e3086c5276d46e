//! What became of messages, and what people say of them.

use std::collections::HashMap;

use application::messages::{
    book::{Alike, ByHand, Filter, Kept, Line, Message, Month, Named, Page, Place, To},
    ports::MessageLogs,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DossierId, MessageId, StoreError, StructureId};
use messages::{Cancellation, State};
use sqlx::{Postgres, QueryBuilder};
use structures::ports::Staff;
use uuid::Uuid;

use super::{UNREADABLE, plans::floor};
use crate::{
    columns::count,
    error::failed,
    store::{PgUnitOfWork, written},
};

/// The identifiers of the messages that a page shows, in the order in which one turns pages.
fn page_of(
    structure: StructureId,
    filter: &Filter,
    place: Place,
    limit: u32,
) -> QueryBuilder<Postgres> {
    let mut sql =
        QueryBuilder::new("select message_id from messages.message where structure_id = ");
    sql.push_bind(structure.uuid());
    sql.push(if filter.staff {
        " and staff_id is not null"
    } else {
        " and staff_id is null"
    });
    if let Some(dossier) = filter.dossier {
        sql.push(" and dossier_id = ").push_bind(dossier.uuid());
    }
    if filter.to_look_at {
        sql.push(" and state in ('echec', 'incertain') and not seen");
    }
    if !filter.states.is_empty() {
        let states: Vec<_> = filter.states.iter().map(|s| s.code()).collect();
        sql.push(" and state = any (").push_bind(states).push(")");
    }
    if !filter.kinds.is_empty() {
        let kinds: Vec<_> = filter.kinds.iter().map(|k| k.code()).collect();
        sql.push(" and kind = any (").push_bind(kinds).push(")");
    }
    if let Some(channel) = filter.channel {
        sql.push(" and channel = ").push_bind(channel.code());
    }
    if let Some(from) = filter.from {
        sql.push(" and message_id >= ").push_bind(floor(from));
    }
    if let Some(until) = filter.until {
        sql.push(" and message_id < ").push_bind(floor(until));
    }
    let way = match place {
        Place::Start => "desc",
        Place::After(message) => {
            sql.push(" and message_id < ").push_bind(message.uuid());
            "desc"
        }
        Place::Before(message) => {
            sql.push(" and message_id > ").push_bind(message.uuid());
            "asc"
        }
    };
    // One more than asked for tells whether there is another page. The limit is part of the
    // text: a plan made without it would be one for all lines.
    let limit = limit.saturating_add(1);
    sql.push(format_args!(" order by message_id {way} limit {limit}"));
    sql
}

impl PgUnitOfWork {
    async fn lines(
        &mut self,
        structure: StructureId,
        messages: Vec<Message>,
    ) -> Result<Vec<Line>, StoreError> {
        let ids: Vec<Uuid> = messages
            .iter()
            .filter_map(|m| m.to.dossier())
            .map(DossierId::uuid)
            .collect();
        let people = sqlx::query!(
            "select dossier_id, number, nom, prenoms, usage_name from domiciliation.dossier
             where structure_id = $1 and dossier_id = any ($2)",
            structure.uuid(),
            &ids,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let mut named = HashMap::new();
        for row in people {
            let person = Named {
                number: count(row.number)?,
                nom: row.nom,
                prenoms: row.prenoms,
                usage: row.usage_name,
            };
            named.insert(DossierId::new(row.dossier_id), person);
        }
        let to_staff = messages.iter().any(|m| matches!(m.to, To::Staff { .. }));
        let team = if to_staff {
            self.staff_read(structure).await?
        } else {
            Vec::new()
        };
        let line = |message: Message| {
            let person = message.to.dossier().and_then(|id| named.get(&id)).cloned();
            let member = match message.to {
                To::Person { .. } => None,
                To::Staff { staff, .. } => team.iter().find(|m| m.id() == staff),
            };
            Line {
                member: member.map(structures::StaffMember::full_name),
                person,
                message,
            }
        };
        let lines = messages.into_iter().map(line);
        // One that was planned while somebody was forgotten is about nobody: it goes when it
        // is to be sent.
        Ok(lines
            .filter(|line| line.person.is_some() || line.member.is_some())
            .collect())
    }
}

#[async_trait]
impl MessageLogs for PgUnitOfWork {
    async fn message(
        &mut self,
        structure: StructureId,
        message: MessageId,
    ) -> Result<Option<Message>, StoreError> {
        let found = self.messages_by_id(structure, &[message.uuid()]).await?;
        Ok(found.into_iter().next())
    }

    async fn message_line(
        &mut self,
        structure: StructureId,
        message: MessageId,
    ) -> Result<Option<Line>, StoreError> {
        let found = self.messages_by_id(structure, &[message.uuid()]).await?;
        Ok(self.lines(structure, found).await?.into_iter().next())
    }

    async fn message_by_hand(
        &mut self,
        structure: StructureId,
        message: MessageId,
        by_hand: ByHand,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if let ByHand::Again(_, due) = by_hand {
            // Before the message is held: see `messages_claim`.
            self.due(structure, due).await?;
        }
        let state = sqlx::query_scalar!(
            "select state from messages.message where structure_id = $1 and message_id = $2
             for update",
            structure.uuid(),
            message.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        let state: State = state
            .ok_or(StoreError::Conflict)?
            .parse()
            .map_err(|_| UNREADABLE)?;
        if !by_hand.suits(state) {
            return Err(StoreError::Conflict);
        }
        let (structure_id, message) = (structure.uuid(), message.uuid());
        let done = match by_hand {
            ByHand::Left => {
                sqlx::query!(
                    "update messages.message set state = $3, settled_at = coalesce(attempted_at, $4)
                     where structure_id = $1 and message_id = $2",
                    structure_id,
                    message,
                    State::Sent.code(),
                    now,
                )
                .execute(&mut *self.tx)
                .await
            }
            ByHand::Cancel => {
                sqlx::query!(
                    "update messages.message set state = $3, cancellation = $4, settled_at = $5
                     where structure_id = $1 and message_id = $2",
                    structure_id,
                    message,
                    State::Cancelled.code(),
                    Cancellation::ByHand.code(),
                    now,
                )
                .execute(&mut *self.tx)
                .await
            }
            ByHand::Seen => {
                sqlx::query!(
                    "update messages.message set seen = true
                     where structure_id = $1 and message_id = $2",
                    structure_id,
                    message,
                )
                .execute(&mut *self.tx)
                .await
            }
            ByHand::Again(new, due) => {
                sqlx::query!(
                    "delete from jobs.message_handed where message_id = $1 and structure_id = $2",
                    message,
                    structure_id,
                )
                .execute(&mut *self.tx)
                .await
                .map_err(failed)?;
                sqlx::query!(
                    "update messages.message
                     set message_id = $3, planned_at = $4, due_at = $5, state = 'prevu',
                         attempts = 0, attempted_at = null, settled_at = null, failure = null,
                         code = null, cancellation = null, seen = false, recipient = null,
                         language = null, subject = null, body = null, segments = 0,
                         counted_in = null, provider = null, reference = null, cost = null
                     where structure_id = $1 and message_id = $2",
                    structure_id,
                    message,
                    new.uuid(),
                    now,
                    due,
                )
                .execute(&mut *self.tx)
                .await
            }
        };
        written(done.map_err(failed)?.rows_affected())
    }

    async fn messages_log(
        &mut self,
        structure: StructureId,
        filter: &Filter,
        place: Place,
        limit: u32,
    ) -> Result<Page, StoreError> {
        let ids: Vec<Uuid> = page_of(structure, filter, place, limit)
            .build_query_scalar()
            .fetch_all(&mut *self.tx)
            .await
            .map_err(failed)?;
        let mut messages = self.messages_by_id(structure, &ids).await?;
        if !matches!(place, Place::Before(_)) {
            messages.reverse();
        }
        let beyond = messages.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        messages.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let lines = self.lines(structure, messages).await?;
        Ok(Page::of(lines, place, beyond))
    }

    async fn messages_counts(
        &mut self,
        structure: StructureId,
        cap: u32,
    ) -> Result<Vec<(State, u32)>, StoreError> {
        let row = sqlx::query!(
            r#"select
                 (select count(*) from (select from messages.message
                  where structure_id = $1 and state = 'prevu' and staff_id is null limit $2) m)
                     as "planned!",
                 (select count(*) from (select from messages.message
                  where structure_id = $1 and state = 'en-cours' and staff_id is null limit $2) m)
                     as "sending!",
                 (select count(*) from (select from messages.message
                  where structure_id = $1 and state = 'echec' and not seen and staff_id is null
                      and state in ('echec', 'incertain') limit $2) m) as "failed!",
                 (select count(*) from (select from messages.message
                  where structure_id = $1 and state = 'incertain' and not seen and staff_id is null
                      and state in ('echec', 'incertain') limit $2) m) as "uncertain!""#,
            structure.uuid(),
            i64::from(cap),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        let counted = [
            (State::Planned, row.planned),
            (State::Sending, row.sending),
            (State::Failed, row.failed),
            (State::Uncertain, row.uncertain),
        ];
        counted
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(state, n)| {
                let n = u32::try_from(n).map_err(|_| StoreError::Corrupt("a count"))?;
                Ok((state, n))
            })
            .collect()
    }

    async fn messages_failed_since(
        &mut self,
        structure: StructureId,
        since: DateTime<Utc>,
    ) -> Result<(u32, u32), StoreError> {
        let row = sqlx::query!(
            r#"select count(*) filter (where state = 'echec') as "failed!",
                      count(*) filter (where state = 'incertain') as "uncertain!"
               from messages.message
               where structure_id = $1 and staff_id is null and state in ('echec', 'incertain')
                   and not seen and settled_at > $2"#,
            structure.uuid(),
            since,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        let small = |n: i64| u32::try_from(n).map_err(|_| StoreError::Corrupt("a count"));
        Ok((small(row.failed)?, small(row.uncertain)?))
    }

    async fn messages_failures(
        &mut self,
        structure: StructureId,
        cap: u32,
    ) -> Result<Vec<(Alike, u32)>, StoreError> {
        let rows = sqlx::query!(
            r#"select channel, failure as "failure!", count(*) as "count!"
               from (select channel, failure from messages.message
                     where structure_id = $1 and state = 'echec' and not seen
                         and staff_id is null and state in ('echec', 'incertain')
                     limit $2) m
               group by channel, failure"#,
            structure.uuid(),
            i64::from(cap),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let mut counts = rows
            .into_iter()
            .map(|row| {
                let alike = Alike {
                    channel: row.channel.parse().map_err(|_| UNREADABLE)?,
                    failure: row.failure.parse().map_err(|_| UNREADABLE)?,
                };
                let n = u32::try_from(row.count).map_err(|_| StoreError::Corrupt("a count"))?;
                Ok((alike, n))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        counts.sort_unstable();
        Ok(counts)
    }

    async fn messages_failed(
        &mut self,
        structure: StructureId,
        alike: &[Alike],
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(MessageId, Option<DossierId>)>, StoreError> {
        let channels: Vec<_> = alike.iter().map(|a| a.channel.code().to_owned()).collect();
        let failures: Vec<_> = alike.iter().map(|a| a.failure.code().to_owned()).collect();
        let rows = sqlx::query!(
            "select message_id, dossier_id from messages.message
             where structure_id = $1 and state = 'echec' and not seen and staff_id is null
                 and state in ('echec', 'incertain') and settled_at <= $4
                 and (channel, failure) in (select * from unnest($2::text[], $3::text[]))
             order by message_id limit $5",
            structure.uuid(),
            &channels,
            &failures,
            until,
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|row| {
                let dossier = row.dossier_id.map(DossierId::new);
                (MessageId::new(row.message_id), dossier)
            })
            .collect())
    }

    async fn messages_restore(
        &mut self,
        structure: StructureId,
        messages: &[Message],
    ) -> Result<(), StoreError> {
        self.restore(structure, messages).await
    }

    async fn messages_months(
        &mut self,
        structure: StructureId,
        from: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Month)>, StoreError> {
        let rows = sqlx::query!(
            "select month, texts, segments, emails, cost from messages.month
             where structure_id = $1 and month >= $2 order by month",
            structure.uuid(),
            from,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let month = Month {
                    texts: count(row.texts)?,
                    segments: count(row.segments)?,
                    emails: count(row.emails)?,
                    cost: count(row.cost)?,
                };
                Ok((row.month, month))
            })
            .collect()
    }

    async fn messages_kept(
        &mut self,
        structure: StructureId,
        staff: bool,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        let rows = sqlx::query!(
            "select message_id, dossier_id, at, channel, recipient, sender, language, subject, body,
                    attachment
             from messages.outbox o
             where structure_id = $1 and ($2::uuid is null or message_id < $2)
                 and ($4 or not exists (
                     select from messages.message m
                     where m.structure_id = $1 and m.message_id = o.message_id
                         and m.staff_id is not null))
             order by message_id desc limit $3",
            structure.uuid(),
            after.map(MessageId::uuid),
            i64::from(limit),
            staff,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let language = row.language.map(|code| code.parse());
                Ok(Kept {
                    id: MessageId::new(row.message_id),
                    at: row.at,
                    channel: row.channel.parse().map_err(|_| UNREADABLE)?,
                    recipient: row.recipient,
                    sender: row.sender,
                    language: language.transpose().map_err(|_| UNREADABLE)?,
                    subject: row.subject,
                    text: row.body,
                    attachment: row.attachment,
                    dossier: row.dossier_id.map(DossierId::new),
                })
            })
            .collect()
    }
}
