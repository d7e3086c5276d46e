//! Messages to people and to the staff: which there are, when they leave, what they
//! say in which language, what they cost, and what became of each.
//!
//! Nothing here knows a dossier, a provider, a clock or a database. A message is never a
//! contact of the person nor the notification of a decision (T-10).

mod cost;
pub mod kind;
pub mod language;
pub mod lint;
pub mod outcome;
pub mod retry;
pub mod schedule;
pub mod segments;
pub mod settings;
pub mod texts;

pub use cost::euros;
pub use kind::{Channel, Kind, Language, StaffKind};
pub use outcome::{Cancellation, Failure, State};
pub use schedule::Place;
pub use settings::{Rhythm, Sender, Settings};
