//! Dossiers: facts are appended, the projection follows in the same transaction.

use std::mem;

use application::projection::Projection;
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domiciliation::{
    Author, Dossier, Fact, Recorded,
    ports::{Dossiers, Former},
};
use kernel::{DossierId, FactId, StoreError, StructureId, Versioned};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    columns::{birth_columns, count, situation_code, stored, term_end},
    error::failed,
    journal::Lines,
    store::{PgUnitOfWork, written},
};

impl PgUnitOfWork {
    /// Writes again all that is derived from the facts; the version stays.
    pub(crate) async fn dossier_derive(
        &mut self,
        version: i64,
        dossier: &Dossier,
    ) -> Result<(), StoreError> {
        self.write(version, 0, dossier, &[]).await?;
        self.findable_write(dossier).await?;
        self.file(dossier, dossier.history()).await?;
        self.appointments_write(dossier).await
    }

    /// Stores facts, which end the history of the dossier, replaces the stored projection and
    /// takes the version this step further. One statement, with the lines of the journal that
    /// wait: every act of the desk is one of these.
    async fn write(
        &mut self,
        version: i64,
        step: i64,
        dossier: &Dossier,
        facts: &[Recorded],
    ) -> Result<(), StoreError> {
        let new = NewFacts::of(facts)?;
        let before = dossier.history().len().saturating_sub(facts.len());
        let lines = Lines::of(&mem::take(&mut self.journal));
        let p = Projection::of(dossier);
        let (birth_year, birth_month, birth_day) = birth_columns(p.birth);
        let updated = sqlx::query!(
            "with recorded as (
                 insert into domiciliation.fact
                     (structure_id, dossier_id, seq, fact_id, kind, recorded_at, author, body)
                 select $1, $2, $53 + n, fact_id, kind, recorded_at, author, body
                 from unnest($54::uuid[], $55::text[], $56::timestamptz[], $57::jsonb[], $58::jsonb[])
                      with ordinality as new (fact_id, kind, recorded_at, author, body, n)
             ), journalled as (
                 insert into journal.entry
                     (structure_id, entry_id, at, staff_id, action, dossier_id)
                 select *
                 from unnest($59::uuid[], $60::uuid[], $61::timestamptz[], $62::uuid[], $63::text[],
                             $64::uuid[])
             )
             update domiciliation.dossier set
                 projection = $36, version = version + $52, situation = $4, term_start = $5, term_end = $6,
                 renewal_pending = $7, proposed = $8, filed_on = $9, answer_limit = $10,
                 appointment_at = $11, ended_on = $12, last_contact = $13,
                 first_radiable_day = $14, suspended_since = $15, observations_until = $16,
                 letters = $17, parcels = $18, notices = $19, mail_since = $20,
                 notice_expires_on = $21, referent = $22, pinned_note = $23,
                 ayants_droit = $24, procurations = $25, retention_anchor = $26,
                 civility = $27, nom = $28, prenoms = $29, usage_name = $30, birth_year = $31,
                 birth_month = $32, birth_day = $33, reference = $34, sort_name = $35,
                 phone = $37, email = $38, term_ended_on = $39, proxies_from = $40,
                 proxies_until = $41, transfer_from = $42, transfer_until = $43,
                 proposed_on = $44, unacknowledged_since = $45, appointment_with = $46,
                 silent_since = $47, seen_since_notice = $48, unnotified_since = $49,
                 unnotified = $50, mail_kept_since = $51, accepts_sms = $65, accepts_email = $66,
                 language = $67, mail_newest_at = $68, appointment_id = $69
             where structure_id = $1 and dossier_id = $2 and version = $3",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            version,
            situation_code(p.situation),
            p.term_start,
            term_end(p.situation),
            p.renewal_pending,
            p.proposed,
            p.filed_on,
            p.answer_limit,
            p.appointment_at,
            p.ended_on,
            p.last_contact,
            p.first_radiable_day,
            p.suspended_since,
            p.observations_until,
            stored(p.letters),
            stored(p.parcels),
            stored(p.notices),
            p.mail_since,
            p.notice_expires_on,
            p.referent.map(kernel::StaffId::uuid),
            p.pinned_note,
            stored(p.ayants_droit),
            stored(p.procurations),
            p.retention_anchor,
            p.civility,
            p.nom,
            p.prenoms,
            p.usage,
            birth_year,
            birth_month,
            birth_day,
            p.reference,
            p.sort_name,
            Projection::WRITING,
            p.phone.as_ref().map(kernel::PhoneNumber::as_str),
            p.email.as_ref().map(kernel::Email::as_str),
            p.term_ended_on,
            &p.proxies.iter().map(|days| days.start()).collect::<Vec<_>>(),
            &p.proxies.iter().map(|days| days.end()).collect::<Vec<_>>(),
            p.transfer.map(kernel::Periode::start),
            p.transfer.map(kernel::Periode::end),
            p.anchors.proposed_on,
            p.anchors.unacknowledged_since,
            p.appointment_with.map(kernel::StaffId::uuid),
            p.anchors.silent_since,
            p.anchors.seen_since_notice,
            p.anchors.unnotified_since,
            p.unnotified.map(FactId::uuid),
            p.anchors.mail_kept_since,
            step,
            i64::try_from(before).unwrap_or(i64::MAX),
            &new.ids,
            &new.kinds,
            &new.instants,
            &new.authors,
            &new.bodies,
            &lines.structures,
            &lines.ids,
            &lines.instants,
            &lines.staff,
            &lines.actions,
            &lines.dossiers as &[Option<Uuid>],
            p.channels.sms,
            p.channels.email,
            p.language,
            p.mail_newest_at,
            p.appointment_id.map(FactId::uuid),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.touched.dossier(dossier.id(), Some(version + step));
        written(updated.rows_affected())
    }
}

/// Facts, by column.
struct NewFacts {
    ids: Vec<Uuid>,
    kinds: Vec<String>,
    instants: Vec<DateTime<Utc>>,
    authors: Vec<serde_json::Value>,
    bodies: Vec<serde_json::Value>,
}

impl NewFacts {
    fn of(facts: &[Recorded]) -> Result<Self, StoreError> {
        let authors = facts.iter().map(|r| json(&r.author));
        let bodies = facts.iter().map(|r| json(&r.fact));
        Ok(Self {
            ids: facts.iter().map(|r| r.id.uuid()).collect(),
            kinds: facts.iter().map(|r| r.fact.code().to_owned()).collect(),
            instants: facts.iter().map(|r| r.at).collect(),
            authors: authors.collect::<Result<_, _>>()?,
            bodies: bodies.collect::<Result<_, _>>()?,
        })
    }
}

fn json(value: &impl Serialize) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|_| StoreError::Corrupt("a fact"))
}

#[async_trait]
impl Dossiers for PgUnitOfWork {
    async fn dossier(
        &mut self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError> {
        // In a statement of its own: whoever waits for the lock then reads what the other
        // transaction wrote.
        sqlx::query!(
            "select from domiciliation.dossier where structure_id = $1 and dossier_id = $2
             for no key update",
            structure.uuid(),
            id.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.dossier_read(structure, id).await
    }

    async fn dossier_read(
        &mut self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError> {
        let rows = sqlx::query!(
            r#"select d.number, d.version, f.fact_id, f.recorded_at,
                      f.author as "author: Json<Author>", f.body as "body: Json<Fact>"
               from domiciliation.dossier d
               join domiciliation.fact f using (structure_id, dossier_id)
               where d.structure_id = $1 and d.dossier_id = $2
               order by f.seq"#,
            structure.uuid(),
            id.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let (number, version) = (count(first.number)?, first.version);
        let history = rows
            .into_iter()
            .map(|row| Recorded {
                id: FactId::new(row.fact_id),
                at: row.recorded_at,
                author: row.author.0,
                fact: row.body.0,
            })
            .collect();
        Ok(Some(Versioned {
            value: Dossier::from_history(structure, id, number, history),
            version,
        }))
    }

    async fn dossier_number(&mut self, structure: StructureId) -> Result<u32, StoreError> {
        // The row stays locked until the transaction ends, so that a number that is given
        // up is the next one given.
        let number = sqlx::query_scalar!(
            "insert into domiciliation.counter as c (structure_id, last_number) values ($1, 1)
             on conflict (structure_id) do update set last_number = c.last_number + 1
             returning last_number",
            structure.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        count(number)
    }

    async fn dossier_insert(&mut self, dossier: &Dossier) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into domiciliation.dossier (structure_id, dossier_id, number, version)
             values ($1, $2, $3, 0)",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            stored(dossier.number()),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.write(0, 1, dossier, dossier.history()).await?;
        self.findable_write(dossier).await?;
        self.file(dossier, dossier.history()).await?;
        self.appointments_write(dossier).await
    }

    async fn dossier_append(
        &mut self,
        version: i64,
        dossier: &Dossier,
        facts: &[Recorded],
    ) -> Result<(), StoreError> {
        self.write(version, 1, dossier, facts).await?;
        // Most acts of the desk are mail and contacts: they spare the statement.
        if !facts.iter().all(|r| r.fact.is_everyday()) {
            self.findable_write(dossier).await?;
            self.appointments_write(dossier).await?;
        }
        self.file(dossier, facts).await
    }

    async fn dossier_merge(
        &mut self,
        version: i64,
        merged: &Dossier,
        facts: &[Recorded],
        other: Former,
    ) -> Result<(), StoreError> {
        self.within(merged.structure())?;
        let before = merged.history().len().saturating_sub(facts.len());
        let ids = merged.history().iter().take(before);
        let ids: Vec<_> = ids.map(|r| r.id.uuid()).collect();
        let done = sqlx::query_scalar!(
            r#"select domiciliation.merge($1, $2, $3, $4, $5) as "done!""#,
            merged.id().uuid(),
            version,
            other.id.uuid(),
            other.version,
            &ids,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        if !done {
            return Err(StoreError::Conflict);
        }
        self.messages_follow(merged.structure(), other.id, merged.id())
            .await?;
        self.touched.dossier(other.id, None);
        self.dossier_append(version, merged, facts).await
    }

    async fn dossier_successor(
        &mut self,
        structure: StructureId,
        former: DossierId,
    ) -> Result<Option<DossierId>, StoreError> {
        let kept = sqlx::query_scalar!(
            "select dossier_id from domiciliation.merged where structure_id = $1 and former_id = $2",
            structure.uuid(),
            former.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(kept.map(DossierId::new))
    }

    async fn elections_in_force(
        &mut self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<u64, StoreError> {
        let elected = sqlx::query_scalar!(
            r#"select count(*) as "count!" from domiciliation.dossier
               where structure_id = $1 and situation = 'elected' and sort_term >= $2"#,
            structure.uuid(),
            today,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(elected.unsigned_abs())
    }
}
