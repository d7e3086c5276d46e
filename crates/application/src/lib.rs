//! The use cases of the product: what a member of staff does, and what they read.
//!
//! A use case permits, reads the clock, loads, asks the domain, stores, journals and
//! commits. It takes no decision of its own: whoever is looking for a rule will find
//! it in `domiciliation` or in `structures`. Everything outside is behind a port;
//! adapters implement the ports, apps wire them.

pub mod access;
pub mod actor;
pub mod admin;
pub mod agenda;
pub mod archive;
pub mod bulk;
pub mod desk;
pub mod documents;
pub mod error;
pub mod export;
pub mod files;
pub mod find;
pub mod forms;
pub mod imports;
pub mod jobs;
pub mod letters;
pub mod live;
pub mod merge;
pub mod messages;
pub mod opening;
pub mod permit;
pub mod phone;
pub mod ports;
pub mod printing;
pub mod projection;
pub mod reads;
pub mod round;
pub mod settings;
pub mod staff;
pub mod tags;
pub mod templates;
pub mod views;
pub mod worklist;

pub use actor::StaffActor;
pub use error::{Committed, UseCaseError};
