//! What is planned at a run.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::occasion::Bounds;

/// What is due at a run, as storage finds it: it compares the columns that it keeps of each
/// dossier with these bounds, and leaves out what was told before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the identifiers of the messages are made from.
    pub run: Uuid,
    /// The slot up to which messages are planned.
    pub slot: DateTime<Utc>,
    /// The moment.
    pub now: DateTime<Utc>,
    /// From when the messages may leave.
    pub due_at: DateTime<Utc>,
    /// What is due.
    pub bounds: Bounds,
}

impl Plan {
    /// Nothing is due up to a moment.
    #[must_use]
    pub fn of_nothing(run: Uuid, now: DateTime<Utc>) -> Self {
        Self {
            run,
            slot: now,
            now,
            due_at: now,
            bounds: Bounds {
                today: now.date_naive(),
                mail: false,
                terms: Vec::new(),
                silence: None,
                appointments: None,
                notices: None,
                decisions: None,
            },
        }
    }
}
