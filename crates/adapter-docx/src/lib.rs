//! The adapter of Word files: written, filled from a structure's own templates, and turned
//! into PDF by LibreOffice where it is installed.
//!
//! It knows the format, never what a document says: content comes complete from
//! [`application`]. A template comes from outside and is hostile until checked.

mod engine;
pub mod office;
mod template;
mod written;
mod xml;

pub use engine::DocxEngine;
pub use written::DocxWriter;
