//! Messages as they are kept: what was planned, what became of it, and the counts of a month.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use domiciliation::Dossier;
use kernel::{DossierId, Email, MessageId, PhoneNumber, StaffId};
use messages::{Cancellation, Channel, Failure, Kind, Language, StaffKind, State};

use super::{
    gateway::{Accepted, Mail},
    occasion::Grounds,
};

/// To whom a message goes, and about what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Somebody who is domiciled, or asked to be.
    Person {
        /// Their dossier.
        dossier: DossierId,
        /// Why.
        kind: Kind,
        /// Through what.
        channel: Channel,
    },
    /// A member of the staff, by e-mail.
    Staff {
        /// Who.
        staff: StaffId,
        /// Why.
        kind: StaffKind,
        /// About whom, when it is about somebody.
        dossier: Option<DossierId>,
    },
}

impl To {
    /// Through what it goes.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Person { channel, .. } => *channel,
            Self::Staff { .. } => Channel::Email,
        }
    }

    /// The dossier it is about.
    #[must_use]
    pub const fn dossier(&self) -> Option<DossierId> {
        match self {
            Self::Person { dossier, .. } => Some(*dossier),
            Self::Staff { dossier, .. } => *dossier,
        }
    }
}

/// Why a message failed or was called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It failed.
    Failed {
        /// Why.
        failure: Failure,
        /// The provider's own code.
        code: Option<String>,
    },
    /// It was called off.
    Cancelled(Cancellation),
}

/// What a message says, as it was handed over. `Debug` tells nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The number or the address.
    pub recipient: String,
    /// The language of the words.
    pub language: Language,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The words, paragraphs apart by an empty line.
    pub text: String,
    /// Of how many segments a text message is; 0 for an e-mail.
    pub segments: u32,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("language", &self.language)
            .field("segments", &self.segments)
            .finish_non_exhaustive()
    }
}

impl Letter {
    /// What an e-mail says.
    #[must_use]
    pub fn of_mail(mail: &Mail) -> Self {
        let link = mail.link.as_ref();
        let link = link.map(|(address, words)| format!("{words} : {address}"));
        let paragraphs: Vec<_> = mail.paragraphs.iter().chain(&link).cloned().collect();
        Self {
            recipient: mail.to.as_str().to_owned(),
            language: mail.language,
            subject: Some(mail.subject.clone()),
            text: paragraphs.join("\n\n"),
            segments: 0,
        }
    }
}

/// A message, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identifier, which the provider is told. Sent again by hand, it takes another.
    pub id: MessageId,
    /// To whom, and about what.
    pub to: To,
    /// What makes it one: the same is never told twice.
    pub occurrence: String,
    /// When it was found due.
    pub planned_at: DateTime<Utc>,
    /// From when it may leave.
    pub due_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
    /// Why it failed or was called off.
    pub why: Option<Why>,
    /// How many times it was handed over, or was about to be.
    pub attempts: u32,
    /// When it was last handed over, or was about to be.
    pub attempted_at: Option<DateTime<Utc>>,
    /// What it says, once it was written.
    pub letter: Option<Letter>,
    /// Whoever carries it.
    pub provider: Option<String>,
    /// What the provider calls it.
    pub reference: Option<String>,
    /// What it cost, in thousandths of a euro.
    pub cost: Option<u32>,
    /// When it came to the state it is in, unless it waits.
    pub settled_at: Option<DateTime<Utc>>,
    /// Whether a failure needs no attention any more.
    pub seen: bool,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it.
    Taken(Accepted),
    /// It was certainly not taken, and is to be tried again from then.
    Again(DateTime<Utc>),
    /// Nobody can tell yet: the provider is to be asked again at that moment.
    Look(DateTime<Utc>),
    /// Nobody can tell, ever.
    Uncertain,
    /// It will not arrive.
    Failed(Failure, Option<String>),
    /// It is not to be sent any more.
    Cancelled(Cancellation),
    /// Nobody is there to receive it any more: it goes without a trace.
    Gone,
}

/// An attempt and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Which message.
    pub id: MessageId,
    /// Which attempt at it: what happened since to another one is left alone.
    pub attempt: u32,
    /// What became of it.
    pub outcome: Outcome,
}

/// Somebody to whom a message is, as they are stored now. `Debug` tells neither number nor
/// address.
#[derive(Clone, PartialEq, Eq)]
pub struct Addressee {
    /// What messages to them rest on.
    pub grounds: Grounds,
    /// Their telephone.
    pub phone: Option<PhoneNumber>,
    /// Their e-mail.
    pub email: Option<Email>,
    /// The language they speak, as it was written.
    pub language: Option<String>,
}

impl fmt::Debug for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addressee")
            .field("grounds", &self.grounds)
            .finish_non_exhaustive()
    }
}

impl Addressee {
    /// Somebody, out of their dossier.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let coordinates = dossier.coordinates();
        Self {
            grounds: Grounds::of(dossier),
            phone: coordinates.phone.clone(),
            email: coordinates.email.clone(),
            language: coordinates.language.as_ref().map(ToString::to_string),
        }
    }
}

/// A message that is about to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// Which.
    pub id: MessageId,
    /// What it says.
    pub letter: Letter,
}

/// How many segments may still leave in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// The first day of the month that is counted, at the structure.
    pub month: NaiveDate,
    /// Of the structure; none is no cap.
    pub structure: Option<u32>,
    /// Of the installation; none is no cap.
    pub installation: Option<u32>,
}

/// What a human says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// An uncertain one left.
    Left,
    /// One that failed, was called off or is uncertain is to be sent from a moment on; under
    /// this identifier, for it is another message to the provider.
    Again(MessageId, DateTime<Utc>),
    /// One that waits is called off.
    Cancel,
    /// One that failed needs no attention any more.
    Seen,
}

impl ByHand {
    /// Whether a message that stands there can be said this of.
    #[must_use]
    pub const fn suits(self, state: State) -> bool {
        match (self, state) {
            (Self::Left, State::Uncertain)
            | (Self::Again(..), State::Failed | State::Cancelled | State::Uncertain)
            | (Self::Cancel, State::Planned)
            | (Self::Seen, State::Failed) => true,
            (
                Self::Left | Self::Again(..) | Self::Cancel | Self::Seen,
                State::Planned
                | State::Sending
                | State::Sent
                | State::Received
                | State::Failed
                | State::Cancelled
                | State::Uncertain,
            ) => false,
        }
    }
}

/// What failed messages have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// What they went through.
    pub channel: Channel,
    /// Why they did not arrive.
    pub failure: Failure,
}

/// An e-mail to a member of the staff that is due at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMessage {
    /// Its identifier.
    pub id: MessageId,
    /// To whom.
    pub staff: StaffId,
    /// Why.
    pub kind: StaffKind,
    /// About whom, when it is about somebody.
    pub dossier: Option<DossierId>,
    /// What makes it one.
    pub occurrence: String,
    /// The moment.
    pub at: DateTime<Utc>,
}

/// What a provider told of a message of a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which message.
    pub id: MessageId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Why it did not arrive; none when it did.
    pub failed: Option<(Failure, Option<String>)>,
}

/// What is asked of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The states; all when empty.
    pub states: Vec<State>,
    /// The kinds; all when empty.
    pub kinds: Vec<Kind>,
    /// The channel.
    pub channel: Option<Channel>,
    /// Only those planned from this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Only those planned before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Only those about a dossier.
    pub dossier: Option<DossierId>,
    /// Only those that somebody should look at: uncertain, or failed and not yet seen.
    pub to_look_at: bool,
    /// Those to the staff, instead of those to people.
    pub staff: bool,
}

/// A place in the log, which shows the last planned first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The first page.
    #[default]
    Start,
    /// The page after a message.
    After(MessageId),
    /// The page before a message.
    Before(MessageId),
}

/// A message, as the log shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The message.
    pub message: Message,
    /// The person it is about.
    pub person: Option<Named>,
    /// The member of the staff it is to.
    pub member: Option<String>,
}

/// Somebody, as the log names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The number of the dossier.
    pub number: u32,
    /// The holder's name.
    pub nom: String,
    /// Their first names.
    pub prenoms: String,
    /// Their name in use.
    pub usage: Option<String>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its lines, the last planned first.
    pub lines: Vec<Line>,
    /// Whether there are lines before it.
    pub before: bool,
    /// Whether there are lines after it.
    pub after: bool,
}

impl Page {
    /// A page of lines read from a place on, in the order in which one turns the pages, with
    /// whether there are others beyond.
    #[must_use]
    pub fn of(mut lines: Vec<Line>, place: Place, beyond: bool) -> Self {
        let (before, after) = match place {
            Place::Start => (false, beyond),
            Place::After(_) => (true, beyond),
            Place::Before(_) => {
                lines.reverse();
                (beyond, true)
            }
        };
        Self {
            lines,
            before,
            after,
        }
    }
}

/// What left in a month, whoever was forgotten since included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Month {
    /// Text messages that left.
    pub texts: u32,
    /// Their segments, those that are on their way or uncertain included.
    pub segments: u32,
    /// E-mails to people that left.
    pub emails: u32,
    /// What they cost, in thousandths of a euro, as far as providers tell.
    pub cost: u32,
}

/// What is kept of the text of a kind in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptText {
    /// Of which messages.
    pub kind: Kind,
    /// In which language.
    pub language: Language,
    /// The structure's own words; none where the proposed ones are used.
    pub own: Option<String>,
    /// Who changed it last, and when.
    pub changed: Option<(StaffId, DateTime<Utc>)>,
    /// Who read it over since, and when.
    pub reviewed: Option<(StaffId, DateTime<Utc>)>,
}

/// A message that the outbox of this installation holds. `Debug` tells neither address nor
/// words.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// The message.
    pub id: MessageId,
    /// When it would have left.
    pub at: DateTime<Utc>,
    /// Through what.
    pub channel: Channel,
    /// To whom.
    pub recipient: String,
    /// Under which name.
    pub sender: Option<String>,
    /// The language of the words.
    pub language: Option<Language>,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// What it says, paragraphs apart by an empty line.
    pub text: String,
    /// The name of the file that comes with it.
    pub attachment: Option<String>,
    /// About whom it is.
    pub dossier: Option<DossierId>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
