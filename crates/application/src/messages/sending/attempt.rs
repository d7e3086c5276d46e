//! What an attempt comes to.

use chrono::{DateTime, TimeDelta, Utc};
use messages::{Channel, Failure, Place, retry};

use super::batch::LEASE;
use crate::messages::{
    book::{Message, Outcome, To},
    gateway::{Accepted, Traced, Unsent},
};

/// For how long a provider is asked what became of a message.
const ASKED: TimeDelta = TimeDelta::hours(6);

/// The longest between two questions about a message.
const PAUSE: TimeDelta = TimeDelta::hours(1);

/// An attempt at a message, and the moment something was learned of it.
pub(super) struct Attempt<'a> {
    pub(super) message: &'a Message,
    pub(super) now: DateTime<Utc>,
    pub(super) place: Place,
    /// What a segment costs where the provider does not tell.
    pub(super) price: Option<u32>,
}

impl Attempt<'_> {
    /// What becomes of it after an answer.
    pub(super) fn answered(&self, answer: Result<Accepted, Unsent>, segments: u32) -> Outcome {
        match answer {
            Ok(accepted) => self.taken(accepted, segments),
            Err(Unsent::Refused { why, code }) => Outcome::Failed(why, code),
            Err(Unsent::Later { why, code }) => self.again(why, code),
            Err(Unsent::Perhaps) => Outcome::Look(self.now + LEASE),
        }
    }

    /// What becomes of it after the provider was asked.
    pub(super) fn traced(&self, traced: Traced) -> Outcome {
        let segments = self.message.letter.as_ref().map_or(0, |l| l.segments);
        match traced {
            Traced::Taken(accepted) => self.taken(accepted, segments),
            Traced::NotTaken => self.again(Failure::Provider, None),
            Traced::AskAgain => {
                let since = self.message.attempted_at.unwrap_or(self.now);
                let waited = self.now - since;
                if waited > ASKED {
                    Outcome::Uncertain
                } else {
                    Outcome::Look(self.now + waited.clamp(LEASE, PAUSE))
                }
            }
            Traced::Unknowable => Outcome::Uncertain,
        }
    }

    fn taken(&self, accepted: Accepted, segments: u32) -> Outcome {
        let counted = accepted.segments.unwrap_or(segments);
        let cost = match self.message.to.channel() {
            Channel::Sms => self.price.map(|price| price.saturating_mul(counted)),
            Channel::Email => None,
        };
        Outcome::Taken(Accepted {
            cost: accepted.cost.or(cost),
            ..accepted
        })
    }

    /// Tried again later, unless it was tried for long enough.
    fn again(&self, why: Failure, code: Option<String>) -> Outcome {
        let Message {
            attempts,
            planned_at,
            ..
        } = self.message;
        let next = match self.message.to {
            To::Person { .. } => retry::next(*attempts, *planned_at, self.now, self.place),
            To::Staff { .. } => {
                let next = self.now + retry::delay(*attempts);
                (next <= *planned_at + retry::PATIENCE).then_some(next)
            }
        };
        next.map_or(Outcome::Failed(why, code), Outcome::Again)
    }
}
