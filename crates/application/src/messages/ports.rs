//! Where messages are kept, and what is shared by all who send.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DossierId, MessageId, StaffId, StoreError, StructureId, Versioned};
use messages::{Channel, Settings, StaffKind, State};

use super::{
    book::{
        Addressee, Alike, ByHand, Caps, Filter, Kept, KeptText, Line, Message, Month, Page, Place,
        Ready, Settled, StaffMessage, Told,
    },
    figures::Visits,
    gateway::ReceiptOf,
    planning::Plan,
};

/// What a structure and its staff settled about messages.
#[async_trait]
pub trait MessageChoices: Send {
    /// What the structure settled; the default at version 0 where it settled nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn message_settings(
        &mut self,
        structure: StructureId,
    ) -> Result<Versioned<Settings>, StoreError>;

    /// Replaces what was read at `version`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it has changed since.
    async fn message_settings_update(
        &mut self,
        structure: StructureId,
        version: i64,
        settings: &Settings,
    ) -> Result<(), StoreError>;

    /// What is kept of its texts, by kind and language; those of which nothing is kept are
    /// absent.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn message_texts(&mut self, structure: StructureId) -> Result<Vec<KeptText>, StoreError>;

    /// Keeps what is known of a text in place of what was.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn message_text_put(
        &mut self,
        structure: StructureId,
        text: &KeptText,
    ) -> Result<(), StoreError>;

    /// Whether a member of the staff asked for an e-mail.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn staff_wants(
        &mut self,
        structure: StructureId,
        kind: StaffKind,
    ) -> Result<Vec<StaffId>, StoreError>;

    /// Notes whether a member of the staff wants an e-mail.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn staff_want(
        &mut self,
        structure: StructureId,
        staff: StaffId,
        kind: StaffKind,
        wanted: bool,
    ) -> Result<(), StoreError>;
}

/// What is planned.
#[async_trait]
pub trait MessagePlans: Send {
    /// The last moment up to which messages were planned.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_planned_until(
        &mut self,
        structure: StructureId,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Plans what is due and was never told, and notes that it is planned up to the moment
    /// of the plan; none when it was already, or somebody else is at it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_plan(
        &mut self,
        structure: StructureId,
        plan: &Plan,
    ) -> Result<Option<u32>, StoreError>;

    /// Adds e-mails to members of the staff; those of the same occurrence are there already
    /// and stay as they are.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn staff_messages_insert(
        &mut self,
        structure: StructureId,
        messages: &[StaffMessage],
    ) -> Result<(), StoreError>;

    /// Counts the visits of a month, from its first day to the first of the next, as they
    /// stand in the facts. Instants bound the entries, days the visits.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visits_count(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        entered: std::ops::Range<DateTime<Utc>>,
    ) -> Result<Visits, StoreError>;

    /// Keeps the visits of a month that is over. One that is kept stays as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visits_keep(
        &mut self,
        structure: StructureId,
        month: NaiveDate,
        visits: &Visits,
    ) -> Result<(), StoreError>;

    /// The visits of the months that are kept.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn visits(
        &mut self,
        structure: StructureId,
        from: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Visits)>, StoreError>;
}

/// Messages on their way.
#[async_trait]
pub trait MessageSends: Send {
    /// How many messages are due through a channel, counted up to `limit`. Those to people
    /// only if they may be disturbed.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_due(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        people: bool,
        limit: u32,
    ) -> Result<u32, StoreError>;

    /// What is known of people to whom messages are, those that are there.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn message_addressees(
        &mut self,
        structure: StructureId,
        dossiers: &[DossierId],
    ) -> Result<Vec<(DossierId, Addressee)>, StoreError>;

    /// Takes messages that are due, oldest first: they are being sent from then on, and
    /// looked at again at `look_at` unless they are settled before. Nobody else takes them.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_claim(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        look_at: DateTime<Utc>,
        people: bool,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;

    /// Notes what messages that were taken say and who is about to be handed them, and counts
    /// them and their segments. Those that no
    /// longer fit under a cap are called off and left out of the answer.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_ready(
        &mut self,
        structure: StructureId,
        provider: &str,
        now: DateTime<Utc>,
        caps: &Caps,
        ready: &[Ready],
    ) -> Result<Vec<MessageId>, StoreError>;

    /// Messages that were handed over, or perhaps not, and of which nothing was heard:
    /// whoever asks is the only one to ask until `look_at`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_stuck(
        &mut self,
        structure: StructureId,
        channel: Channel,
        now: DateTime<Utc>,
        look_at: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;

    /// Notes what became of attempts. What is no longer being sent, or is at another
    /// attempt, stays as it is, but for what the provider calls it. What did not leave is
    /// counted no more.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_settle(
        &mut self,
        structure: StructureId,
        now: DateTime<Utc>,
        settled: &[Settled],
    ) -> Result<(), StoreError>;

    /// Rests until something is due, or to be looked at, which the tick is told; people may
    /// be disturbed from `people_from` on. None when nothing waits.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_rest(
        &mut self,
        structure: StructureId,
        people_from: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Notes what providers told. What was told before changes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_told(
        &mut self,
        structure: StructureId,
        told: &[Told],
    ) -> Result<(), StoreError>;
}

/// What became of messages.
#[async_trait]
pub trait MessageLogs: Send {
    /// A message.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn message(
        &mut self,
        structure: StructureId,
        message: MessageId,
    ) -> Result<Option<Message>, StoreError>;

    /// A message, as the log shows it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn message_line(
        &mut self,
        structure: StructureId,
        message: MessageId,
    ) -> Result<Option<Line>, StoreError>;

    /// Does to a message what somebody says.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it does not stand where this [suits](ByHand::suits), or
    /// is not there.
    async fn message_by_hand(
        &mut self,
        structure: StructureId,
        message: MessageId,
        by_hand: ByHand,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// A page of the messages to people.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_log(
        &mut self,
        structure: StructureId,
        filter: &Filter,
        place: Place,
        limit: u32,
    ) -> Result<Page, StoreError>;

    /// How many messages to people wait, are on their way, failed without anybody having
    /// seen it, or are uncertain: each counted up to `cap`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_counts(
        &mut self,
        structure: StructureId,
        cap: u32,
    ) -> Result<Vec<(State, u32)>, StoreError>;

    /// How many messages to people failed, and how many became uncertain, since a moment.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_failed_since(
        &mut self,
        structure: StructureId,
        since: DateTime<Utc>,
    ) -> Result<(u32, u32), StoreError>;

    /// How many of the messages to people that failed without anybody having seen it failed
    /// alike; `cap` of them are counted.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_failures(
        &mut self,
        structure: StructureId,
        cap: u32,
    ) -> Result<Vec<(Alike, u32)>, StoreError>;

    /// The first `limit` of the messages to people that failed in one of these ways up to a
    /// moment, without anybody having seen it; and whom each is about.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_failed(
        &mut self,
        structure: StructureId,
        alike: &[Alike],
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(MessageId, Option<DossierId>)>, StoreError>;

    /// Stores messages to people that were told elsewhere, as they are.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_restore(
        &mut self,
        structure: StructureId,
        messages: &[Message],
    ) -> Result<(), StoreError>;

    /// What left in months, by their first days.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_months(
        &mut self,
        structure: StructureId,
        from: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Month)>, StoreError>;

    /// What the outbox of this installation holds of the structure, e-mails to its `staff`
    /// included or not, the last first, after a message.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_kept(
        &mut self,
        structure: StructureId,
        staff: bool,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Kept>, StoreError>;
}

/// The messages of a structure.
pub trait MessageBook: MessageChoices + MessagePlans + MessageSends + MessageLogs {}

impl<T: MessageChoices + MessagePlans + MessageSends + MessageLogs + ?Sized> MessageBook for T {}

/// How late one may come whose turn it is; whoever is held up for longer takes another one.
pub const LATE: Duration = Duration::from_millis(100);

/// What is shared by all who send, whichever the structure: identifiers and moments alone.
#[async_trait]
pub trait MessagePost: Send + Sync {
    /// The structures that have something to send, or to look at.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_due_at(&self, now: DateTime<Utc>) -> Result<Vec<StructureId>, StoreError>;

    /// Comes back when it is one's turn to hand something to a provider, at most [`LATE`]
    /// after; nobody else's comes for as long as it `lasts`, all who send taken together.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn turn(&self, provider: &str, lasts: Duration) -> Result<(), StoreError>;

    /// Whose messages providers tell of; those of nobody are absent. In no order.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn messages_of<'a>(
        &self,
        provider: &str,
        receipts: &'a [ReceiptOf],
    ) -> Result<Vec<(&'a ReceiptOf, StructureId, MessageId)>, StoreError>;
}
