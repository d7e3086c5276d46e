//! What the pages read: lists, counts, possible doubles. One or two queries a page,
//! without a unit of work.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use domiciliation::{Situation, Status};
use kernel::{BirthDate, DossierId, StaffId, StoreError, StructureId};

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

/// Where a page begins or ends: the sort value of a row, as text, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the sort key; none sorts last.
    pub value: Option<String>,
    /// The dossier.
    pub id: DossierId,
}

/// Which way one turns the pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place {
    /// The first page.
    #[default]
    Start,
    /// The page after a row.
    After(Cursor),
    /// The page before a row.
    Before(Cursor),
}

/// A page of the list, as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// The tab.
    pub tab: Tab,
    /// Words that must all be found; folded by the adapter.
    pub search: String,
    /// Silence.
    pub silence: Option<SilenceFilter>,
    /// End of the term.
    pub term: Option<TermFilter>,
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
            silence: None,
            term: None,
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
    /// Where it stands; its status is asked of it with today.
    pub situation: Situation,
    /// Whether a renewal runs beside the term.
    pub renewal_pending: bool,
    /// Whether a decision is proposed on the pending request.
    pub proposed: bool,
    /// The appointment that stands.
    pub appointment_at: Option<NaiveDateTime>,
    /// Effect of the last refusal, striking off or closing.
    pub ended_on: Option<NaiveDate>,
    /// Last contact.
    pub last_contact: Option<NaiveDate>,
    /// First day on which silence allows striking off.
    pub first_radiable_day: Option<NaiveDate>,
    /// Since when an absence suspends the clock.
    pub suspended_since: Option<NaiveDate>,
    /// Letters that wait.
    pub letters: u32,
    /// Parcels that wait.
    pub parcels: u32,
    /// Notices that wait.
    pub notices: u32,
    /// How many dependants.
    pub ayants_droit: u32,
    /// Whether a note is pinned.
    pub pinned_note: bool,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<DossierRow>,
    /// How many rows match, on all pages.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// Where the page before ends.
    pub previous: Option<Cursor>,
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
