//! The agenda: written with the dossier it comes from, read by days.

use application::agenda::{Agenda, AgendaEntry, Bookings};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domiciliation::{
    Dossier,
    appointment::{AppointmentOutcome, Slot},
};
use kernel::{DossierId, FactId, StaffId, StoreError, StructureId, next_day};
use uuid::Uuid;

use crate::{
    PgStore,
    columns::{count, stored},
    error::failed,
    store::PgUnitOfWork,
};

impl PgUnitOfWork {
    /// Writes what became of the appointments of a dossier. What a fact fixed never
    /// changes, so that rows are added and take another state, and none goes.
    pub(crate) async fn appointments_write(&mut self, dossier: &Dossier) -> Result<(), StoreError> {
        let all = dossier.appointments();
        if all.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = all.iter().map(|a| a.fact().uuid()).collect();
        let staff: Vec<Uuid> = all.iter().map(|a| a.appointment().with.uuid()).collect();
        let names: Vec<String> = all
            .iter()
            .map(|a| a.appointment().with_name.to_string())
            .collect();
        let places: Vec<Option<String>> = all
            .iter()
            .map(|a| a.appointment().place.as_ref().map(ToString::to_string))
            .collect();
        let starts: Vec<NaiveDateTime> = all.iter().map(|a| a.appointment().slot().from).collect();
        let ends: Vec<NaiveDateTime> = all.iter().map(|a| a.appointment().slot().until).collect();
        let states: Vec<String> = all.iter().map(|a| a.outcome().code().to_owned()).collect();
        let moved: Vec<Option<NaiveDateTime>> = all.iter().map(|a| moved_to(a.outcome())).collect();
        let held: Vec<Option<NaiveDate>> = all.iter().map(|a| held_on(a.outcome())).collect();
        let series: Vec<Uuid> = all.iter().map(|a| a.series().uuid()).collect();
        let ranks: Vec<i32> = all.iter().map(|a| stored(a.rank())).collect();
        let changed_by: Vec<Uuid> = all.iter().map(|a| a.changed_by().uuid()).collect();
        let changed_at: Vec<DateTime<Utc>> = all.iter().map(|a| a.changed_at()).collect();
        sqlx::query!(
            "insert into domiciliation.appointment as a
                 (structure_id, dossier_id, fact_id, staff_id, staff_name, place, starts_at,
                  ends_at, state, moved_to, held_on, series, rank, changed_by, changed_at)
             select $1, $2, new.*
             from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamp[],
                         $8::timestamp[], $9::text[], $10::timestamp[], $11::date[], $12::uuid[],
                         $13::int[], $14::uuid[], $15::timestamptz[]) as new
             on conflict (structure_id, fact_id) do update
             set dossier_id = excluded.dossier_id, state = excluded.state,
                 moved_to = excluded.moved_to, held_on = excluded.held_on,
                 series = excluded.series, rank = excluded.rank,
                 changed_by = excluded.changed_by, changed_at = excluded.changed_at
             where (a.dossier_id, a.changed_by, a.rank)
                 is distinct from (excluded.dossier_id, excluded.changed_by, excluded.rank)",
            dossier.structure().uuid(),
            dossier.id().uuid(),
            &ids,
            &staff,
            &names,
            &places as &[Option<String>],
            &starts,
            &ends,
            &states,
            &moved as &[Option<NaiveDateTime>],
            &held as &[Option<NaiveDate>],
            &series,
            &ranks,
            &changed_by,
            &changed_at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

const fn moved_to(outcome: &AppointmentOutcome) -> Option<NaiveDateTime> {
    match outcome {
        AppointmentOutcome::Moved { to } => Some(*to),
        AppointmentOutcome::Planned
        | AppointmentOutcome::Held { .. }
        | AppointmentOutcome::Missed
        | AppointmentOutcome::Cancelled => None,
    }
}

const fn held_on(outcome: &AppointmentOutcome) -> Option<NaiveDate> {
    match outcome {
        AppointmentOutcome::Held { on } => Some(*on),
        AppointmentOutcome::Planned
        | AppointmentOutcome::Moved { .. }
        | AppointmentOutcome::Missed
        | AppointmentOutcome::Cancelled => None,
    }
}

fn outcome(
    state: &str,
    moved_to: Option<NaiveDateTime>,
    held_on: Option<NaiveDate>,
) -> Result<AppointmentOutcome, StoreError> {
    match (state, moved_to, held_on) {
        ("planned", None, None) => Ok(AppointmentOutcome::Planned),
        ("moved", Some(to), None) => Ok(AppointmentOutcome::Moved { to }),
        ("held", None, Some(on)) => Ok(AppointmentOutcome::Held { on }),
        ("missed", None, None) => Ok(AppointmentOutcome::Missed),
        ("cancelled", None, None) => Ok(AppointmentOutcome::Cancelled),
        _ => Err(StoreError::Corrupt("what became of an appointment")),
    }
}

#[async_trait]
impl Bookings for PgUnitOfWork {
    async fn agenda_taken(
        &mut self,
        structure: StructureId,
        with: StaffId,
        around: Slot,
        but: DossierId,
    ) -> Result<Vec<Slot>, StoreError> {
        // In a statement of its own: whoever waits then reads what the other one wrote.
        sqlx::query!(
            "select from structures.staff where structure_id = $1 and staff_id = $2
             for no key update",
            structure.uuid(),
            with.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        let rows = sqlx::query!(
            "select starts_at, ends_at from domiciliation.appointment
             where structure_id = $1 and staff_id = $2 and state = 'planned'
                 and starts_at < $4 and ends_at > $3 and dossier_id <> $5
             order by starts_at",
            structure.uuid(),
            with.uuid(),
            around.from,
            around.until,
            but.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|row| Slot {
                from: row.starts_at,
                until: row.ends_at,
            })
            .collect())
    }
}

#[async_trait]
impl Agenda for PgStore {
    async fn appointments(
        &self,
        structure: StructureId,
        first: NaiveDate,
        last: NaiveDate,
        with: Option<StaffId>,
    ) -> Result<Vec<AgendaEntry>, StoreError> {
        let mut tx = self.transaction(structure).await?;
        let rows = sqlx::query!(
            "select a.dossier_id, a.fact_id, a.staff_id, a.staff_name, a.place, a.starts_at,
                    a.ends_at, a.state, a.moved_to, a.held_on, a.series, a.rank, a.changed_by,
                    a.changed_at, d.number, d.civility, d.nom, d.prenoms, d.usage_name
             from domiciliation.appointment a
             join domiciliation.dossier d using (structure_id, dossier_id)
             where a.structure_id = $1 and a.starts_at >= $2 and a.starts_at < $3
                 and ($4::uuid is null or a.staff_id = $4)
             order by a.starts_at, a.fact_id",
            structure.uuid(),
            first.and_time(NaiveTime::MIN),
            next_day(last).and_time(NaiveTime::MIN),
            with.map(StaffId::uuid),
        )
        .fetch_all(&mut *tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                Ok(AgendaEntry {
                    dossier: DossierId::new(row.dossier_id),
                    number: count(row.number)?,
                    civility: row.civility,
                    nom: row.nom,
                    prenoms: row.prenoms,
                    usage: row.usage_name,
                    fact: FactId::new(row.fact_id),
                    series: FactId::new(row.series),
                    rank: count(row.rank)?,
                    slot: Slot {
                        from: row.starts_at,
                        until: row.ends_at,
                    },
                    with: StaffId::new(row.staff_id),
                    with_name: row.staff_name,
                    place: row.place,
                    outcome: outcome(&row.state, row.moved_to, row.held_on)?,
                    changed_by: FactId::new(row.changed_by),
                    changed_at: row.changed_at,
                })
            })
            .collect()
    }
}
