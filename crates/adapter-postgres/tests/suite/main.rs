//! The storage on a real PostgreSQL: one binary, so that the crate is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod agenda;
mod changes;
mod contract;
mod faults;
mod finding;
mod imports;
mod isolation;
mod jobs;
mod rows;
mod support;
mod ties;
