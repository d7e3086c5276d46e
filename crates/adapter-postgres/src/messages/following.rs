//! What becomes of messages when the dossier they are about goes, moves, or comes from
//! elsewhere.

use application::messages::book::{Message, To, Why};
use chrono::{DateTime, Utc};
use kernel::{DossierId, StoreError, StructureId};
use uuid::Uuid;

use crate::{columns::stored, error::failed, store::PgUnitOfWork};

impl PgUnitOfWork {
    /// Whoever was erased, of these, takes all messages about them along.
    pub(crate) async fn messages_erased(
        &mut self,
        structure: StructureId,
        dossiers: &[Uuid],
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "with gone as (
                 select id from unnest($2::uuid[]) as erased (id)
                 where not exists (select from domiciliation.dossier
                                   where structure_id = $1 and dossier_id = id)
             ), kept as (
                 delete from messages.outbox
                 where structure_id = $1 and dossier_id in (select id from gone)
             )
             delete from messages.message
             where structure_id = $1 and dossier_id in (select id from gone)",
            structure.uuid(),
            dossiers,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    /// Messages go on with the dossier into which theirs was merged. Where both were told the
    /// same, the occurrence of one says so.
    pub(crate) async fn messages_follow(
        &mut self,
        structure: StructureId,
        former: DossierId,
        kept: DossierId,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "with outbox as (
                 update messages.outbox set dossier_id = $3
                 where structure_id = $1 and dossier_id = $2
             )
             update messages.message m
             set dossier_id = $3,
                 occurrence = case when exists (
                     select from messages.message other
                     where other.structure_id = $1 and other.dossier_id = $3
                         and other.staff_id is null and m.staff_id is null
                         and (other.kind, other.channel, other.occurrence)
                             = (m.kind, m.channel, m.occurrence))
                     then m.occurrence || ' ' || m.message_id else m.occurrence end
             where m.structure_id = $1 and m.dossier_id = $2",
            structure.uuid(),
            former.uuid(),
            kept.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    /// Messages to people as they were told elsewhere.
    pub(super) async fn restore(
        &mut self,
        structure: StructureId,
        messages: &[Message],
    ) -> Result<(), StoreError> {
        let mut rows = Told::default();
        for message in messages {
            rows.push(message);
        }
        sqlx::query!(
            "insert into messages.message
                 (structure_id, message_id, dossier_id, kind, channel, occurrence, planned_at, due_at,
                  state, attempts, attempted_at, settled_at, failure, code, cancellation, seen,
                  recipient, language, subject, body, segments, provider, reference, cost)
             select $1, new.*
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[],
                 $7::timestamptz[], $8::timestamptz[], $9::text[], $10::int[], $11::timestamptz[],
                 $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::bool[], $17::text[],
                 $18::text[], $19::text[], $20::text[], $21::int[], $22::text[], $23::text[],
                 $24::int[]) as new",
            structure.uuid(),
            &rows.ids,
            &rows.dossiers,
            &rows.kinds as &[&str],
            &rows.channels as &[&str],
            &rows.occurrences as &[&str],
            &rows.planned,
            &rows.due,
            &rows.states as &[&str],
            &rows.attempts,
            &rows.attempted as &[Option<DateTime<Utc>>],
            &rows.settled as &[Option<DateTime<Utc>>],
            &rows.failures as &[Option<&str>],
            &rows.codes as &[Option<&str>],
            &rows.cancellations as &[Option<&str>],
            &rows.seen,
            &rows.recipients as &[Option<&str>],
            &rows.languages as &[Option<&str>],
            &rows.subjects as &[Option<&str>],
            &rows.bodies as &[Option<&str>],
            &rows.segments,
            &rows.providers as &[Option<&str>],
            &rows.references as &[Option<&str>],
            &rows.costs as &[Option<i32>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

/// Messages to people, by column.
#[derive(Default)]
struct Told<'a> {
    ids: Vec<Uuid>,
    dossiers: Vec<Uuid>,
    kinds: Vec<&'a str>,
    channels: Vec<&'a str>,
    occurrences: Vec<&'a str>,
    planned: Vec<DateTime<Utc>>,
    due: Vec<DateTime<Utc>>,
    states: Vec<&'a str>,
    attempts: Vec<i32>,
    attempted: Vec<Option<DateTime<Utc>>>,
    settled: Vec<Option<DateTime<Utc>>>,
    failures: Vec<Option<&'a str>>,
    codes: Vec<Option<&'a str>>,
    cancellations: Vec<Option<&'a str>>,
    seen: Vec<bool>,
    recipients: Vec<Option<&'a str>>,
    languages: Vec<Option<&'a str>>,
    subjects: Vec<Option<&'a str>>,
    bodies: Vec<Option<&'a str>>,
    segments: Vec<i32>,
    providers: Vec<Option<&'a str>>,
    references: Vec<Option<&'a str>>,
    costs: Vec<Option<i32>>,
}

impl<'a> Told<'a> {
    fn push(&mut self, message: &'a Message) {
        let To::Person {
            dossier,
            kind,
            channel,
        } = message.to
        else {
            return;
        };
        self.ids.push(message.id.uuid());
        self.dossiers.push(dossier.uuid());
        self.kinds.push(kind.code());
        self.channels.push(channel.code());
        self.occurrences.push(&message.occurrence);
        self.planned.push(message.planned_at);
        self.due.push(message.due_at);
        self.states.push(message.state.code());
        self.attempts.push(stored(message.attempts));
        self.attempted.push(message.attempted_at);
        self.settled.push(message.settled_at);
        let (failure, code, cancellation) = match &message.why {
            Some(Why::Failed { failure, code }) => (Some(failure.code()), code.as_deref(), None),
            Some(Why::Cancelled(why)) => (None, None, Some(why.code())),
            None => (None, None, None),
        };
        self.failures.push(failure);
        self.codes.push(code);
        self.cancellations.push(cancellation);
        self.seen.push(message.seen);
        let letter = message.letter.as_ref();
        self.recipients.push(letter.map(|l| l.recipient.as_str()));
        self.languages.push(letter.map(|l| l.language.code()));
        self.subjects
            .push(letter.and_then(|l| l.subject.as_deref()));
        self.bodies.push(letter.map(|l| l.text.as_str()));
        self.segments.push(stored(letter.map_or(0, |l| l.segments)));
        self.providers.push(message.provider.as_deref());
        self.references.push(message.reference.as_deref());
        self.costs.push(message.cost.map(stored));
    }
}
