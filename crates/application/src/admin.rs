//! What the operator of an installation does: a structure and its first administrator.

use std::sync::Arc;

use kernel::{Email, StaffId, StructureId};
use structures::{AccountClosed, LifeRefused, Profile, Role, Settings, StaffMember, Structure};

use crate::{
    Committed, UseCaseError,
    ports::{Clock, Identities, Ids, Scope, Secrets, Store, commit},
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

/// Makes a link for an account whose password is lost, for the operator.
pub struct RenewLink {
    store: Arc<dyn Store>,
    identities: Arc<dyn Identities>,
    clock: Arc<dyn Clock>,
    secrets: Arc<dyn Secrets>,
}

impl RenewLink {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        identities: Arc<dyn Identities>,
        clock: Arc<dyn Clock>,
        secrets: Arc<dyn Secrets>,
    ) -> Self {
        Self {
            store,
            identities,
            clock,
            secrets,
        }
    }

    /// Makes the link; older ones no longer work.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`] when no open account has this address.
    pub async fn execute(
        &self,
        email: &Email,
    ) -> Result<Committed<PasswordLink>, UseCaseError<AccountClosed>> {
        let now = self.clock.now();
        let account = self
            .identities
            .account(email)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        let mut uow = self
            .store
            .begin(Scope {
                structure: account.structure,
            })
            .await?;
        let member = uow
            .staff_member(account.structure, account.staff)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        member
            .value
            .activate()
            .map_err(|_| UseCaseError::NotFound)?;
        let link = make_link(
            uow.as_mut(),
            self.secrets.as_ref(),
            account.structure,
            account.staff,
            now,
        )
        .await?;
        Ok(commit(uow, link).await?)
    }
}
