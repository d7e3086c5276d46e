//! Whoever carries, by channel.

use std::{num::NonZeroU32, time::Duration};

use chrono::{DateTime, Utc};
use kernel::{MessageId, StoreError};
use messages::Channel;

use super::SendingPorts;
use crate::messages::gateway::{Accepted, Mail, Sms, Traced, Unsent};

/// For how long messages keep the turn, so that no second, wherever it begins, sees more of
/// them than the provider takes. Turns so long apart would be one too many in a second if
/// one of them came a little late: they are as long as if one fewer went into it.
fn lasting(messages: u32, per_second: NonZeroU32) -> Duration {
    let others = per_second.get().saturating_sub(messages);
    if others == 0 {
        // A second and what a late one may take of the next.
        return Duration::from_millis(1_250);
    }
    Duration::from_secs_f64(f64::from(messages) / f64::from(others))
}

/// What is about to be handed over.
#[derive(Debug)]
pub(super) enum Parcel {
    /// A text message.
    Sms(Sms),
    /// An e-mail.
    Mail(Box<Mail>),
}

impl Parcel {
    pub(super) const fn id(&self) -> MessageId {
        match self {
            Self::Sms(sms) => sms.id,
            Self::Mail(mail) => mail.id,
        }
    }
}

impl SendingPorts {
    /// Its name.
    pub(super) fn provider(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Sms => self.sms.name(),
            Channel::Email => self.mailer.name(),
        }
    }

    pub(super) fn per_second(&self, channel: Channel) -> Option<NonZeroU32> {
        match channel {
            Channel::Sms => self.sms.per_second(),
            Channel::Email => self.mailer.per_second(),
        }
    }

    /// How many are handed over in one go: a small part of what leaves in a second, so that
    /// little is lost between two of them.
    pub(super) fn at_once(&self, channel: Channel) -> u32 {
        let batch = match channel {
            Channel::Sms => u32::try_from(self.sms.batch()).unwrap_or(u32::MAX),
            Channel::Email => 1,
        };
        let rate = self.per_second(channel).map_or(u32::MAX, NonZeroU32::get);
        batch.min(rate / 10).max(1)
    }

    /// Waits until so many may be handed over.
    pub(super) async fn turn(&self, channel: Channel, messages: usize) -> Result<(), StoreError> {
        let Some(rate) = self.per_second(channel) else {
            return Ok(());
        };
        let messages = u32::try_from(messages).unwrap_or(u32::MAX);
        let lasts = lasting(messages, rate);
        self.post.turn(self.provider(channel), lasts).await
    }

    /// Hands over; one answer for each, in their order.
    pub(super) async fn hand_over(
        &self,
        parcels: Vec<Parcel>,
    ) -> Vec<(MessageId, Result<Accepted, Unsent>)> {
        let mut texts = Vec::new();
        let mut answers = Vec::with_capacity(parcels.len());
        for parcel in parcels {
            match parcel {
                Parcel::Sms(sms) => texts.push(sms),
                Parcel::Mail(mail) => answers.push((mail.id, self.mailer.send(&mail).await)),
            }
        }
        if !texts.is_empty() {
            // A missing answer is a lost one.
            let told = self.sms.send(&texts).await.into_iter();
            let told = told.chain(std::iter::repeat(Err(Unsent::Perhaps)));
            answers.extend(texts.iter().map(|sms| sms.id).zip(told));
        }
        answers
    }

    /// What whoever carries knows of a message.
    pub(super) async fn trace(&self, channel: Channel, id: MessageId, at: DateTime<Utc>) -> Traced {
        match channel {
            Channel::Sms => self.sms.trace(id, at).await,
            Channel::Email => self.mailer.trace(id, at).await,
        }
    }
}
