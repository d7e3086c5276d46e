//! Signing in and out, and choosing a password.

use std::sync::Arc;

use kernel::{Email, StaffId, StoreError};
use secrecy::{ExposeSecret, SecretString};
use structures::{
    PasswordOwner, PasswordProblem, PasswordStrength, StaffMember, Structure, check_password,
};

use crate::{
    Committed, StaffActor, UseCaseError,
    ports::{
        Clock, Holder, Identities, Lockout, Scope, Secrets, Session, SessionLife, Store, commit,
    },
};

/// Five failures within a quarter of an hour lock the account, never the address they
/// came from: a whole town hall is behind one.
pub const LOCKOUT: Lockout = Lockout {
    limit: 5,
    window_minutes: 15,
    lock_minutes: 15,
};

/// Half an hour without use, twelve hours in all: desks are shared (S-09).
pub const SESSION_LIFE: SessionLife = SessionLife {
    idle_minutes: 30,
    total_minutes: 12 * 60,
};

/// Why nobody was signed in. Unknown account and wrong password are one answer (S-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefused {
    /// The address and the password do not go together.
    Mismatch,
    /// Too many failures: not before a while.
    Locked,
}

/// Why a password was not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordRefused {
    /// The link is unknown, was used, or is too old.
    LinkExpired,
    /// The current password is wrong.
    Mismatch,
    /// Too many failures: not before a while.
    Locked,
    /// The new password is too weak.
    Weak(Vec<PasswordProblem>),
}

/// Why somebody did not show once more who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotShown {
    /// The password is wrong.
    Mismatch,
    /// Too many failures: not before a while.
    Locked,
}

impl From<NotShown> for PasswordRefused {
    fn from(refused: NotShown) -> Self {
        match refused {
            NotShown::Mismatch => Self::Mismatch,
            NotShown::Locked => Self::Locked,
        }
    }
}

/// Proof that somebody who is signed in has just typed their password again (S-10).
#[derive(Debug)]
pub struct Confirmed(StaffId);

impl Confirmed {
    /// Whether it is of this actor.
    #[must_use]
    pub fn is_of(&self, actor: &StaffActor) -> bool {
        self.0 == actor.id()
    }
}

fn actor_of(Holder { structure, member }: Holder) -> Option<StaffActor> {
    StaffActor::new(Arc::new(structure), Arc::new(member))
}

/// Sign-in and passwords.
#[derive(Clone)]
pub struct Access {
    store: Arc<dyn Store>,
    identities: Arc<dyn Identities>,
    secrets: Arc<dyn Secrets>,
    strength: Arc<dyn PasswordStrength + Send + Sync>,
    clock: Arc<dyn Clock>,
}

impl Access {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        identities: Arc<dyn Identities>,
        secrets: Arc<dyn Secrets>,
        strength: Arc<dyn PasswordStrength + Send + Sync>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            identities,
            secrets,
            strength,
            clock,
        }
    }

    /// Signs in and gives the secret of the session's cookie.
    ///
    /// # Errors
    /// [`SignInRefused`], after the same time whether the account exists or not.
    pub async fn sign_in(
        &self,
        email: &str,
        password: SecretString,
    ) -> Result<Committed<SecretString>, UseCaseError<SignInRefused>> {
        let now = self.clock.now();
        let account = match email.parse::<Email>() {
            Ok(email) => self.identities.account(&email).await?,
            Err(_) => None,
        };
        let hash = account.as_ref().and_then(|a| a.password.clone());
        let matches = self.secrets.verify_password(password, hash).await;
        let account = account.ok_or(UseCaseError::Refused(SignInRefused::Mismatch))?;
        // Told only to whoever knows the password: others cannot tell a locked account
        // from one that does not exist.
        if account.locked_until.is_some_and(|until| now < until) {
            let refused = if matches {
                SignInRefused::Locked
            } else {
                SignInRefused::Mismatch
            };
            return Err(UseCaseError::Refused(refused));
        }
        if !matches {
            self.identities.failure(account.staff, now, LOCKOUT).await?;
            return Err(UseCaseError::Refused(SignInRefused::Mismatch));
        }
        self.identities.success(account.staff).await?;
        let token = self.secrets.token();
        let mut uow = self
            .store
            .begin(Scope {
                structure: account.structure,
            })
            .await?;
        uow.session_insert(&Session {
            token: token.hash,
            structure: account.structure,
            staff: account.staff,
            opened_at: now,
            used_at: now,
        })
        .await?;
        Ok(commit(uow, token.secret).await?)
    }

    /// Whoever a cookie belongs to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn actor(&self, cookie: &SecretString) -> Result<Option<StaffActor>, StoreError> {
        let token = self.secrets.hash_of(cookie);
        let holder = self
            .identities
            .session(token, self.clock.now(), SESSION_LIFE)
            .await?;
        Ok(holder.and_then(actor_of))
    }

    /// As [`Self::actor`], for what a page asks by itself: it is no use of the session, which
    /// ends as if nobody had asked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn actor_unused(
        &self,
        cookie: &SecretString,
    ) -> Result<Option<StaffActor>, StoreError> {
        let token = self.secrets.hash_of(cookie);
        let holder = self
            .identities
            .session_unused(token, self.clock.now(), SESSION_LIFE)
            .await?;
        Ok(holder.and_then(actor_of))
    }

    /// Signs out: the session is gone at once, on the server too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sign_out(&self, cookie: &SecretString) -> Result<(), StoreError> {
        self.identities
            .session_close(self.secrets.hash_of(cookie))
            .await
    }

    /// Whoever a link to choose a password was made for, while it holds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn link_holder(&self, link: &SecretString) -> Result<Option<Holder>, StoreError> {
        self.identities
            .link(self.secrets.hash_of(link), self.clock.now())
            .await
    }

    /// Chooses a password through a link, which is used up.
    ///
    /// # Errors
    /// [`PasswordRefused`].
    pub async fn choose_password(
        &self,
        link: &SecretString,
        password: SecretString,
    ) -> Result<Committed<()>, UseCaseError<PasswordRefused>> {
        let holder = self
            .link_holder(link)
            .await?
            .ok_or(UseCaseError::Refused(PasswordRefused::LinkExpired))?;
        let activated = holder
            .member
            .activate()
            .map_err(|_| UseCaseError::Refused(PasswordRefused::LinkExpired))?;
        self.check(&password, &holder.member, &holder.structure)?;
        let hash = self.secrets.hash_password(password).await;
        let structure = holder.structure.id();
        let mut uow = self.store.begin(Scope { structure }).await?;
        // Two who hold the link at once: the first one to come uses it up.
        let link = self.secrets.hash_of(link);
        if !uow
            .link_use(structure, activated.id(), link, self.clock.now())
            .await?
        {
            return Err(UseCaseError::Refused(PasswordRefused::LinkExpired));
        }
        let stored = uow
            .staff_member(structure, activated.id())
            .await?
            .ok_or(UseCaseError::Refused(PasswordRefused::LinkExpired))?;
        uow.staff_update(stored.version, &activated).await?;
        uow.password_set(structure, activated.id(), &hash).await?;
        Ok(commit(uow, ()).await?)
    }

    /// Changes one's own password. All sessions of the account end.
    ///
    /// # Errors
    /// [`PasswordRefused`].
    pub async fn change_password(
        &self,
        actor: &StaffActor,
        current: SecretString,
        password: SecretString,
    ) -> Result<Committed<()>, UseCaseError<PasswordRefused>> {
        self.is_own(actor, current)
            .await
            .map_err(|e| e.map_refused(PasswordRefused::from))?;
        self.check(&password, actor.member(), actor.structure())?;
        let hash = self.secrets.hash_password(password).await;
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.password_set(actor.structure_id(), actor.id(), &hash)
            .await?;
        Ok(commit(uow, ()).await?)
    }

    /// Has somebody who is signed in show once more that it is them, before something that
    /// cannot be taken back. Failures count as those of signing in.
    ///
    /// # Errors
    /// [`NotShown`].
    pub async fn confirm(
        &self,
        actor: &StaffActor,
        password: SecretString,
    ) -> Result<Confirmed, UseCaseError<NotShown>> {
        self.is_own(actor, password).await?;
        self.identities.success(actor.id()).await?;
        Ok(Confirmed(actor.id()))
    }

    /// Whether a password is the actor's own.
    async fn is_own(
        &self,
        actor: &StaffActor,
        password: SecretString,
    ) -> Result<(), UseCaseError<NotShown>> {
        let now = self.clock.now();
        let account = self
            .identities
            .account(&actor.member().profile().email)
            .await?;
        let Some(account) = account.filter(|a| a.staff == actor.id()) else {
            return Err(UseCaseError::NotFound);
        };
        if account.locked_until.is_some_and(|until| now < until) {
            return Err(UseCaseError::Refused(NotShown::Locked));
        }
        if !self
            .secrets
            .verify_password(password, account.password)
            .await
        {
            self.identities.failure(actor.id(), now, LOCKOUT).await?;
            return Err(UseCaseError::Refused(NotShown::Mismatch));
        }
        Ok(())
    }

    fn check(
        &self,
        password: &SecretString,
        member: &StaffMember,
        structure: &Structure,
    ) -> Result<(), UseCaseError<PasswordRefused>> {
        let profile = member.profile();
        let owner = PasswordOwner {
            email: &profile.email,
            nom: profile.nom.as_str(),
            prenom: profile.prenom.as_str(),
            structure: structure.name().as_str(),
        };
        check_password(password.expose_secret(), owner, self.strength.as_ref())
            .map_err(|problems| UseCaseError::Refused(PasswordRefused::Weak(problems)))
    }
}
