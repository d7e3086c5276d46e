//! One act for many people: as many orders as there are people.
//!
//! Nobody is struck off by the dozen. Whoever acts is first shown, person by person, what
//! the law would answer; each order is then decided anew, on the dossier as it stands, in a
//! transaction of its own. The key of each comes from the key of the form, so that a form
//! sent twice repeats nothing.

use std::sync::Arc;

use chrono::NaiveDate;
use domiciliation::{
    Command, Dossier, Refused, identity::Filing, ports::ErasureGround, radiation::RadiationMotif,
};
use kernel::{DossierId, StaffId, StoreError, Versioned};
use structures::Action;
use uuid::Uuid;

use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    desk::{Desk, Order},
    ports::{Clock, Store},
    reads::{COUNTED, DossierLists, DossierRow, ListQuery},
};

/// How many rows are read at a time.
const BATCH: u32 = 250;

/// What is done to each of the people chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Give them a referent, or none.
    Referent(Option<StaffId>),
    /// Record that they were told of a striking off that is considered.
    PlanRadiation {
        /// On which ground.
        motif: RadiationMotif,
        /// The day they were told.
        notified_on: NaiveDate,
    },
    /// Erase dossiers that were entered by mistake.
    Erase(ErasureGround),
}

impl Act {
    /// The permission that it asks for.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Referent(_) => Action::EditRequest,
            Self::PlanRadiation { .. } => Action::PrepareRadiation,
            Self::Erase(_) => Action::EraseDossier,
        }
    }

    /// For how many people at once: as many as somebody can look at one by one, and where
    /// nothing legal hangs on it as many as are counted.
    #[must_use]
    pub const fn limit(self) -> u64 {
        match self {
            Self::Referent(_) => COUNTED,
            Self::PlanRadiation { .. } | Self::Erase(_) => 200,
        }
    }
}

/// Who is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Some(Vec<DossierId>),
    /// Everybody whom a list shows, on all its pages.
    All(Box<ListQuery>),
}

/// What would become of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can be done.
    Possible,
    /// A rule says no.
    Refused(Refused),
}

/// One person chosen, and what would become of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// Who.
    pub row: DossierRow,
    /// The version of the dossier that was looked at, where a rule looked at it.
    pub version: i64,
    /// What would become of them.
    pub verdict: Verdict,
}

/// More people are chosen than an act takes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} people are chosen")]
pub struct TooMany {
    /// How many it takes.
    pub limit: u64,
}

/// One person to act on, as they were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Who.
    pub dossier: DossierId,
    /// The version that was shown, for acts that must not overlook what happened since.
    pub seen: i64,
}

/// What became of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, now or by the same form before.
    Done,
    /// A rule says no.
    Refused(Refused),
    /// Something happened since the dossier was shown: nothing was done.
    Changed,
    /// There is no such dossier any more.
    Gone,
}

/// What became of one person, with what the list knew of them before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneResult {
    /// Who.
    pub dossier: DossierId,
    /// Their row; none when they were gone before.
    pub row: Option<DossierRow>,
    /// What became of them.
    pub outcome: Outcome,
}

/// Acting on many people.
#[derive(Clone)]
pub struct Bulk {
    desk: Desk,
    store: Arc<dyn Store>,
    lists: Arc<dyn DossierLists>,
    clock: Arc<dyn Clock>,
}

impl Bulk {
    /// On these ports.
    #[must_use]
    pub fn new(
        desk: Desk,
        store: Arc<dyn Store>,
        lists: Arc<dyn DossierLists>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            desk,
            store,
            lists,
            clock,
        }
    }

    /// What the act would do to each of the people chosen. Changes nothing.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`]; [`TooMany`] when more are chosen than it takes.
    pub async fn foresee(
        &self,
        actor: &StaffActor,
        act: Act,
        selection: &Selection,
    ) -> Result<Vec<Foreseen>, UseCaseError<TooMany>> {
        actor.require(act.action())?;
        let rows = self.chosen(actor, selection, act.limit()).await?;
        let around = Surroundings::of(actor, self.clock.now());
        if let Act::Referent(_) = act {
            // No rule stands against it, whoever follows the person now.
            let foreseen = rows.into_iter().map(|row| Foreseen {
                row,
                version: 0,
                verdict: Verdict::Possible,
            });
            return Ok(foreseen.collect());
        }
        let mut uow = self.store.begin(actor.scope()).await?;
        let mut foreseen = Vec::with_capacity(rows.len());
        for row in rows {
            let read = uow.dossier_read(actor.structure_id(), row.id).await?;
            if let Some(Versioned { value, version }) = read {
                let verdict = tried(act, &value, &around);
                foreseen.push(Foreseen {
                    row,
                    version,
                    verdict: verdict.map_or_else(Verdict::Refused, |()| Verdict::Possible),
                });
            }
        }
        Ok(foreseen)
    }

    /// The rows of the people chosen, at most `limit`.
    ///
    /// # Errors
    /// [`TooMany`] when more are chosen.
    pub async fn chosen(
        &self,
        actor: &StaffActor,
        selection: &Selection,
        limit: u64,
    ) -> Result<Vec<DossierRow>, UseCaseError<TooMany>> {
        let structure = actor.structure_id();
        let limited = |count: usize| count as u64 <= limit;
        match selection {
            Selection::Some(dossiers) if limited(dossiers.len()) => {
                Ok(self.lists.rows_of(structure, dossiers).await?)
            }
            Selection::Some(_) => Err(UseCaseError::Refused(TooMany { limit })),
            Selection::All(query) => {
                let today = actor.civil_date(self.clock.now());
                let query = ListQuery {
                    limit: BATCH,
                    ..(**query).clone()
                };
                let (mut rows, mut after) = (Vec::new(), None);
                loop {
                    let batch = self
                        .lists
                        .batch(structure, &query, after.as_ref(), today)
                        .await?;
                    rows.extend(batch.rows);
                    if !limited(rows.len()) {
                        return Err(UseCaseError::Refused(TooMany { limit }));
                    }
                    after = batch.next;
                    if after.is_none() {
                        return Ok(rows);
                    }
                }
            }
        }
    }

    /// Carries out the act on each of these people, one after the other.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`], [`TooMany`]; and when storage fails half-way: what was
    /// done stays done, and the same form sent again goes on.
    ///
    /// # Law
    /// as many decisions as there are people, each decided on its own.
    pub async fn carry_out(
        &self,
        actor: &StaffActor,
        act: Act,
        key: Uuid,
        targets: &[Target],
    ) -> Result<Vec<OneResult>, UseCaseError<TooMany>> {
        actor.require(act.action())?;
        if targets.len() as u64 > act.limit() {
            return Err(UseCaseError::Refused(TooMany { limit: act.limit() }));
        }
        let ids: Vec<DossierId> = targets.iter().map(|target| target.dossier).collect();
        // Read first: an erased dossier has no row any more.
        let mut rows = self.lists.rows_of(actor.structure_id(), &ids).await?;
        let mut results = Vec::with_capacity(targets.len());
        for target in targets {
            let outcome = self.one(actor, act, key, *target).await?;
            let found = rows.iter().position(|row| row.id == target.dossier);
            results.push(OneResult {
                dossier: target.dossier,
                row: found.map(|found| rows.swap_remove(found)),
                outcome,
            });
        }
        Ok(results)
    }

    async fn one(
        &self,
        actor: &StaffActor,
        act: Act,
        key: Uuid,
        target: Target,
    ) -> Result<Outcome, UseCaseError<TooMany>> {
        let key = derived(key, target.dossier);
        let done = match act {
            Act::Referent(referent) => {
                let read = self.read(actor, target.dossier).await?;
                let Some(Versioned { value, version }) = read else {
                    return Ok(Outcome::Gone);
                };
                let filing = value.filing();
                if filing.referent == referent {
                    return Ok(Outcome::Done);
                }
                let filing = Filing {
                    referent,
                    ..filing.clone()
                };
                self.order(
                    actor,
                    target.dossier,
                    version,
                    key,
                    Command::RecordFiling(filing),
                )
                .await
            }
            Act::PlanRadiation { motif, notified_on } => {
                let command = Command::PlanRadiation { motif, notified_on };
                self.order(actor, target.dossier, target.seen, key, command)
                    .await
            }
            Act::Erase(ground) => self
                .desk
                .erase(actor, target.dossier, target.seen, key, ground)
                .await
                .map(drop),
        };
        match done {
            Ok(()) => Ok(Outcome::Done),
            Err(UseCaseError::Refused(refused)) => Ok(Outcome::Refused(refused)),
            Err(UseCaseError::NotFound) => Ok(Outcome::Gone),
            Err(UseCaseError::Conflict) => self.since_shown(actor, act, target.dossier).await,
            Err(UseCaseError::Forbidden) => Err(UseCaseError::Forbidden),
            Err(UseCaseError::Unavailable) => Err(UseCaseError::Unavailable),
            Err(UseCaseError::Unexpected(what)) => Err(UseCaseError::Unexpected(what)),
        }
    }

    async fn order(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        seen: i64,
        key: Uuid,
        command: Command,
    ) -> Result<(), UseCaseError<Refused>> {
        let order = Order {
            dossier,
            seen: Some(seen),
            key,
            command,
        };
        self.desk.carry_out(actor, order).await.map(drop)
    }

    async fn read(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
    ) -> Result<Option<Versioned<Dossier>>, StoreError> {
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.dossier_read(actor.structure_id(), dossier).await
    }

    /// The dossier is no longer the one that was shown: why the law now says no, or else
    /// that somebody should look again.
    async fn since_shown(
        &self,
        actor: &StaffActor,
        act: Act,
        dossier: DossierId,
    ) -> Result<Outcome, UseCaseError<TooMany>> {
        let around = Surroundings::of(actor, self.clock.now());
        Ok(match self.read(actor, dossier).await? {
            None => Outcome::Gone,
            Some(now) => {
                tried(act, &now.value, &around).map_or_else(Outcome::Refused, |()| Outcome::Changed)
            }
        })
    }
}

/// What the law answers to the act. Changes nothing.
fn tried(act: Act, dossier: &Dossier, around: &Surroundings) -> Result<(), Refused> {
    let context = around.context();
    match act {
        Act::Referent(_) => Ok(()),
        Act::PlanRadiation { motif, notified_on } => dossier
            .decide(Command::PlanRadiation { motif, notified_on }, &context)
            .map(drop),
        Act::Erase(_) => dossier.may_be_erased(&context),
    }
}

/// The key of one order among those of a form: always the same for the same person, and
/// another for another (FNV-1a over both).
fn derived(form: Uuid, dossier: DossierId) -> Uuid {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = [form.into_bytes(), dossier.uuid().into_bytes()].concat();
    Uuid::from_u128(bytes.into_iter().fold(BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    }))
}
