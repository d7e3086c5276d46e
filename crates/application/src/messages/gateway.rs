//! Whoever carries messages: providers of text messages, servers of e-mail, or the outbox
//! of this installation.

use std::{fmt, num::NonZeroU32};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{Email, MessageId, PhoneNumber};
use messages::{Failure, Language, Sender};

/// A text message that is about to leave. `Debug` tells neither number nor text.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// What makes it unique at the provider.
    pub id: MessageId,
    /// To whom.
    pub to: PhoneNumber,
    /// Under which name; the provider's own without one.
    pub sender: Option<Sender>,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// An e-mail that is about to leave; whoever carries it writes it as plain text and as HTML.
/// `Debug` tells neither address nor words.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// What makes it unique: its Message-ID holds it.
    pub id: MessageId,
    /// To whom.
    pub to: Email,
    /// Where answers go, when not to nobody.
    pub reply_to: Option<Email>,
    /// The language of the words, and with it their direction.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// What it says, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// A link, with its words.
    pub link: Option<(String, String)>,
    /// A file that comes with it.
    pub attachment: Option<Attachment>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A file that comes with an e-mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type, such as `text/calendar; method=PUBLISH`.
    pub media_type: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// A message that was taken to be carried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// What the provider calls it.
    pub reference: Option<String>,
    /// How many segments it counted, when it tells.
    pub segments: Option<u32>,
    /// What it costs in thousandths of a euro, when it tells.
    pub cost: Option<u32>,
}

/// Why a message was not, or perhaps not, taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// It will never be taken as it is.
    Refused {
        /// Why.
        why: Failure,
        /// The provider's own code, for whoever asks them.
        code: Option<String>,
    },
    /// It was certainly not taken, and may be later.
    Later {
        /// Why.
        why: Failure,
        /// The provider's own code.
        code: Option<String>,
    },
    /// The answer was lost or makes no sense: it may have been taken.
    Perhaps,
}

/// What a provider knows of a message that was perhaps handed to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traced {
    /// It was taken.
    Taken(Accepted),
    /// It certainly was not, and never will be of that first attempt.
    NotTaken,
    /// It does not answer, or does not know yet: to be asked again.
    AskAgain,
    /// It cannot tell, now or later.
    Unknowable,
}

/// What a provider tells of a message it had taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which message.
    pub of: ReceiptOf,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What: none when the telephone or the mailbox has it.
    pub failed: Option<(Failure, Option<String>)>,
}

/// How a receipt names its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptOf {
    /// By the identifier it was sent with.
    Message(MessageId),
    /// By what the provider calls it.
    Reference(String),
}

/// The provider did not answer, or not understandably.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the provider does not answer: {0}")]
pub struct GatewayDown(pub &'static str);

/// Whoever carries text messages.
#[async_trait]
pub trait SmsGateway: Send + Sync {
    /// Its name, kept with what it carried.
    fn name(&self) -> &'static str;

    /// Whether messages really leave, rather than being shown on a screen.
    fn is_real(&self) -> bool {
        true
    }

    /// How many messages it takes in a second; none when it does not matter.
    fn per_second(&self) -> Option<NonZeroU32>;

    /// How many messages it takes in one call.
    fn batch(&self) -> usize;

    /// Hands over messages, at most [`Self::batch`] of them. One answer for each, in their
    /// order.
    async fn send(&self, messages: &[Sms]) -> Vec<Result<Accepted, Unsent>>;

    /// What it knows of a message that was perhaps handed over at that moment: two minutes
    /// ago or more, as it may still be on its way before.
    async fn trace(&self, id: MessageId, at: DateTime<Utc>) -> Traced;

    /// Receipts that it holds ready and gives once; none from a provider that calls by itself.
    ///
    /// # Errors
    /// [`GatewayDown`].
    async fn receipts(&self) -> Result<Vec<Receipt>, GatewayDown>;
}

/// Whoever carries e-mails.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Its name, kept with what it carried.
    fn name(&self) -> &'static str;

    /// Whether e-mails really leave, rather than being shown on a screen.
    fn is_real(&self) -> bool {
        true
    }

    /// How many e-mails it takes in a second; none when it does not matter.
    fn per_second(&self) -> Option<NonZeroU32>;

    /// Hands over an e-mail.
    ///
    /// # Errors
    /// [`Unsent`].
    async fn send(&self, mail: &Mail) -> Result<Accepted, Unsent>;

    /// What it knows of an e-mail that was perhaps handed over at that moment.
    async fn trace(&self, id: MessageId, at: DateTime<Utc>) -> Traced;

    /// E-mails that came back since the last time it was asked.
    ///
    /// # Errors
    /// [`GatewayDown`].
    async fn bounces(&self) -> Result<Vec<Receipt>, GatewayDown>;
}
