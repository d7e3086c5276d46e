//! Dossiers: facts are appended, the projection follows in the same transaction.

use application::projection::Projection;
use async_trait::async_trait;
use chrono::NaiveDate;
use domiciliation::{Author, Dossier, Fact, Recorded, ports::Dossiers};
use kernel::{DossierId, FactId, StoreError, StructureId, Versioned};
use serde::Serialize;
use sqlx::types::Json;

use crate::{
    columns::{birth_columns, count, situation_code, stored, term_end},
    error::failed,
    store::{PgUnitOfWork, written},
};

impl PgUnitOfWork {
    /// Replaces the stored projection, and takes the version one further.
    async fn project(&mut self, version: i64, dossier: &Dossier) -> Result<(), StoreError> {
        let p = Projection::of(dossier);
        let (birth_year, birth_month, birth_day) = birth_columns(p.birth);
        let updated = sqlx::query!(
            "with searched as (
                 update domiciliation.search set search = $36
                 where structure_id = $1 and dossier_id = $2 and search <> $36
             )
             update domiciliation.dossier set
                 version = version + 1, situation = $4, term_start = $5, term_end = $6,
                 renewal_pending = $7, proposed = $8, filed_on = $9, answer_limit = $10,
                 appointment_at = $11, ended_on = $12, last_contact = $13,
                 first_radiable_day = $14, suspended_since = $15, observations_until = $16,
                 letters = $17, parcels = $18, notices = $19, mail_since = $20,
                 notice_expires_on = $21, referent = $22, pinned_note = $23,
                 ayants_droit = $24, procurations = $25, retention_anchor = $26,
                 civility = $27, nom = $28, prenoms = $29, usage_name = $30, birth_year = $31,
                 birth_month = $32, birth_day = $33, reference = $34, sort_name = $35
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
            p.search,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(updated.rows_affected())
    }

    /// Stores facts, the first of which is number `first` of the history.
    async fn facts_insert(
        &mut self,
        dossier: &Dossier,
        first: usize,
        facts: &[Recorded],
    ) -> Result<(), StoreError> {
        let ids: Vec<_> = facts.iter().map(|r| r.id.uuid()).collect();
        let kinds: Vec<_> = facts.iter().map(|r| r.fact.code().to_owned()).collect();
        let instants: Vec<_> = facts.iter().map(|r| r.at).collect();
        let authors = facts.iter().map(|r| json(&r.author));
        let authors = authors.collect::<Result<Vec<_>, _>>()?;
        let bodies = facts.iter().map(|r| json(&r.fact));
        let bodies = bodies.collect::<Result<Vec<_>, _>>()?;
        sqlx::query!(
            "insert into domiciliation.fact
                 (structure_id, dossier_id, seq, fact_id, kind, recorded_at, author, body)
             select $1, $2, $3 + n, fact_id, kind, recorded_at, author, body
             from unnest($4::uuid[], $5::text[], $6::timestamptz[], $7::jsonb[], $8::jsonb[])
                  with ordinality as new (fact_id, kind, recorded_at, author, body, n)",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            i64::try_from(first).unwrap_or(i64::MAX),
            &ids,
            &kinds,
            &instants,
            &authors,
            &bodies,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
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
            "with opened as (
                 insert into domiciliation.dossier (structure_id, dossier_id, number, version)
                 values ($1, $2, $3, 0)
             )
             insert into domiciliation.search (structure_id, dossier_id, search) values ($1, $2, '')",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            stored(dossier.number()),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.project(0, dossier).await?;
        self.facts_insert(dossier, 0, dossier.history()).await
    }

    async fn dossier_append(
        &mut self,
        version: i64,
        dossier: &Dossier,
        facts: &[Recorded],
    ) -> Result<(), StoreError> {
        self.project(version, dossier).await?;
        let before = dossier.history().len().saturating_sub(facts.len());
        self.facts_insert(dossier, before, facts).await
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
