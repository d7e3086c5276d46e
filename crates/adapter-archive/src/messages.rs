//! The lines of messages.

use application::messages::book::{KeptText, Letter, Message, To, Why};
use chrono::{DateTime, Utc};
use kernel::{DossierId, MessageId, StaffId};
use messages::{Cancellation, Channel, Failure, Kind, Language, State};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextLine {
    kind: Kind,
    language: Language,
    own: Option<String>,
    changed: Option<(StaffId, DateTime<Utc>)>,
    reviewed: Option<(StaffId, DateTime<Utc>)>,
}

impl TextLine {
    pub(crate) fn of(text: &KeptText) -> Self {
        Self {
            kind: text.kind,
            language: text.language,
            own: text.own.clone(),
            changed: text.changed,
            reviewed: text.reviewed,
        }
    }

    pub(crate) fn into_text(self) -> KeptText {
        KeptText {
            kind: self.kind,
            language: self.language,
            own: self.own,
            changed: self.changed,
            reviewed: self.reviewed,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageLine {
    id: MessageId,
    dossier: Option<DossierId>,
    kind: Option<Kind>,
    channel: Channel,
    occurrence: String,
    planned_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    state: State,
    failure: Option<Failure>,
    code: Option<String>,
    cancellation: Option<Cancellation>,
    attempts: u32,
    attempted_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
    seen: bool,
    letter: Option<LetterLine>,
    provider: Option<String>,
    reference: Option<String>,
    cost: Option<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LetterLine {
    recipient: String,
    language: Language,
    subject: Option<String>,
    text: String,
    segments: u32,
}

impl MessageLine {
    pub(crate) fn of(message: &Message) -> Self {
        let kind = match message.to {
            To::Person { kind, .. } => Some(kind),
            To::Staff { .. } => None,
        };
        let (failure, code, cancellation) = match &message.why {
            Some(Why::Failed { failure, code }) => (Some(*failure), code.clone(), None),
            Some(Why::Cancelled(why)) => (None, None, Some(*why)),
            None => (None, None, None),
        };
        Self {
            id: message.id,
            dossier: message.to.dossier(),
            kind,
            channel: message.to.channel(),
            occurrence: message.occurrence.clone(),
            planned_at: message.planned_at,
            due_at: message.due_at,
            state: message.state,
            failure,
            code,
            cancellation,
            attempts: message.attempts,
            attempted_at: message.attempted_at,
            settled_at: message.settled_at,
            seen: message.seen,
            letter: message.letter.as_ref().map(|letter| LetterLine {
                recipient: letter.recipient.clone(),
                language: letter.language,
                subject: letter.subject.clone(),
                text: letter.text.clone(),
                segments: letter.segments,
            }),
            provider: message.provider.clone(),
            reference: message.reference.clone(),
            cost: message.cost,
        }
    }

    /// The message; none when it is to nobody.
    pub(crate) fn into_message(self) -> Option<Message> {
        let why = match (self.failure, self.cancellation) {
            (Some(failure), None) => Some(Why::Failed {
                failure,
                code: self.code,
            }),
            (None, Some(why)) => Some(Why::Cancelled(why)),
            (None, None) => None,
            (Some(_), Some(_)) => return None,
        };
        Some(Message {
            id: self.id,
            to: To::Person {
                dossier: self.dossier?,
                kind: self.kind?,
                channel: self.channel,
            },
            occurrence: self.occurrence,
            planned_at: self.planned_at,
            due_at: self.due_at,
            state: self.state,
            why,
            attempts: self.attempts,
            attempted_at: self.attempted_at,
            letter: self.letter.map(|letter| Letter {
                recipient: letter.recipient,
                language: letter.language,
                subject: letter.subject,
                text: letter.text,
                segments: letter.segments,
            }),
            provider: self.provider,
            reference: self.reference,
            cost: self.cost,
            settled_at: self.settled_at,
            seen: self.seen,
        })
    }
}
