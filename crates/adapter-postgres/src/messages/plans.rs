//! What is planned: days that are stored, compared with those that the program computed, and
//! with what was told before.

use std::ops::{Range, RangeInclusive};

use application::messages::{
    book::StaffMessage, figures::Visits, planning::Plan, ports::MessagePlans,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use kernel::{StoreError, StructureId, add_months};
use uuid::Uuid;

use crate::{
    columns::{count, stored},
    error::failed,
    store::PgUnitOfWork,
};

fn ends<T: Copy>(range: Option<&RangeInclusive<T>>) -> (Option<T>, Option<T>) {
    (range.map(|r| *r.start()), range.map(|r| *r.end()))
}

/// The smallest identifier of its moment: identifiers sort by theirs.
pub(crate) fn floor(at: DateTime<Utc>) -> Uuid {
    let millis = u128::from(at.timestamp_millis().unsigned_abs());
    Uuid::from_u128(millis << 80)
}

#[async_trait]
impl MessagePlans for PgUnitOfWork {
    async fn messages_planned_until(
        &mut self,
        structure: StructureId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        sqlx::query_scalar!(
            "select planned_until from messages.run where structure_id = $1",
            structure.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)
    }

    async fn messages_plan(
        &mut self,
        structure: StructureId,
        plan: &Plan,
    ) -> Result<Option<u32>, StoreError> {
        // Whoever comes second waits here, and then finds it done.
        let mine = sqlx::query!(
            "insert into messages.run as r (structure_id, planned_until) values ($1, $2)
             on conflict (structure_id) do update set planned_until = $2 where r.planned_until < $2",
            structure.uuid(),
            plan.slot,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        if mine.rows_affected() == 0 {
            return Ok(None);
        }
        let planned = self.plan(structure, plan).await?;
        if planned > 0 {
            self.due(structure, plan.due_at).await?;
        }
        Ok(Some(planned))
    }

    async fn staff_messages_insert(
        &mut self,
        structure: StructureId,
        messages: &[StaffMessage],
    ) -> Result<(), StoreError> {
        let Some(first) = messages.iter().map(|m| m.at).min() else {
            return Ok(());
        };
        let ids: Vec<Uuid> = messages.iter().map(|m| m.id.uuid()).collect();
        let staff: Vec<Uuid> = messages.iter().map(|m| m.staff.uuid()).collect();
        let kinds: Vec<String> = messages.iter().map(|m| m.kind.code().to_owned()).collect();
        let dossiers: Vec<Option<Uuid>> = messages
            .iter()
            .map(|m| m.dossier.map(kernel::DossierId::uuid))
            .collect();
        let occurrences: Vec<String> = messages.iter().map(|m| m.occurrence.clone()).collect();
        let moments: Vec<DateTime<Utc>> = messages.iter().map(|m| m.at).collect();
        sqlx::query!(
            "insert into messages.message
                 (structure_id, channel, message_id, staff_id, kind, dossier_id, occurrence,
                  planned_at, due_at)
             select $1, 'email', id, staff, kind, dossier, occurrence, at, at
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[])
                 as new (id, staff, kind, dossier, occurrence, at)
             on conflict do nothing",
            structure.uuid(),
            &ids,
            &staff,
            &kinds,
            &dossiers as &[Option<Uuid>],
            &occurrences,
            &moments,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.due(structure, first).await
    }

    async fn visits_count(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        entered: Range<DateTime<Utc>>,
    ) -> Result<Visits, StoreError> {
        self.count_visits(structure, month, entered).await
    }

    async fn visits_keep(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        visits: &Visits,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into messages.visits
                 (structure_id, month, reached, reached_for_nothing, unreached,
                  unreached_for_nothing, told, came)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict do nothing",
            structure.uuid(),
            month,
            stored(visits.reached),
            stored(visits.reached_for_nothing),
            stored(visits.unreached),
            stored(visits.unreached_for_nothing),
            stored(visits.told),
            stored(visits.came),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn visits(
        &mut self,
        structure: StructureId,
        from: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Visits)>, StoreError> {
        let rows = sqlx::query!(
            "select month, reached, reached_for_nothing, unreached, unreached_for_nothing, told, came
             from messages.visits where structure_id = $1 and month >= $2 order by month",
            structure.uuid(),
            from,
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let visits = Visits {
                    reached: count(row.reached)?,
                    reached_for_nothing: count(row.reached_for_nothing)?,
                    unreached: count(row.unreached)?,
                    unreached_for_nothing: count(row.unreached_for_nothing)?,
                    told: count(row.told)?,
                    came: count(row.came)?,
                };
                Ok((row.month, visits))
            })
            .collect()
    }
}

impl PgUnitOfWork {
    /// What is due and was never told, through each channel that the person accepts. The
    /// identifiers take their moment from the run, and the rest from what makes them one.
    async fn plan(&mut self, structure: StructureId, plan: &Plan) -> Result<u32, StoreError> {
        let due = &plan.bounds;
        let months: Vec<i32> = due
            .terms
            .iter()
            .map(|(months, _)| stored(*months))
            .collect();
        let first_ends: Vec<NaiveDate> = due.terms.iter().map(|(_, e)| *e.start()).collect();
        let last_ends: Vec<NaiveDate> = due.terms.iter().map(|(_, e)| *e.end()).collect();
        let (silent_from, silent_upto) = ends(due.silence.as_ref());
        let (meet_from, meet_upto): (Option<NaiveDateTime>, _) = ends(due.appointments.as_ref());
        let (notice_from, notice_upto) = ends(due.notices.as_ref());
        let (decided_from, decided_upto) = ends(due.decisions.as_ref());
        let planned = sqlx::query_scalar!(
            r#"with person as materialized (
                 select dossier_id, accepts_sms, accepts_email, mail_newest_at, silent_since,
                     observations_until, suspended_since, term_end, renewal_pending,
                     notice_expires_on, unnotified_since, unnotified, appointment_at, appointment_id
                 from domiciliation.dossier
                 where structure_id = $1 and (accepts_sms or accepts_email)
             ), due (dossier_id, accepts_sms, accepts_email, kind, occurrence) as (
                 select dossier_id, accepts_sms, accepts_email, 'courrier',
                     to_char(mail_newest_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                 from person where $6 and mail_newest_at is not null
                 union all
                 select dossier_id, accepts_sms, accepts_email, 'echeance',
                     to_char(term_end, 'YYYY-MM-DD') || '/' || ends.months
                 from person
                 join unnest($7::int[], $8::date[], $9::date[]) as ends (months, first, last)
                     on term_end between ends.first and ends.last
                 where not renewal_pending
                 union all
                 select dossier_id, accepts_sms, accepts_email, 'silence',
                     to_char(silent_since, 'YYYY-MM-DD')
                 from person
                 where silent_since between $10 and $11 and term_end >= $5
                     and observations_until is null
                     and (suspended_since is null or suspended_since > $5)
                 union all
                 select dossier_id, accepts_sms, accepts_email, 'rendez-vous', appointment_id::text
                 from person where appointment_at between $12 and $13
                 union all
                 select dossier_id, accepts_sms, accepts_email, 'avis',
                     to_char(notice_expires_on, 'YYYY-MM-DD')
                 from person where notice_expires_on between $14 and $15
                 union all
                 select dossier_id, accepts_sms, accepts_email, 'decision', unnotified::text
                 from person where unnotified_since between $16 and $17
             ), told as (
                 insert into messages.message
                     (structure_id, message_id, dossier_id, kind, channel, occurrence, planned_at,
                      due_at)
                 select $1, (left(replace($2::uuid::text, '-', ''), 12) || '7' || substr(made, 1, 3)
                         || '8' || substr(made, 4, 15))::uuid,
                     dossier_id, kind, channel, occurrence, $3, $4
                 from due
                 cross join lateral (values ('sms', accepts_sms), ('email', accepts_email))
                     as through (channel, accepted)
                 cross join lateral
                     md5(concat_ws('/', $2::uuid, dossier_id, kind, channel, occurrence)) as made
                 -- Whoever was told of mail as new was told of all that waited.
                 where accepted and (kind <> 'courrier' or not exists (
                     select from messages.message told
                     where told.structure_id = $1 and told.dossier_id = due.dossier_id
                         and told.kind = 'courrier' and told.channel = through.channel
                         and told.staff_id is null
                         and told.occurrence collate "C" >= due.occurrence collate "C"))
                 on conflict do nothing
                 returning message_id
             )
             select count(*) as "planned!" from told"#,
            structure.uuid(),
            plan.run,
            plan.now,
            plan.due_at,
            due.today,
            due.mail,
            &months,
            &first_ends,
            &last_ends,
            silent_from,
            silent_upto,
            meet_from,
            meet_upto,
            notice_from,
            notice_upto,
            decided_from,
            decided_upto,
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        u32::try_from(planned).map_err(|_| StoreError::Corrupt("a count"))
    }

    /// Tells the tick that something is due at a moment.
    pub(super) async fn due(
        &mut self,
        structure: StructureId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into jobs.message_due as d (structure_id, due_at) values ($1, $2)
             on conflict (structure_id) do update set due_at = least(d.due_at, $2)",
            structure.uuid(),
            at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    /// Of the facts entered in the month, which are found by their identifiers, the visits of
    /// the month; a day on which anything was handed over for the person is not for nothing.
    async fn count_visits(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        entered: Range<DateTime<Utc>>,
    ) -> Result<Visits, StoreError> {
        let row = sqlx::query!(
            r#"with person as materialized (
                 select dossier_id, accepts_sms or accepts_email as reached
                 from domiciliation.dossier
                 where structure_id = $1 and situation = 'elected' and term_end >= $3
             ), fact as materialized (
                 select f.dossier_id, f.fact_id, f.kind, (f.body ->> 'on')::date as day,
                     f.body -> 'delivery' ->> 'to' as handed_to, f.body ->> 'kind' as how,
                     f.body ->> 'target' as target
                 from domiciliation.fact f
                 where f.structure_id = $1 and f.fact_id >= $4 and f.fact_id < $5
                     and f.kind in ('contact_made', 'mail_delivered', 'annulled')
             ), standing as materialized (
                 select * from fact
                 where kind <> 'annulled'
                     and fact_id::text not in (select target from fact where kind = 'annulled'
                                                   and target is not null)
             ), for_nothing as (
                 select distinct v.dossier_id, v.day from standing v
                 where v.kind = 'contact_made' and v.how = 'visit' and v.day >= $2 and v.day < $3
                     and not exists (select from standing h
                                     where h.kind = 'mail_delivered'
                                         and h.handed_to in ('holder', 'proxy')
                                         and h.dossier_id = v.dossier_id and h.day = v.day)
             ), told as (
                 select m.dossier_id, min(m.settled_at) as at from messages.message m
                 where m.structure_id = $1 and m.message_id >= $4 and m.message_id < $5
                     and m.staff_id is null and m.kind = 'courrier' and m.state in ('envoye', 'recu')
                 group by m.dossier_id
             ), came as (
                 select distinct told.dossier_id from told
                 join domiciliation.fact f
                     on f.structure_id = $1 and f.dossier_id = told.dossier_id
                     and f.kind = 'mail_delivered' and f.body -> 'delivery' ->> 'to' = 'holder'
                     and f.recorded_at > told.at and f.recorded_at <= told.at + interval '7 days'
             )
             select (select count(*) from person where reached) as "reached!",
                 (select count(*) from person where not reached) as "unreached!",
                 (select count(*) from for_nothing join person using (dossier_id) where reached)
                     as "reached_for_nothing!",
                 (select count(*) from for_nothing join person using (dossier_id) where not reached)
                     as "unreached_for_nothing!",
                 (select count(*) from told) as "told!",
                 (select count(*) from came) as "came!""#,
            structure.uuid(),
            month,
            add_months(month, 1),
            floor(entered.start),
            floor(entered.end),
        )
        .fetch_one(&mut *self.tx)
        .await
        .map_err(failed)?;
        let small = |n: i64| u32::try_from(n).map_err(|_| StoreError::Corrupt("a count"));
        Ok(Visits {
            reached: small(row.reached)?,
            reached_for_nothing: small(row.reached_for_nothing)?,
            unreached: small(row.unreached)?,
            unreached_for_nothing: small(row.unreached_for_nothing)?,
            told: small(row.told)?,
            came: small(row.came)?,
        })
    }
}
