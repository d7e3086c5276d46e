//! Imports: runs, what they opened, and how columns were understood.

mod cells;
mod progress;
mod rows;

use application::{
    imports::{
        doubles::Keys,
        mapping::Mapping,
        port::{ImportRuns, ImportTask, Layout, OpenedDossier},
        staging::{Done, Failure, Fingerprint, ImportRun, Stage},
    },
    jobs::{Due, Jobs},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, ImportId, PhoneNumber, StaffId, StoreError, StructureId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    columns::{birth, count, stored},
    error::failed,
    store::{PgUnitOfWork, written},
};

const UNREADABLE: StoreError = StoreError::Corrupt("an import");

struct Row {
    import_id: Uuid,
    staff_id: Uuid,
    file_name: String,
    fingerprint: Uuid,
    sheet: String,
    remarks: Vec<String>,
    asked_at: DateTime<Utc>,
    rows: i32,
    mapping: String,
    stage: String,
    extent: Option<String>,
    failure: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    total: i32,
    created: i32,
    updated: i32,
    doubles: i32,
    refused: i32,
    erased: i32,
    kept: i32,
    progress: i32,
    header: Json<Vec<cells::StoredRow>>,
}

impl Row {
    fn stage(&self) -> Result<Stage, StoreError> {
        let at = || self.ended_at.ok_or(UNREADABLE);
        let failure = || self.failure.as_deref().and_then(|why| why.parse().ok());
        let extent = || {
            self.extent
                .as_deref()
                .and_then(|extent| extent.parse().ok())
        };
        let (done, of) = (count(self.progress)?, count(self.total)?);
        let figures = || {
            Ok::<_, StoreError>(Done {
                at: at()?,
                created: count(self.created)?,
                updated: count(self.updated)?,
                doubles: count(self.doubles)?,
                refused: count(self.refused)?,
            })
        };
        Ok(match self.stage.as_str() {
            "colonnes" => Stage::Mapping,
            "verifie" => Stage::Checked,
            "en_cours" => Stage::Importing {
                done,
                of,
                extent: extent().ok_or(UNREADABLE)?,
            },
            "fait" => Stage::Done(figures()?),
            "echec" => Stage::Failed {
                at: at()?,
                why: failure().ok_or(UNREADABLE)?,
            },
            "annulation" => Stage::Undoing {
                done,
                of,
                was: figures()?,
            },
            "annule" => Stage::Undone {
                at: at()?,
                erased: count(self.erased)?,
                kept: count(self.kept)?,
            },
            _ => return Err(UNREADABLE),
        })
    }

    fn into_domain(self) -> Result<ImportRun, StoreError> {
        let stage = self.stage()?;
        Ok(ImportRun {
            id: ImportId::new(self.import_id),
            by: StaffId::new(self.staff_id),
            file_name: self.file_name,
            fingerprint: Fingerprint(self.fingerprint.as_u128()),
            sheet: self.sheet,
            remarks: self.remarks,
            asked_at: self.asked_at,
            rows: count(self.rows)?,
            header: self.header.0.into_iter().map(cells::row).collect(),
            mapping: self.mapping.parse().map_err(|_| UNREADABLE)?,
            stage,
        })
    }
}

/// What of a stage is stored beside its code.
#[derive(Default)]
struct Figures {
    extent: Option<&'static str>,
    failure: Option<&'static str>,
    ended_at: Option<DateTime<Utc>>,
    total: u32,
    done: Option<Done>,
    erased: u32,
    kept: u32,
}

impl Figures {
    fn of(stage: &Stage) -> Self {
        let none = Self::default();
        match *stage {
            Stage::Mapping | Stage::Checked => none,
            Stage::Importing { of, extent, .. } => Self {
                extent: Some(extent.code()),
                total: of,
                ..none
            },
            Stage::Done(done) => Self {
                ended_at: Some(done.at),
                done: Some(done),
                ..none
            },
            Stage::Failed { at, why } => Self {
                ended_at: Some(at),
                failure: Some(Failure::code(why)),
                ..none
            },
            Stage::Undoing { of, was, .. } => Self {
                total: of,
                ended_at: Some(was.at),
                ..none
            },
            Stage::Undone { at, erased, kept } => Self {
                ended_at: Some(at),
                erased,
                kept,
                ..none
            },
        }
    }
}

/// The columns of a run with its headers and how far the work is.
macro_rules! runs {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select r.import_id, staff_id, file_name, fingerprint, sheet, remarks, asked_at, rows,
                      mapping, stage, extent, failure, ended_at, total, created, updated, doubles,
                      refused, erased, kept, progress,
                      coalesce((select jsonb_agg(jsonb_build_object('number', h.number, 'cells', h.cells)
                                                 order by h.number)
                                from imports.row h
                                where h.structure_id = r.structure_id and h.import_id = r.import_id
                                    and h.number <= r.header), '[]')
                          as "header!: Json<Vec<cells::StoredRow>>"
               from imports.run r "# + $tail,
            $($argument),*
        )
    };
}

#[async_trait]
impl ImportRuns for PgUnitOfWork {
    async fn import_insert(
        &mut self,
        structure: StructureId,
        run: &ImportRun,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.within(structure)?;
        let inserted = sqlx::query!(
            "insert into imports.run
                 (structure_id, import_id, staff_id, file_name, fingerprint, sheet, remarks,
                  asked_at, header, rows, mapping, stage)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             on conflict do nothing",
            structure.uuid(),
            run.id.uuid(),
            run.by.uuid(),
            run.file_name,
            Uuid::from_u128(run.fingerprint.0),
            run.sheet,
            &run.remarks,
            run.asked_at,
            stored(run.mapping.header()),
            stored(run.rows),
            run.mapping.to_string(),
            run.stage.code(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        let new = inserted.rows_affected() == 1;
        if new {
            let task = ImportTask::Forget.of(structure, run.id);
            self.job_add(task, Due::At(until)).await?;
        }
        Ok(new)
    }

    async fn import(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Option<ImportRun>, StoreError> {
        let row = runs!(
            "where r.structure_id = $1 and r.import_id = $2",
            structure.uuid(),
            import.uuid()
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        row.map(Row::into_domain).transpose()
    }

    async fn import_locked(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Option<ImportRun>, StoreError> {
        // In a statement of its own: whoever waits then reads what the other one wrote.
        sqlx::query!(
            "select from imports.run where structure_id = $1 and import_id = $2
             for no key update",
            structure.uuid(),
            import.uuid(),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        self.import(structure, import).await
    }

    async fn imports(
        &mut self,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<ImportRun>, StoreError> {
        let rows = runs!(
            "where r.structure_id = $1 order by asked_at desc, import_id desc limit $2",
            structure.uuid(),
            i64::from(limit)
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(Row::into_domain).collect()
    }

    async fn import_of_file(
        &mut self,
        structure: StructureId,
        fingerprint: Fingerprint,
    ) -> Result<Option<ImportRun>, StoreError> {
        let row = runs!(
            "where r.structure_id = $1 and fingerprint = $2 and stage = 'fait'
             order by asked_at desc, import_id desc limit 1",
            structure.uuid(),
            Uuid::from_u128(fingerprint.0)
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        row.map(Row::into_domain).transpose()
    }

    async fn import_stage(
        &mut self,
        structure: StructureId,
        import: ImportId,
        stage: &Stage,
        task: ImportTask,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let figures = Figures::of(stage);
        // What was taken over stays known of a run that is undone.
        let done = |of: fn(&Done) -> u32| figures.done.as_ref().map(|done| stored(of(done)));
        let noted = sqlx::query!(
            "update imports.run set stage = $3, extent = $4, failure = $5, ended_at = $6, total = $7,
                 created = coalesce($8, created), updated = coalesce($9, updated),
                 doubles = coalesce($10, doubles), refused = coalesce($11, refused),
                 erased = $12, kept = $13, progress = 0
             where structure_id = $1 and import_id = $2",
            structure.uuid(),
            import.uuid(),
            stage.code(),
            figures.extent,
            figures.failure,
            figures.ended_at,
            stored(figures.total),
            done(|done| done.created),
            done(|done| done.updated),
            done(|done| done.doubles),
            done(|done| done.refused),
            stored(figures.erased),
            stored(figures.kept),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(noted.rows_affected())?;
        self.job_add(task.of(structure, import), Due::At(due)).await
    }

    async fn import_mapping(
        &mut self,
        structure: StructureId,
        import: ImportId,
        mapping: &Mapping,
    ) -> Result<(), StoreError> {
        let noted = sqlx::query!(
            "update imports.run set mapping = $3, header = $4,
                 rows = (select count(*) from imports.row
                         where structure_id = $1 and import_id = $2 and number > $4)
             where structure_id = $1 and import_id = $2",
            structure.uuid(),
            import.uuid(),
            mapping.to_string(),
            stored(mapping.header()),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(noted.rows_affected())
    }

    async fn import_delete(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from imports.run where structure_id = $1 and import_id = $2",
            structure.uuid(),
            import.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn import_forget(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        sqlx::query!(
            "delete from imports.row where structure_id = $1 and import_id = $2",
            structure.uuid(),
            import.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn import_known(
        &mut self,
        structure: StructureId,
    ) -> Result<Vec<(DossierId, Keys)>, StoreError> {
        let rows = sqlx::query!(
            "select dossier_id, nom, prenoms, birth_year, birth_month, birth_day, reference, phone
             from domiciliation.dossier where structure_id = $1 order by number",
            structure.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let born = birth((row.birth_year, row.birth_month, row.birth_day))?;
                let phone = row.phone.as_deref().map(str::parse::<PhoneNumber>);
                let phone = phone.transpose().map_err(|_| UNREADABLE)?;
                let names = (row.nom.as_str(), row.prenoms.as_str());
                let keys = born.map_or_else(Keys::default, |born| {
                    Keys::of(names, born, row.reference.as_deref(), phone.as_ref())
                });
                Ok((DossierId::new(row.dossier_id), keys))
            })
            .collect()
    }

    async fn import_opened(
        &mut self,
        structure: StructureId,
        import: ImportId,
        dossiers: &[DossierId],
    ) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = dossiers.iter().map(|id| id.uuid()).collect();
        sqlx::query!(
            "insert into imports.opened (structure_id, import_id, place, dossiers)
             select $1, $2, (count(*) + 1)::int, $3
             from imports.opened where structure_id = $1 and import_id = $2",
            structure.uuid(),
            import.uuid(),
            &ids,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn import_dossiers(
        &mut self,
        structure: StructureId,
        import: ImportId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<OpenedDossier>, StoreError> {
        let rows = sqlx::query!(
            r#"select d.dossier_id, d.version,
                      d.version = 1 and not exists (
                          select from files.file f
                          where f.structure_id = d.structure_id and f.dossier_id = d.dossier_id
                      ) as "untouched!"
               from (select unnest(dossiers) as id from imports.opened
                     where structure_id = $1 and import_id = $2) o
               join domiciliation.dossier d on d.structure_id = $1 and d.dossier_id = o.id
               where $3::uuid is null or o.id > $3
               order by d.dossier_id limit $4"#,
            structure.uuid(),
            import.uuid(),
            after.map(DossierId::uuid),
            i64::from(limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        let opened = rows.into_iter().map(|row| OpenedDossier {
            id: DossierId::new(row.dossier_id),
            version: row.version,
            untouched: row.untouched,
        });
        Ok(opened.collect())
    }

    async fn import_layout(
        &mut self,
        structure: StructureId,
        layout: Layout,
    ) -> Result<Option<Mapping>, StoreError> {
        let kept = sqlx::query_scalar!(
            "select mapping from imports.layout where structure_id = $1 and layout = $2",
            structure.uuid(),
            Uuid::from_u128(layout.0),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        // One that a later program wrote is proposed anew.
        Ok(kept.and_then(|kept| kept.parse().ok()))
    }

    async fn import_layout_keep(
        &mut self,
        structure: StructureId,
        layout: Layout,
        mapping: &Mapping,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into imports.layout (structure_id, layout, mapping, used_at)
             values ($1, $2, $3, $4)
             on conflict (structure_id, layout) do update
             set mapping = excluded.mapping, used_at = excluded.used_at",
            structure.uuid(),
            Uuid::from_u128(layout.0),
            mapping.to_string(),
            at,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
