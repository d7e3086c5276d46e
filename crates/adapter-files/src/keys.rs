//! Keys, and how each is locked by the one above it: the master key locks the keys of
//! owners, an owner's key locks the keys of its files.

use std::collections::BTreeMap;

use application::files::{BlobError, KeyId, OwnerKey, SealedKey};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use kernel::{FileId, StructureId};
use secrecy::{ExposeSecret, SecretBox};

const KEY: usize = 32;
const NONCE: usize = 24;
/// How long the number of a master key is, before what it locked.
const VERSION: usize = 4;

/// A key in the clear, wiped when it is dropped.
pub(crate) struct Key(SecretBox<[u8; KEY]>);

impl Key {
    /// A random key.
    pub(crate) fn random() -> Result<Self, BlobError> {
        let mut key = Box::new([0; KEY]);
        fill(key.as_mut())?;
        Ok(Self(SecretBox::new(key)))
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let key: [u8; KEY] = bytes.try_into().ok()?;
        Some(Self(SecretBox::new(Box::new(key))))
    }

    /// What encrypts with it.
    pub(crate) fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.expose_secret().into())
    }

    /// Locks a key with this one.
    fn lock(&self, key: &Self, about: &[u8]) -> Result<Vec<u8>, BlobError> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let locked = self.cipher().encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: key.0.expose_secret(),
                aad: about,
            },
        );
        let locked = locked.map_err(|_| BlobError::Unreadable)?;
        Ok([nonce.as_slice(), &locked].concat())
    }

    /// Unlocks a key that this one locked.
    fn unlock(&self, locked: &[u8], about: &[u8]) -> Result<Self, BlobError> {
        let (nonce, locked) = locked
            .split_first_chunk::<NONCE>()
            .ok_or(BlobError::Unreadable)?;
        let message = Payload {
            msg: locked,
            aad: about,
        };
        let key = self.cipher().decrypt(&XNonce::from(*nonce), message);
        key.ok()
            .and_then(|key| Self::of(&key))
            .ok_or(BlobError::Unreadable)
    }
}

/// Random bytes. Without them nothing here is safe: better no file than a guessable key.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), BlobError> {
    getrandom::fill(bytes).map_err(|_| BlobError::Unavailable)
}

/// What a locked key of an owner is bound to: it unlocks nowhere else.
fn about_owner(structure: StructureId, key: KeyId, version: u32) -> Vec<u8> {
    [
        b"domifa owner key".as_slice(),
        structure.uuid().as_bytes(),
        key.0.as_bytes(),
        &version.to_be_bytes(),
    ]
    .concat()
}

/// What a locked key of a file is bound to.
fn about_file(structure: StructureId, file: FileId) -> Vec<u8> {
    [
        b"domifa file key".as_slice(),
        structure.uuid().as_bytes(),
        file.uuid().as_bytes(),
    ]
    .concat()
}

/// Locks the key of a file with that of its owner.
pub(crate) fn lock_file_key(
    owner: &Key,
    structure: StructureId,
    file: FileId,
    key: &Key,
) -> Result<SealedKey, BlobError> {
    owner.lock(key, &about_file(structure, file)).map(SealedKey)
}

/// The key of a file.
pub(crate) fn unlock_file_key(
    owner: &Key,
    structure: StructureId,
    file: FileId,
    sealed: &SealedKey,
) -> Result<Key, BlobError> {
    owner.unlock(&sealed.0, &about_file(structure, file))
}

/// The master keys of an installation by number: the last one locks, all of them unlock.
pub struct MasterKeys {
    keys: BTreeMap<u32, Key>,
    newest: u32,
}

/// Why a file of master keys is not one. Quotes nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeys {
    /// A line that is no number followed by 64 hexadecimal digits.
    #[error("line {0} is not a number followed by 64 hexadecimal digits")]
    Line(usize),
    /// A number that stands there twice.
    #[error("line {0} has a number that stands before")]
    Twice(usize),
    /// No key at all.
    #[error("there is no key")]
    None,
}

impl MasterKeys {
    /// Reads the keys: one a line, a number and 64 hexadecimal digits. Lines that begin with
    /// `#` say something to people.
    ///
    /// # Errors
    /// [`InvalidKeys`].
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        let mut keys = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = InvalidKeys::Line(index + 1);
            let (number, digits) = line.split_once(char::is_whitespace).ok_or(wrong)?;
            let number: u32 = number.parse().map_err(|_| wrong)?;
            let key = unhex(digits.trim()).and_then(|bytes| Key::of(&bytes));
            if keys.insert(number, key.ok_or(wrong)?).is_some() {
                return Err(InvalidKeys::Twice(index + 1));
            }
        }
        let newest = *keys.keys().next_back().ok_or(InvalidKeys::None)?;
        Ok(Self { keys, newest })
    }

    /// The number of the next key.
    #[must_use]
    pub const fn next_number(&self) -> u32 {
        self.newest.saturating_add(1)
    }

    /// A new key for an owner, locked.
    pub(crate) fn owner_key(
        &self,
        structure: StructureId,
        id: KeyId,
    ) -> Result<SealedKey, BlobError> {
        self.lock(structure, id, &Key::random()?)
    }

    fn lock(&self, structure: StructureId, id: KeyId, key: &Key) -> Result<SealedKey, BlobError> {
        let master = self.keys.get(&self.newest).ok_or(BlobError::Unreadable)?;
        let locked = master.lock(key, &about_owner(structure, id, self.newest))?;
        Ok(SealedKey(
            [self.newest.to_be_bytes().as_slice(), &locked].concat(),
        ))
    }

    /// The key of an owner.
    pub(crate) fn unlock(&self, structure: StructureId, key: &OwnerKey) -> Result<Key, BlobError> {
        let (version, locked) = key
            .sealed
            .0
            .split_first_chunk::<VERSION>()
            .ok_or(BlobError::Unreadable)?;
        let version = u32::from_be_bytes(*version);
        let Some(master) = self.keys.get(&version) else {
            tracing::error!(key.version = version, "a master key is missing");
            return Err(BlobError::Unreadable);
        };
        master.unlock(locked, &about_owner(structure, key.id, version))
    }

    /// The key of an owner locked with the newest master key, unless it is already.
    pub(crate) fn relock(
        &self,
        structure: StructureId,
        key: &OwnerKey,
    ) -> Result<Option<SealedKey>, BlobError> {
        if key.sealed.0.starts_with(&self.newest.to_be_bytes()) {
            return Ok(None);
        }
        let open = self.unlock(structure, key)?;
        self.lock(structure, key.id, &open).map(Some)
    }
}

/// The digits of a new random key, for a line of the file of master keys.
///
/// # Errors
/// [`BlobError::Unavailable`] when the system gives no random bytes.
pub fn new_key() -> Result<String, BlobError> {
    let mut bytes = [0; KEY];
    fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|p| p.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ONE: &str = "1 0101010101010101010101010101010101010101010101010101010101010101";
    const TWO: &str = "2 0202020202020202020202020202020202020202020202020202020202020202";

    fn structure(n: u128) -> StructureId {
        StructureId::new(Uuid::from_u128(n))
    }

    #[test]
    fn a_key_unlocks_only_where_it_was_locked() {
        let masters = MasterKeys::parse(ONE).ok().unwrap();
        let id = KeyId(Uuid::from_u128(7));
        let sealed = masters.owner_key(structure(1), id).unwrap();
        let key = OwnerKey { id, sealed };
        assert!(masters.unlock(structure(1), &key).is_ok());
        assert!(masters.unlock(structure(2), &key).is_err());
        let elsewhere = OwnerKey {
            id: KeyId(Uuid::from_u128(8)),
            ..key.clone()
        };
        assert!(masters.unlock(structure(1), &elsewhere).is_err());
    }

    #[test]
    fn a_new_master_key_locks_and_the_older_still_unlocks() {
        let before = MasterKeys::parse(ONE).ok().unwrap();
        let id = KeyId(Uuid::from_u128(7));
        let sealed = before.owner_key(structure(1), id).unwrap();
        let old = OwnerKey { id, sealed };
        let both = MasterKeys::parse(&format!("# premier\n{ONE}\n\n{TWO}\n"))
            .ok()
            .unwrap();
        let opened = both.unlock(structure(1), &old).ok().unwrap();
        let sealed = both.relock(structure(1), &old).unwrap().unwrap();
        let new = OwnerKey { id, sealed };
        assert_eq!(both.relock(structure(1), &new), Ok(None));
        let after = MasterKeys::parse(TWO).ok().unwrap();
        let again = after.unlock(structure(1), &new).ok().unwrap();
        assert_eq!(again.0.expose_secret(), opened.0.expose_secret());
        assert!(after.unlock(structure(1), &old).is_err());
    }

    #[test]
    fn what_is_no_key_is_named_by_its_line_and_not_quoted() {
        let failed = |text: &str| MasterKeys::parse(text).err();
        assert_eq!(failed(""), Some(InvalidKeys::None));
        assert_eq!(failed("1 abcd"), Some(InvalidKeys::Line(1)));
        assert_eq!(failed("# clé\nune"), Some(InvalidKeys::Line(2)));
        assert_eq!(
            failed(&format!("1 é{}", &ONE[4..])),
            Some(InvalidKeys::Line(1))
        );
        assert_eq!(
            failed(&format!("{ONE}\n{ONE}")),
            Some(InvalidKeys::Twice(2))
        );
        let made = new_key().unwrap();
        assert!(MasterKeys::parse(&format!("1 {made}")).is_ok());
    }
}
