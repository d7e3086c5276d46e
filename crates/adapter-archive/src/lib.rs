//! What leaves for other programs: exports as JSON, and the whole of a structure as an
//! archive that another installation reads back.
//!
//! An archive is a ZIP of JSON lines and of files, with a manifest that counts and sums all
//! of it: `docs/archive.md` describes it for whoever reads one without this program. The
//! crate must not know storage, rules or permissions.

mod lines;
mod manifest;
mod messages;
mod reading;
mod records;
mod writing;

pub use manifest::VERSION;
pub use reading::{VerifiedArchive, is_archive};
pub use records::JsonRecords;
pub use writing::ZipArchive;
