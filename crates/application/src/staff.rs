//! The staff of a structure: who may do what, decided by its administrators.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{StaffId, StructureId};
use secrecy::SecretString;
use structures::{Action, ClosingRefused, Profile, Role, RoleChangeRefused, StaffMember};

use crate::{
    Committed, StaffActor, UseCaseError,
    ports::{Clock, Ids, JournalEntry, Secrets, Store, UnitOfWork, commit},
};

/// How long a first-password link holds (S-05).
pub const LINK_DAYS: i64 = 14;

/// Why an account was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffRefused {
    /// The address already has an account, here or elsewhere: which is not said.
    EmailTaken,
    /// The role cannot be changed so.
    Role(RoleChangeRefused),
    /// The account cannot be closed.
    Closing(ClosingRefused),
    /// The account is closed.
    Closed,
}

/// A link that was made, to be shown once.
#[derive(Clone)]
pub struct PasswordLink {
    /// The account.
    pub staff: StaffId,
    /// The secret part of the link.
    pub secret: SecretString,
}

/// The staff desk.
#[derive(Clone)]
pub struct StaffDesk {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    secrets: Arc<dyn Secrets>,
}

impl StaffDesk {
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

    /// The staff, closed accounts included, by name, for whoever may see it.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn list(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<StaffMember>, UseCaseError<StaffRefused>> {
        actor.require(Action::ViewStaff)?;
        self.members(actor).await
    }

    /// The active colleagues by name: whom one can choose as a referent or for an appointment.
    ///
    /// # Errors
    /// [`UseCaseError::Unavailable`].
    pub async fn colleagues(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<StaffMember>, UseCaseError<StaffRefused>> {
        let mut members = self.members(actor).await?;
        members.retain(|m| m.status() == structures::StaffStatus::Active);
        Ok(members)
    }

    async fn members(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<StaffMember>, UseCaseError<StaffRefused>> {
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.staff_read(actor.structure_id()).await?)
    }

    /// A fresh identifier, which the form carries so that a double click invites once.
    #[must_use]
    pub fn new_id(&self) -> StaffId {
        StaffId::new(self.ids.mint(self.clock.now()))
    }

    /// Creates an account and its single-use first-password link.
    ///
    /// # Errors
    /// [`StaffRefused::EmailTaken`].
    pub async fn invite(
        &self,
        actor: &StaffActor,
        id: StaffId,
        profile: Profile,
        role: Role,
    ) -> Result<Committed<PasswordLink>, UseCaseError<StaffRefused>> {
        actor.require(Action::ManageStaff)?;
        let now = self.clock.now();
        let mut uow = self.store.begin(actor.scope()).await?;
        let member = StaffMember::invite(id, actor.structure_id(), profile, role);
        uow.staff_insert(&member)
            .await
            .map_err(|error| match error {
                kernel::StoreError::Conflict => UseCaseError::Refused(StaffRefused::EmailTaken),
                kernel::StoreError::Corrupt(_) | kernel::StoreError::Unavailable => error.into(),
            })?;
        self.linked(uow, actor, id, now).await
    }

    /// Makes a new first-password link for an account; older ones no longer work.
    ///
    /// # Errors
    /// [`StaffRefused::Closed`], [`UseCaseError::NotFound`].
    pub async fn new_link(
        &self,
        actor: &StaffActor,
        id: StaffId,
    ) -> Result<Committed<PasswordLink>, UseCaseError<StaffRefused>> {
        actor.require(Action::ManageStaff)?;
        let now = self.clock.now();
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = uow
            .staff_member(actor.structure_id(), id)
            .await?
            .ok_or(UseCaseError::NotFound)?;
        found
            .value
            .activate()
            .map_err(|_| UseCaseError::Refused(StaffRefused::Closed))?;
        self.linked(uow, actor, id, now).await
    }

    /// Changes a role. The person's sessions end at once.
    ///
    /// # Errors
    /// [`StaffRefused::Role`], [`UseCaseError::NotFound`].
    pub async fn change_role(
        &self,
        actor: &StaffActor,
        id: StaffId,
        role: Role,
    ) -> Result<Committed<()>, UseCaseError<StaffRefused>> {
        self.change(actor, id, |member, team, _| {
            member.change_role(role, team).map_err(StaffRefused::Role)
        })
        .await
    }

    /// Closes an account. The person's sessions end at once.
    ///
    /// # Errors
    /// [`StaffRefused::Closing`], [`UseCaseError::NotFound`].
    pub async fn close(
        &self,
        actor: &StaffActor,
        id: StaffId,
    ) -> Result<Committed<()>, UseCaseError<StaffRefused>> {
        self.change(actor, id, |member, team, now| {
            member
                .close(actor.id(), actor.civil_date(now), team)
                .map_err(StaffRefused::Closing)
        })
        .await
    }

    async fn change(
        &self,
        actor: &StaffActor,
        id: StaffId,
        decide: impl FnOnce(
            &StaffMember,
            &[StaffMember],
            DateTime<Utc>,
        ) -> Result<StaffMember, StaffRefused>
        + Send,
    ) -> Result<Committed<()>, UseCaseError<StaffRefused>> {
        actor.require(Action::ManageStaff)?;
        let now = self.clock.now();
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let team = uow.staff_list(structure).await?;
        let version = team.iter().find(|v| v.value.id() == id).map(|v| v.version);
        let team: Vec<StaffMember> = team.into_iter().map(|v| v.value).collect();
        let (Some(version), Some(member)) = (version, team.iter().find(|m| m.id() == id)) else {
            return Err(UseCaseError::NotFound);
        };
        let changed = decide(member, &team, now).map_err(UseCaseError::Refused)?;
        uow.staff_update(version, &changed).await?;
        uow.sessions_delete(structure, id).await?;
        self.journal(uow.as_mut(), actor, now).await?;
        Ok(commit(uow, ()).await?)
    }

    /// Ends the unit of work with the only link that lets this account choose a password.
    async fn linked(
        &self,
        mut uow: Box<dyn UnitOfWork>,
        actor: &StaffActor,
        id: StaffId,
        now: DateTime<Utc>,
    ) -> Result<Committed<PasswordLink>, UseCaseError<StaffRefused>> {
        let structure = actor.structure_id();
        let link = make_link(uow.as_mut(), self.secrets.as_ref(), structure, id, now).await?;
        self.journal(uow.as_mut(), actor, now).await?;
        Ok(commit(uow, link).await?)
    }

    async fn journal(
        &self,
        uow: &mut dyn UnitOfWork,
        actor: &StaffActor,
        now: DateTime<Utc>,
    ) -> Result<(), kernel::StoreError> {
        let entry = JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action: Action::ManageStaff,
            dossier: None,
        };
        uow.journal(&entry).await
    }
}

/// Makes the only link that lets this account choose a password.
pub(crate) async fn make_link(
    uow: &mut dyn UnitOfWork,
    secrets: &dyn Secrets,
    structure: StructureId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<PasswordLink, kernel::StoreError> {
    let token = secrets.token();
    uow.link_set(
        structure,
        staff,
        token.hash,
        now + TimeDelta::days(LINK_DAYS),
    )
    .await?;
    Ok(PasswordLink {
        staff,
        secret: token.secret,
    })
}
