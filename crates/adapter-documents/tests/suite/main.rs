//! The papers, read back by poppler: one binary, so that Typst is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod attestation;
mod demande;
mod letters;
mod support;
