//! What is done in a round. Each line that is recorded is a fact of its dossier, stored in
//! the same transaction.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use domiciliation::{
    Command, Dossier, Fact, Refused,
    command::undo_is_open,
    fact::AnnulmentMotive,
    mail::{MailKind, MailRemark, Quantity},
};
use kernel::{DossierId, FactId, RoundId, StructureId, Versioned};
use structures::Action;
use uuid::Uuid;

use super::{
    Aside, Entry, Exact, MailRound, Person, Places, RoundLine, RoundRefused, RoundSheet,
    RoundSummary, RoundViews, ShownLine, Typed, exact_forms,
};
use crate::{
    Committed, StaffActor, UseCaseError,
    actor::Surroundings,
    desk::record,
    permit::action_of,
    ports::{Clock, Ids, JournalEntry, Store, UnitOfWork, commit},
};

/// How many rounds that nobody sees any more are deleted as a new one is opened.
const FORGOTTEN_AT_ONCE: u32 = 20;

/// What an annulment says of itself when nothing else can be said.
const REASON: &str = "Correction de la tournée de courrier.";

/// How a round answers.
pub type Answer<T> = Result<T, UseCaseError<RoundRefused>>;

/// Mail that arrived for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Whose.
    pub dossier: DossierId,
    /// What.
    pub kind: MailKind,
    /// How many.
    pub quantity: Quantity,
    /// A short remark.
    pub remark: Option<MailRemark>,
    /// Whether it is meant, whatever the law warns of.
    pub meant: bool,
}

/// Whether an actor may still correct a recorded line: their own for a while, a
/// colleague's by permission. The domain decides again when they do.
#[must_use]
pub fn may_correct(actor: &StaffActor, line: &RoundLine, now: DateTime<Utc>) -> bool {
    match line.entry {
        Entry::Aside { .. } => true,
        Entry::Forgotten => false,
        Entry::Recorded { .. } => {
            let mine = line.by == actor.id() && undo_is_open(line.at, now);
            mine || actor.may(Action::AnnulContact)
        }
    }
}

/// Mail rounds.
#[derive(Clone)]
pub struct MailRounds {
    pub(super) store: Arc<dyn Store>,
    pub(super) views: Arc<dyn RoundViews>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
}

impl MailRounds {
    /// On these ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        views: Arc<dyn RoundViews>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            views,
            clock,
            ids,
        }
    }

    /// A fresh identifier, which the form carries so that a double click opens one round.
    #[must_use]
    pub fn new_id(&self) -> RoundId {
        RoundId::new(self.ids.mint(self.clock.now()))
    }

    /// Opens a round, and forgets a few of those that are not shown any more.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn open(&self, actor: &StaffActor, id: RoundId) -> Answer<Committed<()>> {
        actor.require(Action::RecordMail)?;
        let now = self.clock.now();
        let round = MailRound {
            id,
            by: actor.id(),
            opened_at: now,
            closed_at: None,
        };
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        uow.rounds_forget(structure, MailRound::shown_since(now), FORGOTTEN_AT_ONCE)
            .await?;
        uow.round_open(structure, &round).await?;
        Ok(commit(uow, ()).await?)
    }

    /// The rounds of the last weeks.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn recent(&self, actor: &StaffActor) -> Answer<Vec<RoundSummary>> {
        actor.require(Action::RecordMail)?;
        let since = MailRound::shown_since(self.clock.now());
        Ok(self.views.rounds(actor.structure_id(), since).await?)
    }

    /// A round, its last lines, and all that was put aside.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn sheet(
        &self,
        actor: &StaffActor,
        round: RoundId,
        limit: u32,
    ) -> Answer<RoundSheet> {
        actor.require(Action::RecordMail)?;
        let since = MailRound::shown_since(self.clock.now());
        self.views
            .round_sheet(actor.structure_id(), round, since, limit)
            .await?
            .ok_or(UseCaseError::NotFound)
    }

    /// One line of a round.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn line(&self, actor: &StaffActor, round: RoundId, place: u32) -> Answer<ShownLine> {
        actor.require(Action::RecordMail)?;
        let since = MailRound::shown_since(self.clock.now());
        self.views
            .round_shown_line(actor.structure_id(), round, since, place)
            .await?
            .ok_or(UseCaseError::NotFound)
    }

    /// Whoever bears exactly what was typed: a number, a reference, a box, a card.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn bearers(&self, actor: &StaffActor, typed: &str) -> Answer<Vec<Person>> {
        actor.require(Action::RecordMail)?;
        let exact: [Exact; 1] = [exact_forms(typed)];
        let found = self.views.bearers(actor.structure_id(), &exact).await?;
        Ok(found.into_iter().map(|(_, person)| person).collect())
    }

    /// Somebody, as a round shows them.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn person(&self, actor: &StaffActor, dossier: DossierId) -> Answer<Person> {
        actor.require(Action::RecordMail)?;
        let exact = [Exact::of(dossier)];
        let found = self.views.bearers(actor.structure_id(), &exact).await?;
        let first = found.into_iter().next();
        first
            .map(|(_, person)| person)
            .ok_or(UseCaseError::NotFound)
    }

    /// Records an arrival and its line. With a key that was used already it does nothing.
    ///
    /// # Errors
    /// [`UseCaseError`]: absent, or refused: the round is closed, a rule says no, or one
    /// warns and nobody said that it was meant.
    pub async fn enter(
        &self,
        actor: &StaffActor,
        round: RoundId,
        key: Uuid,
        item: Item,
    ) -> Answer<Committed<()>> {
        let mut work = self.begin(actor, &[Action::RecordMail]).await?;
        if !work.claim(key).await? {
            return Ok(commit(work.uow, ()).await?);
        }
        let place = work.places(round, 1).await?;
        let mut dossiers = work.dossiers(&[item.dossier]).await?;
        let entry = work.receive(&mut dossiers, &item)?;
        work.store(dossiers).await?;
        let line = work.line(place, item.kind, item.quantity, entry);
        work.write(round, &[line]).await?;
        Ok(commit(work.uow, ()).await?)
    }

    /// Puts an item aside, with its reason: nothing is recorded of it in any dossier.
    ///
    /// # Errors
    /// [`UseCaseError`]: absent, or the round is closed.
    pub async fn put_aside(
        &self,
        actor: &StaffActor,
        round: RoundId,
        key: Uuid,
        (why, dossier, typed): (Aside, Option<DossierId>, Option<Typed>),
        (kind, quantity): (MailKind, Quantity),
    ) -> Answer<Committed<()>> {
        let mut work = self.begin(actor, &[Action::RecordMail]).await?;
        if !work.claim(key).await? {
            return Ok(commit(work.uow, ()).await?);
        }
        let place = work.places(round, 1).await?;
        if let Some(dossier) = dossier {
            let found = work.uow.dossier_read(actor.structure_id(), dossier).await?;
            found.ok_or(UseCaseError::NotFound)?;
        }
        let entry = Entry::Aside {
            why,
            dossier,
            typed,
        };
        let line = work.line(place, kind, quantity, entry);
        work.write(round, &[line]).await?;
        Ok(commit(work.uow, ()).await?)
    }

    /// Corrects a line, or takes it out where nothing comes instead. What it recorded is
    /// annulled, and the right arrival recorded, both or neither.
    ///
    /// # Errors
    /// [`UseCaseError`]: absent, or refused: the round is closed, the line is gone, or a
    /// rule says no.
    pub async fn correct(
        &self,
        actor: &StaffActor,
        round: RoundId,
        place: u32,
        key: Uuid,
        instead: Option<Item>,
    ) -> Answer<Committed<()>> {
        let structure = actor.structure_id();
        let needed = [Action::RecordMail, Action::UndoOwnAct];
        let mut work = self.begin(actor, &needed).await?;
        if !work.claim(key).await? {
            return Ok(commit(work.uow, ()).await?);
        }
        work.places(round, 0).await?;
        let line = work.uow.round_line(structure, round, place).await?;
        let line = line.ok_or(UseCaseError::Refused(RoundRefused::LineGone))?;
        let recorded = match line.entry {
            Entry::Recorded { dossier, fact } => Some((dossier, fact)),
            Entry::Aside { .. } => None,
            Entry::Forgotten => return Err(UseCaseError::Refused(RoundRefused::LineGone)),
        };
        let mut whose: Vec<_> = instead.iter().map(|item| item.dossier).collect();
        whose.extend(recorded.map(|(dossier, _)| dossier));
        let mut dossiers = work.dossiers(&whose).await?;
        // What comes instead first: mail that has left since may have been part of it.
        let entry = match &instead {
            Some(item) => {
                let meant = item.meant || recorded.is_some_and(|(old, _)| old == item.dossier);
                let item = Item {
                    meant,
                    ..item.clone()
                };
                Some(work.receive(&mut dossiers, &item)?)
            }
            None => None,
        };
        if let Some((dossier, fact)) = recorded {
            work.annul(&mut dossiers, dossier, fact)?;
        }
        work.store(dossiers).await?;
        match instead.zip(entry) {
            Some((item, entry)) => {
                let line = work.line(place, item.kind, item.quantity, entry);
                work.write(round, &[line]).await?;
            }
            None => work.uow.round_strike(structure, round, place).await?,
        }
        Ok(commit(work.uow, ()).await?)
    }

    /// Closes a round: what was typed and led to nobody is forgotten. Again, it does
    /// nothing.
    ///
    /// # Errors
    /// [`UseCaseError`].
    pub async fn close(&self, actor: &StaffActor, round: RoundId) -> Answer<Committed<()>> {
        actor.require(Action::RecordMail)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let now = self.clock.now();
        if !uow.round_close(actor.structure_id(), round, now).await? {
            return Err(UseCaseError::NotFound);
        }
        Ok(commit(uow, ()).await?)
    }

    /// Begins a transaction for somebody who may.
    pub(super) async fn begin<'a>(
        &'a self,
        actor: &'a StaffActor,
        needed: &[Action],
    ) -> Answer<Work<'a>> {
        for action in needed {
            actor.require(*action)?;
        }
        Ok(Work {
            uow: self.store.begin(actor.scope()).await?,
            around: Surroundings::of(actor, self.clock.now()),
            ids: self.ids.as_ref(),
            actor,
            done: Vec::new(),
        })
    }
}

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

impl Work<'_> {
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
    fn annul(&mut self, dossiers: &mut Dossiers, dossier: DossierId, target: FactId) -> Answer<()> {
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
