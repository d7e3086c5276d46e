//! Taking people out of the application: whom, which tables and columns of them, in which
//! format.
//!
//! A [`Plan`] says what is wanted. [`Exports::begin`] permits and journals it, then people
//! are read some at a time ([`Export::next`]) and written some at a time ([`ExportFile`]):
//! memory holds a few hundred of them, however many there are. Of the dossiers, only the
//! facts are read that the chosen columns are made of. See
//! `docs/adr/0023-export-and-archive.md`.

mod cells;
mod column;
mod file;
mod need;
mod plan;
mod rows;
mod table;

use std::{collections::HashMap, sync::Arc};

use domiciliation::{Dossier, Recorded};
use kernel::{DossierId, StoreError, StructureId};
use structures::{Action, Structure};

use crate::{
    Committed, StaffActor, UseCaseError,
    access::Confirmed,
    ports::{Clock, Ids, JournalEntry, Scope, Store, UnitOfWork, commit},
    reads::{Cursor, DossierLists, DossierRow, ListQuery},
};

pub use cells::{Around, Taken};
pub use column::{Column, GROUPS};
pub use file::{ExportFile, NewFile, RecordWriter, Records, Writers};
pub use need::{ANNULLED, Need, kinds_of};
pub use plan::{Format, Plan, Unplanned};
pub use table::{Head, Table};

/// How many people are read at a time.
const BATCH: u32 = 500;

/// Whoever asks has to say once more who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the export is not confirmed")]
pub struct NotConfirmed;

/// What exports stand on.
#[derive(Clone)]
pub struct ExportPorts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// The lists.
    pub lists: Arc<dyn DossierLists>,
    /// What writes files.
    pub writers: Writers,
    /// The moment.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
}

/// Taking people out.
#[derive(Clone)]
pub struct Exports(ExportPorts);

impl Exports {
    /// On these ports.
    #[must_use]
    pub const fn new(ports: ExportPorts) -> Self {
        Self(ports)
    }

    /// Permits an export and journals it: nothing leaves before this is stored.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`]; [`NotConfirmed`] when the plan asks for a confirmation
    /// and there is none of this actor.
    pub async fn begin(
        &self,
        actor: &StaffActor,
        plan: Plan,
        confirmed: Option<&Confirmed>,
    ) -> Result<Committed<Export>, UseCaseError<NotConfirmed>> {
        actor.require(Action::ExportDossiers)?;
        if plan.is_confirmed() && !confirmed.is_some_and(|c| c.is_of(actor)) {
            return Err(UseCaseError::Refused(NotConfirmed));
        }
        let now = self.0.clock.now();
        let mut uow = self.0.store.begin(actor.scope()).await?;
        let entry = JournalEntry {
            id: self.0.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action: Action::ExportDossiers,
            dossier: None,
        };
        uow.journal(&entry).await?;
        let export = self.prepare(uow.as_mut(), actor.structure(), plan).await?;
        Ok(commit(uow, export).await?)
    }

    /// An export for whoever runs the installation, who has no account and leaves no line
    /// in its journal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_for_operator(
        &self,
        structure: &Structure,
        plan: Plan,
    ) -> Result<Export, StoreError> {
        let scope = Scope {
            structure: structure.id(),
        };
        let mut uow = self.0.store.begin(scope).await?;
        self.prepare(uow.as_mut(), structure, plan).await
    }

    async fn prepare(
        &self,
        uow: &mut dyn UnitOfWork,
        structure: &Structure,
        plan: Plan,
    ) -> Result<Export, StoreError> {
        let staff = uow.staff_read(structure.id()).await?;
        let named = staff.iter().map(|member| (member.id(), member.full_name()));
        let around = Around {
            today: structure.zone().date_of(self.0.clock.now()),
            staff: named.collect::<HashMap<_, _>>(),
            gap_days: u32::from(structure.delays().first_domiciliation_gap_days.get()),
            zone: structure.zone(),
        };
        let query = ListQuery {
            limit: BATCH,
            ..plan.whom().clone()
        };
        Ok(Export {
            lists: Arc::clone(&self.0.lists),
            writers: self.0.writers.clone(),
            structure: structure.id(),
            kinds: plan.kinds().into(),
            plan,
            around,
            query,
            next: Next::From(None),
        })
    }
}

/// Where reading goes on.
enum Next {
    From(Option<Cursor>),
    Nowhere,
}

/// An export that is permitted.
pub struct Export {
    lists: Arc<dyn DossierLists>,
    writers: Writers,
    structure: StructureId,
    plan: Plan,
    kinds: Arc<[&'static str]>,
    around: Around,
    query: ListQuery,
    next: Next,
}

impl Export {
    /// The file that its people are to be written to, which may be written elsewhere than
    /// they are read.
    #[must_use]
    pub fn new_file(&self) -> NewFile {
        NewFile {
            writers: self.writers.clone(),
            plan: self.plan.clone(),
            around: self.around.clone(),
        }
    }

    /// The people who come next; none after the last.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next(&mut self) -> Result<Option<Vec<Taken>>, StoreError> {
        match self.lot().await? {
            Some(lot) => lot.people().await.map(Some),
            None => Ok(None),
        }
    }

    /// Who comes next; nobody after the last. What is told of them is read apart, so that
    /// several lots may be read at a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lot(&mut self) -> Result<Option<Lot>, StoreError> {
        let Next::From(after) = std::mem::replace(&mut self.next, Next::Nowhere) else {
            return Ok(None);
        };
        let (query, today) = (&self.query, self.around.today);
        let batch = self
            .lists
            .batch(self.structure, query, after.as_ref(), today);
        let batch = batch.await?;
        if let Some(cursor) = batch.next {
            self.next = Next::From(Some(cursor));
        }
        Ok(Some(Lot {
            lists: Arc::clone(&self.lists),
            structure: self.structure,
            kinds: Arc::clone(&self.kinds),
            rows: batch.rows,
        }))
    }
}

/// Some people who follow each other.
pub struct Lot {
    lists: Arc<dyn DossierLists>,
    structure: StructureId,
    kinds: Arc<[&'static str]>,
    rows: Vec<DossierRow>,
}

impl Lot {
    /// What is told of them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn people(self) -> Result<Vec<Taken>, StoreError> {
        let mut facts = self.facts().await?;
        let taken = self.rows.into_iter().map(|row| {
            let history = facts.remove(&row.id).unwrap_or_default();
            Taken {
                dossier: Dossier::from_history(self.structure, row.id, row.number, history),
                row,
            }
        });
        Ok(taken.collect())
    }

    async fn facts(&self) -> Result<HashMap<DossierId, Vec<Recorded>>, StoreError> {
        if self.kinds.is_empty() {
            return Ok(HashMap::new());
        }
        let dossiers: Vec<DossierId> = self.rows.iter().map(|row| row.id).collect();
        let found = self.lists.facts_of(self.structure, &dossiers, &self.kinds);
        Ok(found.await?.into_iter().collect())
    }
}
