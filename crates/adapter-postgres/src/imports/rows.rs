//! The rows of imports, until they are taken over.

use application::imports::{
    doubles::{Double, DoubleOf, Keys, Likeness},
    port::ImportRows,
    problem::{Problem, ProblemCode},
    staging::{Choice, Chosen, Mark, Rechecked, RowFilter, RowQuery, StagedRow},
    table,
};
use async_trait::async_trait;
use kernel::{DossierId, ImportId, StoreError, StructureId};
use uuid::Uuid;

use super::{UNREADABLE, cells};
use crate::{
    columns::{BirthColumns, birth, birth_columns, count, stored},
    error::failed,
    store::{PgUnitOfWork, written},
};

/// What was found of rows, as columns.
#[derive(Default)]
struct Found {
    numbers: Vec<i32>,
    problems: Vec<String>,
    good: Vec<bool>,
    names: Vec<Option<i64>>,
    years: Vec<Option<i16>>,
    months: Vec<Option<i16>>,
    days: Vec<Option<i16>>,
    references: Vec<Option<i64>>,
    phones: Vec<Option<i64>>,
    doubles: Doubles,
}

/// Whom rows may be doubles of, as columns.
#[derive(Default)]
struct Doubles {
    rows: Vec<Option<i32>>,
    dossiers: Vec<Option<Uuid>>,
    likenesses: Vec<Option<&'static str>>,
}

impl Doubles {
    fn add(&mut self, double: Option<Double>) {
        let of = double.map(|double| double.of);
        let (row, dossier) = match of {
            Some(DoubleOf::Row(row)) => (Some(stored(row)), None),
            Some(DoubleOf::Dossier(dossier)) => (None, Some(dossier.uuid())),
            None => (None, None),
        };
        self.rows.push(row);
        self.dossiers.push(dossier);
        self.likenesses
            .push(double.map(|double| double.likeness.code()));
    }
}

impl Found {
    fn add(
        &mut self,
        number: u32,
        problems: &[Problem],
        keys: &Keys,
        double: Option<Double>,
    ) -> Result<(), StoreError> {
        self.numbers.push(stored(number));
        self.problems.push(cells::problems_text(problems)?);
        self.good.push(!problems.iter().any(Problem::is_error));
        let (year, month, day) = birth_columns(keys.birth);
        self.names.push(keys.names);
        self.years.push(year);
        self.months.push(month);
        self.days.push(day);
        self.references.push(keys.reference);
        self.phones.push(keys.phone);
        self.doubles.add(double);
        Ok(())
    }
}

/// How many rows one statement writes.
const LOT: usize = 1_000;

/// Rows as columns.
#[derive(Default)]
struct Lot {
    found: Found,
    texts: Vec<String>,
    choices: Vec<Option<&'static str>>,
}

impl Lot {
    /// The next rows, a few at a time so that others go on meanwhile.
    async fn next(rows: &mut (dyn Iterator<Item = StagedRow> + Send)) -> Result<Self, StoreError> {
        let mut lot = Self::default();
        for staged in rows.take(LOT) {
            let (row, problems) = (&staged.row, &staged.problems);
            lot.found
                .add(row.number, problems, &staged.keys, staged.double)?;
            lot.texts.push(cells::cells_text(&row.cells)?);
            lot.choices.push(staged.choice.map(Choice::code));
            tokio::task::yield_now().await;
        }
        Ok(lot)
    }
}

/// What a row is compared by, and what was found and chosen, as stored.
struct StoredMark {
    names_key: Option<i64>,
    birth: BirthColumns,
    reference_key: Option<i64>,
    phone_key: Option<i64>,
    double_row: Option<i32>,
    double_dossier: Option<Uuid>,
    likeness: Option<String>,
    choice: Option<String>,
}

impl StoredMark {
    fn into_domain(self) -> Result<(Keys, Option<Double>, Option<Choice>), StoreError> {
        let keys = Keys {
            names: self.names_key,
            birth: birth(self.birth)?,
            reference: self.reference_key,
            phone: self.phone_key,
        };
        let of = match (self.double_row, self.double_dossier) {
            (Some(row), _) => Some(DoubleOf::Row(count(row)?)),
            (None, dossier) => dossier.map(|id| DoubleOf::Dossier(DossierId::new(id))),
        };
        let likeness = self.likeness.as_deref().map(str::parse::<Likeness>);
        let likeness = likeness.transpose().map_err(|_| UNREADABLE)?;
        let choice = self.choice.as_deref().map(str::parse::<Choice>);
        let choice = choice.transpose().map_err(|_| UNREADABLE)?;
        let double = of.zip(likeness);
        Ok((
            keys,
            double.map(|(of, likeness)| Double { of, likeness }),
            choice,
        ))
    }
}

struct Row {
    number: i32,
    cells: String,
    problems: String,
    names_key: Option<i64>,
    birth_year: Option<i16>,
    birth_month: Option<i16>,
    birth_day: Option<i16>,
    reference_key: Option<i64>,
    phone_key: Option<i64>,
    double_row: Option<i32>,
    double_dossier: Option<Uuid>,
    likeness: Option<String>,
    choice: Option<String>,
}

impl Row {
    fn into_domain(self) -> Result<StagedRow, StoreError> {
        let mark = StoredMark {
            names_key: self.names_key,
            birth: (self.birth_year, self.birth_month, self.birth_day),
            reference_key: self.reference_key,
            phone_key: self.phone_key,
            double_row: self.double_row,
            double_dossier: self.double_dossier,
            likeness: self.likeness,
            choice: self.choice,
        };
        let (keys, double, choice) = mark.into_domain()?;
        Ok(StagedRow {
            row: table::Row {
                number: count(self.number)?,
                cells: cells::cells(&self.cells)?,
            },
            problems: cells::problems(&self.problems)?,
            keys,
            double,
            choice,
        })
    }
}

/// The word of a filter, and the code of the problem that it asks for.
const fn filter_words(filter: RowFilter) -> (&'static str, Option<&'static str>) {
    match filter {
        RowFilter::All => ("all", None),
        RowFilter::Errors => ("errors", None),
        RowFilter::Warnings => ("warnings", None),
        RowFilter::Doubles => ("doubles", None),
        RowFilter::Skipped => ("skipped", None),
        RowFilter::Problem(code) => ("problem", Some(code.code())),
    }
}

#[async_trait]
impl ImportRows for PgUnitOfWork {
    async fn import_rows_insert(
        &mut self,
        structure: StructureId,
        import: ImportId,
        rows: &mut (dyn Iterator<Item = StagedRow> + Send),
    ) -> Result<(), StoreError> {
        let mut lot = Lot::next(rows).await?;
        while !lot.texts.is_empty() {
            let (done, next) =
                tokio::join!(self.lot_insert(structure, import, &lot), Lot::next(rows));
            done?;
            lot = next?;
        }
        Ok(())
    }

    async fn import_rows(
        &mut self,
        structure: StructureId,
        import: ImportId,
        query: &RowQuery,
    ) -> Result<Vec<StagedRow>, StoreError> {
        if query.filter == RowFilter::All && query.before.is_none() {
            return self.rows_from(structure, import, query).await;
        }
        let (filter, code) = filter_words(query.filter);
        let code = code.map(|code| serde_json::json!([{ "code": code }]));
        // From either side the nearest ones, then in order.
        let rows = sqlx::query_as!(
            Row,
            r#"select number as "number!", cells as "cells!", problems as "problems!", names_key,
                      birth_year, birth_month, birth_day, reference_key, phone_key, double_row,
                      double_dossier, likeness, choice
               from (
                   select number, cells::text, problems::text, names_key, birth_year, birth_month,
                          birth_day, reference_key, phone_key, double_row, double_dossier, likeness,
                          choice
                   from imports.row r
                   where structure_id = $1 and import_id = $2
                       and number > (select header from imports.run
                                     where structure_id = $1 and import_id = $2)
                       and number > coalesce($3, 0) and number < coalesce($4, 2147483647)
                       and case $5
                               when 'errors' then not good and choice is distinct from 'ignorer'
                               when 'warnings' then good and problems <> '[]'
                               when 'doubles' then likeness is not null
                               when 'skipped' then choice = 'ignorer'
                               when 'problem' then problems @> $6
                               else true
                           end
                   order by case when $4::int is null then number else -number end
                   limit $7
               ) as page order by number"#,
            structure.uuid(),
            import.uuid(),
            query.after.map(stored),
            query.before.map(stored),
            filter,
            code,
            i64::from(query.limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(Row::into_domain).collect()
    }

    async fn import_row(
        &mut self,
        structure: StructureId,
        import: ImportId,
        number: u32,
    ) -> Result<Option<StagedRow>, StoreError> {
        let row = sqlx::query_as!(
            Row,
            r#"select number, cells::text as "cells!", problems::text as "problems!", names_key,
                      birth_year, birth_month, birth_day, reference_key, phone_key, double_row,
                      double_dossier, likeness, choice
               from imports.row
               where structure_id = $1 and import_id = $2 and number = $3"#,
            structure.uuid(),
            import.uuid(),
            stored(number),
        )
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(failed)?;
        row.map(Row::into_domain).transpose()
    }

    async fn import_cells(
        &mut self,
        structure: StructureId,
        import: ImportId,
        row: &table::Row,
    ) -> Result<(), StoreError> {
        let put_right = sqlx::query!(
            "update imports.row set cells = $4::text::jsonb
             where structure_id = $1 and import_id = $2 and number = $3",
            structure.uuid(),
            import.uuid(),
            stored(row.number),
            cells::cells_text(&row.cells)?,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        written(put_right.rows_affected())
    }

    async fn import_checked(
        &mut self,
        structure: StructureId,
        import: ImportId,
        rows: &[Rechecked],
    ) -> Result<(), StoreError> {
        let mut found = Found::default();
        for row in rows {
            found.add(row.number, &row.problems, &row.keys, row.double)?;
        }
        sqlx::query!(
            "update imports.row r
             set problems = new.problems::jsonb, good = new.good, names_key = new.names_key,
                 birth_year = new.birth_year, birth_month = new.birth_month,
                 birth_day = new.birth_day, reference_key = new.reference_key,
                 phone_key = new.phone_key, double_row = new.double_row,
                 double_dossier = new.double_dossier, likeness = new.likeness,
                 choice = case
                     when (r.double_row, r.double_dossier, r.likeness)
                         is not distinct from (new.double_row, new.double_dossier, new.likeness)
                         or r.choice = 'ignorer' then r.choice
                 end
             from unnest($3::int[], $4::text[], $5::bool[], $6::bigint[], $7::smallint[],
                 $8::smallint[], $9::smallint[], $10::bigint[], $11::bigint[], $12::int[],
                 $13::uuid[], $14::text[])
                 as new (number, problems, good, names_key, birth_year, birth_month, birth_day,
                     reference_key, phone_key, double_row, double_dossier, likeness)
             where r.structure_id = $1 and r.import_id = $2 and r.number = new.number",
            structure.uuid(),
            import.uuid(),
            &found.numbers,
            &found.problems,
            &found.good,
            &found.names as &[Option<i64>],
            &found.years as &[Option<i16>],
            &found.months as &[Option<i16>],
            &found.days as &[Option<i16>],
            &found.references as &[Option<i64>],
            &found.phones as &[Option<i64>],
            &found.doubles.rows as &[Option<i32>],
            &found.doubles.dossiers as &[Option<Uuid>],
            &found.doubles.likenesses as &[Option<&str>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn import_marks(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Vec<Mark>, StoreError> {
        let rows = sqlx::query!(
            r#"select number, good, problems <> '[]' as "told!", names_key, birth_year, birth_month,
                      birth_day, reference_key, phone_key, double_row, double_dossier, likeness,
                      choice
               from imports.row
               where structure_id = $1 and import_id = $2
                   and number > (select header from imports.run
                                 where structure_id = $1 and import_id = $2)
               order by number"#,
            structure.uuid(),
            import.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let mark = StoredMark {
                    names_key: row.names_key,
                    birth: (row.birth_year, row.birth_month, row.birth_day),
                    reference_key: row.reference_key,
                    phone_key: row.phone_key,
                    double_row: row.double_row,
                    double_dossier: row.double_dossier,
                    likeness: row.likeness,
                    choice: row.choice,
                };
                let (keys, double, choice) = mark.into_domain()?;
                Ok(Mark {
                    number: count(row.number)?,
                    good: row.good,
                    warned: row.good && row.told,
                    keys,
                    double,
                    choice,
                })
            })
            .collect()
    }

    async fn import_problems(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Vec<(ProblemCode, u32)>, StoreError> {
        let rows = sqlx::query!(
            r#"select problem ->> 'code' as "code!", count(distinct number) as "rows!"
               from imports.row, jsonb_array_elements(problems) as problem
               where structure_id = $1 and import_id = $2
                   and number > (select header from imports.run
                                 where structure_id = $1 and import_id = $2)
               group by 1 order by 2 desc, 1"#,
            structure.uuid(),
            import.uuid(),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter()
            .map(|row| {
                let code = row.code.parse().map_err(|_| UNREADABLE)?;
                let rows = u32::try_from(row.rows).map_err(|_| UNREADABLE)?;
                Ok((code, rows))
            })
            .collect()
    }

    async fn import_doubles(
        &mut self,
        structure: StructureId,
        import: ImportId,
        doubles: &[(u32, Option<Double>)],
    ) -> Result<(), StoreError> {
        let numbers: Vec<i32> = doubles.iter().map(|(number, _)| stored(*number)).collect();
        let mut columns = Doubles::default();
        for (_, double) in doubles {
            columns.add(*double);
        }
        sqlx::query!(
            "update imports.row r
             set double_row = new.double_row, double_dossier = new.double_dossier,
                 likeness = new.likeness,
                 choice = case
                     when (r.double_row, r.double_dossier, r.likeness)
                         is not distinct from (new.double_row, new.double_dossier, new.likeness)
                         or r.choice = 'ignorer' then r.choice
                 end
             from unnest($3::int[], $4::int[], $5::uuid[], $6::text[])
                 as new (number, double_row, double_dossier, likeness)
             where r.structure_id = $1 and r.import_id = $2 and r.number = new.number",
            structure.uuid(),
            import.uuid(),
            &numbers,
            &columns.rows as &[Option<i32>],
            &columns.dossiers as &[Option<Uuid>],
            &columns.likenesses as &[Option<&str>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn import_choose(
        &mut self,
        structure: StructureId,
        import: ImportId,
        chosen: Chosen,
        choice: Option<Choice>,
    ) -> Result<(), StoreError> {
        let (row, likeness) = match chosen {
            Chosen::Row(row) => (Some(stored(row)), None),
            Chosen::All(likeness) => (None, Some(likeness.code())),
        };
        sqlx::query!(
            "update imports.row set choice = $5
             where structure_id = $1 and import_id = $2
                 and (number = $3 or likeness = $4)
                 and ($5 is distinct from 'mettre_a_jour' or double_dossier is not null)",
            structure.uuid(),
            import.uuid(),
            row,
            likeness,
            choice.map(Choice::code),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn import_rows_taken(
        &mut self,
        structure: StructureId,
        import: ImportId,
        left: &[u32],
    ) -> Result<(), StoreError> {
        let left: Vec<i32> = left.iter().map(|number| stored(*number)).collect();
        sqlx::query!(
            "delete from imports.row
             where structure_id = $1 and import_id = $2
                 and number > (select header from imports.run
                               where structure_id = $1 and import_id = $2)
                 and number not in (select unnest($3::int[]))",
            structure.uuid(),
            import.uuid(),
            &left,
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}

impl PgUnitOfWork {
    async fn lot_insert(
        &mut self,
        structure: StructureId,
        import: ImportId,
        lot: &Lot,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into imports.row
                 (structure_id, import_id, number, cells, problems, good, names_key, birth_year,
                  birth_month, birth_day, reference_key, phone_key, double_row, double_dossier,
                  likeness, choice)
             select $1, $2, number, cells::jsonb, problems::jsonb, good, names_key, birth_year,
                 birth_month, birth_day, reference_key, phone_key, double_row, double_dossier,
                 likeness, choice
             from unnest($3::int[], $4::text[], $5::text[], $6::bool[], $7::bigint[],
                 $8::smallint[], $9::smallint[], $10::smallint[], $11::bigint[], $12::bigint[],
                 $13::int[], $14::uuid[], $15::text[], $16::text[])
                 as new (number, cells, problems, good, names_key, birth_year, birth_month,
                     birth_day, reference_key, phone_key, double_row, double_dossier, likeness,
                     choice)",
            structure.uuid(),
            import.uuid(),
            &lot.found.numbers,
            &lot.texts,
            &lot.found.problems,
            &lot.found.good,
            &lot.found.names as &[Option<i64>],
            &lot.found.years as &[Option<i16>],
            &lot.found.months as &[Option<i16>],
            &lot.found.days as &[Option<i16>],
            &lot.found.references as &[Option<i64>],
            &lot.found.phones as &[Option<i64>],
            &lot.found.doubles.rows as &[Option<i32>],
            &lot.found.doubles.dossiers as &[Option<Uuid>],
            &lot.found.doubles.likenesses as &[Option<&str>],
            &lot.choices as &[Option<&str>],
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }

    /// All rows in order, from one on: as the index has them, since an import reads every one
    /// of them a part at a time.
    async fn rows_from(
        &mut self,
        structure: StructureId,
        import: ImportId,
        query: &RowQuery,
    ) -> Result<Vec<StagedRow>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            r#"select number, cells::text as "cells!", problems::text as "problems!", names_key,
                      birth_year, birth_month, birth_day, reference_key, phone_key, double_row,
                      double_dossier, likeness, choice
               from imports.row
               where structure_id = $1 and import_id = $2
                   and number > (select greatest(header, $3::int) from imports.run
                                 where structure_id = $1 and import_id = $2)
               order by number limit $4"#,
            structure.uuid(),
            import.uuid(),
            query.after.map(stored),
            i64::from(query.limit),
        )
        .fetch_all(&mut *self.tx)
        .await
        .map_err(failed)?;
        rows.into_iter().map(Row::into_domain).collect()
    }

    /// Rows that wait and are about somebody who is erased go with them.
    pub(crate) async fn import_erased(
        &mut self,
        structure: StructureId,
        dossier: DossierId,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from imports.row where structure_id = $1 and double_dossier = $2",
            structure.uuid(),
            dossier.uuid(),
        )
        .execute(&mut *self.tx)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
