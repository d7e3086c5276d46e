//! What a failure of the database means to whoever called.

use kernel::StoreError;
use sqlx::error::DatabaseError;

/// Turns a failure into what a use case can act on. What the database says may quote a
/// value, so only its code and the names of things are logged.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "errors of another crate: the rest all mean that there was no answer"
)]
pub(crate) fn failed(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(answer) => meaning_of(&*answer),
        sqlx::Error::ColumnDecode { index, .. } => {
            tracing::error!(column = %index, "a stored value does not parse");
            StoreError::Corrupt("a column does not parse")
        }
        lost => {
            tracing::warn!(kind = kind_of(&lost), "the database does not answer");
            StoreError::Unavailable
        }
    }
}

/// The one place where codes of the database and names of constraints get a meaning.
fn meaning_of(answer: &dyn DatabaseError) -> StoreError {
    let code = answer.code().unwrap_or_default();
    match code.as_ref() {
        // Unique, exclusion, foreign key, serialization, deadlock: somebody else was first.
        "23505" | "23P01" | "23503" | "40001" | "40P01" => StoreError::Conflict,
        // A new row of another structure: outside the scope there is nothing to write to.
        "42501" => {
            tracing::error!(code = %code, "a write outside the scope");
            StoreError::Conflict
        }
        // Checks and not-nulls: the domain holds, so the projection is wrong.
        "23514" | "23502" => {
            tracing::error!(code = %code, constraint = answer.constraint(), "a row breaks a constraint");
            StoreError::Corrupt("a row breaks a constraint")
        }
        _ => {
            tracing::error!(code = %code, table = answer.table(), "the database refuses to work");
            StoreError::Unavailable
        }
    }
}

fn kind_of(error: &sqlx::Error) -> &'static str {
    if matches!(error, sqlx::Error::PoolTimedOut) {
        "no connection in time"
    } else if matches!(error, sqlx::Error::Io(_)) {
        "connection lost"
    } else {
        "other"
    }
}
