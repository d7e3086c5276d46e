//! The orders that wait for somebody to carry them out, of all structures.

use std::str::FromStr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{PrintRunId, StoreError, StructureId};
use structures::UnknownCode;

/// What is to be done about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Make it.
    Make,
    /// Forget it, and delete its file.
    Forget,
}

impl Task {
    /// The stable code, for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Make => "imprimer",
            Self::Forget => "oublier",
        }
    }
}

impl FromStr for Task {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [Self::Make, Self::Forget]
            .into_iter()
            .find(|task| task.code() == code)
            .ok_or(UnknownCode)
    }
}

/// A task that somebody works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Of which structure.
    pub structure: StructureId,
    /// About which order.
    pub run: PrintRunId,
    /// What is to be done.
    pub task: Task,
    /// How many times it was taken, this one included. It tells whoever took it last from
    /// those before.
    pub attempt: u32,
}

/// The tasks of all structures. A server that dies loses none: what it had taken is due
/// again after a while.
#[async_trait]
pub trait PrintQueue: Send + Sync {
    /// Takes the task that is due for longest; nobody else takes it before `until`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn claim(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Ticket>, StoreError>;

    /// Keeps a task for longer; `false` when it is somebody else's by now, or no task any
    /// more.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn hold(&self, ticket: &Ticket, until: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Gives a task back, as if it had not been taken.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn release(&self, ticket: &Ticket, now: DateTime<Utc>) -> Result<(), StoreError>;
}
