//! The people who work in a structure: one named person per account.

use chrono::NaiveDate;
use kernel::{Email, ShortText, StaffId, StructureId};

use crate::{Fonction, Role};

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Profile {
    /// The address they sign in with: one account in the whole product.
    pub email: Email,
    /// Family name.
    pub nom: ShortText,
    /// First name.
    pub prenom: ShortText,
    /// What they are in the body.
    pub fonction: Fonction,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "etat", rename_all = "snake_case")
)]
pub enum StaffStatus {
    /// Invited, has not chosen a password yet.
    Invited,
    /// Signs in.
    Active,
    /// Gone; their name stays under what they did.
    Closed {
        /// The day it was closed.
        on: NaiveDate,
    },
}

/// A member of a structure's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    id: StaffId,
    structure: StructureId,
    profile: Profile,
    role: Role,
    status: StaffStatus,
}

/// A closed account does nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the account is closed")]
pub struct AccountClosed;

/// Why a role was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoleChangeRefused {
    /// The account is closed.
    #[error("the account is closed")]
    Closed,
    /// Nobody would be left to manage the staff.
    #[error("the last active administrator keeps their role")]
    LastAdministrator,
}

/// Why an account was not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClosingRefused {
    /// It is closed already.
    #[error("the account is closed already")]
    Closed,
    /// Nobody closes their own account.
    #[error("nobody closes their own account")]
    OwnAccount,
    /// Nobody would be left to manage the staff.
    #[error("the last active administrator stays")]
    LastAdministrator,
}

impl StaffMember {
    /// A new account, waiting for its first password.
    #[must_use]
    pub const fn invite(id: StaffId, structure: StructureId, profile: Profile, role: Role) -> Self {
        Self {
            id,
            structure,
            profile,
            role,
            status: StaffStatus::Invited,
        }
    }

    /// An account as it was stored.
    #[must_use]
    pub const fn restore(
        id: StaffId,
        structure: StructureId,
        profile: Profile,
        role: Role,
        status: StaffStatus,
    ) -> Self {
        Self {
            id,
            structure,
            profile,
            role,
            status,
        }
    }

    /// The person has chosen a password: the first, or another.
    ///
    /// # Errors
    /// [`AccountClosed`] for a closed account.
    pub fn activate(&self) -> Result<Self, AccountClosed> {
        if self.is_closed() {
            return Err(AccountClosed);
        }
        Ok(Self {
            status: StaffStatus::Active,
            ..self.clone()
        })
    }

    /// Gives another role. `team` is the whole staff of the structure.
    ///
    /// # Errors
    /// [`RoleChangeRefused`] for a closed account, or when no active administrator
    /// would be left.
    pub fn change_role(&self, role: Role, team: &[Self]) -> Result<Self, RoleChangeRefused> {
        if self.is_closed() {
            return Err(RoleChangeRefused::Closed);
        }
        if role != Role::Administrateur && self.is_last_administrator(team) {
            return Err(RoleChangeRefused::LastAdministrator);
        }
        Ok(Self {
            role,
            ..self.clone()
        })
    }

    /// Closes the account. `team` is the whole staff of the structure.
    ///
    /// # Errors
    /// [`ClosingRefused`] for a closed account, one's own, or when no active
    /// administrator would be left.
    pub fn close(&self, by: StaffId, on: NaiveDate, team: &[Self]) -> Result<Self, ClosingRefused> {
        if self.is_closed() {
            return Err(ClosingRefused::Closed);
        }
        if self.id == by {
            return Err(ClosingRefused::OwnAccount);
        }
        if self.is_last_administrator(team) {
            return Err(ClosingRefused::LastAdministrator);
        }
        Ok(Self {
            status: StaffStatus::Closed { on },
            ..self.clone()
        })
    }

    const fn is_closed(&self) -> bool {
        matches!(self.status, StaffStatus::Closed { .. })
    }

    fn is_active_administrator(&self) -> bool {
        self.role == Role::Administrateur && self.status == StaffStatus::Active
    }

    fn is_last_administrator(&self, team: &[Self]) -> bool {
        let another = |other: &Self| other.id != self.id && other.is_active_administrator();
        self.is_active_administrator() && !team.iter().any(another)
    }

    /// Their identifier.
    #[must_use]
    pub const fn id(&self) -> StaffId {
        self.id
    }

    /// Where they work.
    #[must_use]
    pub const fn structure(&self) -> StructureId {
        self.structure
    }

    /// Who they are.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What they may do.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Where the account stands.
    #[must_use]
    pub const fn status(&self) -> StaffStatus {
        self.status
    }

    /// First name and family name, as signed.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.profile.prenom, self.profile.nom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FonctionListee;
    use proptest::prelude::*;

    fn id(n: u8) -> StaffId {
        format!("01900000-0000-7000-8000-0000000000{n:02}")
            .parse()
            .unwrap()
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
    }

    fn invited(n: u8, role: Role) -> StaffMember {
        let structure = "01900000-0000-7000-8000-000000000099".parse().unwrap();
        let profile = Profile {
            email: format!("a{n}@exemple.fr").parse().unwrap(),
            nom: "Martin".parse().unwrap(),
            prenom: "Zoé".parse().unwrap(),
            fonction: Fonction::Listee(FonctionListee::AgentAccueil),
        };
        StaffMember::invite(id(n), structure, profile, role)
    }

    fn active(n: u8, role: Role) -> StaffMember {
        invited(n, role).activate().unwrap()
    }

    #[test]
    fn the_last_active_administrator_is_neither_closed_nor_demoted() {
        let last = active(1, Role::Administrateur);
        let team = [
            last.clone(),
            invited(2, Role::Administrateur),
            active(3, Role::Gestionnaire),
        ];
        assert_eq!(
            last.close(id(3), today(), &team),
            Err(ClosingRefused::LastAdministrator)
        );
        assert_eq!(
            last.change_role(Role::Gestionnaire, &team),
            Err(RoleChangeRefused::LastAdministrator)
        );
        assert!(last.change_role(Role::Administrateur, &team).is_ok());
        let team = [last.clone(), active(2, Role::Administrateur)];
        assert!(last.close(id(2), today(), &team).is_ok());
        assert!(last.change_role(Role::Facteur, &team).is_ok());
    }

    #[test]
    fn nobody_closes_their_own_account() {
        let me = active(1, Role::Administrateur);
        let team = [me.clone(), active(2, Role::Administrateur)];
        assert_eq!(
            me.close(id(1), today(), &team),
            Err(ClosingRefused::OwnAccount)
        );
    }

    #[test]
    fn a_closed_account_stays_closed() {
        let closed = active(1, Role::Agent).close(id(2), today(), &[]).unwrap();
        assert_eq!(closed.status(), StaffStatus::Closed { on: today() });
        assert_eq!(closed.activate(), Err(AccountClosed));
        assert_eq!(
            closed.change_role(Role::Facteur, &[]),
            Err(RoleChangeRefused::Closed)
        );
        assert_eq!(
            closed.close(id(2), today(), &[]),
            Err(ClosingRefused::Closed)
        );
    }

    #[test]
    fn an_invitation_that_was_never_answered_can_be_closed() {
        let invitation = invited(1, Role::Administrateur);
        assert!(invitation.close(id(2), today(), &[]).is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_done_an_active_administrator_remains(
            acts in proptest::collection::vec((0_usize..4, 0_usize..4, 0_usize..7), 0..40)
        ) {
            let mut team: Vec<_> = (1..=4).map(|n| active(n, Role::Administrateur)).collect();
            for (target, by, act) in acts {
                let member = &team[target];
                let done = match Role::ALL.get(act) {
                    Some(role) => member.change_role(*role, &team).ok(),
                    None => member.close(team[by].id(), today(), &team).ok(),
                };
                if let Some(member) = done {
                    team[target] = member;
                }
                prop_assert!(team.iter().any(StaffMember::is_active_administrator));
            }
        }
    }
}
