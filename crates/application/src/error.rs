//! How a use case ends.

use kernel::StoreError;

/// Proof that a write reached storage. A use case that writes returns one, so that a
/// forgotten commit does not compile.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed<T>(T);

impl<T> Committed<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }

    /// What was committed.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// Why a use case did nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UseCaseError<R> {
    /// Absent, or another structure's: the actor may not know which.
    #[error("not found")]
    NotFound,
    /// The actor may know that it exists, and may not do it.
    #[error("forbidden")]
    Forbidden,
    /// Somebody changed it since it was shown.
    #[error("changed since it was shown")]
    Conflict,
    /// A rule forbids it.
    #[error("refused")]
    Refused(R),
    /// Storage is away.
    #[error("storage is unavailable")]
    Unavailable,
    /// What is stored, or what was rendered, cannot be.
    #[error("unexpected: {0}")]
    Unexpected(&'static str),
}

impl<R> UseCaseError<R> {
    /// The same with the refusal told otherwise.
    pub fn map_refused<S>(self, otherwise: impl FnOnce(R) -> S) -> UseCaseError<S> {
        match self {
            Self::NotFound => UseCaseError::NotFound,
            Self::Forbidden => UseCaseError::Forbidden,
            Self::Conflict => UseCaseError::Conflict,
            Self::Refused(refusal) => UseCaseError::Refused(otherwise(refusal)),
            Self::Unavailable => UseCaseError::Unavailable,
            Self::Unexpected(what) => UseCaseError::Unexpected(what),
        }
    }
}

impl<R> From<StoreError> for UseCaseError<R> {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Unavailable => Self::Unavailable,
            StoreError::Corrupt(what) => Self::Unexpected(what),
        }
    }
}

impl<R> From<crate::actor::Forbidden> for UseCaseError<R> {
    fn from(_: crate::actor::Forbidden) -> Self {
        Self::Forbidden
    }
}
