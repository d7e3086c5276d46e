//! What members of staff do about printing: order, look, take, discard.

use std::sync::Arc;

use kernel::{DossierId, Periode, PrintRunId};
use structures::Action;

use super::{Binding, Outcome, PEOPLE_MAX, PaperKind, PrintLine, PrintRun};
use crate::{
    Committed, StaffActor, UseCaseError,
    files::{FileRoom, Opened, Owner, Purpose, Withheld},
    ports::{Clock, Ids, JournalEntry, Store, commit},
};

/// How many orders a page shows.
const SHOWN: u32 = 50;

/// Whom an order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ordered {
    /// These, in this order.
    People(Vec<DossierId>),
    /// Those whose term ends within a period, by name.
    Ending(Periode),
}

/// Why nothing is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOrdered {
    /// Nobody.
    #[error("for nobody")]
    Nobody,
    /// More than [`PEOPLE_MAX`].
    #[error("for more than {PEOPLE_MAX} people")]
    TooMany,
}

/// Printing, as members of staff see it.
#[derive(Clone)]
pub struct Printing {
    store: Arc<dyn Store>,
    files: FileRoom,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Printing {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        files: FileRoom,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            files,
            clock,
            ids,
        }
    }

    /// Orders papers, to be made in the background. The same identifier sent twice is one
    /// order.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`]; [`NotOrdered`].
    pub async fn order(
        &self,
        actor: &StaffActor,
        id: PrintRunId,
        kind: PaperKind,
        binding: Binding,
        ordered: Ordered,
    ) -> Result<Committed<()>, UseCaseError<NotOrdered>> {
        require(actor, kind)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let people = match ordered {
            Ordered::People(people) => people,
            Ordered::Ending(period) => {
                let limit = u32::try_from(PEOPLE_MAX + 1).unwrap_or(u32::MAX);
                uow.terms_ending(structure, period, limit).await?
            }
        };
        if people.is_empty() {
            return Err(UseCaseError::Refused(NotOrdered::Nobody));
        }
        if people.len() > PEOPLE_MAX {
            return Err(UseCaseError::Refused(NotOrdered::TooMany));
        }
        let run = PrintRun {
            id,
            by: actor.id(),
            kind,
            binding,
            asked_at: self.clock.now(),
            people: u32::try_from(people.len()).unwrap_or(u32::MAX),
            looked_at: 0,
            left_out: 0,
            file: None,
            ended: None,
        };
        uow.print_run_insert(structure, &run, &people).await?;
        uow.journal(&self.entry(actor)).await?;
        Ok(commit(uow, ()).await?)
    }

    /// The orders of the structure that the actor might have given, the last first.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn recent(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<PrintRun>, UseCaseError<std::convert::Infallible>> {
        actor.require(Action::PrintInBulk)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let mut runs = uow.print_runs(actor.structure_id(), SHOWN).await?;
        runs.retain(|run| actor.may(run.kind.action()));
        Ok(runs)
    }

    /// One order.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn one(
        &self,
        actor: &StaffActor,
        id: PrintRunId,
    ) -> Result<PrintRun, UseCaseError<std::convert::Infallible>> {
        actor.require(Action::PrintInBulk)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = uow.print_run(actor.structure_id(), id).await?;
        run.filter(|run| actor.may(run.kind.action()))
            .ok_or(UseCaseError::NotFound)
    }

    /// The people of an order who are left out, each with the reason.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn left_out(
        &self,
        actor: &StaffActor,
        id: PrintRunId,
    ) -> Result<Vec<PrintLine>, UseCaseError<std::convert::Infallible>> {
        let run = self.one(actor, id).await?;
        if run.left_out == 0 {
            return Ok(Vec::new());
        }
        let mut uow = self.store.begin(actor.scope()).await?;
        let mut lines = uow.print_lines(actor.structure_id(), id).await?;
        lines.retain(|line| {
            line.outcome
                .is_some_and(|outcome| outcome != Outcome::Printed)
        });
        Ok(lines)
    }

    /// What was printed, to be taken; journaled.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when there is nothing to take; [`Withheld`].
    pub async fn open(
        &self,
        actor: &StaffActor,
        id: PrintRunId,
    ) -> Result<Opened, UseCaseError<Withheld>> {
        actor.require(Action::PrintInBulk)?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let run = uow.print_run(structure, id).await?;
        drop(uow);
        let run = run.filter(|run| actor.may(run.kind.action()) && run.ended.is_some());
        let file = run.and_then(|run| run.file).ok_or(UseCaseError::NotFound)?;
        self.files
            .open(
                structure,
                Owner::Structure,
                &[Purpose::PrintResult],
                file,
                Some(&self.entry(actor)),
            )
            .await
    }

    /// Stops an order that is being made, or deletes what was printed. Both are final.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn discard(
        &self,
        actor: &StaffActor,
        id: PrintRunId,
    ) -> Result<Committed<()>, UseCaseError<std::convert::Infallible>> {
        self.one(actor, id).await?;
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        match uow.print_discard(structure, id, self.clock.now()).await {
            Ok(()) => {}
            Err(kernel::StoreError::Conflict) => return Err(UseCaseError::NotFound),
            Err(error) => return Err(error.into()),
        }
        uow.journal(&self.entry(actor)).await?;
        Ok(commit(uow, ()).await?)
    }

    fn entry(&self, actor: &StaffActor) -> JournalEntry {
        let now = self.clock.now();
        JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action: Action::PrintInBulk,
            dossier: None,
        }
    }
}

/// Whoever prints in bulk prints what they may print one by one.
fn require(actor: &StaffActor, kind: PaperKind) -> Result<(), crate::actor::Forbidden> {
    actor.require(Action::PrintInBulk)?;
    actor.require(kind.action())
}
