//! Any aggregator that speaks SMPP 3.4: one connection that sends and receives, kept open,
//! and opened again after a fault with longer and longer pauses.
//!
//! The protocol knows no identifier of ours: what was lost between the message and its
//! answer cannot be looked up, and is left to a human. A long text goes in parts; should a
//! later part not pass, the message is as uncertain.

mod parts;
mod receipt;
mod session;

use std::{
    num::{NonZeroU32, NonZeroUsize},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use application::{
    messages::gateway::{Accepted, GatewayDown, Receipt, Sms, SmsGateway, Traced, Unsent},
    ports::Clock,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use kernel::MessageId;
use messages::{Failure, Sender};
use reqwest::Url;
use rusmpp::{CommandStatus, pdus::SubmitSm};
use rusmppc::{Client, error::Error};
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::http::{later, refused};
use session::Link;

/// How often a later part of a message is tried again when the other end says to wait.
const INSIST: u32 = 5;

/// An account at an aggregator.
pub struct SmppAccount {
    /// Where it listens: `smpps://host:port`, or `smpp://host:port` in clear.
    pub address: String,
    /// Who we are, at most 15 characters.
    pub system_id: String,
    /// The password, at most 8 characters.
    pub password: SecretString,
    /// The type of system, where the aggregator wants one.
    pub system_type: String,
    /// The sender of messages that name none; theirs without one.
    pub sender: Option<Sender>,
    /// How many messages may be without an answer at once.
    pub window: NonZeroUsize,
    /// How many messages it takes in a second.
    pub per_second: NonZeroU32,
    /// How long a link stays silent before it is tried, 30 seconds by custom.
    pub enquire_every: Duration,
    /// How long an answer may take, 10 seconds by custom.
    pub answer_within: Duration,
}

/// What is wrong with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAccount {
    /// Not `smpp://host:port` or `smpps://host:port`.
    #[error("not an address such as smpps://host:port")]
    Address,
    /// The identifier, the password or the type of system is too long for the protocol.
    #[error("an identifier, a password or a type of system longer than SMPP allows")]
    Credentials,
}

/// An aggregator.
pub struct Smpp {
    link: Link,
    window: Semaphore,
    size: usize,
    sender: Option<Sender>,
    per_second: NonZeroU32,
    /// What the parts of one message have in common.
    reference: AtomicU8,
}

impl Smpp {
    /// With this account. Nothing is opened before the first message or the first question.
    ///
    /// # Errors
    /// [`InvalidAccount`].
    pub fn new(account: &SmppAccount, clock: Arc<dyn Clock>) -> Result<Self, InvalidAccount> {
        let url: Url = account
            .address
            .parse()
            .map_err(|_| InvalidAccount::Address)?;
        let size = account.window.get();
        Ok(Self {
            window: Semaphore::new(size),
            size,
            sender: account.sender.clone(),
            per_second: account.per_second,
            link: Link::new(&url, account, clock)?,
            reference: AtomicU8::new(0),
        })
    }

    /// Says good-bye and closes, where it is open.
    pub async fn close(&self) {
        self.link.close().await;
    }

    async fn hand_over(&self, sms: &Sms) -> Result<Accepted, Unsent> {
        let Ok(_turn) = self.window.acquire().await else {
            return Err(later(Failure::Provider, None));
        };
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let sender = sms.sender.as_ref().or(self.sender.as_ref());
        let parts =
            parts::of(sms, sender, reference).ok_or_else(|| refused(Failure::Content, None))?;
        let segments = u32::try_from(parts.len()).ok();
        let client = self.link.client().await?;
        let mut last = None;
        for (n, part) in parts.into_iter().enumerate() {
            let id = if n == 0 {
                submit(&client, part).await?
            } else {
                follow(&client, part).await.ok_or(Unsent::Perhaps)?
            };
            last = Some(id);
        }
        Ok(Accepted {
            reference: last,
            segments,
            cost: None,
        })
    }
}

/// Hands a part over; gives what the other end calls it.
async fn submit(client: &Client, part: SubmitSm) -> Result<String, Unsent> {
    match client.submit_sm(part).await {
        Ok(taken) => Ok(taken.message_id().as_str().to_owned()),
        Err(Error::UnexpectedResponse { response }) => Err(refusal(response.status())),
        Err(Error::Encode(_)) => Err(refused(Failure::Content, None)),
        // It may have left.
        Err(_) => Err(Unsent::Perhaps),
    }
}

/// Hands over a part that follows another, with patience: the message is half sent.
async fn follow(client: &Client, part: SubmitSm) -> Option<String> {
    for pause in 1..=INSIST {
        match submit(client, part.clone()).await {
            Ok(id) => return Some(id),
            Err(Unsent::Later { .. }) => {
                tokio::time::sleep(Duration::from_millis(500) * pause).await;
            }
            Err(Unsent::Refused { .. } | Unsent::Perhaps) => return None,
        }
    }
    None
}

/// Why a part is not taken.
fn refusal(status: CommandStatus) -> Unsent {
    let number = u32::from(status);
    let code = Some(format!("SMPP 0x{number:08x}"));
    match number {
        // Throttled, queue full, a fault of theirs, a bind too many.
        0x58 | 0x14 | 0x08 | 0x64 | 0x400 => later(Failure::Provider, code),
        // Not bound, or not for this.
        0x04 | 0x0d..=0x0f | 0x100..=0x103 => later(Failure::Account, code),
        0x0b | 0x50 | 0x51 | 0x33 => refused(Failure::BadAddress, code),
        0x0a | 0x48 | 0x49 => refused(Failure::Sender, code),
        0x01 | 0x43 | 0x104 | 0x401 | 0x402 => refused(Failure::Content, code),
        _ => refused(Failure::Other, code),
    }
}

#[async_trait]
impl SmsGateway for Smpp {
    fn name(&self) -> &'static str {
        "smpp"
    }

    fn per_second(&self) -> Option<NonZeroU32> {
        Some(self.per_second)
    }

    fn batch(&self) -> usize {
        self.size
    }

    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>> {
        join_all(messages.iter().map(|sms| self.hand_over(sms))).await
    }

    async fn trace(&self, _id: MessageId, _at: DateTime<Utc>) -> Traced {
        Traced::Unknowable
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown> {
        // They come over the link: it must be open for them.
        let open = self.link.client().await;
        let receipts = self.link.received();
        match open {
            Err(_) if receipts.is_empty() => Err(GatewayDown("no link")),
            Ok(_) | Err(_) => Ok(receipts),
        }
    }
}
