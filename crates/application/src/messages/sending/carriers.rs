//! Whoever carries, by channel.

use chrono::{DateTime, Utc};
use kernel::{MessageId, StoreError};
use messages::Channel;

use super::{SendingPorts, pace::Pace};
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

    fn pace(&self, channel: Channel) -> Option<Pace> {
        let per_second = match channel {
            Channel::Sms => self.sms.per_second(),
            Channel::Email => self.mailer.per_second(),
        };
        per_second.map(Pace)
    }

    /// How many are handed over in one go.
    pub(super) fn at_once(&self, channel: Channel) -> u32 {
        let batch = match channel {
            Channel::Sms => u32::try_from(self.sms.batch()).unwrap_or(u32::MAX),
            Channel::Email => 1,
        };
        let pace = self.pace(channel);
        batch.min(pace.map_or(u32::MAX, Pace::at_once)).max(1)
    }

    /// Waits until so many may be handed over.
    pub(super) async fn turn(&self, channel: Channel, messages: usize) -> Result<(), StoreError> {
        let Some(pace) = self.pace(channel) else {
            return Ok(());
        };
        let lasts = pace.lasting(u32::try_from(messages).unwrap_or(u32::MAX));
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
