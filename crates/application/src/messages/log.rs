//! What became of messages, as the staff reads it and answers.

mod together;
mod upcoming;

use std::{convert::Infallible, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DossierId, MessageId, StoreError, add_months};
use messages::State;
use structures::Action;

use super::{
    book::{ByHand, Filter, Kept, Line, Month, Page, Place},
    figures::Visits,
    run::first_of_month,
    settings::place_of,
};
use crate::{
    Committed, StaffActor, UseCaseError,
    ports::{Clock, Ids, JournalEntry, Store, UnitOfWork, commit},
};

/// Up to how many messages are counted for an alert.
pub const COUNTED: u32 = 1000;

/// What a member of the staff says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// An uncertain one left.
    Left,
    /// It is to be sent, once more or after all.
    Again,
    /// It is not to be sent.
    Cancel,
    /// That it failed is known.
    Seen,
}

/// The message is no longer where this can be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message moved on meanwhile")]
pub struct MovedOn;

pub use together::{AT_ONCE, Decision};

/// What a month came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthFigures {
    /// Its first day.
    pub month: NaiveDate,
    /// What left.
    pub sent: Month,
    /// The visits, once the month is over.
    pub visits: Option<Visits>,
}

/// The log of the messages of a structure.
#[derive(Clone)]
pub struct MessageLog {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl MessageLog {
    /// On these ports.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids }
    }

    /// The messages to one person, the last planned first, without their words.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn of_dossier(
        &self,
        actor: &StaffActor,
        dossier: DossierId,
        place: Place,
        limit: u32,
    ) -> Result<Page, UseCaseError<Infallible>> {
        actor.require(Action::ViewDossiers)?;
        let filter = Filter {
            dossier: Some(dossier),
            ..Filter::default()
        };
        self.read(actor, &filter, place, limit).await
    }

    /// The messages of the structure, the last planned first, without their words.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn page(
        &self,
        actor: &StaffActor,
        filter: &Filter,
        place: Place,
        limit: u32,
    ) -> Result<Page, UseCaseError<Infallible>> {
        actor.require(Action::ViewMessages)?;
        self.read(actor, filter, place, limit).await
    }

    async fn read(
        &self,
        actor: &StaffActor,
        filter: &Filter,
        place: Place,
        limit: u32,
    ) -> Result<Page, UseCaseError<Infallible>> {
        let mut uow = self.store.begin(actor.scope()).await?;
        let structure = actor.structure_id();
        let mut page = uow.messages_log(structure, filter, place, limit).await?;
        for line in &mut page.lines {
            if let Some(letter) = &mut line.message.letter {
                letter.text = String::new();
                letter.subject = None;
            }
        }
        Ok(page)
    }

    /// One message with its words; the journal says that it was read.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`].
    pub async fn one(
        &self,
        actor: &StaffActor,
        id: MessageId,
    ) -> Result<Line, UseCaseError<Infallible>> {
        actor.require(Action::ViewMessages)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = uow.message_line(actor.structure_id(), id).await?;
        let line = found.ok_or(UseCaseError::NotFound)?;
        let dossier = line.message.to.dossier();
        self.journal(uow.as_mut(), actor, Action::ViewMessages, dossier)
            .await?;
        Ok(commit(uow, line).await?.into_inner())
    }

    /// How many messages to people wait, are on their way, failed without anybody having
    /// seen it, or are uncertain; each counted up to [`COUNTED`].
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn counts(
        &self,
        actor: &StaffActor,
    ) -> Result<Vec<(State, u32)>, UseCaseError<Infallible>> {
        actor.require(Action::ViewMessages)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        Ok(uow.messages_counts(actor.structure_id(), COUNTED).await?)
    }

    /// Does what somebody says of a message; the identifier that it has from then on.
    ///
    /// # Errors
    /// [`UseCaseError::NotFound`]; [`MovedOn`].
    pub async fn by_hand(
        &self,
        actor: &StaffActor,
        id: MessageId,
        said: Said,
    ) -> Result<Committed<MessageId>, UseCaseError<MovedOn>> {
        actor.require(Action::ManageMessages)?;
        let (structure, now) = (actor.structure_id(), self.clock.now());
        let mut uow = self.store.begin(actor.scope()).await?;
        let found = uow.message(structure, id).await?;
        let message = found.ok_or(UseCaseError::NotFound)?;
        let by_hand = match said {
            Said::Left => ByHand::Left,
            Said::Again => self.again(actor, now),
            Said::Cancel => ByHand::Cancel,
            Said::Seen => ByHand::Seen,
        };
        let done = uow.message_by_hand(structure, id, by_hand, now).await;
        done.map_err(|error| match error {
            StoreError::Conflict => UseCaseError::Refused(MovedOn),
            StoreError::Corrupt(_) | StoreError::Unavailable => error.into(),
        })?;
        let id = match by_hand {
            ByHand::Again(new, due) => {
                uow.job_add(
                    crate::jobs::Task::MessagesSend(structure),
                    crate::jobs::Due::By(due),
                )
                .await?;
                new
            }
            ByHand::Left | ByHand::Cancel | ByHand::Seen => id,
        };
        let dossier = message.to.dossier();
        self.journal(uow.as_mut(), actor, Action::ManageMessages, dossier)
            .await?;
        Ok(commit(uow, id).await?)
    }

    /// What left in the last months, this one included, and whether it spared visits; the
    /// last first, those without anything left out.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn months(
        &self,
        actor: &StaffActor,
        months: u32,
    ) -> Result<Vec<MonthFigures>, UseCaseError<Infallible>> {
        actor.require(Action::ViewMessages)?;
        let this = first_of_month(actor.civil_date(self.clock.now()));
        let from = add_months(this, 1 - i32::try_from(months).unwrap_or(i32::MAX));
        let structure = actor.structure_id();
        let mut uow = self.store.begin(actor.scope()).await?;
        let sent = uow.messages_months(structure, from).await?;
        let visits = uow.visits(structure, from).await?;
        let mut months: Vec<_> = sent.iter().map(|(month, _)| *month).collect();
        months.extend(visits.iter().map(|(month, _)| *month));
        months.sort_unstable_by(|a, b| b.cmp(a));
        months.dedup();
        let figures = months.into_iter().map(|month| MonthFigures {
            month,
            sent: of(&sent, month).unwrap_or_default(),
            visits: of(&visits, month),
        });
        Ok(figures.collect())
    }

    /// What the outbox of this installation holds of the structure, the last first; e-mails
    /// to the staff are for those who may change the settings, as they are in the log.
    ///
    /// # Errors
    /// [`UseCaseError::Forbidden`].
    pub async fn outbox(
        &self,
        actor: &StaffActor,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Kept>, UseCaseError<Infallible>> {
        actor.require(Action::ViewMessages)?;
        let mut uow = self.store.begin(actor.scope()).await?;
        let structure = actor.structure_id();
        let staff = actor.may(Action::ManageSettings);
        Ok(uow.messages_kept(structure, staff, after, limit).await?)
    }

    /// Another message, from the next moment on at which people may be disturbed.
    fn again(&self, actor: &StaffActor, now: DateTime<Utc>) -> ByHand {
        let due = place_of(actor.structure()).next_opening(now);
        ByHand::Again(MessageId::new(self.ids.mint(now)), due)
    }

    async fn journal(
        &self,
        uow: &mut dyn UnitOfWork,
        actor: &StaffActor,
        action: Action,
        dossier: Option<DossierId>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let entry = JournalEntry {
            id: self.ids.mint(now),
            structure: actor.structure_id(),
            at: now,
            staff: actor.id(),
            action,
            dossier,
        };
        uow.journal(&entry).await
    }
}

fn of<T: Copy>(months: &[(NaiveDate, T)], month: NaiveDate) -> Option<T> {
    let found = months.iter().find(|(known, _)| *known == month);
    found.map(|(_, value)| *value)
}
