//! The small ports that need no crate of their own: time, identifiers, secrets.

use std::sync::Arc;

use application::ports::{Clock, Ids, PasswordHash, Secrets, Token, TokenHash};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc},
};
use async_trait::async_trait;
use chrono::{DateTime, Timelike, Utc};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use structures::PasswordStrength;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The clock of the machine: the one place that reads it.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock")]
    fn now(&self) -> DateTime<Utc> {
        // The database keeps microseconds: what is read back must equal what was written.
        let now = Utc::now();
        now.with_nanosecond(now.nanosecond() / 1000 * 1000)
            .unwrap_or(now)
    }
}

/// Identifiers of version 7: they sort by their moment, which keeps indexes compact.
pub struct RandomIds;

impl Ids for RandomIds {
    fn mint(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        fill(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

fn fill(bytes: &mut [u8]) {
    // Without randomness nothing here is safe: better no service than a guessable one.
    getrandom::fill(bytes).expect("the system gives random bytes");
}

/// Argon2id for passwords, random tokens stored as their hash.
pub struct SystemSecrets {
    argon2: Argon2<'static>,
    /// A hash takes a core and 19 MiB: a burst of sign-ins waits instead of starving
    /// the desk.
    turns: Arc<Semaphore>,
    /// What a password is compared with when there is no account.
    nobody: String,
}

impl SystemSecrets {
    /// OWASP's parameters: 19 MiB, two passes, one lane.
    pub fn new() -> Self {
        let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are constants");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut random = [0; 32];
        fill(&mut random);
        let nobody = hash(&argon2, &random);
        Self {
            argon2,
            turns: Arc::new(Semaphore::new(2)),
            nobody,
        }
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self
            .turns
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work)
            .await
            .expect("hashing does not panic")
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8]) -> String {
    let hash: phc::PasswordHash = argon2
        .hash_password(password)
        .expect("any bytes can be hashed, and salts come from the system");
    hash.to_string()
}

#[async_trait]
impl Secrets for SystemSecrets {
    fn token(&self) -> Token {
        let mut random = [0; 32];
        fill(&mut random);
        let secret = SecretString::from(
            random
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect::<String>(),
        );
        Token {
            hash: self.hash_of(&secret),
            secret,
        }
    }

    fn hash_of(&self, secret: &SecretString) -> TokenHash {
        TokenHash(Sha256::digest(secret.expose_secret().as_bytes()).into())
    }

    async fn hash_password(&self, password: SecretString) -> PasswordHash {
        let argon2 = self.argon2.clone();
        let hashed = self
            .in_turn(move || hash(&argon2, password.expose_secret().as_bytes()))
            .await;
        PasswordHash(SecretString::from(hashed))
    }

    async fn verify_password(&self, password: SecretString, stored: Option<PasswordHash>) -> bool {
        let argon2 = self.argon2.clone();
        let known = stored.is_some();
        let stored = stored.map_or_else(|| self.nobody.clone(), |h| h.0.expose_secret().to_owned());
        self.in_turn(move || {
            let matches = phc::PasswordHash::new(&stored).is_ok_and(|h| {
                argon2
                    .verify_password(password.expose_secret().as_bytes(), &h)
                    .is_ok()
            });
            known && matches
        })
        .await
    }
}

/// The estimator of guessable passwords.
pub struct Estimator;

impl PasswordStrength for Estimator {
    fn is_guessable(&self, password: &str, known: &[&str]) -> bool {
        // The estimator takes time that grows with length; what is long is not guessable
        // for what stands past its first hundred characters.
        let head: String = password.chars().take(100).collect();
        zxcvbn::zxcvbn(&head, known).score() < zxcvbn::Score::Three
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_and_no_other() {
        let secrets = SystemSecrets::new();
        let hash = secrets
            .hash_password("correct cheval pile agrafe".into())
            .await;
        assert!(hash.0.expose_secret().starts_with("$argon2id$"));
        assert!(
            secrets
                .verify_password("correct cheval pile agrafe".into(), Some(hash.clone()))
                .await
        );
        assert!(!secrets.verify_password("autre".into(), Some(hash)).await);
        assert!(!secrets.verify_password("autre".into(), None).await);
    }

    #[test]
    fn identifiers_sort_by_their_moment() {
        let at = |s: &str| s.parse::<DateTime<Utc>>().unwrap();
        let before = RandomIds.mint(at("2026-11-22T10:00:00Z"));
        let after = RandomIds.mint(at("2026-11-22T10:00:01Z"));
        assert!(before < after);
        assert_eq!(after.get_version_num(), 7);
    }

    #[test]
    fn tokens_are_long_and_never_twice_the_same() {
        let secrets = SystemSecrets::new();
        let (one, two) = (secrets.token(), secrets.token());
        assert_eq!(one.secret.expose_secret().len(), 64);
        assert_ne!(one.secret.expose_secret(), two.secret.expose_secret());
        assert_eq!(secrets.hash_of(&one.secret), one.hash);
    }
}
