//! How storage fails, and the version by which a stale write is noticed.

/// Why storage did not answer or did not write.
///
/// It never holds a row, a name or a statement: whoever reads the log learns what
/// failed, not about whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed it since it was read, or what must be unique is taken.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// What is stored breaks a rule of the domain; names the thing, never its content.
    #[error("stored data is corrupt: {0}")]
    Corrupt(&'static str),
    /// No answer; the same call may work later.
    #[error("storage is unavailable")]
    Unavailable,
}

/// A value and the version under which it was read, which a later write sends back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    /// What was read.
    pub value: T,
    /// Grows by one at each write.
    pub version: i64,
}
