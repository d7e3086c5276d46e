//! What changed, told to whoever looks at it: identifiers and versions, nothing of a person.
//!
//! Telling is a courtesy, not a promise: a program may die between storing and telling.
//! Whoever must not miss anything also compares [`Changes::dossier_version`] with what
//! they show.

use async_trait::async_trait;
use kernel::{DossierId, StoreError, StructureId};

/// Something that changed in a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A dossier, opened, changed or gone.
    Dossier {
        /// Which one.
        id: DossierId,
        /// Its version from now on; none when it is gone.
        version: Option<i64>,
    },
    /// Something that is not named: too much changed at once, or word of it was lost.
    /// Whatever one looks at may have changed.
    Unnamed,
}

/// The changes of a structure, from the moment of subscribing.
#[async_trait]
pub trait Subscription: Send {
    /// The next change, once there is one; none when no other will be told, because the
    /// program is about to stop. May be given up while it waits: nothing is lost.
    async fn next(&mut self) -> Option<Change>;
}

/// What is told of changes, whichever program made them.
#[async_trait]
pub trait Changes: Send + Sync {
    /// Listens to the changes of one structure, once they are committed.
    fn subscribe(&self, structure: StructureId) -> Box<dyn Subscription>;

    /// The version at which a dossier is stored now; none when there is no such dossier.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn dossier_version(
        &self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<i64>, StoreError>;
}
