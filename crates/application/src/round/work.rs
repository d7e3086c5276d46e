//! One transaction on a round: what it locks, what it adds to dossiers, what it stores.

use std::collections::BTreeMap;

use domiciliation::{
    Command, Dossier, Fact, Refused,
    fact::AnnulmentMotive,
    mail::{MailKind, Quantity},
};
use kernel::{DossierId, FactId, RoundId, StructureId, Versioned};
use structures::Action;
use uuid::Uuid;

use super::{
    Entry, Places, RoundLine, RoundRefused,
    rounds::{Answer, Item},
};
use crate::{
    StaffActor, UseCaseError,
    actor::Surroundings,
    desk::record,
    permit::action_of,
    ports::{Ids, JournalEntry, UnitOfWork},
};

/// What an annulment says of itself when nothing else can be said.
const REASON: &str = "Correction de la tournée de courrier.";

/// A dossier that is being written, and the facts it is to get.
pub(super) struct Open {
    version: i64,
    dossier: Dossier,
    facts: Vec<domiciliation::Recorded>,
}

pub(super) type Dossiers = BTreeMap<DossierId, Open>;

/// A transaction of somebody on a round.
pub(super) struct Work<'a> {
    pub(super) uow: Box<dyn UnitOfWork>,
    pub(super) around: Surroundings,
    ids: &'a dyn Ids,
    actor: &'a StaffActor,
    /// What the journal is to say.
    done: Vec<(Action, DossierId)>,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        uow: Box<dyn UnitOfWork>,
        around: Surroundings,
        ids: &'a dyn Ids,
        actor: &'a StaffActor,
    ) -> Self {
        Self {
            uow,
            around,
            ids,
            actor,
            done: Vec::new(),
        }
    }

    pub(super) fn structure(&self) -> StructureId {
        self.actor.structure_id()
    }

    pub(super) async fn claim(&mut self, key: Uuid) -> Answer<bool> {
        let now = self.around.now();
        Ok(self
            .uow
            .key_claim(self.actor.structure_id(), key, now)
            .await?)
    }

    /// The first of the next places of an open round.
    pub(super) async fn places(&mut self, round: RoundId, count: u32) -> Answer<u32> {
        let structure = self.actor.structure_id();
        match self.uow.round_places(structure, round, count).await? {
            Places::Absent => Err(UseCaseError::NotFound),
            Places::Closed => Err(UseCaseError::Refused(RoundRefused::Closed)),
            Places::From(first) => Ok(first),
        }
    }

    /// These dossiers, all of them, locked.
    pub(super) async fn dossiers(&mut self, whose: &[DossierId]) -> Answer<Dossiers> {
        let structure = self.actor.structure_id();
        let mut whose = whose.to_vec();
        whose.sort_unstable();
        whose.dedup();
        let found = self.uow.round_dossiers(structure, &whose, true).await?;
        if found.len() < whose.len() {
            return Err(UseCaseError::NotFound);
        }
        Ok(by_id(found))
    }

    /// Records an arrival in its dossier.
    pub(super) fn receive(&mut self, dossiers: &mut Dossiers, item: &Item) -> Answer<Entry> {
        let open = open_of(dossiers, item.dossier)?;
        let command = Command::ReceiveMail {
            on: self.around.today(),
            items: vec![(item.kind, item.quantity)],
            remark: item.remark.clone(),
        };
        let context = self.around.context();
        if !item.meant {
            let warnings = open.dossier.warnings_before(&command, &context);
            if !warnings.is_empty() {
                return Err(UseCaseError::Refused(RoundRefused::Warned(warnings)));
            }
        }
        let action = action_of(&command);
        let facts = open.dossier.decide(command, &context).map_err(by_law)?;
        let fact = self.append(open, facts, action);
        fact.map(|fact| Entry::Recorded {
            dossier: item.dossier,
            fact,
        })
        .ok_or(UseCaseError::Unexpected("an arrival without a fact"))
    }

    /// Annuls an arrival that was not annulled elsewhere: as one's own slip while the
    /// domain takes it for one, else with a reason, by who may.
    pub(super) fn annul(
        &mut self,
        dossiers: &mut Dossiers,
        dossier: DossierId,
        target: FactId,
    ) -> Answer<()> {
        let open = open_of(dossiers, dossier)?;
        if open.dossier.is_annulled(target) {
            return Ok(());
        }
        let context = self.around.context();
        let mut command = Command::Undo { target };
        let mut decided = open.dossier.decide(command.clone(), &context);
        if decided == Err(Refused::UndoExpired) && self.actor.may(Action::AnnulContact) {
            command = Command::AnnulEntry {
                target,
                motive: AnnulmentMotive::EntryError,
                reason: REASON
                    .parse()
                    .map_err(|_| UseCaseError::Unexpected("a reason that is no text"))?,
            };
            decided = open.dossier.decide(command.clone(), &context);
        }
        self.append(open, decided.map_err(by_law)?, action_of(&command));
        Ok(())
    }

    /// Adds facts to a dossier; the first of them.
    fn append(&mut self, open: &mut Open, facts: Vec<Fact>, action: Action) -> Option<FactId> {
        let recorded = record(self.ids, &self.around, facts);
        // Taken out and put back, since adding facts makes a new dossier.
        open.dossier = open.dossier.clone().with(recorded.iter().cloned());
        self.done.push((action, open.dossier.id()));
        let first = recorded.first().map(|recorded| recorded.id);
        open.facts.extend(recorded);
        first
    }

    /// Stores all that was appended, and what the journal says of it.
    pub(super) async fn store(&mut self, dossiers: Dossiers) -> Answer<()> {
        for open in dossiers.into_values() {
            if !open.facts.is_empty() {
                self.uow
                    .dossier_append(open.version, &open.dossier, &open.facts)
                    .await?;
            }
        }
        let done = std::mem::take(&mut self.done);
        let entries: Vec<_> = done
            .into_iter()
            .map(|(action, dossier)| JournalEntry {
                id: self.ids.mint(self.around.now()),
                structure: self.actor.structure_id(),
                at: self.around.now(),
                staff: self.actor.id(),
                action,
                dossier: Some(dossier),
            })
            .collect();
        Ok(self.uow.journal_all(&entries).await?)
    }

    /// A line by whoever acts, now.
    pub(super) fn line(
        &self,
        place: u32,
        kind: MailKind,
        quantity: Quantity,
        entry: Entry,
    ) -> RoundLine {
        RoundLine {
            place,
            by: self.actor.id(),
            at: self.around.now(),
            kind,
            quantity,
            entry,
        }
    }

    pub(super) async fn write(&mut self, round: RoundId, lines: &[RoundLine]) -> Answer<()> {
        let structure = self.actor.structure_id();
        Ok(self.uow.round_write(structure, round, lines).await?)
    }
}

fn by_law(refused: Refused) -> UseCaseError<RoundRefused> {
    UseCaseError::Refused(RoundRefused::Law(refused))
}

fn open_of(dossiers: &mut Dossiers, id: DossierId) -> Answer<&mut Open> {
    dossiers.get_mut(&id).ok_or(UseCaseError::NotFound)
}

/// Dossiers that were read, to be written.
pub(super) fn by_id(found: Vec<Versioned<Dossier>>) -> Dossiers {
    let open = |found: Versioned<Dossier>| Open {
        version: found.version,
        dossier: found.value,
        facts: Vec::new(),
    };
    found
        .into_iter()
        .map(|found| (found.value.id(), open(found)))
        .collect()
}
