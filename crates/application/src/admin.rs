//! What the operator of an installation does: a structure and its first administrator.

use std::sync::Arc;

use kernel::{StaffId, StructureId};
use structures::{LifeRefused, Profile, Role, Settings, StaffMember, Structure};

use crate::{
    Committed, UseCaseError,
    ports::{Clock, Ids, Scope, Secrets, Store, commit},
    staff::{PasswordLink, make_link},
};

/// Creates structures.
pub struct CreateStructure {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    secrets: Arc<dyn Secrets>,
}

impl CreateStructure {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        secrets: Arc<dyn Secrets>,
    ) -> Self {
        Self {
            store,
            clock,
            ids,
            secrets,
        }
    }

    /// Creates a structure in service, and its first administrator with a link to
    /// choose a password.
    ///
    /// # Errors
    /// [`UseCaseError::Conflict`] when the address already has an account.
    pub async fn execute(
        &self,
        settings: Settings,
        administrator: Profile,
    ) -> Result<Committed<(StructureId, PasswordLink)>, UseCaseError<LifeRefused>> {
        let now = self.clock.now();
        let today = settings.zone.date_of(now);
        let id = StructureId::new(self.ids.mint(now));
        let structure = Structure::register(id, settings, today)
            .validate(today)
            .map_err(UseCaseError::Refused)?;
        let staff = StaffId::new(self.ids.mint(now));
        let mut uow = self.store.begin(Scope { structure: id }).await?;
        uow.structure_insert(&structure).await?;
        uow.staff_insert(&StaffMember::invite(
            staff,
            id,
            administrator,
            Role::Administrateur,
        ))
        .await?;
        let link = make_link(uow.as_mut(), self.secrets.as_ref(), id, staff, now).await?;
        Ok(commit(uow, (id, link)).await?)
    }
}
