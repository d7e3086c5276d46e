//! What the pages read: lists, counts, possible doubles. One or two queries a page,
//! without a unit of work.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::{Recorded, Situation, Status, mail};
use kernel::{
    BirthDate, DossierId, Email, Periode, PhoneNumber, StaffId, StoreError, StructureId, add_months,
};

use crate::{find::Asked, views::SavedView};

/// The tabs of the list: one a status, all of them, and the renewals that run beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Every dossier.
    All,
    /// Those of a status.
    Status(Status),
    /// Those with a renewal beside their term.
    Renewals,
}

impl Tab {
    /// All tabs, in the order in which they stand.
    pub const ALL: [Self; 8] = [
        Self::Status(Status::Actif),
        Self::Status(Status::EnInstruction),
        Self::Status(Status::AValider),
        Self::Renewals,
        Self::Status(Status::Echu),
        Self::Status(Status::Refuse),
        Self::Status(Status::Radie),
        Self::All,
    ];
}

/// How long a person has been silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SilenceFilter {
    /// More than two months.
    TwoMonths,
    /// More than three months: silence allows striking off.
    ThreeMonths,
}

/// How near the end of the term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermFilter {
    /// It is over.
    Lapsed,
    /// Within fifteen days.
    TwoWeeks,
    /// Within sixty days.
    TwoMonths,
}

/// How long ago an election ended, or a lapsed file was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedFilter {
    /// More than a year.
    OneYear,
    /// More than two years.
    TwoYears,
}

/// What appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppointmentFilter {
    /// One to come.
    Coming,
    /// One that has passed without a trace.
    Passed,
}

/// Who follows the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentFilter {
    /// Nobody.
    None,
    /// This member of staff.
    Is(StaffId),
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// Name and first names.
    #[default]
    Name,
    /// Number.
    Number,
    /// End of the term, or effect of the last refusal or striking off.
    Term,
    /// Last contact.
    LastContact,
    /// Appointment.
    Appointment,
}

/// Which way one turns the pages. A page is named by a row beside it alone: where that row
/// stands is read again, and where it is gone one is on the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The first page.
    #[default]
    Start,
    /// The page after a row.
    After(DossierId),
    /// The page before a row.
    Before(DossierId),
}

/// Where a batch ends: the sort value of its last row, as text, and its id. The next batch
/// goes on from there, whatever became of the row.
#[derive(Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the sort key; none sorts last.
    pub value: Option<String>,
    /// The dossier.
    pub id: DossierId,
}

impl std::fmt::Debug for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The value may be a name.
        write!(f, "Cursor({})", self.id)
    }
}

/// A page of the list, as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// The tab.
    pub tab: Tab,
    /// What is searched, as typed: see [`crate::find::Asked`].
    pub search: String,
    /// Whether close spellings and sounds are found too.
    pub close: bool,
    /// Silence.
    pub silence: Option<SilenceFilter>,
    /// End of the term.
    pub term: Option<TermFilter>,
    /// How long ago the election ended.
    pub ended: Option<EndedFilter>,
    /// Only those for whom mail waits.
    pub mail_waiting: bool,
    /// Appointment.
    pub appointment: Option<AppointmentFilter>,
    /// Referent.
    pub referent: Option<ReferentFilter>,
    /// Sort key.
    pub sort: SortKey,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Where the page begins.
    pub place: Place,
    /// How many rows.
    pub limit: u32,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            tab: Tab::Status(Status::Actif),
            search: String::new(),
            close: false,
            silence: None,
            term: None,
            ended: None,
            mail_waiting: false,
            appointment: None,
            referent: None,
            sort: SortKey::Name,
            descending: false,
            place: Place::Start,
            limit: 25,
        }
    }
}

impl ListQuery {
    /// Whether something beside the tab narrows the list.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        let Self {
            tab: _,
            search,
            close: _,
            silence,
            term,
            ended,
            mail_waiting,
            appointment,
            referent,
            sort: _,
            descending: _,
            place: _,
            limit: _,
        } = self;
        !Asked::parse(search).is_empty()
            || silence.is_some()
            || term.is_some()
            || ended.is_some()
            || *mail_waiting
            || appointment.is_some()
            || referent.is_some()
    }
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierRow {
    /// The dossier.
    pub id: DossierId,
    /// Its number.
    pub number: u32,
    /// The structure's own identifier.
    pub reference: Option<String>,
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
    /// The telephone.
    pub phone: Option<PhoneNumber>,
    /// The e-mail.
    pub email: Option<Email>,
    /// Where it stands; its status is asked of it with today.
    pub situation: Situation,
    /// First day of the term that no decision ended.
    pub term_start: Option<NaiveDate>,
    /// Whether a renewal runs beside the term.
    pub renewal_pending: bool,
    /// Whether a decision is proposed on the pending request.
    pub proposed: bool,
    /// The appointment that stands.
    pub appointment_at: Option<NaiveDateTime>,
    /// Effect of the last refusal, striking off or closing.
    pub ended_on: Option<NaiveDate>,
    /// When a decision ended the last term, while no election runs.
    pub term_ended_on: Option<NaiveDate>,
    /// Last contact.
    pub last_contact: Option<NaiveDate>,
    /// First day on which silence allows striking off.
    pub first_radiable_day: Option<NaiveDate>,
    /// Since when an absence suspends the clock.
    pub suspended_since: Option<NaiveDate>,
    /// Until when the person may answer the announcement of a striking off.
    pub observations_until: Option<NaiveDate>,
    /// Letters that wait.
    pub letters: u32,
    /// Parcels that wait.
    pub parcels: u32,
    /// Notices that wait.
    pub notices: u32,
    /// How many dependants.
    pub ayants_droit: u32,
    /// The days on which each proxy may take the mail.
    pub proxies: Vec<Periode>,
    /// The days on which mail is sent on.
    pub transfer: Option<Periode>,
    /// The member of staff who follows the person.
    pub referent: Option<StaffId>,
    /// Whether a note is pinned.
    pub pinned_note: bool,
}

impl DossierRow {
    /// End of the term, or else effect of the decision that stands in its place.
    #[must_use]
    pub const fn ends_on(&self) -> Option<NaiveDate> {
        match self.situation {
            Situation::Elected { end } => Some(end),
            Situation::Ended | Situation::Refused => self.ended_on,
            Situation::Proposed | Situation::Requested => None,
        }
    }

    /// Whether mail is still received for the person, in a structure that keeps it so many
    /// days after the end.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn receives_mail(&self, today: NaiveDate, keep_days: u16) -> bool {
        match self.situation {
            Situation::Elected { .. } => true,
            Situation::Ended | Situation::Proposed | Situation::Requested | Situation::Refused => {
                self.term_ended_on
                    .is_some_and(|end| !mail::is_kept_too_long(end, keep_days, today))
            }
        }
    }
}

/// How many rows of a filtered list are counted: beyond, counting would read them all.
pub const COUNTED: u64 = 1000;

/// How many rows match, on all pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// As many as this.
    Exactly(u64),
    /// More than could be counted at once.
    MoreThan(u64),
}

impl Total {
    /// The number, where it is known.
    #[must_use]
    pub const fn exact(self) -> Option<u64> {
        match self {
            Self::Exactly(count) => Some(count),
            Self::MoreThan(_) => None,
        }
    }
}

impl Default for Total {
    fn default() -> Self {
        Self::Exactly(0)
    }
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<DossierRow>,
    /// How many rows match, on all pages.
    pub total: Total,
    /// The row after which the next page begins.
    pub next: Option<DossierId>,
    /// The row before which the page before ends.
    pub previous: Option<DossierId>,
}

/// Some rows of the list in its order, for who reads all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// Them.
    pub rows: Vec<DossierRow>,
    /// Where the next batch goes on; none after the last.
    pub next: Option<Cursor>,
}

/// A page of the list, with all that stands around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The page.
    pub page: Page,
    /// How many dossiers each tab holds.
    pub counts: TabCounts,
    /// Those who can follow a person, by name.
    pub referents: Vec<(StaffId, String)>,
    /// The views of the reader, then those of the structure.
    pub views: Vec<SavedView>,
}

/// How many dossiers each tab holds, search and filters left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TabCounts {
    /// Actif.
    pub actif: u64,
    /// Échu.
    pub echu: u64,
    /// À valider.
    pub a_valider: u64,
    /// En instruction.
    pub en_instruction: u64,
    /// Radié.
    pub radie: u64,
    /// Refusé.
    pub refuse: u64,
    /// Renewals beside a term.
    pub renewals: u64,
}

impl TabCounts {
    /// The count of a tab.
    #[must_use]
    pub const fn of(&self, tab: Tab) -> u64 {
        match tab {
            Tab::All => {
                self.actif
                    + self.echu
                    + self.a_valider
                    + self.en_instruction
                    + self.radie
                    + self.refuse
            }
            Tab::Renewals => self.renewals,
            Tab::Status(Status::Actif) => self.actif,
            Tab::Status(Status::Echu) => self.echu,
            Tab::Status(Status::AValider) => self.a_valider,
            Tab::Status(Status::EnInstruction) => self.en_instruction,
            Tab::Status(Status::Radie) => self.radie,
            Tab::Status(Status::Refuse) => self.refuse,
        }
    }
}

/// The last day of which more than so many months have passed today: adding months and
/// taking them away differ at the ends of months, so this goes by adding them.
///
/// # Law
///
#[must_use]
pub fn last_day_over(today: NaiveDate, months: i32) -> NaiveDate {
    let mut day = add_months(today, -months);
    while add_months(day, months) >= today {
        let Some(before) = day.pred_opt() else {
            return day;
        };
        day = before;
    }
    while let Some(after) = day.succ_opt()
        && add_months(after, months) < today
    {
        day = after;
    }
    day
}

/// The lists of a structure.
#[async_trait]
pub trait DossierLists: Send + Sync {
    /// A page of the list on a day.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn page(
        &self,
        structure: StructureId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Page, StoreError>;

    /// A page of the list on a day, as a member of staff sees it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn listing(
        &self,
        structure: StructureId,
        reader: StaffId,
        query: &ListQuery,
        today: NaiveDate,
    ) -> Result<Listing, StoreError>;

    /// The rows that follow in the order of the list, as many as the query's limit; its
    /// place is of no account.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn batch(
        &self,
        structure: StructureId,
        query: &ListQuery,
        after: Option<&Cursor>,
        today: NaiveDate,
    ) -> Result<Batch, StoreError>;

    /// The rows of these dossiers, by name; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn rows_of(
        &self,
        structure: StructureId,
        dossiers: &[DossierId],
    ) -> Result<Vec<DossierRow>, StoreError>;

    /// The facts of these kinds, as [`domiciliation::Fact::code`] names them, of each of
    /// these dossiers, in the order in which they were entered; a dossier without any may be
    /// left out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn facts_of(
        &self,
        structure: StructureId,
        dossiers: &[DossierId],
        kinds: &[&'static str],
    ) -> Result<Vec<(DossierId, Vec<Recorded>)>, StoreError>;

    /// How many dossiers each tab holds on a day.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn counts(
        &self,
        structure: StructureId,
        today: NaiveDate,
    ) -> Result<TabCounts, StoreError>;

    /// Dossiers of the structure that may be the same person's: the folded name and
    /// first name agree, in either order, and the births may be the same; at most ten.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn possible_doubles(
        &self,
        structure: StructureId,
        nom: &str,
        prenoms: &str,
        birth: Option<BirthDate>,
    ) -> Result<Vec<DossierRow>, StoreError>;

    /// Whether storage answers, and its schema is the one this program knows.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn ready(&self) -> Result<(), StoreError>;
}
