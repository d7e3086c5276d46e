//! Finding a person from whatever is known of them.
//!
//! What is typed is read once, here, into [`Asked`]; what a dossier can be found by is
//! derived once, here, into [`Findable`], and stored with it. Adapters compare the two,
//! all by the same rule: see [`Asked`].

mod asked;
mod figures;
mod findable;
mod keys;
mod marks;
mod sound;

use async_trait::async_trait;
use kernel::{StoreError, StructureId};

use crate::reads::DossierRow;

pub use asked::{Asked, Reading, Term};
pub use findable::{Findable, Mention, MentionKind};
pub use marks::marks;

/// A dossier that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its row.
    pub row: DossierRow,
    /// What answers beside what the row shows.
    pub mentions: Vec<Mention>,
    /// False when a word was found only by a close spelling or by its sound.
    pub exact: bool,
}

impl Found {
    /// A dossier that answers, with those of its mentions that say why where its row does
    /// not.
    #[must_use]
    pub fn new(row: DossierRow, mentions: Vec<Mention>, exact: bool, asked: &Asked) -> Self {
        Self {
            mentions: marks::reasons(&row, mentions, asked),
            row,
            exact,
        }
    }
}

/// Finding people in a structure.
#[async_trait]
pub trait DossierSearch: Send + Sync {
    /// The dossiers that answer best, the best first; close spellings and sounds where
    /// there is room after what was typed.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn find(
        &self,
        structure: StructureId,
        asked: &str,
        limit: u32,
    ) -> Result<Vec<Found>, StoreError>;
}
