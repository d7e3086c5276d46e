//! Printing for several people at once.

use application::{
    jobs::{Due, Jobs, Task},
    printing::{Ended, Outcome, PrintLine, PrintRun, PrintRuns},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, FileId, Periode, PrintRunId, StaffId, StoreError, StructureId};
use uuid::Uuid;

use crate::{
    columns::{count, stored},
    error::failed,
    store::{PgUnitOfWork, written},
};

const UNREADABLE: StoreError = StoreError::Corrupt("an order to print");

struct Row {
    run_id: Uuid,
    staff_id: Uuid,
    kind: String,
    binding: String,
    asked_at: DateTime<Utc>,
    people: i32,
    looked_at: i32,
    left_out: i32,
    file_id: Option<Uuid>,
    ended_at: Option<DateTime<Utc>>,
    ending: Option<String>,
}

impl Row {
    fn into_domain(self) -> Result<PrintRun, StoreError> {
        let ended = match (self.ended_at, self.ending) {
            (Some(at), Some(how)) => Some(Ended {
                at,
                how: how.parse().map_err(|_| UNREADABLE)?,
            }),
            (None, None) => None,
            (_, _) => return Err(UNREADABLE),
        };
        Ok(PrintRun {
            id: PrintRunId::new(self.run_id),
            by: StaffId::new(self.staff_id),
            kind: self.kind.parse().map_err(|_| UNREADABLE)?,
            binding: self.binding.parse().map_err(|_| UNREADABLE)?,
            asked_at: self.asked_at,
            people: count(self.people)?,
            looked_at: count(self.looked_at)?,
            left_out: count(self.left_out)?,
            file: self.file_id.map(FileId::new),
            ended,
        })
    }
}

#[async_trait]
impl PrintRuns for PgUnitOfWork {
    async fn print_run_insert(
        &mut self,
        structure: StructureId,
        run: &PrintRun,
        people: &[DossierId],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let people: Vec<_> = people.iter().map(|id| id.uuid()).collect();
        let inserted = sqlx::query!(
            "with new as (
                 insert into printing.run
                     (structure_id, run_id, staff_id, kind, binding, asked_at, people)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict do nothing
                 returning structure_id, run_id, asked_at
             )
             insert into printing.line (structure_id, run_id, place, dossier_id)
             select new.structure_id, new.run_id, person.place, person.id
             from new cross join unnest($8::uuid[]) with ordinality as person (id, place)",
            structure.uuid(),
            run.id.uuid(),
            run.by.uuid(),
            run.kind.code(),
            run.binding.code(),
            run.asked_at,
            stored(run.people),
            &people,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        // None when it is there already.
        if inserted.rows_affected() == 0 {
            return Ok(());
        }
        let task = Task::Print {
            structure,
            run: run.id,
        };
        self.job_add(task, Due::At(run.asked_at)).await
    }

    async fn print_run(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Option<PrintRun>, StoreError> {
        let row = sqlx::query_as!(
            Row,
            "select run_id, staff_id, kind, binding, asked_at, people, looked_at, left_out,
                    file_id, ended_at, ending
             from printing.run
             where structure_id = $1 and run_id = $2 and not discarded",
            structure.uuid(),
            run.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        row.map(Row::into_domain).transpose()
    }

    async fn print_runs(
        &mut self,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<PrintRun>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            "select run_id, staff_id, kind, binding, asked_at, people, looked_at, left_out,
                    file_id, ended_at, ending
             from printing.run
             where structure_id = $1 and not discarded
             order by asked_at desc, run_id desc limit $2",
            structure.uuid(),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(Row::into_domain).collect()
    }

    async fn print_lines(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Vec<PrintLine>, StoreError> {
        let rows = sqlx::query!(
            "select place, dossier_id, outcome from printing.line
             where structure_id = $1 and run_id = $2 order by place",
            structure.uuid(),
            run.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let outcome = row.outcome.map(|code| code.parse::<Outcome>());
                Ok(PrintLine {
                    place: count(row.place)?,
                    dossier: DossierId::new(row.dossier_id),
                    outcome: outcome.transpose().map_err(|_| UNREADABLE)?,
                })
            })
            .collect()
    }

    async fn print_outcomes(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        outcomes: &[(u32, Outcome)],
    ) -> Result<(), StoreError> {
        let places: Vec<_> = outcomes.iter().map(|(place, _)| stored(*place)).collect();
        let codes: Vec<_> = outcomes.iter().map(|(_, o)| o.code().to_owned()).collect();
        sqlx::query!(
            "update printing.line l set outcome = known.outcome
             from unnest($3::integer[], $4::text[]) as known (place, outcome)
             where l.structure_id = $1 and l.run_id = $2 and l.place = known.place",
            structure.uuid(),
            run.uuid(),
            &places,
            &codes,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        // Counted and not added: whoever makes it again notes the same people again.
        sqlx::query!(
            "update printing.run r set looked_at = counted.looked_at, left_out = counted.left_out
             from (select count(outcome)::integer as looked_at,
                          (count(outcome) filter (where outcome <> $3))::integer as left_out
                   from printing.line where structure_id = $1 and run_id = $2) as counted
             where r.structure_id = $1 and r.run_id = $2",
            structure.uuid(),
            run.uuid(),
            Outcome::Printed.code(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn print_file(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        file: FileId,
    ) -> Result<(), StoreError> {
        let noted = sqlx::query!(
            "update printing.run set file_id = $3
             where structure_id = $1 and run_id = $2 and not discarded",
            structure.uuid(),
            run.uuid(),
            file.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(noted.rows_affected())
    }

    async fn print_end(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        ended: Ended,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let noted = sqlx::query!(
            "update printing.run set ended_at = $3, ending = $4
             where structure_id = $1 and run_id = $2 and not discarded",
            structure.uuid(),
            run.uuid(),
            ended.at,
            ended.how.code(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(noted.rows_affected())?;
        let task = Task::ForgetPrint { structure, run };
        self.job_add(task, Due::At(until)).await
    }

    async fn print_discard(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let discarded = sqlx::query!(
            "update printing.run set discarded = true
             where structure_id = $1 and run_id = $2 and not discarded",
            structure.uuid(),
            run.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(discarded.rows_affected())?;
        let task = Task::ForgetPrint { structure, run };
        self.job_add(task, Due::At(now)).await
    }

    async fn print_run_delete(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Option<FileId>, StoreError> {
        let file = sqlx::query_scalar!(
            "delete from printing.run where structure_id = $1 and run_id = $2
             returning file_id",
            structure.uuid(),
            run.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(file.flatten().map(FileId::new))
    }

    async fn terms_ending(
        &mut self,
        structure: StructureId,
        period: Periode,
        limit: u32,
    ) -> Result<Vec<DossierId>, StoreError> {
        let found = sqlx::query_scalar!(
            "select dossier_id from domiciliation.dossier
             where structure_id = $1 and situation = 'elected' and sort_term between $2 and $3
             order by sort_name, dossier_id limit $4",
            structure.uuid(),
            period.start(),
            period.end(),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(found.into_iter().map(DossierId::new).collect())
    }
}

impl PgUnitOfWork {
    /// What was printed for somebody who is erased goes with them, the others' papers too.
    pub(crate) async fn print_erased(
        &mut self,
        structure: StructureId,
        dossier: DossierId,
    ) -> Result<(), StoreError> {
        let runs = sqlx::query_scalar!(
            "with gone as (
                 delete from printing.line where structure_id = $1 and dossier_id = $2
                 returning run_id
             )
             update printing.run set discarded = true
             where structure_id = $1 and run_id in (select run_id from gone)
             returning run_id",
            structure.uuid(),
            dossier.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.print_forget_next(structure, runs).await
    }

    /// Orders that were discarded are the next to be forgotten.
    pub(crate) async fn print_forget_next(
        &mut self,
        structure: StructureId,
        runs: Vec<Uuid>,
    ) -> Result<(), StoreError> {
        for run in runs {
            let run = PrintRunId::new(run);
            let task = Task::ForgetPrint { structure, run };
            self.job_add(task, Due::At(DateTime::UNIX_EPOCH)).await?;
        }
        Ok(())
    }
}
