//! The manifest: what an archive holds, counted and summed.

use application::archive::{Amount, ArchiveFault};
use chrono::{DateTime, Utc};
use kernel::StructureId;
use serde::{Deserialize, Serialize};

/// The name of the member.
pub(crate) const NAME: &str = "manifest.json";

/// What tells an archive from any other ZIP.
const FORMAT: &str = "domifa-structure";

/// The version of the lines that this program writes, and the last that it reads.
pub const VERSION: u32 = 2;

/// What an archive holds. It is its last member, so that an archive can be written to
/// whoever takes it, without going back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: String,
    pub(crate) version: u32,
    /// The version of the program that made it.
    program: String,
    made_at: DateTime<Utc>,
    pub(crate) structure: StructureId,
    counts: Counts,
    pub(crate) members: Vec<Member>,
}

/// What the manifest must hold in every version.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    staff: u64,
    dossiers: u64,
    facts: u64,
    files: u64,
    bytes: u64,
}

/// A member, as it was written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Its length once unpacked.
    pub(crate) bytes: u64,
    /// The SHA-256 of it, unpacked, in hexadecimal.
    pub(crate) sha256: String,
}

impl Manifest {
    pub(crate) fn new(
        made_at: DateTime<Utc>,
        structure: StructureId,
        amount: Amount,
        members: Vec<Member>,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            structure,
            counts: Counts {
                staff: amount.staff,
                dossiers: amount.dossiers,
                facts: amount.facts,
                files: amount.files,
                bytes: amount.bytes,
            },
            members,
        }
    }

    /// Reads one, of a version that this program knows.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ArchiveFault> {
        let head: Head = serde_json::from_slice(bytes).map_err(|_| ArchiveFault::NotAnArchive)?;
        if head.format != FORMAT {
            return Err(ArchiveFault::NotAnArchive);
        }
        if head.version > VERSION {
            return Err(ArchiveFault::Later(head.version));
        }
        serde_json::from_slice(bytes).map_err(|_| ArchiveFault::NotAnArchive)
    }

    pub(crate) const fn amount(&self) -> Amount {
        Amount {
            staff: self.counts.staff,
            dossiers: self.counts.dossiers,
            facts: self.counts.facts,
            files: self.counts.files,
            bytes: self.counts.bytes,
        }
    }
}
