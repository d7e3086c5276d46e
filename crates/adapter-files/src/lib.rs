//! Where the content of files is kept: encrypted, in a folder or in an S3 store; and what
//! looks into a file before it is kept.
//!
//! The crate must not know whose a file is, what it is for, or the database.

mod blobs;
mod cipher;
mod clamd;
mod inspect;
mod keys;
mod place;

pub use blobs::Blobs;
pub use clamd::Clamd;
pub use inspect::ContentInspector;
pub use keys::{InvalidKeys, MasterKeys, new_key};
pub use place::{InvalidPlace, Place, S3};
