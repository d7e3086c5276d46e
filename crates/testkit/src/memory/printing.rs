//! Printing for several people at once, in memory.

use application::{
    jobs::{Due, Task},
    printing::{Ended, Outcome, PrintLine, PrintRun, PrintRuns},
    projection::Projection,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domiciliation::Situation;
use kernel::{DossierId, FileId, Periode, PrintRunId, StoreError, StructureId};

use super::{State, unit::MemoryUnitOfWork};

/// An order as it is stored.
#[derive(Clone)]
pub(super) struct Stored {
    run: PrintRun,
    lines: Vec<PrintLine>,
    discarded: bool,
}

impl State {
    /// What was printed for somebody who is erased goes with them.
    pub(super) fn discard_printed(&mut self, structure: StructureId, dossier: DossierId) {
        let mut discarded = Vec::new();
        for ((of, run), stored) in &mut self.printing {
            let before = stored.lines.len();
            if *of == structure {
                stored.lines.retain(|line| line.dossier != dossier);
            }
            if stored.lines.len() < before {
                stored.discarded = true;
                discarded.push(*run);
            }
        }
        for run in discarded {
            let task = Task::ForgetPrint { structure, run };
            self.put_job(task, Due::At(DateTime::UNIX_EPOCH));
        }
    }
}

impl MemoryUnitOfWork {
    fn print_stored(&self, structure: StructureId, run: PrintRunId) -> Option<Stored> {
        let found = self.read(|state| state.printing.get(&(structure, run)).cloned());
        found.filter(|_| structure == self.scope())
    }

    /// An order that was not discarded, to be changed.
    async fn print_live(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<&mut Stored, StoreError> {
        self.within(structure)?;
        let stored = self.write().await.printing.get_mut(&(structure, run));
        stored
            .filter(|stored| !stored.discarded)
            .ok_or(StoreError::Conflict)
    }
}

#[async_trait]
impl PrintRuns for MemoryUnitOfWork {
    async fn print_run_insert(
        &mut self,
        structure: StructureId,
        run: &PrintRun,
        people: &[DossierId],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let lines = people.iter().zip(1..).map(|(dossier, place)| PrintLine {
            place,
            dossier: *dossier,
            outcome: None,
        });
        let stored = Stored {
            run: run.clone(),
            lines: lines.collect(),
            discarded: false,
        };
        let state = self.write().await;
        if state.printing.contains_key(&(structure, run.id)) {
            return Ok(());
        }
        state.printing.insert((structure, run.id), stored);
        let task = Task::Print {
            structure,
            run: run.id,
        };
        state.put_job(task, Due::At(run.asked_at));
        Ok(())
    }

    async fn print_run(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Option<PrintRun>, StoreError> {
        let found = self.print_stored(structure, run);
        Ok(found.filter(|s| !s.discarded).map(|s| s.run))
    }

    async fn print_runs(
        &mut self,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<PrintRun>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let mut runs: Vec<PrintRun> = self.read(|state| {
            let stored = state.printing.iter();
            stored
                .filter(|((of, _), stored)| *of == structure && !stored.discarded)
                .map(|(_, stored)| stored.run.clone())
                .collect()
        });
        runs.sort_by_key(|run| std::cmp::Reverse((run.asked_at, run.id)));
        runs.truncate(usize::try_from(limit).unwrap());
        Ok(runs)
    }

    async fn print_lines(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Vec<PrintLine>, StoreError> {
        let found = self.print_stored(structure, run);
        Ok(found.map(|stored| stored.lines).unwrap_or_default())
    }

    async fn print_outcomes(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        outcomes: &[(u32, Outcome)],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let Some(stored) = self.write().await.printing.get_mut(&(structure, run)) else {
            return Ok(());
        };
        for line in &mut stored.lines {
            let known = outcomes.iter().find(|(place, _)| *place == line.place);
            line.outcome = known.map(|(_, outcome)| *outcome).or(line.outcome);
        }
        let known: Vec<Outcome> = stored.lines.iter().filter_map(|l| l.outcome).collect();
        let left_out = known.iter().filter(|o| **o != Outcome::Printed).count();
        stored.run.looked_at = u32::try_from(known.len()).unwrap();
        stored.run.left_out = u32::try_from(left_out).unwrap();
        Ok(())
    }

    async fn print_file(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        file: FileId,
    ) -> Result<(), StoreError> {
        self.print_live(structure, run).await?.run.file = Some(file);
        Ok(())
    }

    async fn print_end(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        ended: Ended,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let stored = self.print_live(structure, run).await?;
        stored.run.ended = Some(ended);
        let task = Task::ForgetPrint { structure, run };
        self.write().await.put_job(task, Due::At(until));
        Ok(())
    }

    async fn print_discard(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.print_live(structure, run).await?.discarded = true;
        let task = Task::ForgetPrint { structure, run };
        self.write().await.put_job(task, Due::At(now));
        Ok(())
    }

    async fn print_run_delete(
        &mut self,
        structure: StructureId,
        run: PrintRunId,
    ) -> Result<Option<FileId>, StoreError> {
        self.within(structure)?;
        let gone = self.write().await.printing.remove(&(structure, run));
        Ok(gone.and_then(|stored| stored.run.file))
    }

    async fn terms_ending(
        &mut self,
        structure: StructureId,
        period: Periode,
        limit: u32,
    ) -> Result<Vec<DossierId>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let mut found: Vec<_> = self.read(|state| {
            let dossiers = state.dossiers.iter();
            dossiers
                .filter(|((of, _), _)| *of == structure)
                .map(|(_, dossier)| &dossier.value)
                .filter(|dossier| {
                    matches!(dossier.situation(), Situation::Elected { end } if period.contains(end))
                })
                .map(|dossier| (Projection::of(dossier).sort_name, dossier.id()))
                .collect()
        });
        found.sort();
        found.truncate(usize::try_from(limit).unwrap());
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }
}
