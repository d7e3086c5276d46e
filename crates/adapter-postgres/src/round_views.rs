//! Mail rounds, as the pages read them.

use std::collections::HashMap;

use application::round::{
    Exact, MailRound, Person, RoundSheet, RoundSummary, RoundViews, ShownLine, Totals,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, RoundId, StaffId, StoreError, StructureId};
use sqlx::{Postgres, Transaction, types::Json};
use structures::Profile;
use uuid::Uuid;

use crate::{
    PgStore,
    columns::{birth, count, situation, stored},
    error::failed,
    rounds::LineRow,
};

/// How many rounds are shown.
const ROUNDS_SHOWN: i64 = 100;

struct RoundRow {
    round_id: Uuid,
    staff_id: Uuid,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    profile: Json<Profile>,
    lines: i64,
}

impl RoundRow {
    fn into_view(self) -> RoundSummary {
        let Profile { prenom, nom, .. } = &self.profile.0;
        RoundSummary {
            round: MailRound {
                id: RoundId::new(self.round_id),
                by: StaffId::new(self.staff_id),
                opened_at: self.opened_at,
                closed_at: self.closed_at,
            },
            opener: format!("{prenom} {nom}"),
            lines: self.lines.unsigned_abs(),
        }
    }
}

/// These people, by dossier.
async fn people(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    dossiers: &[Uuid],
) -> Result<HashMap<DossierId, Person>, StoreError> {
    let rows = sqlx::query!(
        r#"select d.dossier_id, d.number, d.civility, d.nom, d.prenoms, d.usage_name,
                  d.birth_year, d.birth_month, d.birth_day, d.situation, d.term_end,
                  w.distribution as "distribution?"
           from domiciliation.dossier d
           left join domiciliation.filing w
               on w.structure_id = d.structure_id and w.dossier_id = d.dossier_id
           where d.structure_id = $1 and d.dossier_id = any($2)"#,
        structure.uuid(),
        dossiers,
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    rows.into_iter()
        .map(|row| {
            let person = Person {
                dossier: DossierId::new(row.dossier_id),
                number: count(row.number)?,
                civility: row.civility,
                nom: row.nom,
                prenoms: row.prenoms,
                usage: row.usage_name,
                birth: birth((row.birth_year, row.birth_month, row.birth_day))?,
                distribution: row.distribution,
                situation: situation(&row.situation, row.term_end)?,
            };
            Ok((person.dossier, person))
        })
        .collect()
}

/// The line of one place, or the last lines recorded with all those put aside.
enum Which {
    Place(u32),
    Last(u32),
}

async fn lines(
    tx: &mut Transaction<'static, Postgres>,
    structure: StructureId,
    round: RoundId,
    which: Which,
) -> Result<Vec<ShownLine>, StoreError> {
    let (place, last) = match which {
        Which::Place(place) => (Some(stored(place)), 0),
        Which::Last(last) => (None, i64::from(last)),
    };
    let rows = sqlx::query!(
        r#"select l.place, l.staff_id, l.at, l.kind, l.quantity, l.fact_id,
                  f.dossier_id as "fact_dossier?", l.aside, l.dossier_id, l.typed,
                  f.body ->> 'remark' as remark,
                  exists (
                      select from domiciliation.fact a
                      where a.structure_id = f.structure_id and a.dossier_id = f.dossier_id
                          and a.kind = 'annulled' and a.body ->> 'target' = f.fact_id::text
                  ) as "annulled!"
           from domiciliation.mail_round_line l
           left join domiciliation.fact f
               on f.structure_id = l.structure_id and f.fact_id = l.fact_id
           where l.structure_id = $1 and l.round_id = $2
               and ($3::integer is null or l.place = $3)
               and ($3 is not null or l.aside is not null or l.place >= (
                   select min(place) from (
                       select place from domiciliation.mail_round_line
                       where structure_id = $1 and round_id = $2 and aside is null
                       order by place desc limit $4) last))
           order by l.place desc"#,
        structure.uuid(),
        round.uuid(),
        place,
        last,
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    let whose: Vec<_> = rows
        .iter()
        .filter_map(|row| row.fact_dossier.or(row.dossier_id))
        .collect();
    let people = people(tx, structure, &whose).await?;
    rows.into_iter()
        .map(|row| {
            let person = row.fact_dossier.or(row.dossier_id).map(DossierId::new);
            let line = LineRow {
                place: row.place,
                staff_id: row.staff_id,
                at: row.at,
                kind: row.kind,
                quantity: row.quantity,
                fact_id: row.fact_id,
                fact_dossier: row.fact_dossier,
                aside: row.aside,
                dossier_id: row.dossier_id,
                typed: row.typed,
            };
            let remark = row.remark.map(|remark| remark.parse()).transpose();
            Ok(ShownLine {
                line: line.into_domain()?,
                person: person.and_then(|id| people.get(&id).cloned()),
                remark: remark.map_err(|_| StoreError::Corrupt("a remark"))?,
                annulled: row.annulled,
            })
        })
        .collect()
}

#[async_trait]
impl RoundViews for PgStore {
    async fn rounds(
        &self,
        structure: StructureId,
        since: DateTime<Utc>,
    ) -> Result<Vec<RoundSummary>, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let rows = sqlx::query_as!(
            RoundRow,
            r#"select r.round_id, r.staff_id, r.opened_at, r.closed_at,
                      s.profile as "profile: Json<Profile>",
                      (select count(*) from domiciliation.mail_round_line l
                       where l.structure_id = r.structure_id and l.round_id = r.round_id) as "lines!"
               from domiciliation.mail_round r
               join structures.staff s on s.structure_id = r.structure_id and s.staff_id = r.staff_id
               where r.structure_id = $1 and r.opened_at >= $2
               order by r.opened_at desc, r.round_id desc
               limit $3"#,
            structure.uuid(),
            since,
            ROUNDS_SHOWN,
        )
        .fetch_all(&mut *tx)
        .await
        .map_err(failed)?;
        Ok(rows.into_iter().map(RoundRow::into_view).collect())
    }

    async fn round_sheet(
        &self,
        structure: StructureId,
        round: RoundId,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Option<RoundSheet>, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let row = sqlx::query!(
            r#"select r.round_id, r.staff_id, r.opened_at, r.closed_at,
                      s.profile as "profile: Json<Profile>", t.lines as "lines!",
                      t.letters as "letters!", t.parcels as "parcels!", t.notices as "notices!",
                      t.aside as "aside!"
               from domiciliation.mail_round r
               join structures.staff s on s.structure_id = r.structure_id and s.staff_id = r.staff_id
               cross join lateral (
                   select count(*) as lines,
                       coalesce(sum(quantity) filter (where counts and kind = 'courrier'), 0) as letters,
                       coalesce(sum(quantity) filter (where counts and kind = 'colis'), 0) as parcels,
                       coalesce(sum(quantity) filter (where counts and kind = 'avis'), 0) as notices,
                       coalesce(sum(quantity) filter (where aside is not null), 0) as aside
                   from (
                       select l.kind, l.quantity, l.aside, l.aside is null and not exists (
                           select from domiciliation.fact f
                           join domiciliation.fact a
                               on a.structure_id = f.structure_id and a.dossier_id = f.dossier_id
                           where f.structure_id = l.structure_id and f.fact_id = l.fact_id
                               and a.kind = 'annulled' and a.body ->> 'target' = f.fact_id::text
                       ) as counts
                       from domiciliation.mail_round_line l
                       where l.structure_id = r.structure_id and l.round_id = r.round_id
                       offset 0) counted) t
               where r.structure_id = $1 and r.round_id = $2 and r.opened_at >= $3"#,
            structure.uuid(),
            round.uuid(),
            since,
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(failed)?;
        let Some(row) = row else {
            return Ok(None);
        };
        let totals = Totals {
            letters: row.letters.unsigned_abs(),
            parcels: row.parcels.unsigned_abs(),
            notices: row.notices.unsigned_abs(),
            aside: row.aside.unsigned_abs(),
        };
        let summary = RoundRow {
            round_id: row.round_id,
            staff_id: row.staff_id,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            profile: row.profile,
            lines: row.lines,
        };
        Ok(Some(RoundSheet {
            summary: summary.into_view(),
            totals,
            lines: lines(&mut tx, structure, round, Which::Last(limit)).await?,
        }))
    }

    async fn round_shown_line(
        &self,
        structure: StructureId,
        round: RoundId,
        since: DateTime<Utc>,
        place: u32,
    ) -> Result<Option<ShownLine>, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let shown = sqlx::query_scalar!(
            r#"select exists (select from domiciliation.mail_round
               where structure_id = $1 and round_id = $2 and opened_at >= $3) as "shown!""#,
            structure.uuid(),
            round.uuid(),
            since,
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(failed)?;
        if !shown {
            return Ok(None);
        }
        let found = lines(&mut tx, structure, round, Which::Place(place)).await?;
        Ok(found.into_iter().next())
    }

    async fn bearers(
        &self,
        structure: StructureId,
        exact: &[Exact],
    ) -> Result<Vec<(usize, Person)>, StoreError> {
        let whole = |number: u32| i32::try_from(number).ok();
        let numbers: Vec<_> = exact.iter().map(|e| e.number.and_then(whole)).collect();
        let keys: Vec<_> = exact.iter().map(|e| e.key.clone()).collect();
        let cards: Vec<_> = exact.iter().map(|e| e.card.map(DossierId::uuid)).collect();
        let mut tx = self.transaction(structure).await?;
        let rows = sqlx::query!(
            r#"with asked as (
                   select n, number, key, card
                   from unnest($2::integer[], $3::text[], $4::uuid[])
                        with ordinality as asked (number, key, card, n)
               ), found as (
                   select a.n, d.dossier_id from asked a
                   join domiciliation.dossier d on d.structure_id = $1 and d.number = a.number
                   union
                   select a.n, f.dossier_id from asked a
                   join domiciliation.filing f on f.structure_id = $1 and f.reference_key = a.key
                   union
                   select a.n, f.dossier_id from asked a
                   join domiciliation.filing f on f.structure_id = $1 and f.distribution_key = a.key
                   union
                   select a.n, coalesce(m.dossier_id, a.card) from asked a
                   left join domiciliation.merged m on m.structure_id = $1 and m.former_id = a.card
                   where a.card is not null
               )
               select n as "n!", dossier_id as "dossier_id!" from found"#,
            structure.uuid(),
            &numbers as &[Option<i32>],
            &keys,
            &cards as &[Option<Uuid>],
        )
        .fetch_all(&mut *tx)
        .await
        .map_err(failed)?;
        let whose: Vec<_> = rows.iter().map(|row| row.dossier_id).collect();
        let people = people(&mut tx, structure, &whose).await?;
        let index =
            |n: i64| usize::try_from(n - 1).map_err(|_| StoreError::Corrupt("a place in a list"));
        rows.into_iter()
            .filter_map(|row| {
                // The card of another structure leads nowhere.
                let person = people.get(&DossierId::new(row.dossier_id))?;
                Some(index(row.n).map(|index| (index, person.clone())))
            })
            .collect()
    }
}
