//! The pages, on storage in memory: one binary, so that the crate is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod access;
mod acts;
mod agenda;
mod common;
mod conflicts;
mod decisions;
mod details;
mod documents;
mod dossier;
mod export;
mod files;
mod import;
mod jobs;
mod list;
mod live;
mod many;
mod merge;
mod messages;
mod papers;
mod people;
mod printing;
mod public;
mod reception;
mod register;
mod request;
mod round;
mod routes;
mod settings;
mod team;
mod worklist;
