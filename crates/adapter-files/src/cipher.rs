//! A file on its way through the cipher: in pieces of 64 KiB, each bound to its place, so that
//! none can be changed, moved, dropped or added.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use application::files::BlobError;
use chacha20poly1305::{XChaCha20Poly1305, aead::Payload};
use kernel::{FileId, StructureId};

use crate::keys::{Key, fill};

/// What every blob begins with: the format and its version.
const MAGIC: &[u8; 4] = b"DMF1";
/// The part of the nonce that all pieces share.
const NONCE: usize = 19;
/// How long the beginning of a blob is.
pub(crate) const HEAD: usize = MAGIC.len() + NONCE;
/// How much is encrypted at once.
const PIECE: usize = 64 * 1024;
/// What encryption adds to a piece.
const TAG: usize = 16;

/// What every piece of a blob is bound to.
fn about(structure: StructureId, file: FileId) -> [u8; 32] {
    let mut about = [0; 32];
    about[..16].copy_from_slice(structure.uuid().as_bytes());
    about[16..].copy_from_slice(file.uuid().as_bytes());
    about
}

/// Encrypts a blob.
pub(crate) struct Locking {
    cipher: EncryptorBE32<XChaCha20Poly1305>,
    about: [u8; 32],
    waiting: Vec<u8>,
}

impl Locking {
    /// Begins; gives the beginning of the blob.
    pub(crate) fn begin(
        key: &Key,
        structure: StructureId,
        file: FileId,
    ) -> Result<(Self, Vec<u8>), BlobError> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let head = [MAGIC.as_slice(), &nonce].concat();
        let locking = Self {
            cipher: EncryptorBE32::from_aead(key.cipher(), &nonce.into()),
            about: about(structure, file),
            waiting: Vec::with_capacity(2 * PIECE),
        };
        Ok((locking, head))
    }

    /// Takes more, and adds to `out` what is encrypted of it. What may be the last piece
    /// waits.
    pub(crate) fn more(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), BlobError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.waiting.len() == PIECE {
                let piece = Payload {
                    msg: &self.waiting,
                    aad: &self.about,
                };
                let locked = self.cipher.encrypt_next(piece);
                out.extend(locked.map_err(|_| BlobError::Unreadable)?);
                self.waiting.clear();
            }
            let (now, later) = rest.split_at(rest.len().min(PIECE - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    /// The end of the blob.
    pub(crate) fn end(self) -> Result<Vec<u8>, BlobError> {
        let piece = Payload {
            msg: &self.waiting,
            aad: &self.about,
        };
        let locked = self.cipher.encrypt_last(piece);
        locked.map_err(|_| BlobError::Unreadable)
    }
}

/// Decrypts a blob.
pub(crate) struct Unlocking {
    cipher: Option<DecryptorBE32<XChaCha20Poly1305>>,
    about: [u8; 32],
    waiting: Vec<u8>,
}

impl Unlocking {
    /// Begins with the first bytes of a blob.
    pub(crate) fn begin(
        key: &Key,
        structure: StructureId,
        file: FileId,
        head: &[u8; HEAD],
    ) -> Result<Self, BlobError> {
        let nonce: [u8; NONCE] = head
            .strip_prefix(MAGIC)
            .and_then(|nonce| nonce.try_into().ok())
            .ok_or(BlobError::Unreadable)?;
        Ok(Self {
            cipher: Some(DecryptorBE32::from_aead(key.cipher(), &nonce.into())),
            about: about(structure, file),
            waiting: Vec::with_capacity(2 * PIECE),
        })
    }

    /// Takes more, and gives what is decrypted of it. What may be the last piece waits.
    pub(crate) fn more(&mut self, bytes: &[u8]) -> Result<Vec<u8>, BlobError> {
        let cipher = self.cipher.as_mut().ok_or(BlobError::Unreadable)?;
        self.waiting.extend_from_slice(bytes);
        let (mut open, mut taken) = (Vec::new(), 0);
        while self.waiting.len() - taken > PIECE + TAG {
            let piece = Payload {
                msg: &self.waiting[taken..taken + PIECE + TAG],
                aad: &self.about,
            };
            open.extend(
                cipher
                    .decrypt_next(piece)
                    .map_err(|_| BlobError::Unreadable)?,
            );
            taken += PIECE + TAG;
        }
        self.waiting.drain(..taken);
        Ok(open)
    }

    /// What remains, once nothing more comes. A blob that was cut ends here.
    pub(crate) fn end(&mut self) -> Result<Vec<u8>, BlobError> {
        let cipher = self.cipher.take().ok_or(BlobError::Unreadable)?;
        let piece = Payload {
            msg: &self.waiting,
            aad: &self.about,
        };
        cipher
            .decrypt_last(piece)
            .map_err(|_| BlobError::Unreadable)
    }
}
