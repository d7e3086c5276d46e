//! What the use cases need from outside, beside the ports of the domains.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domiciliation::{
    Dossier,
    ports::{Dossiers, Purge, Tombstone},
};
use kernel::{DossierId, Email, StaffId, StoreError, StructureId};
use secrecy::SecretString;
use structures::{
    Action, StaffMember, Structure,
    ports::{Staff, Structures},
};
use uuid::Uuid;

use crate::{
    agenda::Bookings,
    archive::Moving,
    files::FileRecords,
    imports::port::{ImportRows, ImportRuns},
    jobs::Jobs,
    messages::ports::MessageBook,
    printing::PrintRuns,
    round::Rounds,
    views::SavedViews,
};

/// What one transaction may see: one structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The tenant.
    pub structure: StructureId,
}

/// The moment.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> DateTime<Utc>;
}

/// New identifiers.
pub trait Ids: Send + Sync {
    /// An identifier that sorts by its moment (version 7).
    fn mint(&self, now: DateTime<Utc>) -> Uuid;
}

/// Something only the holder of a link or of a cookie knows.
#[derive(Clone)]
pub struct Token {
    /// What is given out, once.
    pub secret: SecretString,
    /// What is stored.
    pub hash: TokenHash,
}

/// The hash of a token, which is all that is stored of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// Secrets: random tokens and passwords.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// A new random token.
    fn token(&self) -> Token;

    /// The hash of a token that came back.
    fn hash_of(&self, secret: &SecretString) -> TokenHash;

    /// The hash of a password, slow on purpose.
    async fn hash_password(&self, password: SecretString) -> PasswordHash;

    /// Whether a password has this hash. Without a hash it takes as long and is
    /// false: an unknown account answers like a wrong password.
    async fn verify_password(&self, password: SecretString, hash: Option<PasswordHash>) -> bool;
}

/// The hash of a password.
#[derive(Clone)]
pub struct PasswordHash(pub SecretString);

/// Storage.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins a transaction that sees one structure.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError>;
}

/// All that one transaction can touch. Dropping it rolls back.
#[async_trait]
pub trait UnitOfWork:
    Dossiers
    + Purge
    + Structures
    + Staff
    + Keys
    + Journal
    + Credentials
    + Rounds
    + Bookings
    + SavedViews
    + FileRecords
    + PrintRuns
    + Moving
    + DossiersInBulk
    + ImportRuns
    + ImportRows
    + Jobs
    + MessageBook
{
    /// Adapters implement this; use cases call [`commit`].
    ///
    /// # Errors
    /// [`StoreError`].
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// Commits, and proves it.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn commit<T: Send>(
    uow: Box<dyn UnitOfWork>,
    value: T,
) -> Result<crate::Committed<T>, StoreError> {
    uow.commit().await?;
    Ok(crate::Committed::new(value))
}

/// Dossiers by the thousand.
#[async_trait]
pub trait DossiersInBulk: Send {
    /// The last number given by the structure, 0 when there is none; nobody else gives one
    /// until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn numbers_hold(&mut self, structure: StructureId) -> Result<u32, StoreError>;

    /// Notes that numbers up to this one are given, once all dossiers are inserted.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn numbers_given(&mut self, structure: StructureId, last: u32) -> Result<(), StoreError>;

    /// Stores dossiers that were not stored yet, at version 1, as they come: they are asked
    /// for while those before are written. How many.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an identifier or a number is taken.
    async fn dossiers_insert(
        &mut self,
        structure: StructureId,
        dossiers: &mut (dyn Iterator<Item = Dossier> + Send),
    ) -> Result<u32, StoreError>;

    /// Erases every trace of dossiers but their tombstones, as
    /// [`Purge::purge_erase`](domiciliation::ports::Purge::purge_erase) does of one; those
    /// whose stored version is no longer the one given stay. How many were erased.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn dossiers_erase(
        &mut self,
        structure: StructureId,
        erased: &[(DossierId, i64, Tombstone)],
    ) -> Result<u32, StoreError>;
}

/// Keys that make a command unique however often a button is pressed.
#[async_trait]
pub trait Keys: Send {
    /// Claims a key: `false` when it was claimed before, so that the command was
    /// already carried out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn key_claim(
        &mut self,
        structure: StructureId,
        key: Uuid,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError>;
}

/// A line of the journal: who read or changed what, when; never the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its identifier.
    pub id: Uuid,
    /// The structure.
    pub structure: StructureId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub staff: StaffId,
    /// What was done.
    pub action: Action,
    /// Of which dossier.
    pub dossier: Option<DossierId>,
}

/// The journal.
#[async_trait]
pub trait Journal: Send {
    /// Appends a line.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn journal(&mut self, entry: &JournalEntry) -> Result<(), StoreError>;

    /// Appends lines, all of one structure.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn journal_all(&mut self, entries: &[JournalEntry]) -> Result<(), StoreError> {
        for entry in entries {
            self.journal(entry).await?;
        }
        Ok(())
    }
}

/// Passwords, links and sessions of the staff of the structure in scope.
#[async_trait]
pub trait Credentials: Send {
    /// Sets the password of an account, forgets its failures, its links and all its
    /// sessions.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn password_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        hash: &PasswordHash,
    ) -> Result<(), StoreError>;

    /// The password of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn password_of(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<Option<PasswordHash>, StoreError>;

    /// Makes a link the only one that lets this account choose a password, until a moment.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn link_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        link: TokenHash,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Uses up a link: `false` when it no longer leads to this account, because it was
    /// used, replaced, or is too old.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn link_use(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        link: TokenHash,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Sets the secret link through which an account's agenda is followed elsewhere, in
    /// place of the one before; none makes it stop working.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn feed_set(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        feed: Option<TokenHash>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// When that link was made, while there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn feed_made_at(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Opens a session.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn session_insert(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Closes all sessions of an account: at sign-out everywhere, at a change of role
    /// or of password, at its closing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn sessions_delete(
        &mut self,
        structure: StructureId,
        staff: StaffId,
    ) -> Result<(), StoreError>;
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The hash of the cookie.
    pub token: TokenHash,
    /// The structure.
    pub structure: StructureId,
    /// The account.
    pub staff: StaffId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: DateTime<Utc>,
}

/// What sign-in needs to know of an account before a structure is known.
#[derive(Clone)]
pub struct Account {
    /// Its structure.
    pub structure: StructureId,
    /// The member of staff.
    pub staff: StaffId,
    /// The password, once one was chosen.
    pub password: Option<PasswordHash>,
    /// Until when sign-in is refused after failures.
    pub locked_until: Option<DateTime<Utc>>,
}

/// Whoever a cookie or a link leads to.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The structure.
    pub structure: Structure,
    /// The member of staff.
    pub member: StaffMember,
}

/// What is looked up before a structure is known: by address, by cookie, by link.
#[async_trait]
pub trait Identities: Send + Sync {
    /// The account of an address.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn account(&self, email: &Email) -> Result<Option<Account>, StoreError>;

    /// Counts a failure of an account; past `limit` of them within `window_minutes` it
    /// is locked for `lock_minutes`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn failure(
        &self,
        staff: StaffId,
        at: DateTime<Utc>,
        lock: Lockout,
    ) -> Result<(), StoreError>;

    /// Forgets the failures of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn success(&self, staff: StaffId) -> Result<(), StoreError>;

    /// Whoever a session belongs to, and notes that it was used; `None` when it is
    /// unknown, idle or too old, or when the account or its structure is closed.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn session(
        &self,
        token: TokenHash,
        at: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Holder>, StoreError>;

    /// As [`Self::session`], without counting as a use: what a page does by itself must not
    /// keep a session alive.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn session_unused(
        &self,
        token: TokenHash,
        at: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Holder>, StoreError>;

    /// Closes a session.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn session_close(&self, token: TokenHash) -> Result<(), StoreError>;

    /// Whoever a link to choose a password was made for, while it holds.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn link(&self, link: TokenHash, at: DateTime<Utc>) -> Result<Option<Holder>, StoreError>;

    /// Whoever's agenda a secret link leads to, unless the account or its structure is
    /// closed.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn feed(&self, feed: TokenHash) -> Result<Option<Holder>, StoreError>;
}

/// When failures lock an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
    /// How many failures.
    pub limit: u32,
    /// Within how many minutes.
    pub window_minutes: u32,
    /// For how many minutes.
    pub lock_minutes: u32,
}

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// Minutes without use.
    pub idle_minutes: u32,
    /// Minutes in all.
    pub total_minutes: u32,
}
