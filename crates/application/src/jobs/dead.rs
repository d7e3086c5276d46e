//! What failed for good, as administrators see it.

use std::{convert::Infallible, sync::Arc};

use structures::Action;

use super::{DeadJob, JobBoard, JobId};
use crate::{StaffActor, UseCaseError, ports::Clock};

/// How many a page shows.
const SHOWN: u32 = 100;

/// The jobs of a structure that failed for good.
#[derive(Clone)]
pub struct DeadJobs {
    board: Arc<dyn JobBoard>,
    clock: Arc<dyn Clock>,
}

impl DeadJobs {
    /// On these ports.
    #[must_use]
    pub fn new(board: Arc<dyn JobBoard>, clock: Arc<dyn Clock>) -> Self {
        Self { board, clock }
    }

    /// Those of the actor's structure, the last first.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn list(&self, actor: &StaffActor) -> Result<Vec<DeadJob>, UseCaseError<Infallible>> {
        actor.require(Action::ManageJobs)?;
        let structure = Some(actor.structure_id());
        Ok(self.board.jobs_dead(structure, SHOWN).await?)
    }

    /// Has one tried again.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn replay(
        &self,
        actor: &StaffActor,
        job: JobId,
    ) -> Result<(), UseCaseError<Infallible>> {
        actor.require(Action::ManageJobs)?;
        let (structure, now) = (Some(actor.structure_id()), self.clock.now());
        found(self.board.job_replay(structure, job, now).await?)
    }

    /// Gives one up, if it may be.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn give_up(
        &self,
        actor: &StaffActor,
        job: JobId,
    ) -> Result<(), UseCaseError<Infallible>> {
        actor.require(Action::ManageJobs)?;
        let structure = Some(actor.structure_id());
        let dead = self.board.jobs_dead(structure, SHOWN).await?;
        let may = |dead: &DeadJob| dead.id == job && dead.task.may_be_given_up();
        let done = dead.iter().any(may) && self.board.job_drop(structure, job).await?;
        found(done)
    }
}

/// Another structure's job is absent.
const fn found(done: bool) -> Result<(), UseCaseError<Infallible>> {
    if done {
        Ok(())
    } else {
        Err(UseCaseError::NotFound)
    }
}
