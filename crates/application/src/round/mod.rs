//! The mail round: a bag of mail entered person after person. The round is a working
//! paper; what happened is in the dossiers. See `docs/adr/0010-a-round-is-a-working-paper.md`.

mod forms;
mod list;
mod piles;
mod rounds;
mod work;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domiciliation::{
    Dossier, Refused, Situation, Warning,
    mail::{MailKind, MailRemark, Quantity},
};
use kernel::{
    BirthDate, DossierId, FactId, RoundId, StaffId, StoreError, StructureId, Text, UnknownCode,
    Versioned,
};

pub use forms::{Exact, exact_forms, exact_key};
pub use list::{LINES_MAX, ListLine, Plan, Planned, PutAside, Spotted, TooManyLines, read_list};
pub use piles::{Pile, piles};
pub use rounds::{Item, MailRounds, may_correct};

/// Days after its opening during which a round can be seen, closed or not.
pub const KEPT_DAYS: i64 = 30;

/// A round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailRound {
    /// Its identifier.
    pub id: RoundId,
    /// Who opened it. Whoever may record mail may go on with it.
    pub by: StaffId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

impl MailRound {
    /// The oldest opening that is still shown.
    #[must_use]
    pub fn shown_since(now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(KEPT_DAYS)
    }
}

/// What was typed, or scanned, and led to nobody for sure. It may be somebody's name: it
/// goes when the round is closed.
pub type Typed = Text<200>;

/// Why an item was put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// Nobody answers to what was typed.
    Unknown,
    /// Several people do.
    Ambiguous,
    /// The law lets it be recorded and warns of it.
    Warned,
    /// The law does not let it be recorded.
    Refused,
}

impl Aside {
    const ALL: [Self; 4] = [Self::Unknown, Self::Ambiguous, Self::Warned, Self::Refused];

    /// The stable code, for storage and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "inconnu",
            Self::Ambiguous => "plusieurs",
            Self::Warned => "avertissement",
            Self::Refused => "refus",
        }
    }
}

impl std::str::FromStr for Aside {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|aside| aside.code() == code)
            .ok_or(UnknownCode)
    }
}

/// What a line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An arrival that its dossier records.
    Recorded {
        /// Whose.
        dossier: DossierId,
        /// The fact.
        fact: FactId,
    },
    /// An item that nothing records.
    Aside {
        /// Why.
        why: Aside,
        /// Whose, where it is known.
        dossier: Option<DossierId>,
        /// What was typed, where it is not, until the round is closed.
        typed: Option<Typed>,
    },
    /// An arrival whose dossier was erased since: a count and nothing else.
    Forgotten,
}

/// One line of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundLine {
    /// Its place, which no other line of the round ever takes.
    pub place: u32,
    /// Who entered it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// What came.
    pub kind: MailKind,
    /// How many.
    pub quantity: Quantity,
    /// For whom.
    pub entry: Entry,
}

/// Places in a round that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// There is no such round.
    Absent,
    /// It is closed.
    Closed,
    /// The first of them.
    From(u32),
}

/// What a transaction does to rounds.
#[async_trait]
pub trait Rounds: Send {
    /// Opens a round. Opening it again does nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_open(
        &mut self,
        structure: StructureId,
        round: &MailRound,
    ) -> Result<(), StoreError>;

    /// Takes the next places of an open round, which stays locked until the transaction
    /// ends. None at all is a way to lock it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_places(
        &mut self,
        structure: StructureId,
        round: RoundId,
        count: u32,
    ) -> Result<Places, StoreError>;

    /// The line of a place.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_line(
        &mut self,
        structure: StructureId,
        round: RoundId,
        place: u32,
    ) -> Result<Option<RoundLine>, StoreError>;

    /// Writes lines, each instead of what its place held.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_write(
        &mut self,
        structure: StructureId,
        round: RoundId,
        lines: &[RoundLine],
    ) -> Result<(), StoreError>;

    /// Takes a line out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_strike(
        &mut self,
        structure: StructureId,
        round: RoundId,
        place: u32,
    ) -> Result<(), StoreError>;

    /// Closes a round and forgets what was typed in it; `false` where there is no such
    /// round. Closing it again does nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_close(
        &mut self,
        structure: StructureId,
        round: RoundId,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Deletes rounds opened before a moment, at most `limit` of them.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn rounds_forget(
        &mut self,
        structure: StructureId,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<(), StoreError>;

    /// Those of these dossiers that are there, in order of their identifiers, locked in
    /// that order if they are to be written.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_dossiers(
        &mut self,
        structure: StructureId,
        dossiers: &[DossierId],
        to_write: bool,
    ) -> Result<Vec<Versioned<Dossier>>, StoreError>;
}

/// Somebody, as a round shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their dossier.
    pub dossier: DossierId,
    /// Its number.
    pub number: u32,
    /// The civility, as a code.
    pub civility: String,
    /// The name.
    pub nom: String,
    /// The first names.
    pub prenoms: String,
    /// The name in use.
    pub usage: Option<String>,
    /// The birth.
    pub birth: Option<BirthDate>,
    /// Box, BP or TSA.
    pub distribution: Option<String>,
    /// Where the dossier stands; its status is asked of it with today.
    pub situation: Situation,
}

/// How many items a round holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Letters recorded.
    pub letters: u64,
    /// Parcels recorded.
    pub parcels: u64,
    /// Notices recorded.
    pub notices: u64,
    /// Items put aside, of all kinds.
    pub aside: u64,
}

/// A round among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundSummary {
    /// The round.
    pub round: MailRound,
    /// Who opened it.
    pub opener: String,
    /// How many lines it has.
    pub lines: u64,
}

/// A line with the person it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine {
    /// The line.
    pub line: RoundLine,
    /// Whose, where that is known.
    pub person: Option<Person>,
    /// The remark of the arrival.
    pub remark: Option<MailRemark>,
    /// Whether the arrival was annulled elsewhere, so that it counts no more.
    pub annulled: bool,
}

/// A round with its lines, the last entered first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundSheet {
    /// The round.
    pub summary: RoundSummary,
    /// What all its lines amount to; what was annulled elsewhere does not count.
    pub totals: Totals,
    /// Its lines.
    pub lines: Vec<ShownLine>,
}

/// What the pages read of rounds. Those opened before `since` are not there any more.
#[async_trait]
pub trait RoundViews: Send + Sync {
    /// The rounds, the last opened first, at most a hundred.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn rounds(
        &self,
        structure: StructureId,
        since: DateTime<Utc>,
    ) -> Result<Vec<RoundSummary>, StoreError>;

    /// A round with its last lines, at most `limit` of them beside those put aside, which
    /// all come.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_sheet(
        &self,
        structure: StructureId,
        round: RoundId,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Option<RoundSheet>, StoreError>;

    /// One line of a round.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn round_shown_line(
        &self,
        structure: StructureId,
        round: RoundId,
        since: DateTime<Utc>,
        place: u32,
    ) -> Result<Option<ShownLine>, StoreError>;

    /// For each of these, whoever bears exactly it as a number, as a reference, as a box or
    /// on a card; several may share a box. In no order, each with the index of what led
    /// there.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn bearers(
        &self,
        structure: StructureId,
        exact: &[Exact],
    ) -> Result<Vec<(usize, Person)>, StoreError>;
}

/// Why a round did not take something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoundRefused {
    /// The round is closed.
    Closed,
    /// The line was taken out meanwhile.
    LineGone,
    /// A rule forbids it.
    Law(Refused),
    /// A rule warns of it, and nobody said that it was meant.
    Warned(Vec<Warning>),
}
