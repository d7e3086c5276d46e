//! What is done in a round. Each line that is recorded is a fact of its dossier, stored in
//! the same transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domiciliation::{
    command::undo_is_open,
    mail::{MailKind, MailRemark, Quantity},
};
use kernel::{DossierId, RoundId};
use structures::Action;
use uuid::Uuid;

use super::{
    Aside, Entry, Exact, MailRound, Person, RoundLine, RoundRefused, RoundSheet, RoundSummary,
    RoundViews, ShownLine, Typed, exact_forms, work::Work,
};
use crate::{
    Committed, StaffActor, UseCaseError,
    actor::Surroundings,
    ports::{Clock, Ids, Store, commit},
};

/// How many rounds that nobody sees any more are deleted as a new one is opened.
const FORGOTTEN_AT_ONCE: u32 = 20;

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
        let uow = self.store.begin(actor.scope()).await?;
        let around = Surroundings::of(actor, self.clock.now());
        Ok(Work::new(uow, around, self.ids.as_ref(), actor))
    }
}
