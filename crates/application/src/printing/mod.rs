//! Printing for many people at once: ordered by somebody, made in the background, kept for a
//! week. See `docs/adr/0019-printing-in-bulk.md`.

mod kind;
mod making;
mod order;
mod run;

pub use kind::{Binding, PaperKind};
pub use making::{ATTEMPTS, Hands, NotDone, PrintShop};
pub use order::{NotOrdered, Ordered, Printing};
pub use run::{Ended, Ending, Outcome, PrintLine, PrintRun, PrintRuns};

/// For how many people at most one order prints.
pub const PEOPLE_MAX: usize = 1_000;

/// How many days what was printed can be taken, after which it is deleted.
pub const KEPT_DAYS: i64 = 7;

/// An archive has no room left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the archive could not be written")]
pub struct ArchiveFailed;

/// An archive that is being filled.
pub trait Archive: Send {
    /// Adds a file.
    ///
    /// # Errors
    /// [`ArchiveFailed`].
    fn add(&mut self, name: &str, file: &[u8]) -> Result<(), ArchiveFailed>;

    /// The archive itself.
    ///
    /// # Errors
    /// [`ArchiveFailed`].
    fn end(self: Box<Self>) -> Result<Vec<u8>, ArchiveFailed>;
}

/// Begins archives.
pub trait Archives: Send + Sync {
    /// An empty one.
    fn begin(&self) -> Box<dyn Archive>;
}
