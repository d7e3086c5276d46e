//! What is due in a structure: how much of it, and about whom.
//!
//! The rules are in [`domiciliation::due`]. Here is which role a duty concerns, and the port
//! that finds the people by comparing stored days with the thresholds of the day.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domiciliation::due::{Calendar, Due, Duty, Range, Thresholds, Urgency};
use kernel::{DossierId, FactId, StaffId, StoreError, StructureId};
use structures::{Action, Role};

use crate::{StaffActor, actor::Surroundings};

/// A duty that is this pressing: what stands together under one heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Section {
    /// How pressing it is.
    pub urgency: Urgency,
    /// What is to be done.
    pub duty: Duty,
}

impl Section {
    /// Whom it concerns: whoever may do this.
    ///
    /// Whoever receives people learns of mail, of the appointments of the day and of a
    /// silence that a word of the person would end. A proposal concerns those who decide.
    #[must_use]
    pub const fn concerns(self) -> Action {
        match (self.duty, self.urgency) {
            (Duty::Notice | Duty::MailKept, _) => Action::RecordMail,
            (Duty::SilenceNearlyOver | Duty::SilenceTwoMonths, _)
            | (Duty::Appointment, Urgency::Today) => Action::RecordContact,
            (Duty::Appointment, Urgency::Late | Urgency::Soon) => Action::ManageAppointments,
            (
                Duty::Answer
                | Duty::Acknowledgement
                | Duty::Lapsed
                | Duty::TermEnding
                | Duty::RenewalAdvised,
                _,
            ) => Action::EditRequest,
            (Duty::PlannedButSeen | Duty::ObservationsOver | Duty::SilenceOver, _) => {
                Action::PrepareRadiation
            }
            (Duty::NotNotified, _) => Action::Notify,
            (Duty::Decision, _) => Action::Decide,
        }
    }
}

/// Whose dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// All of the structure.
    Structure,
    /// Those that this member of staff follows, and the appointments with them.
    Mine(StaffId),
    /// The same, and those that nobody follows.
    MineOrNobodys(StaffId),
}

impl Whose {
    /// What a member of staff is shown unless they ask for something else: whoever
    /// instructs, their own people and those that would fall between two stools; whoever
    /// decides answers for the structure, and whoever receives follows nobody.
    #[must_use]
    pub fn expected_by(actor: &StaffActor) -> Self {
        match actor.role() {
            Role::Instructeur => Self::MineOrNobodys(actor.id()),
            Role::Facteur | Role::Agent | Role::Gestionnaire | Role::Administrateur => {
                Self::Structure
            }
        }
    }
}

/// What is asked of the work list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What concerns the reader, gravest first.
    pub sections: Vec<Section>,
    /// Whose dossiers.
    pub whose: Whose,
    /// The thresholds of the day.
    pub thresholds: Thresholds,
}

impl Asked {
    /// Everything that concerns an actor, as of an instant.
    #[must_use]
    pub fn by(actor: &StaffActor, now: DateTime<Utc>, whose: Whose) -> Self {
        let surroundings = Surroundings::of(actor, now);
        let sections = Urgency::ALL.iter().flat_map(|urgency| {
            Duty::ALL.iter().map(|duty| Section {
                urgency: *urgency,
                duty: *duty,
            })
        });
        Self {
            sections: sections.filter(|s| actor.may(s.concerns())).collect(),
            whose,
            thresholds: Thresholds::of(Calendar::of(&surroundings.context())),
        }
    }

    /// Only what is late or due today: what the menu counts.
    #[must_use]
    pub fn due_now(mut self) -> Self {
        self.sections.retain(|s| s.urgency != Urgency::Soon);
        self
    }

    /// Only one duty; none when it does not concern the reader.
    #[must_use]
    pub fn only(mut self, duty: Duty) -> Option<Self> {
        self.sections.retain(|s| s.duty == duty);
        (!self.sections.is_empty()).then_some(self)
    }

    /// The anchors of a duty that concern the reader.
    #[must_use]
    pub fn shown(&self, duty: Duty) -> Option<Range> {
        let sections = self.sections.iter().filter(|s| s.duty == duty);
        sections
            .filter_map(|s| self.thresholds.range(duty, s.urgency))
            .reduce(|older, newer| Range {
                after: older.after,
                upto: newer.upto,
            })
    }

    /// The duties that concern the reader from the day on which they first show.
    pub fn foreseen(&self) -> impl Iterator<Item = Duty> {
        Duty::ALL.iter().copied().filter(|duty| {
            let shown = Urgency::ALL.iter().map(|urgency| Section {
                urgency: *urgency,
                duty: *duty,
            });
            shown
                .filter(|s| self.thresholds.range(s.duty, s.urgency).is_some())
                .all(|s| self.sections.contains(&s))
        })
    }
}

/// One person about whom something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkLine {
    /// What, and how pressing.
    pub due: Due,
    /// The dossier.
    pub id: DossierId,
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
    /// Last contact.
    pub last_contact: Option<NaiveDate>,
    /// The appointment that stands.
    pub appointment_at: Option<NaiveDateTime>,
    /// The decision that the person does not know of.
    pub unnotified: Option<FactId>,
}

impl WorkLine {
    /// The moment its place in the list is counted from.
    #[must_use]
    pub fn at(&self) -> NaiveDateTime {
        match self.due.duty {
            Duty::Appointment => self.appointment_at,
            Duty::PlannedButSeen
            | Duty::Answer
            | Duty::Acknowledgement
            | Duty::Lapsed
            | Duty::Notice
            | Duty::MailKept
            | Duty::Decision
            | Duty::NotNotified
            | Duty::ObservationsOver
            | Duty::SilenceOver
            | Duty::TermEnding
            | Duty::SilenceNearlyOver
            | Duty::RenewalAdvised
            | Duty::SilenceTwoMonths => None,
        }
        .unwrap_or_else(|| self.due.anchor.into())
    }

    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> WorkCursor {
        WorkCursor {
            at: self.at(),
            id: self.id,
        }
    }
}

/// A place in the list of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkCursor {
    /// The moment of the line there.
    pub at: NaiveDateTime,
    /// Its dossier.
    pub id: DossierId,
}

/// Which way one turns the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorkPlace {
    /// The first page.
    #[default]
    Start,
    /// The page after a line.
    After(WorkCursor),
    /// The page before a line.
    Before(WorkCursor),
}

/// A page of the list of a duty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkPage {
    /// Its lines, oldest anchor first.
    pub lines: Vec<WorkLine>,
    /// Whether there are lines before it.
    pub before: bool,
    /// Whether there are lines after it.
    pub after: bool,
}

impl WorkPage {
    /// A page out of lines read from a place on, in the order in which one turns the pages;
    /// one line more than `limit` tells that there are others beyond.
    #[must_use]
    pub fn cut(mut lines: Vec<WorkLine>, place: WorkPlace, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let beyond = lines.len() > limit;
        lines.truncate(limit);
        let (before, after) = match place {
            WorkPlace::Start => (false, beyond),
            WorkPlace::After(_) => (true, beyond),
            WorkPlace::Before(_) => {
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

/// The work list of a structure. What is asked names the sections; all else is absent.
#[async_trait]
pub trait WorkList: Send + Sync {
    /// How many lines each section holds, each counted up to `cap`; sections without any may
    /// be left out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn work_counts(
        &self,
        structure: StructureId,
        asked: &Asked,
        cap: u32,
    ) -> Result<Vec<(Section, u64)>, StoreError>;

    /// The first lines of each section, at most `each`, oldest anchor first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn work_beginnings(
        &self,
        structure: StructureId,
        asked: &Asked,
        each: u32,
    ) -> Result<Vec<WorkLine>, StoreError>;

    /// A page of a duty, its sections one after the other.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn work_page(
        &self,
        structure: StructureId,
        asked: &Asked,
        duty: Duty,
        place: WorkPlace,
        limit: u32,
    ) -> Result<WorkPage, StoreError>;

    /// How many lines there are in all, counted up to `cap`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn work_due(
        &self,
        structure: StructureId,
        asked: &Asked,
        cap: u32,
    ) -> Result<u64, StoreError>;

    /// Of each duty that is foreseen, the first anchor that does not make it show yet.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn work_to_come(
        &self,
        structure: StructureId,
        asked: &Asked,
    ) -> Result<Vec<(Duty, NaiveDate)>, StoreError>;
}
