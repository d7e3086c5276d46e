//! Imports, and dossiers by the thousand, in memory.

use std::collections::BTreeMap;

use application::{
    imports::{
        doubles::{Double, DoubleOf, Keys},
        mapping::Mapping,
        port::{ImportProgress, ImportRows, ImportRuns, ImportTask, Layout, OpenedDossier},
        problem::ProblemCode,
        staging::{
            Choice, Chosen, Fingerprint, ImportRun, Mark, Rechecked, RowQuery, Stage, StagedRow,
            kept_choice,
        },
        table::Row,
    },
    jobs::Due,
    ports::DossiersInBulk,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domiciliation::{
    Dossier,
    ports::{Dossiers, Purge, Tombstone},
};
use kernel::{DossierId, ImportId, StoreError, StructureId};

use super::{MemoryStore, unit::MemoryUnitOfWork};

/// The imports of all structures.
#[derive(Clone, Default)]
pub(super) struct Register {
    runs: BTreeMap<(StructureId, ImportId), Stored>,
    layouts: BTreeMap<(StructureId, Layout), Mapping>,
    opened: BTreeMap<(StructureId, DossierId), ImportId>,
}

/// A run as it is stored.
#[derive(Clone)]
struct Stored {
    run: ImportRun,
    rows: BTreeMap<u32, StagedRow>,
    progress: u32,
}

impl Stored {
    fn header(&self) -> u32 {
        self.run.mapping.header()
    }

    fn below(&self) -> impl DoubleEndedIterator<Item = &StagedRow> {
        self.rows.range(self.header() + 1..).map(|(_, row)| row)
    }

    /// As it is read: with its headers, and how far the work is.
    fn read(&self) -> ImportRun {
        let above = self.rows.range(..=self.header());
        let progress = self.progress;
        ImportRun {
            header: above.map(|(_, staged)| staged.row.clone()).collect(),
            stage: match self.run.stage {
                Stage::Importing { of, extent, .. } => Stage::Importing {
                    done: progress,
                    of,
                    extent,
                },
                Stage::Undoing { of, was, .. } => Stage::Undoing {
                    done: progress,
                    of,
                    was,
                },
                other @ (Stage::Mapping
                | Stage::Checked
                | Stage::Done(_)
                | Stage::Failed { .. }
                | Stage::Undone { .. }) => other,
            },
            ..self.run.clone()
        }
    }
}

impl Register {
    /// Rows that wait and are about somebody who is erased go with them; a dossier that is
    /// gone was opened by no import.
    pub(super) fn forget(&mut self, structure: StructureId, dossier: DossierId) {
        for ((of, _), stored) in &mut self.runs {
            if *of == structure {
                let about = |row: &StagedRow| {
                    row.double
                        .is_some_and(|double| double.of == DoubleOf::Dossier(dossier))
                };
                stored.rows.retain(|_, row| !about(row));
            }
        }
        self.merged(structure, dossier);
    }

    /// A dossier that became another was opened by no import.
    pub(super) fn merged(&mut self, structure: StructureId, dossier: DossierId) {
        self.opened.remove(&(structure, dossier));
    }
}

impl MemoryUnitOfWork {
    fn import_stored(&self, structure: StructureId, import: ImportId) -> Option<Stored> {
        let found = self.read(|state| state.imports.runs.get(&(structure, import)).cloned());
        found.filter(|_| structure == self.scope())
    }

    async fn import_live(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<&mut Stored, StoreError> {
        self.within(structure)?;
        let found = self
            .write()
            .await
            .imports
            .runs
            .get_mut(&(structure, import));
        found.ok_or(StoreError::Conflict)
    }
}

#[async_trait]
impl ImportRuns for MemoryUnitOfWork {
    async fn import_insert(
        &mut self,
        structure: StructureId,
        run: &ImportRun,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        if state.imports.runs.contains_key(&(structure, run.id)) {
            return Ok(false);
        }
        let stored = Stored {
            run: run.clone(),
            rows: BTreeMap::new(),
            progress: 0,
        };
        state.imports.runs.insert((structure, run.id), stored);
        let task = ImportTask::Forget.of(structure, run.id);
        state.put_job(task, Due::At(until));
        Ok(true)
    }

    async fn import(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Option<ImportRun>, StoreError> {
        let found = self.import_stored(structure, import);
        Ok(found.as_ref().map(Stored::read))
    }

    async fn import_locked(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Option<ImportRun>, StoreError> {
        self.write().await;
        self.import(structure, import).await
    }

    async fn imports(
        &mut self,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<ImportRun>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let mut runs: Vec<ImportRun> = self.read(|state| {
            let stored = state.imports.runs.iter();
            stored
                .filter(|((of, _), _)| *of == structure)
                .map(|(_, stored)| stored.read())
                .collect()
        });
        runs.sort_by_key(|run| std::cmp::Reverse((run.asked_at, run.id)));
        runs.truncate(usize::try_from(limit).unwrap());
        Ok(runs)
    }

    async fn import_of_file(
        &mut self,
        structure: StructureId,
        fingerprint: Fingerprint,
    ) -> Result<Option<ImportRun>, StoreError> {
        let runs = self.imports(structure, u32::MAX).await?;
        let mut done = runs
            .into_iter()
            .filter(|run| matches!(run.stage, Stage::Done(_)));
        Ok(done.find(|run| run.fingerprint == fingerprint))
    }

    async fn import_stage(
        &mut self,
        structure: StructureId,
        import: ImportId,
        stage: &Stage,
        task: ImportTask,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        stored.run.stage = *stage;
        stored.progress = 0;
        let task = task.of(structure, import);
        self.write().await.put_job(task, Due::At(due));
        Ok(())
    }

    async fn import_mapping(
        &mut self,
        structure: StructureId,
        import: ImportId,
        mapping: &Mapping,
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        stored.run.mapping = mapping.clone();
        stored.run.rows = u32::try_from(stored.below().count()).unwrap();
        Ok(())
    }

    async fn import_delete(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let imports = &mut self.write().await.imports;
        imports.runs.remove(&(structure, import));
        imports.opened.retain(|_, opened_by| *opened_by != import);
        Ok(())
    }

    async fn import_forget(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<(), StoreError> {
        if let Ok(stored) = self.import_live(structure, import).await {
            stored.rows.clear();
        }
        Ok(())
    }

    async fn import_known(
        &mut self,
        structure: StructureId,
    ) -> Result<Vec<(DossierId, Keys)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let mut known = self.read(|state| {
            let dossiers = state.dossiers.values().map(|dossier| &dossier.value);
            dossiers
                .filter(|dossier| dossier.structure() == structure)
                .map(|dossier| (dossier.number(), dossier.id(), keys(dossier)))
                .collect::<Vec<_>>()
        });
        known.sort_by_key(|(number, ..)| *number);
        Ok(known.into_iter().map(|(_, id, keys)| (id, keys)).collect())
    }

    async fn import_opened(
        &mut self,
        structure: StructureId,
        import: ImportId,
        dossiers: &[DossierId],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let opened = &mut self.write().await.imports.opened;
        opened.extend(dossiers.iter().map(|id| ((structure, *id), import)));
        Ok(())
    }

    async fn import_dossiers(
        &mut self,
        structure: StructureId,
        import: ImportId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<OpenedDossier>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        Ok(self.read(|state| {
            let opened = state.imports.opened.iter();
            opened
                .filter(|((of, _), opened_by)| *of == structure && **opened_by == import)
                .filter(|((_, id), _)| after.is_none_or(|after| *id > after))
                .filter_map(|(key, _)| Some((key.1, state.dossiers.get(key)?.version)))
                .take(usize::try_from(limit).unwrap())
                .map(|(id, version)| OpenedDossier {
                    id,
                    version,
                    untouched: version == 1 && !state.files.holds(structure, id),
                })
                .collect()
        }))
    }

    async fn import_layout(
        &mut self,
        structure: StructureId,
        layout: Layout,
    ) -> Result<Option<Mapping>, StoreError> {
        let found = self.read(|state| state.imports.layouts.get(&(structure, layout)).cloned());
        Ok(found.filter(|_| structure == self.scope()))
    }

    async fn import_layout_keep(
        &mut self,
        structure: StructureId,
        layout: Layout,
        mapping: &Mapping,
        _at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let layouts = &mut self.write().await.imports.layouts;
        layouts.insert((structure, layout), mapping.clone());
        Ok(())
    }
}

/// What a dossier is compared by.
fn keys(dossier: &Dossier) -> Keys {
    dossier.identity().map_or_else(Keys::default, |identity| {
        let filing = dossier.filing();
        Keys::of(
            (identity.nom.as_str(), identity.prenoms.as_str()),
            identity.birth,
            filing
                .reference
                .as_ref()
                .map(|reference| reference.as_str()),
            dossier.coordinates().phone.as_ref(),
        )
    })
}

#[async_trait]
impl ImportRows for MemoryUnitOfWork {
    async fn import_rows_insert(
        &mut self,
        structure: StructureId,
        import: ImportId,
        rows: &mut (dyn Iterator<Item = StagedRow> + Send),
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        for staged in rows {
            stored.rows.insert(staged.row.number, staged);
        }
        Ok(())
    }

    async fn import_rows(
        &mut self,
        structure: StructureId,
        import: ImportId,
        query: &RowQuery,
    ) -> Result<Vec<StagedRow>, StoreError> {
        let Some(stored) = self.import_stored(structure, import) else {
            return Ok(Vec::new());
        };
        let wanted = stored.below().filter(|row| {
            let number = row.row.number;
            query.filter.keeps(row)
                && query.after.is_none_or(|after| number > after)
                && query.before.is_none_or(|before| number < before)
        });
        let limit = usize::try_from(query.limit).unwrap();
        if query.before.is_none() {
            return Ok(wanted.take(limit).cloned().collect());
        }
        let mut rows: Vec<StagedRow> = wanted.rev().take(limit).cloned().collect();
        rows.reverse();
        Ok(rows)
    }

    async fn import_row(
        &mut self,
        structure: StructureId,
        import: ImportId,
        number: u32,
    ) -> Result<Option<StagedRow>, StoreError> {
        let stored = self.import_stored(structure, import);
        Ok(stored.and_then(|stored| stored.rows.get(&number).cloned()))
    }

    async fn import_cells(
        &mut self,
        structure: StructureId,
        import: ImportId,
        row: &Row,
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        let staged = stored.rows.get_mut(&row.number);
        staged.ok_or(StoreError::Conflict)?.row = row.clone();
        Ok(())
    }

    async fn import_checked(
        &mut self,
        structure: StructureId,
        import: ImportId,
        rows: &[Rechecked],
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        for found in rows {
            if let Some(staged) = stored.rows.get_mut(&found.number) {
                staged.choice = kept_choice(staged.choice, staged.double, found.double);
                staged.problems = found.problems.clone();
                staged.keys = found.keys;
                staged.double = found.double;
            }
        }
        Ok(())
    }

    async fn import_marks(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Vec<Mark>, StoreError> {
        let stored = self.import_stored(structure, import);
        let marks = |stored: Stored| stored.below().map(StagedRow::mark).collect();
        Ok(stored.map(marks).unwrap_or_default())
    }

    async fn import_problems(
        &mut self,
        structure: StructureId,
        import: ImportId,
    ) -> Result<Vec<(ProblemCode, u32)>, StoreError> {
        let Some(stored) = self.import_stored(structure, import) else {
            return Ok(Vec::new());
        };
        let mut counted: BTreeMap<&str, (ProblemCode, u32)> = BTreeMap::new();
        for staged in stored.below() {
            let mut codes: Vec<ProblemCode> = staged.problems.iter().map(|p| p.code).collect();
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                counted.entry(code.code()).or_insert((code, 0)).1 += 1;
            }
        }
        let mut counted: Vec<_> = counted.into_values().collect();
        counted.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        Ok(counted)
    }

    async fn import_doubles(
        &mut self,
        structure: StructureId,
        import: ImportId,
        doubles: &[(u32, Option<Double>)],
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        for (number, double) in doubles {
            if let Some(staged) = stored.rows.get_mut(number) {
                staged.choice = kept_choice(staged.choice, staged.double, *double);
                staged.double = *double;
            }
        }
        Ok(())
    }

    async fn import_choose(
        &mut self,
        structure: StructureId,
        import: ImportId,
        chosen: Chosen,
        choice: Option<Choice>,
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        for staged in stored.rows.values_mut() {
            let meant = match chosen {
                Chosen::Row(number) => staged.row.number == number,
                Chosen::All(likeness) => staged.double.is_some_and(|d| d.likeness == likeness),
            };
            let doubles_dossier = staged
                .double
                .is_some_and(|double| matches!(double.of, DoubleOf::Dossier(_)));
            if meant && (choice != Some(Choice::Update) || doubles_dossier) {
                staged.choice = choice;
            }
        }
        Ok(())
    }

    async fn import_rows_taken(
        &mut self,
        structure: StructureId,
        import: ImportId,
        left: &[u32],
    ) -> Result<(), StoreError> {
        let stored = self.import_live(structure, import).await?;
        let header = stored.header();
        stored
            .rows
            .retain(|number, _| *number <= header || left.contains(number));
        Ok(())
    }
}

#[async_trait]
impl DossiersInBulk for MemoryUnitOfWork {
    async fn numbers_hold(&mut self, structure: StructureId) -> Result<u32, StoreError> {
        self.within(structure)?;
        Ok(*self.write().await.numbers.entry(structure).or_insert(0))
    }

    async fn numbers_given(&mut self, structure: StructureId, last: u32) -> Result<(), StoreError> {
        self.within(structure)?;
        let given = self.write().await.numbers.entry(structure).or_insert(0);
        *given = last.max(*given);
        Ok(())
    }

    async fn dossiers_insert(
        &mut self,
        structure: StructureId,
        dossiers: &mut (dyn Iterator<Item = Dossier> + Send),
    ) -> Result<u32, StoreError> {
        self.within(structure)?;
        let mut inserted = 0;
        for dossier in dossiers {
            self.dossier_insert(&dossier).await?;
            inserted += 1;
        }
        Ok(inserted)
    }

    async fn dossiers_erase(
        &mut self,
        structure: StructureId,
        erased: &[(DossierId, i64, Tombstone)],
    ) -> Result<u32, StoreError> {
        self.within(structure)?;
        let mut gone = 0;
        for (dossier, version, tombstone) in erased {
            let stored = self.read(|state| {
                let found = state.dossiers.get(&(structure, *dossier));
                found.map(|found| found.version)
            });
            if stored == Some(*version) {
                self.purge_erase(*dossier, *version, tombstone).await?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

#[async_trait]
impl ImportProgress for MemoryStore {
    async fn import_progress(
        &self,
        structure: StructureId,
        import: ImportId,
        done: u32,
    ) -> Result<(), StoreError> {
        // Without a turn: whoever has it may be the one that tells.
        let mut state = self.state();
        if let Some(stored) = state.imports.runs.get_mut(&(structure, import)) {
            stored.progress = done;
        }
        Ok(())
    }
}
