//! Mail rounds, as they are written.

use application::round::{Entry, MailRound, Places, RoundLine, Rounds};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domiciliation::{Author, Dossier, Fact, Recorded, mail::Quantity};
use kernel::{DossierId, FactId, RoundId, StaffId, StoreError, StructureId, Versioned};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    columns::{count, stored},
    error::failed,
    store::PgUnitOfWork,
};

/// A line as it is stored, with the dossier that its fact is now of.
pub(crate) struct LineRow {
    pub(crate) place: i32,
    pub(crate) staff_id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) kind: String,
    pub(crate) quantity: i32,
    pub(crate) fact_id: Option<Uuid>,
    pub(crate) fact_dossier: Option<Uuid>,
    pub(crate) aside: Option<String>,
    pub(crate) dossier_id: Option<Uuid>,
    pub(crate) typed: Option<String>,
}

const UNREADABLE: StoreError = StoreError::Corrupt("a line of a mail round");

impl LineRow {
    pub(crate) fn into_domain(self) -> Result<RoundLine, StoreError> {
        let entry = match (self.fact_id, self.fact_dossier, self.aside) {
            (Some(fact), Some(dossier), None) => Entry::Recorded {
                dossier: DossierId::new(dossier),
                fact: FactId::new(fact),
            },
            (None, None, Some(why)) => Entry::Aside {
                why: why.parse().map_err(|_| UNREADABLE)?,
                dossier: self.dossier_id.map(DossierId::new),
                typed: self
                    .typed
                    .map(|typed| typed.parse().map_err(|_| UNREADABLE))
                    .transpose()?,
            },
            (None, None, None) => Entry::Forgotten,
            (_, _, _) => return Err(UNREADABLE),
        };
        Ok(RoundLine {
            place: count(self.place)?,
            by: StaffId::new(self.staff_id),
            at: self.at,
            kind: self.kind.parse().map_err(|_| UNREADABLE)?,
            quantity: Quantity::try_from(count(self.quantity)?).map_err(|_| UNREADABLE)?,
            entry,
        })
    }
}

#[async_trait]
impl Rounds for PgUnitOfWork {
    async fn round_open(
        &mut self,
        structure: StructureId,
        round: &MailRound,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into domiciliation.mail_round (structure_id, round_id, staff_id, opened_at, closed_at)
             values ($1, $2, $3, $4, $5) on conflict do nothing",
            structure.uuid(),
            round.id.uuid(),
            round.by.uuid(),
            round.opened_at,
            round.closed_at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn round_places(
        &mut self,
        structure: StructureId,
        round: RoundId,
        wanted: u32,
    ) -> Result<Places, StoreError> {
        let taken = sqlx::query!(
            r#"update domiciliation.mail_round
               set last_place = last_place + case when closed_at is null then $3 else 0 end
               where structure_id = $1 and round_id = $2
               returning last_place, closed_at is not null as "closed!""#,
            structure.uuid(),
            round.uuid(),
            stored(wanted),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(match taken {
            None => Places::Absent,
            Some(round) if round.closed => Places::Closed,
            Some(round) => Places::From((count(round.last_place)? + 1).saturating_sub(wanted)),
        })
    }

    async fn round_line(
        &mut self,
        structure: StructureId,
        round: RoundId,
        place: u32,
    ) -> Result<Option<RoundLine>, StoreError> {
        let found = sqlx::query_as!(
            LineRow,
            r#"select l.place, l.staff_id, l.at, l.kind, l.quantity, l.fact_id,
                      f.dossier_id as "fact_dossier?", l.aside, l.dossier_id, l.typed
               from domiciliation.mail_round_line l
               left join domiciliation.fact f
                   on f.structure_id = l.structure_id and f.fact_id = l.fact_id
               where l.structure_id = $1 and l.round_id = $2 and l.place = $3"#,
            structure.uuid(),
            round.uuid(),
            stored(place),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        found.map(LineRow::into_domain).transpose()
    }

    async fn round_write(
        &mut self,
        structure: StructureId,
        round: RoundId,
        lines: &[RoundLine],
    ) -> Result<(), StoreError> {
        let mut facts = Vec::with_capacity(lines.len());
        let mut asides = Vec::with_capacity(lines.len());
        let mut dossiers = Vec::with_capacity(lines.len());
        let mut typed = Vec::with_capacity(lines.len());
        for line in lines {
            let (fact, why, dossier, text) = match &line.entry {
                Entry::Recorded { fact, .. } => (Some(fact.uuid()), None, None, None),
                Entry::Aside {
                    why,
                    dossier,
                    typed,
                } => (None, Some(why.code().to_owned()), *dossier, typed.as_ref()),
                Entry::Forgotten => (None, None, None, None),
            };
            facts.push(fact);
            asides.push(why);
            dossiers.push(dossier.map(DossierId::uuid));
            typed.push(text.map(ToString::to_string));
        }
        let places: Vec<_> = lines.iter().map(|line| stored(line.place)).collect();
        let staff: Vec<_> = lines.iter().map(|line| line.by.uuid()).collect();
        let instants: Vec<_> = lines.iter().map(|line| line.at).collect();
        let kinds: Vec<_> = lines.iter().map(|l| l.kind.code().to_owned()).collect();
        let quantities: Vec<_> = lines.iter().map(|l| stored(l.quantity.get())).collect();
        sqlx::query!(
            "insert into domiciliation.mail_round_line
                 (structure_id, round_id, place, staff_id, at, kind, quantity, fact_id, aside,
                  dossier_id, typed)
             select $1, $2, new.*
             from unnest($3::integer[], $4::uuid[], $5::timestamptz[], $6::text[],
                         $7::integer[], $8::uuid[], $9::text[], $10::uuid[], $11::text[]) as new
             on conflict (structure_id, round_id, place) do update set
                 staff_id = excluded.staff_id, at = excluded.at, kind = excluded.kind,
                 quantity = excluded.quantity, fact_id = excluded.fact_id,
                 aside = excluded.aside, dossier_id = excluded.dossier_id,
                 typed = excluded.typed",
            structure.uuid(),
            round.uuid(),
            &places,
            &staff,
            &instants,
            &kinds,
            &quantities,
            &facts as &[Option<Uuid>],
            &asides as &[Option<String>],
            &dossiers as &[Option<Uuid>],
            &typed as &[Option<String>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn round_strike(
        &mut self,
        structure: StructureId,
        round: RoundId,
        place: u32,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from domiciliation.mail_round_line
             where structure_id = $1 and round_id = $2 and place = $3",
            structure.uuid(),
            round.uuid(),
            stored(place),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn round_close(
        &mut self,
        structure: StructureId,
        round: RoundId,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        // The round first: whoever enters into it holds it, and the statement after this
        // one sees what they wrote.
        let closed = sqlx::query!(
            "update domiciliation.mail_round set closed_at = coalesce(closed_at, $3)
             where structure_id = $1 and round_id = $2",
            structure.uuid(),
            round.uuid(),
            at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        sqlx::query!(
            "update domiciliation.mail_round_line set typed = null
             where structure_id = $1 and round_id = $2 and typed is not null",
            structure.uuid(),
            round.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(closed.rows_affected() == 1)
    }

    async fn rounds_forget(
        &mut self,
        structure: StructureId,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from domiciliation.mail_round
             where structure_id = $1 and round_id in (
                 select round_id from domiciliation.mail_round
                 where structure_id = $1 and opened_at < $2
                 order by opened_at limit $3
                 for update skip locked)",
            structure.uuid(),
            before,
            i64::from(limit),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn round_dossiers(
        &mut self,
        structure: StructureId,
        dossiers: &[DossierId],
        to_write: bool,
    ) -> Result<Vec<Versioned<Dossier>>, StoreError> {
        let ids: Vec<_> = dossiers.iter().map(|id| id.uuid()).collect();
        if to_write {
            // In a statement of its own, as for a single dossier.
            sqlx::query!(
                "select dossier_id from domiciliation.dossier
                 where structure_id = $1 and dossier_id = any($2)
                 order by dossier_id for no key update",
                structure.uuid(),
                &ids,
            )
            .fetch_all(&mut *self.tx)
            .await
            .map_err(failed)?;
        }
        let rows = sqlx::query!(
            r#"select d.dossier_id, d.number, d.version, f.fact_id, f.recorded_at,
                      f.author as "author: Json<Author>", f.body as "body: Json<Fact>"
               from domiciliation.dossier d
               join domiciliation.fact f using (structure_id, dossier_id)
               where d.structure_id = $1 and d.dossier_id = any($2)
               order by d.dossier_id, f.seq"#,
            structure.uuid(),
            &ids,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let mut found = Vec::with_capacity(ids.len());
        let mut rows = rows.into_iter().peekable();
        while let Some(first) = rows.peek() {
            let (id, number, version) = (first.dossier_id, count(first.number)?, first.version);
            let mut history = Vec::new();
            while let Some(row) = rows.next_if(|row| row.dossier_id == id) {
                history.push(Recorded {
                    id: FactId::new(row.fact_id),
                    at: row.recorded_at,
                    author: row.author.0,
                    fact: row.body.0,
                });
            }
            found.push(Versioned {
                value: Dossier::from_history(structure, DossierId::new(id), number, history),
                version,
            });
        }
        Ok(found)
    }
}
