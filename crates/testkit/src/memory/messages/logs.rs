//! What became of messages, in memory.

use std::collections::BTreeMap;

use application::messages::{
    book::{Alike, ByHand, Filter, Kept, Line, Message, Month, Named, Page, Place, To, Why},
    ports::MessageLogs,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DossierId, MessageId, StoreError, StructureId};
use messages::{Cancellation, State};

use super::Stored;
use crate::memory::{State as Everything, unit::MemoryUnitOfWork};

fn to_look_at(message: &Message) -> bool {
    let trouble = matches!(message.state, State::Failed | State::Uncertain);
    trouble && !message.seen && matches!(message.to, To::Person { .. })
}

/// Whether a message is asked for. Identifiers tell the moment it was planned.
fn is_asked(message: &Message, filter: &Filter) -> bool {
    let (kind, staff) = match message.to {
        To::Person { kind, .. } => (Some(kind), false),
        To::Staff { .. } => (None, true),
    };
    let any = |empty: bool, found: bool| empty || found;
    staff == filter.staff
        && filter
            .dossier
            .is_none_or(|d| message.to.dossier() == Some(d))
        && any(
            filter.states.is_empty(),
            filter.states.contains(&message.state),
        )
        && any(
            filter.kinds.is_empty(),
            kind.is_some_and(|kind| filter.kinds.contains(&kind)),
        )
        && filter.channel.is_none_or(|c| message.to.channel() == c)
        && filter.from.is_none_or(|from| message.planned_at >= from)
        && filter.until.is_none_or(|until| message.planned_at < until)
        && (!filter.to_look_at || to_look_at(message))
}

impl Everything {
    fn line(&self, structure: StructureId, message: Message) -> Option<Line> {
        let dossier = message.to.dossier();
        let stored = dossier.and_then(|id| self.dossiers.get(&(structure, id)));
        let person = stored.map(|stored| {
            let face = application::projection::Projection::of(&stored.value);
            Named {
                number: stored.value.number(),
                nom: face.nom,
                prenoms: face.prenoms,
                usage: face.usage,
            }
        });
        let member = match message.to {
            To::Person { .. } => None,
            To::Staff { staff, .. } => self.staff.get(&(structure, staff)),
        };
        let member = member.map(|member| member.value.full_name());
        (person.is_some() || member.is_some()).then_some(Line {
            message,
            person,
            member,
        })
    }
}

/// How a message that failed without anybody having seen it failed.
fn alike(message: &Message) -> Option<Alike> {
    match message.why {
        Some(Why::Failed { failure, .. })
            if message.state == State::Failed && to_look_at(message) =>
        {
            Some(Alike {
                channel: message.to.channel(),
                failure,
            })
        }
        _ => None,
    }
}

#[async_trait]
impl MessageLogs for MemoryUnitOfWork {
    async fn message(
        &mut self,
        structure: StructureId,
        message: MessageId,
    ) -> Result<Option<Message>, StoreError> {
        let key = (structure, message);
        let found = self.read(|state| state.book.messages.get(&key).map(|s| s.message.clone()));
        Ok(found.filter(|_| structure == self.scope()))
    }

    async fn message_line(
        &mut self,
        structure: StructureId,
        message: MessageId,
    ) -> Result<Option<Line>, StoreError> {
        let found = self.message(structure, message).await?;
        Ok(found.and_then(|message| self.read(|state| state.line(structure, message))))
    }

    async fn message_by_hand(
        &mut self,
        structure: StructureId,
        message: MessageId,
        by_hand: ByHand,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        let key = (structure, message);
        let stored = book.messages.get_mut(&key).ok_or(StoreError::Conflict)?;
        if !by_hand.suits(stored.message.state) {
            return Err(StoreError::Conflict);
        }
        match by_hand {
            ByHand::Left => {
                stored.message.state = State::Sent;
                stored.message.settled_at = stored.message.attempted_at.or(Some(now));
            }
            ByHand::Cancel => {
                stored.message.state = State::Cancelled;
                stored.message.why = Some(Why::Cancelled(Cancellation::ByHand));
                stored.message.settled_at = Some(now);
            }
            ByHand::Seen => stored.message.seen = true,
            ByHand::Again(new, due) => {
                let mut again = stored.clone();
                again.message = Message {
                    id: new,
                    planned_at: now,
                    due_at: due,
                    state: State::Planned,
                    why: None,
                    attempts: 0,
                    attempted_at: None,
                    letter: None,
                    provider: None,
                    reference: None,
                    cost: None,
                    settled_at: None,
                    seen: false,
                    ..again.message
                };
                again.counted_in = None;
                again.segments = 0;
                book.messages.remove(&key);
                book.handed.remove(&message);
                book.messages.insert((structure, new), again);
                book.tick(structure, due);
            }
        }
        Ok(())
    }

    async fn messages_log(
        &mut self,
        structure: StructureId,
        filter: &Filter,
        place: Place,
        limit: u32,
    ) -> Result<Page, StoreError> {
        if structure != self.scope() {
            return Ok(Page::default());
        }
        Ok(self.read(|state| {
            let found = state.messages(structure);
            let mut found: Vec<Message> = found
                .into_iter()
                .filter(|message| is_asked(message, filter))
                .filter(|message| match place {
                    Place::Start => true,
                    Place::After(cursor) => message.id < cursor,
                    Place::Before(cursor) => message.id > cursor,
                })
                .collect();
            if !matches!(place, Place::Before(_)) {
                found.reverse();
            }
            let limit = usize::try_from(limit).unwrap();
            let beyond = found.len() > limit;
            found.truncate(limit);
            let lines = found.into_iter();
            let lines = lines.filter_map(|message| state.line(structure, message));
            Page::of(lines.collect(), place, beyond)
        }))
    }

    async fn messages_counts(
        &mut self,
        structure: StructureId,
        cap: u32,
    ) -> Result<Vec<(State, u32)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let found = self.read(|state| state.messages(structure));
        let count = |wanted: State| {
            let counted = found.iter().filter(|message| {
                message.state == wanted && matches!(message.to, To::Person { .. }) && !message.seen
            });
            u32::try_from(counted.count()).unwrap().min(cap)
        };
        let states = [
            State::Planned,
            State::Sending,
            State::Failed,
            State::Uncertain,
        ];
        let counted = states.into_iter().map(|state| (state, count(state)));
        Ok(counted.filter(|(_, n)| *n > 0).collect())
    }

    async fn messages_failed_since(
        &mut self,
        structure: StructureId,
        since: DateTime<Utc>,
    ) -> Result<(u32, u32), StoreError> {
        if structure != self.scope() {
            return Ok((0, 0));
        }
        let found = self.read(|state| state.messages(structure));
        let count = |wanted: State| {
            let counted = found.iter().filter(|message| {
                message.state == wanted
                    && to_look_at(message)
                    && message.settled_at.is_some_and(|at| at > since)
            });
            u32::try_from(counted.count()).unwrap()
        };
        Ok((count(State::Failed), count(State::Uncertain)))
    }

    async fn messages_failures(
        &mut self,
        structure: StructureId,
        cap: u32,
    ) -> Result<Vec<(Alike, u32)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let found = self.read(|state| state.messages(structure));
        let mut counts = BTreeMap::new();
        let failed = found.iter().filter_map(alike);
        for alike in failed.take(usize::try_from(cap).unwrap()) {
            *counts.entry(alike).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    async fn messages_failed(
        &mut self,
        structure: StructureId,
        wanted: &[Alike],
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(MessageId, Option<DossierId>)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        let found = self.read(|state| state.messages(structure));
        let failed = found.iter().filter(|message| {
            alike(message).is_some_and(|alike| wanted.contains(&alike))
                && message.settled_at.is_some_and(|at| at <= until)
        });
        let failed = failed.map(|message| (message.id, message.to.dossier()));
        Ok(failed.take(usize::try_from(limit).unwrap()).collect())
    }

    async fn messages_restore(
        &mut self,
        structure: StructureId,
        messages: &[Message],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        for message in messages {
            let stored = Stored {
                segments: message.letter.as_ref().map_or(0, |l| l.segments),
                message: message.clone(),
                look_at: None,
                counted_in: None,
            };
            book.messages.insert((structure, message.id), stored);
        }
        Ok(())
    }

    async fn messages_months(
        &mut self,
        structure: StructureId,
        from: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Month)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        Ok(self.read(|state| {
            let months = state.book.months.iter();
            months
                .filter(|((of, month), _)| *of == structure && *month >= from)
                .map(|((_, month), counts)| (*month, *counts))
                .collect()
        }))
    }

    async fn messages_kept(
        &mut self,
        _: StructureId,
        _: bool,
        _: Option<MessageId>,
        _: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        // Memory carries nothing: tests bring carriers of their own.
        Ok(Vec::new())
    }
}
