//! Whoever carries, by channel.

use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use kernel::MessageId;
use messages::Channel;

use super::SendingPorts;
use crate::messages::gateway::{Accepted, Mail, Sms, Traced, Unsent};

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

    /// How many are handed over in one go: no more than leave in a second.
    pub(super) fn at_once(&self, channel: Channel) -> u32 {
        let batch = match channel {
            Channel::Sms => u32::try_from(self.sms.batch()).unwrap_or(u32::MAX),
            Channel::Email => 1,
        };
        let rate = self.per_second(channel).map_or(u32::MAX, NonZeroU32::get);
        batch.min(rate).max(1)
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
