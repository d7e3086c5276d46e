//! What the domain asks of storage.

use async_trait::async_trait;
use kernel::{StaffId, StoreError, StructureId, Versioned};

use crate::{StaffMember, Structure};

/// Structures, in storage.
///
/// A write goes to the structure that the aggregate names, within the scope of its
/// unit of work; outside it there is nothing to write to, which is a
/// [`StoreError::Conflict`].
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Structures: Send {
    /// The structure, or `None` when there is none or it is out of scope.
    ///
    /// # Errors
    /// [`StoreError`] when storage fails.
    async fn structure(
        &mut self,
        structure: StructureId,
    ) -> Result<Option<Versioned<Structure>>, StoreError>;

    /// Adds a structure, at version 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the identifier is taken.
    async fn structure_insert(&mut self, structure: &Structure) -> Result<(), StoreError>;

    /// Replaces a structure that was read at `version`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it has changed since.
    async fn structure_update(
        &mut self,
        version: i64,
        structure: &Structure,
    ) -> Result<(), StoreError>;
}

/// Members of staff, in storage.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Staff: Send {
    /// One member of that structure, or `None`.
    ///
    /// # Errors
    /// [`StoreError`] when storage fails.
    async fn staff_member(
        &mut self,
        structure: StructureId,
        id: StaffId,
    ) -> Result<Option<Versioned<StaffMember>>, StoreError>;

    /// The whole staff of a structure, closed accounts included, by name.
    ///
    /// It holds the staff until the unit of work ends: two administrators who close
    /// each other at once must not both succeed.
    ///
    /// # Errors
    /// [`StoreError`] when storage fails.
    async fn staff_list(
        &mut self,
        structure: StructureId,
    ) -> Result<Vec<Versioned<StaffMember>>, StoreError>;

    /// The same, for reading alone: nothing is held.
    ///
    /// # Errors
    /// [`StoreError`] when storage fails.
    async fn staff_read(&mut self, structure: StructureId) -> Result<Vec<StaffMember>, StoreError>;

    /// Adds a member, at version 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the identifier or the e-mail address is taken,
    /// be it in another structure.
    async fn staff_insert(&mut self, member: &StaffMember) -> Result<(), StoreError>;

    /// Replaces a member who was read at `version`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when they have changed since.
    async fn staff_update(&mut self, version: i64, member: &StaffMember) -> Result<(), StoreError>;
}
