//! Messages on their way, in memory.

use application::messages::{
    book::{Addressee, Caps, Message, Outcome, Ready, Settled, To, Told, Why},
    ports::MessageSends,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{DossierId, MessageId, StoreError, StructureId};
use messages::{Cancellation, Channel, State};

use super::{Book, Handed, Stored};
use crate::memory::unit::MemoryUnitOfWork;

fn is_due(stored: &Stored, channel: Channel, now: DateTime<Utc>, people: bool) -> bool {
    let message = &stored.message;
    message.state == State::Planned
        && message.to.channel() == channel
        && message.due_at <= now
        && (people || matches!(message.to, To::Staff { .. }))
}

impl Book {
    /// Counts what leaves, or takes it back.
    fn recount(&mut self, structure: StructureId, before: &Stored, after: Option<&Stored>) {
        let amount = |stored: &Stored| {
            let cost = stored.message.cost.unwrap_or(0);
            let person = matches!(stored.message.to, To::Person { .. });
            let sms = stored.message.to.channel() == Channel::Sms;
            [
                u32::from(sms),
                stored.segments,
                u32::from(!sms && person),
                cost,
            ]
        };
        for (stored, sign) in [(Some(before), -1), (after, 1)] {
            let Some((stored, month)) = stored.and_then(|s| Some((s, s.counted_in?))) else {
                continue;
            };
            let sum = |total: &mut u32, n: u32| {
                let changed = i64::from(*total) + sign * i64::from(n);
                *total = u32::try_from(changed).unwrap();
            };
            let counts = self.months.entry((structure, month)).or_default();
            let [texts, segments, emails, cost] = amount(stored);
            sum(&mut counts.texts, texts);
            sum(&mut counts.segments, segments);
            sum(&mut counts.emails, emails);
            sum(&mut counts.cost, cost);
            sum(self.installation.entry(month).or_default(), segments);
        }
    }

    fn settle(&mut self, structure: StructureId, now: DateTime<Utc>, settled: &Settled) {
        let Some(before) = self.messages.get(&(structure, settled.id)).cloned() else {
            return;
        };
        let open = before.message.state == State::Sending;
        let taken = matches!(settled.outcome, Outcome::Taken(_));
        let answered = matches!(
            before.message.state,
            State::Sent | State::Received | State::Failed
        );
        if before.message.attempts != settled.attempt || !(open || answered && taken) {
            return;
        }
        let mut after = before.clone();
        let message = &mut after.message;
        if open {
            message.settled_at = Some(now);
            after.look_at = None;
        }
        let mut leaves = false;
        match &settled.outcome {
            Outcome::Taken(accepted) => {
                leaves = true;
                if open {
                    message.state = State::Sent;
                }
                message.reference = accepted.reference.clone().or(message.reference.take());
                message.cost = accepted.cost.or(message.cost);
                after.segments = accepted.segments.unwrap_or(after.segments);
                if let Some(letter) = &mut message.letter {
                    letter.segments = after.segments;
                }
                if let Some(handed) = self.handed.get_mut(&settled.id) {
                    handed.provider = message.provider.clone();
                    handed.reference = message.reference.clone();
                }
            }
            Outcome::Again(at) => {
                message.state = State::Planned;
                message.settled_at = None;
                message.due_at = *at;
                self.tick(structure, *at);
            }
            Outcome::Look(at) => {
                leaves = true;
                message.settled_at = None;
                after.look_at = Some(*at);
                self.tick(structure, *at);
            }
            Outcome::Uncertain => {
                leaves = true;
                message.state = State::Uncertain;
            }
            Outcome::Failed(failure, code) => {
                message.state = State::Failed;
                message.why = Some(Why::Failed {
                    failure: *failure,
                    code: code.clone(),
                });
            }
            Outcome::Cancelled(why) => {
                message.state = State::Cancelled;
                message.why = Some(Why::Cancelled(*why));
            }
            Outcome::Gone => {
                self.recount(structure, &before, None);
                self.messages.remove(&(structure, settled.id));
                self.handed.remove(&settled.id);
                return;
            }
        }
        if !leaves {
            after.counted_in = None;
            after.segments = 0;
            if let Some(letter) = &mut after.message.letter {
                letter.segments = 0;
            }
        }
        self.recount(structure, &before, Some(&after));
        self.messages.insert((structure, settled.id), after);
    }
}

#[async_trait]
impl MessageSends for MemoryUnitOfWork {
    async fn messages_due(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        people: bool,
        limit: u32,
    ) -> Result<u32, StoreError> {
        if structure != self.scope() {
            return Ok(0);
        }
        Ok(self.read(|state| {
            let due = state.book.of(structure);
            let due = due.filter(|stored| is_due(stored, channel, now, people));
            u32::try_from(due.count()).unwrap().min(limit)
        }))
    }

    async fn message_addressees(
        &mut self,
        structure: StructureId,
        dossiers: &[DossierId],
    ) -> Result<Vec<(DossierId, Addressee)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        Ok(self.read(|state| {
            let found = dossiers
                .iter()
                .filter_map(|id| Some((*id, state.dossiers.get(&(structure, *id))?)));
            found
                .map(|(id, stored)| (id, Addressee::of(&stored.value)))
                .collect()
        }))
    }

    async fn messages_claim(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        look_at: DateTime<Utc>,
        people: bool,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        let mut due: Vec<_> = book
            .of(structure)
            .filter(|stored| is_due(stored, channel, now, people))
            .map(|stored| (stored.message.due_at, stored.message.id))
            .collect();
        due.sort_unstable();
        due.truncate(usize::try_from(limit).unwrap());
        let mut claimed = Vec::new();
        for (_, id) in due {
            let stored = book.messages.get_mut(&(structure, id)).unwrap();
            stored.message.state = State::Sending;
            stored.message.attempts += 1;
            stored.message.attempted_at = Some(now);
            stored.look_at = Some(look_at);
            claimed.push(stored.message.clone());
            book.handed.entry(id).or_insert(Handed {
                structure,
                provider: None,
                reference: None,
            });
        }
        if !claimed.is_empty() {
            book.tick(structure, look_at);
        }
        claimed.sort_by_key(|message| message.id);
        Ok(claimed)
    }

    async fn messages_ready(
        &mut self,
        structure: StructureId,
        provider: &str,
        now: DateTime<Utc>,
        caps: &Caps,
        ready: &[Ready],
    ) -> Result<Vec<MessageId>, StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        let left = book.months.get(&(structure, caps.month));
        let left = left.map_or(0, |month| month.segments);
        let all_left = book.installation.get(&caps.month).copied().unwrap_or(0);
        let under = |cap: Option<u32>, left: u32| {
            cap.map_or(u64::MAX, |cap| u64::from(cap.saturating_sub(left)))
        };
        let mut room = under(caps.structure, left).min(under(caps.installation, all_left));
        let mut fit = Vec::new();
        for Ready { id, letter } in ready {
            let Some(before) = book.messages.get(&(structure, *id)).cloned() else {
                continue;
            };
            let mut after = before.clone();
            let needed = u64::from(letter.segments);
            if needed <= room {
                room -= needed;
                after.message.letter = Some(letter.clone());
                after.message.provider = Some(provider.to_owned());
                after.segments = letter.segments;
                after.counted_in = Some(caps.month);
                fit.push(*id);
            } else {
                after.message.state = State::Cancelled;
                after.message.why = Some(Why::Cancelled(Cancellation::Cap));
                after.message.settled_at = Some(now);
                after.look_at = None;
            }
            book.recount(structure, &before, Some(&after));
            book.messages.insert((structure, *id), after);
        }
        Ok(fit)
    }

    async fn messages_stuck(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        look_at: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        let mut stuck: Vec<&mut Stored> = book
            .of_mut(structure)
            .filter(|stored| {
                stored.message.state == State::Sending
                    && stored.message.to.channel() == channel
                    && stored.look_at.is_some_and(|at| at <= now)
            })
            .collect();
        stuck.sort_by_key(|stored| stored.look_at);
        stuck.truncate(usize::try_from(limit).unwrap());
        let held = stuck.into_iter().map(|stored| {
            stored.look_at = Some(look_at);
            stored.message.clone()
        });
        let mut held: Vec<Message> = held.collect();
        held.sort_by_key(|message| message.id);
        Ok(held)
    }

    async fn messages_settle(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        settled: &[Settled],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        for one in settled {
            book.settle(structure, now, one);
        }
        Ok(())
    }

    async fn messages_rest(
        &mut self,
        structure: StructureId,
        people_from: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        let next = book.of(structure).filter_map(|stored| {
            let message = &stored.message;
            match (message.state, message.to) {
                (State::Planned, To::Person { .. }) => Some(message.due_at.max(people_from)),
                (State::Planned, To::Staff { .. }) => Some(message.due_at),
                (State::Sending, _) => stored.look_at,
                (
                    State::Sent
                    | State::Received
                    | State::Failed
                    | State::Cancelled
                    | State::Uncertain,
                    _,
                ) => None,
            }
        });
        let next = next.min();
        match next {
            Some(at) => book.due.insert(structure, at),
            None => book.due.remove(&structure),
        };
        Ok(next)
    }

    async fn messages_told(
        &mut self,
        structure: StructureId,
        told: &[Told],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        for told in told {
            let Some(stored) = book.messages.get_mut(&(structure, told.id)) else {
                continue;
            };
            let message = &mut stored.message;
            let may_learn = match message.state {
                State::Sending | State::Sent | State::Uncertain | State::Planned => true,
                State::Received | State::Failed | State::Cancelled => false,
            };
            if message.attempts == 0 || !may_learn {
                continue;
            }
            stored.look_at = None;
            message.settled_at = Some(told.at);
            message.why = None;
            message.state = State::Received;
            if let Some((failure, code)) = &told.failed {
                message.state = State::Failed;
                message.why = Some(Why::Failed {
                    failure: *failure,
                    code: code.clone(),
                });
            }
        }
        Ok(())
    }
}
