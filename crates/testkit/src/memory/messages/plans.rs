//! What is planned, in memory: what each dossier has to tell, one by one.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
};

use application::messages::{
    book::{Message, StaffMessage, To},
    figures::Visits,
    occasion::{Grounds, Occasion},
    planning::Plan,
    ports::MessagePlans,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domiciliation::{Dossier, Fact, fact::ContactKind, mail::Delivery};
use kernel::{DossierId, MessageId, StoreError, StructureId, add_months};
use messages::{Channel, Kind, State};
use uuid::Uuid;

use super::{Book, Stored};
use crate::memory::unit::MemoryUnitOfWork;

/// A message that waits.
fn planned(
    id: MessageId,
    to: To,
    occurrence: String,
    at: DateTime<Utc>,
    due: DateTime<Utc>,
) -> Stored {
    let message = Message {
        id,
        to,
        occurrence,
        planned_at: at,
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
    };
    Stored {
        message,
        look_at: None,
        counted_in: None,
        segments: 0,
    }
}

/// An identifier of the moment of the run, that nothing else of it has.
fn id_of(plan: &Plan, made: &impl Hash) -> MessageId {
    let mut hasher = DefaultHasher::new();
    (plan.run, made).hash(&mut hasher);
    let moment = plan.run.as_u128() >> 80 << 80;
    MessageId::new(Uuid::from_u128(moment | u128::from(hasher.finish())))
}

impl Book {
    /// What was told to somebody through a channel.
    fn told(&self, structure: StructureId, dossier: DossierId, channel: Channel) -> Vec<Occasion> {
        self.of(structure)
            .filter_map(|stored| match stored.message.to {
                To::Person {
                    dossier: of,
                    kind,
                    channel: through,
                } if (of, through) == (dossier, channel) => Some(Occasion {
                    kind,
                    occurrence: stored.message.occurrence.clone(),
                }),
                To::Person { .. } | To::Staff { .. } => None,
            })
            .collect()
    }

    fn plan(&mut self, structure: StructureId, plan: &Plan, dossiers: &[Dossier]) -> u32 {
        let mut count = 0;
        for dossier in dossiers {
            let grounds = Grounds::of(dossier);
            for channel in grounds.channels.list() {
                let told = self.told(structure, dossier.id(), channel);
                let due = plan.bounds.occasions(&grounds).into_iter();
                for occasion in due.filter(|occasion| !occasion.is_told(&told)) {
                    let Occasion { kind, occurrence } = occasion;
                    let id = id_of(plan, &(dossier.id(), kind, channel, &occurrence));
                    let to = To::Person {
                        dossier: dossier.id(),
                        kind,
                        channel,
                    };
                    let stored = planned(id, to, occurrence, plan.now, plan.due_at);
                    self.messages.insert((structure, id), stored);
                    count += 1;
                }
            }
        }
        if count > 0 {
            self.tick(structure, plan.due_at);
        }
        count
    }
}

#[async_trait]
impl MessagePlans for MemoryUnitOfWork {
    async fn messages_planned_until(
        &mut self,
        structure: StructureId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let until = self.read(|state| state.book.planned_until.get(&structure).copied());
        Ok(until.filter(|_| structure == self.scope()))
    }

    async fn messages_plan(
        &mut self,
        structure: StructureId,
        plan: &Plan,
    ) -> Result<Option<u32>, StoreError> {
        self.within(structure)?;
        let state = self.write().await;
        let until = state.book.planned_until.get(&structure);
        if until.is_some_and(|until| *until >= plan.slot) {
            return Ok(None);
        }
        state.book.planned_until.insert(structure, plan.slot);
        let dossiers: Vec<Dossier> = state.dossiers_of(structure);
        Ok(Some(state.book.plan(structure, plan, &dossiers)))
    }

    async fn staff_messages_insert(
        &mut self,
        structure: StructureId,
        messages: &[StaffMessage],
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let book = &mut self.write().await.book;
        for new in messages {
            book.tick(structure, new.at);
            let known = book.of(structure).any(|stored| match stored.message.to {
                To::Staff { staff, kind, .. } => {
                    (staff, kind, &stored.message.occurrence)
                        == (new.staff, new.kind, &new.occurrence)
                }
                To::Person { .. } => false,
            });
            if !known {
                let to = To::Staff {
                    staff: new.staff,
                    kind: new.kind,
                    dossier: new.dossier,
                };
                let stored = planned(new.id, to, new.occurrence.clone(), new.at, new.at);
                book.messages.insert((structure, new.id), stored);
            }
        }
        Ok(())
    }

    async fn visits_count(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        entered: Range<DateTime<Utc>>,
    ) -> Result<Visits, StoreError> {
        if structure != self.scope() {
            return Ok(Visits::default());
        }
        let month = month..add_months(month, 1);
        Ok(self.read(|state| {
            let mut visits = Visits::default();
            for dossier in state.dossiers_of(structure) {
                let told = state.book.of(structure).filter_map(|stored| {
                    let message = &stored.message;
                    let about = matches!(message.to,
                        To::Person { dossier: of, kind: Kind::MailWaiting, .. } if of == dossier.id());
                    let left = matches!(message.state, State::Sent | State::Received);
                    let within = entered.contains(&message.planned_at);
                    message.settled_at.filter(|_| about && left && within)
                });
                count(&mut visits, &dossier, &month, &entered, told.min());
            }
            visits
        }))
    }

    async fn visits_keep(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        visits: &Visits,
    ) -> Result<(), StoreError> {
        self.within(structure)?;
        let kept = &mut self.write().await.book.visits;
        kept.entry((structure, month)).or_insert(*visits);
        Ok(())
    }

    async fn visits(
        &mut self,
        structure: StructureId,
        from: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Visits)>, StoreError> {
        if structure != self.scope() {
            return Ok(Vec::new());
        }
        Ok(self.read(|state| {
            let kept = state.book.visits.iter();
            kept.filter(|((of, month), _)| *of == structure && *month >= from)
                .map(|((_, month), visits)| (*month, *visits))
                .collect()
        }))
    }
}

/// Adds one person to the visits of a month.
fn count(
    visits: &mut Visits,
    dossier: &Dossier,
    month: &Range<NaiveDate>,
    entered: &Range<DateTime<Utc>>,
    told: Option<DateTime<Utc>>,
) {
    let standing: Vec<_> = dossier
        .history()
        .iter()
        .filter(|r| !dossier.is_annulled(r.id))
        .collect();
    if let Some(told) = told {
        visits.told += 1;
        let came = standing.iter().any(|r| {
            let handed = matches!(
                r.fact,
                Fact::MailDelivered {
                    delivery: Delivery::Holder,
                    ..
                }
            );
            handed && r.at > told && r.at <= told + TimeDelta::days(7)
        });
        visits.came += u32::from(came);
    }
    let term = dossier.current_term();
    if term.is_none_or(|term| term.period().end() < month.end) {
        return;
    }
    let entered = || standing.iter().filter(|r| entered.contains(&r.at));
    let handed: BTreeSet<NaiveDate> = entered()
        .filter_map(|r| {
            let Fact::MailDelivered { on, delivery, .. } = &r.fact else {
                return None;
            };
            matches!(delivery, Delivery::Holder | Delivery::Proxy(_)).then_some(*on)
        })
        .collect();
    let came: BTreeSet<NaiveDate> = entered()
        .filter_map(|r| {
            let Fact::ContactMade { on, kind } = &r.fact else {
                return None;
            };
            (*kind == ContactKind::Visit && month.contains(on)).then_some(*on)
        })
        .collect();
    let for_nothing = u32::try_from(came.difference(&handed).count()).unwrap();
    if Grounds::of(dossier).channels.list().is_empty() {
        visits.unreached += 1;
        visits.unreached_for_nothing += for_nothing;
    } else {
        visits.reached += 1;
        visits.reached_for_nothing += for_nothing;
    }
}
