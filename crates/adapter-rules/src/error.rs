//! Why a line has no answer.

use crate::MAX_LINE_BYTES;

/// A line, or one field of it, that is not understood. The message never repeats what
/// was sent: it may be about somebody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Misunderstood {
    #[error("the line is blank")]
    Blank,
    #[error("the line is longer than {MAX_LINE_BYTES} bytes")]
    TooLong,
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("the line is not JSON, from byte {column}")]
    NotJson { column: usize },
    #[error("the line is JSON but not an object")]
    NotAnObject,
    #[error("no rule has this name: `--list` prints those there are")]
    UnknownRule,
    #[error("`{field}` is missing")]
    MissingField { field: String },
    #[error("`{field}` must be {expected}")]
    InvalidField {
        field: String,
        expected: &'static str,
    },
    #[error("`{field}` would lie outside the years 0001 to 9999")]
    OutOfRange { field: &'static str },
}

impl Misunderstood {
    /// A stable word for programs.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Blank => "blank_line",
            Self::TooLong => "too_long",
            Self::NotUtf8 => "not_utf8",
            Self::NotJson { .. } => "not_json",
            Self::NotAnObject => "not_an_object",
            Self::UnknownRule => "unknown_rule",
            Self::MissingField { .. } => "missing_field",
            Self::InvalidField { .. } => "invalid_field",
            Self::OutOfRange { .. } => "out_of_range",
        }
    }
}
