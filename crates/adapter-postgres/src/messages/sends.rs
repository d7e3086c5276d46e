//! Messages on their way: taken by one, written, handed over, looked at.

use application::messages::{
    book::{Addressee, Caps, Message, Ready, Settled, Told},
    occasion::{Channels, Grounds},
    ports::MessageSends,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domiciliation::due::Anchors;
use kernel::{DossierId, FactId, MessageId, StoreError, StructureId};
use messages::{Channel, texts::Waiting};
use uuid::Uuid;

use crate::{columns::count, error::failed, store::PgUnitOfWork};

/// Somebody to whom a message is.
struct People {
    dossier_id: Uuid,
    term_end: Option<NaiveDate>,
    renewal_pending: bool,
    silent_since: Option<NaiveDate>,
    suspended_since: Option<NaiveDate>,
    observations_until: Option<NaiveDate>,
    seen_since_notice: Option<NaiveDate>,
    unacknowledged_since: Option<NaiveDate>,
    answer_limit: Option<NaiveDate>,
    appointment_at: Option<NaiveDateTime>,
    proposed_on: Option<NaiveDate>,
    unnotified_since: Option<NaiveDate>,
    mail_kept_since: Option<NaiveDate>,
    notice_expires_on: Option<NaiveDate>,
    letters: i32,
    parcels: i32,
    notices: i32,
    mail_newest_at: Option<DateTime<Utc>>,
    appointment_id: Option<Uuid>,
    unnotified: Option<Uuid>,
    accepts_sms: bool,
    accepts_email: bool,
    phone: Option<String>,
    email: Option<String>,
    language: Option<String>,
}

impl People {
    fn into_domain(self) -> Result<(DossierId, Addressee), StoreError> {
        let anchors = Anchors {
            term_end: self.term_end,
            renewal_pending: self.renewal_pending,
            silent_since: self.silent_since,
            suspended_since: self.suspended_since,
            observations_until: self.observations_until,
            seen_since_notice: self.seen_since_notice,
            unacknowledged_since: self.unacknowledged_since,
            answer_limit: self.answer_limit,
            appointment_on: self.appointment_at.map(|at| at.date()),
            proposed_on: self.proposed_on,
            unnotified_since: self.unnotified_since,
            mail_kept_since: self.mail_kept_since,
            notice_expires_on: self.notice_expires_on,
        };
        let grounds = Grounds {
            anchors,
            mail_newest_at: self.mail_newest_at,
            waiting: Waiting {
                letters: count(self.letters)?,
                parcels: count(self.parcels)?,
                notices: count(self.notices)?,
            },
            appointment: self
                .appointment_id
                .map(FactId::new)
                .zip(self.appointment_at),
            unnotified: self.unnotified.map(FactId::new),
            channels: Channels {
                sms: self.accepts_sms,
                email: self.accepts_email,
            },
        };
        let corrupt = StoreError::Corrupt("the coordinates of a dossier");
        let phone = self.phone.map(|phone| phone.parse());
        let email = self.email.map(|email| email.parse());
        let addressee = Addressee {
            grounds,
            phone: phone.transpose().map_err(|_| corrupt)?,
            email: email.transpose().map_err(|_| corrupt)?,
            language: self.language,
        };
        Ok((DossierId::new(self.dossier_id), addressee))
    }
}

#[async_trait]
impl MessageSends for PgUnitOfWork {
    async fn messages_due(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        people: bool,
        limit: u32,
    ) -> Result<u32, StoreError> {
        let due = sqlx::query_scalar!(
            r#"select count(*) as "due!" from (
                 select from messages.message
                 where structure_id = $1 and channel = $2 and state = 'prevu' and due_at <= $3
                     and ($4 or staff_id is not null)
                 limit $5) as due"#,
            structure.uuid(),
            channel.code(),
            now,
            people,
            i64::from(limit),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        u32::try_from(due).map_err(|_| StoreError::Corrupt("a count"))
    }

    async fn message_addressees(
        &mut self,
        structure: StructureId,
        dossiers: &[DossierId],
    ) -> Result<Vec<(DossierId, Addressee)>, StoreError> {
        let ids: Vec<Uuid> = dossiers.iter().map(|id| id.uuid()).collect();
        let rows = sqlx::query_as!(
            People,
            "select dossier_id, term_end, renewal_pending, silent_since, suspended_since,
                    observations_until, seen_since_notice, unacknowledged_since, answer_limit,
                    appointment_at, proposed_on, unnotified_since, mail_kept_since,
                    notice_expires_on, letters, parcels, notices, mail_newest_at, appointment_id,
                    unnotified, accepts_sms, accepts_email, phone, email, language
             from domiciliation.dossier where structure_id = $1 and dossier_id = any ($2)",
            structure.uuid(),
            &ids,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(People::into_domain).collect()
    }

    async fn messages_claim(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        look_at: DateTime<Utc>,
        people: bool,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        // Should this be the last sign of whoever takes them, somebody looks at them. Before
        // any message is held: all who hold both wait for each other in this order.
        self.due(structure, look_at).await?;
        let ids = sqlx::query_scalar!(
            "with due as (
                 select message_id from messages.message
                 where structure_id = $1 and channel = $2 and state = 'prevu' and due_at <= $3
                     and ($5 or staff_id is not null)
                 order by due_at, message_id limit $6
                 for update skip locked
             ), handed as (
                 insert into jobs.message_handed (message_id, structure_id)
                 select message_id, $1 from due
                 on conflict do nothing
             )
             update messages.message m
             set state = 'en-cours', attempts = m.attempts + 1, attempted_at = $3, look_at = $4
             from due where m.structure_id = $1 and m.message_id = due.message_id
             returning m.message_id",
            structure.uuid(),
            channel.code(),
            now,
            look_at,
            people,
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.messages_by_id(structure, &ids).await
    }

    async fn messages_ready(
        &mut self,
        structure: StructureId,
        provider: &str,
        now: DateTime<Utc>,
        caps: &Caps,
        ready: &[Ready],
    ) -> Result<Vec<MessageId>, StoreError> {
        self.write_ready(structure, provider, now, caps, ready)
            .await
    }

    async fn messages_stuck(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        look_at: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar!(
            "with stuck as (
                 select message_id from messages.message
                 where structure_id = $1 and channel = $2 and state = 'en-cours' and look_at <= $3
                 order by look_at limit $5
                 for update skip locked
             )
             update messages.message m set look_at = $4
             from stuck where m.structure_id = $1 and m.message_id = stuck.message_id
             returning m.message_id",
            structure.uuid(),
            channel.code(),
            now,
            look_at,
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.messages_by_id(structure, &ids).await
    }

    async fn messages_settle(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        settled: &[Settled],
    ) -> Result<(), StoreError> {
        self.settle(structure, now, settled).await
    }

    async fn messages_rest(
        &mut self,
        structure: StructureId,
        people_from: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        // Whoever adds something meanwhile tells the tick in the row that is held here, or
        // in one of its own once this one is gone.
        sqlx::query!(
            "select from jobs.message_due where structure_id = $1 for update",
            structure.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        let next = sqlx::query_scalar!(
            r#"select least(
                 (select min(case when staff_id is null then greatest(due_at, $2) else due_at end)
                  from messages.message where structure_id = $1 and state = 'prevu'),
                 (select min(look_at) from messages.message
                  where structure_id = $1 and state = 'en-cours')) as "next""#,
            structure.uuid(),
            people_from,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        match next {
            Some(at) => sqlx::query!(
                "insert into jobs.message_due (structure_id, due_at) values ($1, $2)
                 on conflict (structure_id) do update set due_at = $2",
                structure.uuid(),
                at,
            ),
            None => sqlx::query!(
                "delete from jobs.message_due where structure_id = $1",
                structure.uuid(),
            ),
        }
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(next)
    }

    async fn messages_told(
        &mut self,
        structure: StructureId,
        told: &[Told],
    ) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = told.iter().map(|t| t.id.uuid()).collect();
        let moments: Vec<DateTime<Utc>> = told.iter().map(|t| t.at).collect();
        let failures: Vec<Option<&str>> = told
            .iter()
            .map(|t| t.failed.as_ref().map(|(why, _)| why.code()))
            .collect();
        let codes: Vec<Option<&str>> = told
            .iter()
            .map(|t| t.failed.as_ref().and_then(|(_, code)| code.as_deref()))
            .collect();
        // One that waits to be tried again arrived after all; one that arrived did not fail
        // later. Of two answers about one message the first is kept.
        sqlx::query!(
            "update messages.message m
             set state = case when told.failure is null then 'recu' else 'echec' end,
                 settled_at = told.at, failure = told.failure, code = told.code, look_at = null,
                 cancellation = null
             from (select distinct on (id) * from unnest($2::uuid[], $3::timestamptz[], $4::text[],
                       $5::text[]) with ordinality as given (id, at, failure, code, n)
                   order by id, n) as told
             where m.structure_id = $1 and m.message_id = told.id and m.attempts > 0
                 and m.state in ('en-cours', 'envoye', 'incertain', 'prevu')",
            structure.uuid(),
            &ids,
            &moments,
            &failures as &[Option<&str>],
            &codes as &[Option<&str>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
