//! What is written of a message as it leaves, and the counts of the month.

use application::messages::book::{Caps, Outcome, Ready, Settled};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{MessageId, StoreError, StructureId};
use messages::{Cancellation, State};
use uuid::Uuid;

use crate::{
    columns::{count, stored},
    error::failed,
    store::PgUnitOfWork,
};

impl PgUnitOfWork {
    /// Counts, under both caps, then writes. The counts are held until the transaction ends.
    pub(super) async fn write_ready(
        &mut self,
        structure: StructureId,
        provider: &str,
        now: DateTime<Utc>,
        caps: &Caps,
        ready: &[Ready],
    ) -> Result<Vec<MessageId>, StoreError> {
        if ready.is_empty() {
            return Ok(Vec::new());
        }
        let segments: u64 = ready.iter().map(|r| u64::from(r.letter.segments)).sum();
        let mut room = u64::MAX;
        if segments > 0 {
            let left = sqlx::query_scalar!(
                "insert into messages.month as m (structure_id, month) values ($1, $2)
                 on conflict (structure_id, month) do update set segments = m.segments
                 returning segments",
                structure.uuid(),
                caps.month,
            )
            .fetch_one(&mut *self.tx)
            .await
            .map_err(failed)?;
            room = room.min(under(caps.structure, count(left)?));
            let left = sqlx::query_scalar!(
                "insert into jobs.month as m (month, segments) values ($1, 0)
                 on conflict (month) do update set segments = m.segments
                 returning segments",
                caps.month,
            )
            .fetch_one(&mut *self.tx)
            .await
            .map_err(failed)?;
            room = room.min(under(caps.installation, count(left)?));
        }
        let (mut fit, mut beyond) = (Vec::new(), Vec::new());
        for message in ready {
            let needed = u64::from(message.letter.segments);
            if needed <= room {
                room -= needed;
                fit.push(message);
            } else {
                beyond.push(message.id.uuid());
            }
        }
        self.write_letters(structure, provider, caps.month, &fit)
            .await?;
        if !beyond.is_empty() {
            sqlx::query!(
                "update messages.message
                 set state = $3, cancellation = $4, settled_at = $5, look_at = null
                 where structure_id = $1 and message_id = any ($2)",
                structure.uuid(),
                &beyond,
                State::Cancelled.code(),
                Cancellation::Cap.code(),
                now,
            )
            .execute(&mut *self.tx)
            .await
            .map_err(failed)?;
        }
        Ok(fit.into_iter().map(|message| message.id).collect())
    }

    async fn write_letters(
        &mut self,
        structure: StructureId,
        provider: &str,
        month: NaiveDate,
        ready: &[&Ready],
    ) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = ready.iter().map(|r| r.id.uuid()).collect();
        let recipients: Vec<&str> = ready.iter().map(|r| r.letter.recipient.as_str()).collect();
        let languages: Vec<&str> = ready.iter().map(|r| r.letter.language.code()).collect();
        let subjects: Vec<Option<&str>> =
            ready.iter().map(|r| r.letter.subject.as_deref()).collect();
        let bodies: Vec<&str> = ready.iter().map(|r| r.letter.text.as_str()).collect();
        let segments: Vec<i32> = ready.iter().map(|r| stored(r.letter.segments)).collect();
        let segments_left = sqlx::query_scalar!(
            r#"with written as (
                 update messages.message m
                 set recipient = new.recipient, language = new.language, subject = new.subject,
                     body = new.body, segments = new.segments, counted_in = $3, provider = $9
                 from unnest($2::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
                     as new (id, recipient, language, subject, body, segments)
                 where m.structure_id = $1 and m.message_id = new.id
                 returning m.channel, m.staff_id, m.segments
             ), counted as (
                 insert into messages.month as m (structure_id, month, texts, segments, emails)
                 select $1, $3, count(*) filter (where channel = 'sms'), sum(segments),
                     count(*) filter (where channel = 'email' and staff_id is null)
                 from written having count(*) > 0
                 on conflict (structure_id, month) do update
                 set texts = m.texts + excluded.texts, segments = m.segments + excluded.segments,
                     emails = m.emails + excluded.emails
             )
             select coalesce(sum(segments), 0) as "segments!" from written"#,
            structure.uuid(),
            &ids,
            month,
            &recipients as &[&str],
            &languages as &[&str],
            &subjects as &[Option<&str>],
            &bodies as &[&str],
            &segments,
            provider,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.count_in_installation(&[(month, segments_left)]).await
    }

    async fn count_in_installation(
        &mut self,
        months: &[(NaiveDate, i64)],
    ) -> Result<(), StoreError> {
        for (month, segments) in months.iter().filter(|(_, segments)| *segments != 0) {
            sqlx::query!(
                "update jobs.month set segments = segments + $2 where month = $1",
                month,
                i32::try_from(*segments).unwrap_or_default(),
            )
            .execute(&mut *self.tx)
            .await
            .map_err(failed)?;
        }
        Ok(())
    }

    /// One statement for all attempts: what became of each, and of the counts.
    pub(super) async fn settle(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        settled: &[Settled],
    ) -> Result<(), StoreError> {
        if settled.is_empty() {
            return Ok(());
        }
        let again = settled.iter().filter_map(|s| match s.outcome {
            Outcome::Again(at) | Outcome::Look(at) => Some(at),
            Outcome::Taken(_)
            | Outcome::Uncertain
            | Outcome::Failed(..)
            | Outcome::Cancelled(_)
            | Outcome::Gone => None,
        });
        if let Some(at) = again.min() {
            // Before any message is held: see `messages_claim`.
            self.due(structure, at).await?;
        }
        let rows = Rows::of(settled);
        let changes = sqlx::query!(
            r#"with told as (
                 select * from unnest($3::uuid[], $4::int[], $5::text[], $6::timestamptz[],
                     $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[],
                     $13::int[])
                     as t (id, attempt, state, due_at, look_at, failure, code, cancellation,
                         reference, segments, cost)
             ), held as (
                 select m.message_id, m.channel, m.staff_id is null as person, m.segments,
                     m.counted_in, coalesce(m.cost, 0) as cost, m.state = 'en-cours' as open
                 from messages.message m join told on told.id = m.message_id
                 where m.structure_id = $1 and m.attempts = told.attempt
                     and (m.state = 'en-cours'
                         or m.state in ('envoye', 'recu', 'echec') and told.state = 'envoye')
                 order by m.message_id
                 for update of m
             ), gone as (
                 delete from messages.message m using told, held
                 where m.structure_id = $1 and m.message_id = told.id and held.message_id = told.id
                     and told.state = 'disparu'
             ), settled as (
                 update messages.message m
                 set state = case when held.open then told.state else m.state end,
                     settled_at = case when not held.open then m.settled_at
                                       when told.state in ('prevu', 'en-cours') then null
                                       else $2 end,
                     due_at = coalesce(told.due_at, m.due_at),
                     look_at = told.look_at,
                     failure = case when held.open then told.failure else m.failure end,
                     code = case when held.open then told.code else m.code end,
                     cancellation = told.cancellation,
                     reference = coalesce(told.reference, m.reference),
                     cost = coalesce(told.cost, m.cost),
                     segments = case when told.state in ('envoye', 'en-cours', 'incertain')
                                     then coalesce(told.segments, m.segments) else 0 end,
                     counted_in = case when told.state in ('envoye', 'en-cours', 'incertain')
                                       then m.counted_in end
                 from told, held
                 where m.structure_id = $1 and m.message_id = told.id and held.message_id = told.id
                     and told.state <> 'disparu'
                 returning m.message_id, m.segments, m.counted_in, coalesce(m.cost, 0) as cost,
                     m.provider, m.reference
             ), named as (
                 update jobs.message_handed h set provider = settled.provider, reference = settled.reference
                 from settled
                 where h.message_id = settled.message_id and settled.reference is not null
             ), counted as (
                 insert into messages.month as m (structure_id, month, texts, segments, emails, cost)
                 select $1, held.counted_in,
                     -(count(*) filter (where settled.counted_in is null and channel = 'sms')),
                     sum(coalesce(settled.segments, 0) - held.segments),
                     -(count(*) filter (where settled.counted_in is null and channel = 'email'
                                            and person)),
                     sum(coalesce(settled.cost, 0) - held.cost)
                 from held left join settled using (message_id)
                 where held.counted_in is not null
                 group by held.counted_in
                 on conflict (structure_id, month) do update
                 set texts = m.texts + excluded.texts, segments = m.segments + excluded.segments,
                     emails = m.emails + excluded.emails, cost = m.cost + excluded.cost
             )
             select held.counted_in as "month!",
                 sum(coalesce(settled.segments, 0) - held.segments) as "segments!"
             from held left join settled using (message_id)
             where held.counted_in is not null
             group by held.counted_in order by held.counted_in"#,
            structure.uuid(),
            now,
            &rows.ids,
            &rows.attempts,
            &rows.states as &[&str],
            &rows.due as &[Option<DateTime<Utc>>],
            &rows.look as &[Option<DateTime<Utc>>],
            &rows.failures as &[Option<&str>],
            &rows.codes as &[Option<&str>],
            &rows.cancellations as &[Option<&str>],
            &rows.references as &[Option<&str>],
            &rows.segments as &[Option<i32>],
            &rows.costs as &[Option<i32>],
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let changes: Vec<_> = changes.into_iter().map(|c| (c.month, c.segments)).collect();
        self.count_in_installation(&changes).await
    }
}

/// How much more may leave.
fn under(cap: Option<u32>, left: u32) -> u64 {
    cap.map_or(u64::MAX, |cap| u64::from(cap.saturating_sub(left)))
}

/// What became of attempts, by column.
#[derive(Default)]
struct Rows<'a> {
    ids: Vec<Uuid>,
    attempts: Vec<i32>,
    states: Vec<&'static str>,
    due: Vec<Option<DateTime<Utc>>>,
    look: Vec<Option<DateTime<Utc>>>,
    failures: Vec<Option<&'static str>>,
    codes: Vec<Option<&'a str>>,
    cancellations: Vec<Option<&'static str>>,
    references: Vec<Option<&'a str>>,
    segments: Vec<Option<i32>>,
    costs: Vec<Option<i32>>,
}

impl<'a> Rows<'a> {
    fn of(settled: &'a [Settled]) -> Self {
        let mut rows = Self::default();
        for one in settled {
            rows.ids.push(one.id.uuid());
            rows.attempts.push(stored(one.attempt));
            let (mut due, mut look, mut failure, mut cancellation) = (None, None, None, None);
            let (mut code, mut accepted) = (None, None);
            rows.states.push(match &one.outcome {
                Outcome::Taken(taken) => {
                    accepted = Some(taken);
                    State::Sent.code()
                }
                Outcome::Again(at) => {
                    due = Some(*at);
                    State::Planned.code()
                }
                Outcome::Look(at) => {
                    look = Some(*at);
                    State::Sending.code()
                }
                Outcome::Uncertain => State::Uncertain.code(),
                Outcome::Failed(why, theirs) => {
                    failure = Some(why.code());
                    code = theirs.as_deref();
                    State::Failed.code()
                }
                Outcome::Cancelled(why) => {
                    cancellation = Some(why.code());
                    State::Cancelled.code()
                }
                Outcome::Gone => "disparu",
            });
            rows.due.push(due);
            rows.look.push(look);
            rows.failures.push(failure);
            rows.codes.push(code);
            rows.cancellations.push(cancellation);
            rows.references
                .push(accepted.and_then(|a| a.reference.as_deref()));
            rows.segments
                .push(accepted.and_then(|a| a.segments).map(stored));
            rows.costs.push(accepted.and_then(|a| a.cost).map(stored));
        }
        rows
    }
}
