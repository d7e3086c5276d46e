//! The use cases, on storage in memory: one binary, so that the crate is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod access;
mod again;
mod bulk;
mod desk;
mod exports;
mod files;
mod forms;
mod letters;
mod merge;
mod occasions;
mod permissions;
mod printing;
mod reads;
mod receipts;
mod register;
mod rounds;
mod templates;
