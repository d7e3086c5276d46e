//! Ports that answer the same each time: clock, identifiers, secrets.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use application::{
    files::{Accepts, FileKind, FileRefused, Inspection, Inspector},
    ports::{Clock, Ids, PasswordHash, Secrets, Token, TokenHash},
};
use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use structures::PasswordStrength;
use uuid::{Builder, Uuid};

/// A clock that stands still until it is moved.
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// At noon of a day, in UTC.
    #[must_use]
    pub fn at_noon(day: NaiveDate) -> Self {
        Self(Mutex::new(noon(day)))
    }

    /// Moves it to noon of a day.
    pub fn set(&self, day: NaiveDate) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = noon(day);
    }

    /// Moves it by a number of days.
    pub fn advance_days(&self, days: u64) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add_days(Days::new(days)).unwrap();
    }

    /// Moves it by a number of minutes.
    pub fn advance_minutes(&self, minutes: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += TimeDelta::minutes(minutes);
    }
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Identifiers that count.
pub struct SequentialIds(AtomicU64);

impl SequentialIds {
    /// Counting from here: two of them never meet when they begin far enough apart.
    #[must_use]
    pub const fn from(first: u64) -> Self {
        Self(AtomicU64::new(first))
    }
}

impl Ids for SequentialIds {
    fn mint(&self, now: DateTime<Utc>) -> Uuid {
        let mut counter = [0; 10];
        let next = self.0.fetch_add(1, Ordering::Relaxed);
        counter[2..].copy_from_slice(&next.to_be_bytes());
        let millis = now.timestamp_millis().unsigned_abs();
        Builder::from_unix_timestamp_millis(millis, &counter).into_uuid()
    }
}

/// Secrets that are fast and no secrets.
#[derive(Default)]
pub struct FakeSecrets(AtomicU64);

#[async_trait]
impl Secrets for FakeSecrets {
    fn token(&self) -> Token {
        let secret = format!("token-{}", self.0.fetch_add(1, Ordering::Relaxed)).into();
        Token {
            hash: self.hash_of(&secret),
            secret,
        }
    }

    fn hash_of(&self, secret: &SecretString) -> TokenHash {
        token_hash(secret.expose_secret())
    }

    async fn hash_password(&self, password: SecretString) -> PasswordHash {
        PasswordHash(format!("hash of {}", password.expose_secret()).into())
    }

    async fn verify_password(&self, password: SecretString, hash: Option<PasswordHash>) -> bool {
        let computed = self.hash_password(password).await;
        hash.is_some_and(|hash| hash.0.expose_secret() == computed.0.expose_secret())
    }
}

/// The hash of a token that is written in full in a test.
#[must_use]
pub fn token_hash(token: &str) -> TokenHash {
    let mut hash = [0; 32];
    for (part, bytes) in hash.chunks_exact_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (part, token).hash(&mut hasher);
        bytes.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    TokenHash(hash)
}

/// Finds guessable what says that it is.
#[derive(Default)]
pub struct FakeStrength;

impl PasswordStrength for FakeStrength {
    fn is_guessable(&self, password: &str, _known: &[&str]) -> bool {
        password.contains("guessable")
    }
}

/// Takes a file for what its first bytes say, and keeps it as it is.
#[derive(Clone, Copy, Default)]
pub struct PeekInspector;

struct Peek {
    accepts: Accepts,
    first: Option<Vec<u8>>,
}

impl Inspector for PeekInspector {
    fn begin(&self, accepts: Accepts) -> Box<dyn Inspection> {
        Box::new(Peek {
            accepts,
            first: None,
        })
    }
}

#[async_trait]
impl Inspection for Peek {
    fn piece(&mut self, piece: Vec<u8>) -> Result<Vec<u8>, FileRefused> {
        self.first.get_or_insert_with(|| piece.clone());
        Ok(piece)
    }

    async fn end(&mut self) -> Result<(FileKind, Vec<u8>), FileRefused> {
        let first = self.first.take().unwrap_or_default();
        let kinds: [(&[u8], FileKind); 4] = [
            (b"%PDF", FileKind::Pdf),
            (b"\x89PNG", FileKind::Png),
            (b"\xff\xd8", FileKind::Jpeg),
            (b"PK", FileKind::Docx),
        ];
        let known = kinds
            .into_iter()
            .find(|(magic, _)| first.starts_with(magic));
        let kind = known.map(|(_, kind)| kind);
        let taken = kind.filter(|kind| self.accepts.takes(*kind));
        taken
            .map(|kind| (kind, Vec::new()))
            .ok_or(FileRefused::UnknownKind)
    }
}
