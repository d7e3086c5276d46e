//! What is said of many failed messages at once: a provider that was away for a night is one
//! decision, not a hundred.

use std::convert::Infallible;

use chrono::{DateTime, Utc};
use kernel::StoreError;
use structures::Action;

use super::{COUNTED, MessageLog};
use crate::{
    Committed, StaffActor, UseCaseError,
    jobs::{Due, Task},
    messages::book::{Alike, ByHand},
    ports::commit,
};

/// Of how many messages something is said at once; of the next ones the next time.
pub const AT_ONCE: u32 = 500;

/// What is decided of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// They are to be sent once more.
    Again,
    /// That they failed is known.
    Seen,
}

impl MessageLog {
    /// How many messages failed alike, without anybody having seen it; [`COUNTED`] of them
    /// are counted.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn failures(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<(Alike, u32)>, UseCaseError<Infallible>> {
        actor.require(Action::ManageMessages)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.messages_failures(actor.structure_id(), COUNTED).await?)
    }

    /// Decides of those that failed in one of these ways up to a moment, at most [`AT_ONCE`];
    /// how many they are.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn together(
        &self,
        actor: &StaffActor,
        alike: &[Alike],
        until: DateTime<Utc>,
        decision: Decision,
    ) -> Result<Committed<u32>, UseCaseError<Infallible>> {
        actor.require(Action::ManageMessages)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let failed = uow
            .messages_failed(structure, alike, until, AT_ONCE)
            .await?;
        let mut done = 0;
        for (id, dossier) in failed {
            let by_hand = match decision {
                Decision::Again => self.again(actor, now),
                Decision::Seen => ByHand::Seen,
            };
            match uow.message_by_hand(structure, id, by_hand, now).await {
                Ok(()) => done += 1,
                // Somebody else decided meanwhile.
                Err(StoreError::Conflict) => continue,
                Err(error) => return Err(error.into()),
            }
            self.journal(uow.as_mut(), actor, Action::ManageMessages, dossier)
                .await?;
        }
        if decision == Decision::Again && done > 0 {
            uow.job_add(Task::MessagesSend(structure), Due::By(now))
                .await?;
        }
        Ok(commit(uow, done).await?)
    }
}
