//! Two dossiers of one person become one.

use std::sync::Arc;

use domiciliation::{Dossier, Refused, ports::Former};
use kernel::{DossierId, Versioned};
use structures::Action;
use uuid::Uuid;

use crate::{
    Committed, StaffActor, UseCaseError,
    actor::Surroundings,
    desk::record,
    ports::{Clock, Ids, JournalEntry, Store, UnitOfWork, commit},
};

/// Two dossiers, as the page showed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The one whose number and identity are kept.
    pub kept: DossierId,
    /// The version shown of it.
    pub kept_seen: i64,
    /// The one that is merged into it.
    pub other: DossierId,
    /// The version shown of that one.
    pub other_seen: i64,
    /// What makes a double click one merging.
    pub key: Uuid,
}

/// Merges dossiers.
#[derive(Clone)]
pub struct MergeDossiers {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl MergeDossiers {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// What one dossier would be with the other merged into it. Changes nothing.
    ///
    /// # Errors
    /// [`Refused`], as [`Dossier::merge`].
    pub fn preview(
        &self,
        kept: &Dossier,
        other: &Dossier,
        surroundings: &Surroundings,
    ) -> Result<Dossier, Refused> {
        Ok(self.merged(kept, other, surroundings)?.0)
    }

    fn merged(
        &self,
        kept: &Dossier,
        other: &Dossier,
        surroundings: &Surroundings,
    ) -> Result<(Dossier, Vec<domiciliation::Recorded>), Refused> {
        let merging = kept.merge(other, &surroundings.context())?;
        let facts = record(self.ids.as_ref(), surroundings, merging.facts);
        let (structure, number) = (kept.structure(), kept.number());
        let merged = Dossier::from_history(structure, kept.id(), number, merging.history)
            .with(facts.iter().cloned());
        Ok((merged, facts))
    }

    /// Merges two dossiers in one transaction. Asked again with the same key, it does
    /// nothing.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, absent, changed since it was shown, or refused by a rule.
    pub async fn execute(
        &self,
        actor: &StaffActor,
        merge: Merge,
    ) -> Result<Committed<()>, UseCaseError<Refused>> {
        actor.require(Action::MergeDossiers)?;
        let surroundings = Surroundings::of(actor, self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let structure = actor.structure_id();
        if !uow
            .key_claim(structure, merge.key, surroundings.now())
            .await?
        {
            return Ok(commit(uow, ()).await?);
        }
        // In order of their identifiers, so that two who merge them the other way round
        // wait for each other instead of locking each other out.
        let (first, second) = (merge.kept.min(merge.other), merge.kept.max(merge.other));
        let first = locked(uow.as_mut(), actor, first).await?;
        let second = locked(uow.as_mut(), actor, second).await?;
        let (kept, other) = if merge.kept <= merge.other {
            (first, second)
        } else {
            (second, first)
        };
        if kept.version != merge.kept_seen || other.version != merge.other_seen {
            return Err(UseCaseError::Conflict);
        }
        let (merged, facts) = self
            .merged(&kept.value, &other.value, &surroundings)
            .map_err(UseCaseError::Refused)?;
        let former = Former {
            id: merge.other,
            version: other.version,
        };
        uow.dossier_merge(kept.version, &merged, &facts, former)
            .await?;
        for dossier in [merge.kept, merge.other] {
            let entry = JournalEntry {
                id: self.ids.mint(surroundings.now()),
                structure,
                at: surroundings.now(),
                staff: actor.id(),
                action: Action::MergeDossiers,
                dossier: Some(dossier),
            };
            uow.journal(&entry).await?;
        }
        Ok(commit(uow, ()).await?)
    }

    /// The dossier to which a former identifier leads.
    ///
    /// # Errors
    /// [`UseCaseError`]: forbidden, or storage is away.
    pub async fn successor(
        &self,
        actor: &StaffActor,
        former: DossierId,
    ) -> Result<Option<DossierId>, UseCaseError<Refused>> {
        actor.require(Action::ViewDossiers)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.dossier_successor(actor.structure_id(), former).await?)
    }
}

async fn locked(
    uow: &mut dyn UnitOfWork,
    actor: &StaffActor,
    id: DossierId,
) -> Result<Versioned<Dossier>, UseCaseError<Refused>> {
    uow.dossier(actor.structure_id(), id)
        .await?
        .ok_or(UseCaseError::NotFound)
}
