//! What the rules need from outside, as traits that adapters implement.
//!
//! Every call names the structure: another's dossier is simply absent. Methods take
//! `&mut self` because they run inside one transaction.

use async_trait::async_trait;
use chrono::NaiveDate;
use kernel::{DossierId, FactId, StoreError, StructureId, Versioned};

use crate::{dossier::Dossier, fact::Recorded};

/// A dossier that is merged into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Former {
    /// Its identifier.
    pub id: DossierId,
    /// The version at which it was read.
    pub version: i64,
}

/// The dossiers of a structure.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Dossiers: Send {
    /// The dossier with its whole history, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn dossier(
        &mut self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError>;

    /// The dossier with its whole history, for reading alone: nothing is locked.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn dossier_read(
        &mut self,
        structure: StructureId,
        id: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError>;

    /// The next number of the structure. Numbers have no gap and no double: a
    /// transaction that is given up gives its number back.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn dossier_number(&mut self, structure: StructureId) -> Result<u32, StoreError>;

    /// Stores a dossier that was not stored yet.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its id or number is taken.
    async fn dossier_insert(&mut self, dossier: &Dossier) -> Result<(), StoreError>;

    /// Appends facts; `dossier` already holds them at the end of its history.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stored version is no longer `version`.
    async fn dossier_append(
        &mut self,
        version: i64,
        dossier: &Dossier,
        facts: &[Recorded],
    ) -> Result<(), StoreError>;

    /// Stores `merged` in place of two dossiers: under its own identifier, stored at
    /// `version`, its history holds all that was recorded of both, then `facts`. The
    /// other one is gone, and its identifier leads here from now on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when either version is no longer the stored one, or when
    /// the history is not made of both.
    async fn dossier_merge(
        &mut self,
        version: i64,
        merged: &Dossier,
        facts: &[Recorded],
        other: Former,
    ) -> Result<(), StoreError>;

    /// The dossier into which a former one was merged.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn dossier_successor(
        &mut self,
        structure: StructureId,
        former: DossierId,
    ) -> Result<Option<DossierId>, StoreError>;

    /// How many elections are in force on a day.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn elections_in_force(
        &mut self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<u64, StoreError>;
}

/// What remains of a dossier that was erased: nothing that leads back to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// An identifier of its own.
    pub id: FactId,
    /// The structure.
    pub structure: StructureId,
    /// Days on which requests were filed.
    pub filed_on: Vec<NaiveDate>,
    /// Days of the decisions, with a word for each outcome.
    pub decided: Vec<(NaiveDate, &'static str)>,
    /// The day of erasure.
    pub erased_on: NaiveDate,
    /// Why: the delay, or an entry by mistake.
    pub ground: ErasureGround,
}

kernel::vocabulary! {
    /// Why a dossier was erased.
    ErasureGround {
        Retention = "delai", "Durée de conservation écoulée";
        EntryError = "erreur_de_saisie", "Dossier ouvert par erreur";
        Double = "doublon", "Doublon d’un autre dossier";
        Trial = "essai", "Dossier d’essai";
        Granted = "demande", "Effacement accordé à la personne";
        ImportUndone = "import_annule", "Import annulé";
    }
}

impl Tombstone {
    /// What remains of `dossier`.
    #[must_use]
    pub fn of(dossier: &Dossier, id: FactId, erased_on: NaiveDate, ground: ErasureGround) -> Self {
        use crate::decision::Outcome;
        let word = |outcome: &Outcome| match outcome {
            Outcome::Accepted(_) => "accord",
            Outcome::Refused(_) => "refus",
            Outcome::Terminated(_) => "radiation",
            Outcome::ClosedAfterExpiry { .. } => "cloture",
        };
        Self {
            id,
            structure: dossier.structure(),
            filed_on: dossier
                .demandes()
                .iter()
                .map(crate::request::Demande::filed_on)
                .collect(),
            decided: dossier
                .decisions()
                .iter()
                .map(|d| (d.decided_on(), word(d.outcome())))
                .collect(),
            erased_on,
            ground,
        }
    }
}

/// Forgetting.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Purge: Send {
    /// Dossiers whose facts may have run out of their delay on `today`, at most
    /// `limit`, after `after` in order of id. The list may hold too many, never too
    /// few: [`Dossier::retention`] decides on each.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn purge_candidates(
        &mut self,
        structure: StructureId,
        today: NaiveDate,
        months: u32,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<DossierId>, StoreError>;

    /// Erases every trace of a dossier but its tombstone: rows, search columns, keys.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stored version is no longer `version`.
    async fn purge_erase(
        &mut self,
        dossier: DossierId,
        version: i64,
        tombstone: &Tombstone,
    ) -> Result<(), StoreError>;
}
