//! Messages to people and to the staff: which there are, when they leave, what they
//! say in which language, what they cost, and what became of each.
//!
//! Nothing here knows a dossier, a provider, a clock or a database. A message is never a
//! contact of the person nor the notification of a decision (T-10).

pub mod kind;
pub mod outcome;
pub mod schedule;
pub mod settings;

pub use kind::{Channel, Kind, Language, StaffKind};
pub use outcome::{Cancellation, Failure, State};
pub use settings::{Rhythm, Sender, Settings};
