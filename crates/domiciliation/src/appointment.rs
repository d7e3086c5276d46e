//! Appointments: how long they last, what became of each, and when somebody is free.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use kernel::{FactId, Holidays, ShortText, StaffId, next_day};

use crate::{
    fact::{Fact, Recorded},
    fold::State,
    refused::Refused,
};

/// How long an appointment lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u16", into = "u16")
)]
pub struct Minutes(u16);

/// Shorter than five minutes, or longer than four hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an appointment lasts from {} to {} minutes",
    Minutes::MIN,
    Minutes::MAX
)]
pub struct NotALength;

impl Minutes {
    /// The shortest, in minutes.
    pub const MIN: u16 = 5;
    /// The longest, in minutes.
    pub const MAX: u16 = 240;

    /// As a number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Half an hour: what facts leave out.
    #[cfg(feature = "serde")]
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Minutes {
    fn default() -> Self {
        Self(30)
    }
}

impl TryFrom<u16> for Minutes {
    type Error = NotALength;

    fn try_from(minutes: u16) -> Result<Self, NotALength> {
        if (Self::MIN..=Self::MAX).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(NotALength)
        }
    }
}

impl From<Minutes> for u16 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

/// An appointment for the interview.
///
/// # Law
/// the form convenes the person: date, hour, with whom, where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Appointment {
    /// Civil date and time at the structure.
    pub at: NaiveDateTime,
    /// How long it lasts.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Minutes::is_usual")
    )]
    pub minutes: Minutes,
    /// The member of staff who will receive the person.
    pub with: StaffId,
    /// Their name, as the form prints it.
    pub with_name: ShortText,
    /// Where, when it is not at the structure.
    pub place: Option<ShortText>,
}

impl Appointment {
    /// The time it takes.
    #[must_use]
    pub fn slot(&self) -> Slot {
        Slot::starting(self.at, self.minutes)
    }
}

/// What became of an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppointmentOutcome {
    /// Nothing yet: it is to come, or has passed without a trace.
    Planned,
    /// Another one stands instead.
    Moved {
        /// Its time.
        to: NaiveDateTime,
    },
    /// The interview was held, on that day or before it.
    Held {
        /// The day of the interview.
        on: NaiveDate,
    },
    /// The person did not come.
    Missed,
    /// It was given up, or its request ended without it.
    Cancelled,
}

impl AppointmentOutcome {
    /// A stable word, for storage.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Moved { .. } => "moved",
            Self::Held { .. } => "held",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// An appointment as it was fixed, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedAppointment {
    fact: FactId,
    appointment: Appointment,
    outcome: AppointmentOutcome,
    series: FactId,
    rank: u32,
    changed_by: FactId,
    changed_at: DateTime<Utc>,
}

impl FixedAppointment {
    /// The fact that fixed it.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }

    /// When, with whom, where.
    #[must_use]
    pub const fn appointment(&self) -> &Appointment {
        &self.appointment
    }

    /// What became of it.
    #[must_use]
    pub const fn outcome(&self) -> &AppointmentOutcome {
        &self.outcome
    }

    /// The first of the appointments that were moved one to the next: the same one in the
    /// eyes of whoever keeps a calendar.
    #[must_use]
    pub const fn series(&self) -> FactId {
        self.series
    }

    /// How often it had been moved before.
    #[must_use]
    pub const fn rank(&self) -> u32 {
        self.rank
    }

    /// The fact that made it what it is: fixed, moved, held, missed or cancelled.
    #[must_use]
    pub const fn changed_by(&self) -> FactId {
        self.changed_by
    }

    /// When that fact was entered.
    #[must_use]
    pub const fn changed_at(&self) -> DateTime<Utc> {
        self.changed_at
    }

    /// Whether it still stands.
    #[must_use]
    pub const fn is_planned(&self) -> bool {
        matches!(self.outcome, AppointmentOutcome::Planned)
    }
}

impl State {
    /// What a fact makes of the appointment that stands.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most facts leave appointments alone"
    )]
    pub(crate) fn appoint(&mut self, recorded: &Recorded) {
        let outcome = match &recorded.fact {
            Fact::AppointmentFixed(next) => AppointmentOutcome::Moved { to: next.at },
            Fact::AppointmentMissed { .. } => AppointmentOutcome::Missed,
            Fact::InterviewHeld { on, .. } => AppointmentOutcome::Held { on: *on },
            Fact::AppointmentCancelled { .. }
            | Fact::Accepted(_)
            | Fact::Refused(_)
            | Fact::DemandeWithdrawn { .. }
            | Fact::Terminated(_)
            | Fact::ClosedAfterExpiry { .. } => AppointmentOutcome::Cancelled,
            _ => return,
        };
        let standing = self.appointments.last_mut().filter(|a| a.is_planned());
        let (series, rank) = match standing {
            Some(standing) => {
                standing.outcome = outcome;
                standing.changed_by = recorded.id;
                standing.changed_at = recorded.at;
                (standing.series, standing.rank.saturating_add(1))
            }
            None => (recorded.id, 0),
        };
        if let Fact::AppointmentFixed(appointment) = &recorded.fact {
            self.appointments.push(FixedAppointment {
                fact: recorded.id,
                appointment: appointment.clone(),
                outcome: AppointmentOutcome::Planned,
                series,
                rank,
                changed_by: recorded.id,
                changed_at: recorded.at,
            });
        }
    }
}

/// A stretch of civil time at the structure, its end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Its beginning.
    pub from: NaiveDateTime,
    /// Its end.
    pub until: NaiveDateTime,
}

impl Slot {
    /// So long from then on.
    #[must_use]
    pub fn starting(from: NaiveDateTime, minutes: Minutes) -> Self {
        Self {
            from,
            until: from + TimeDelta::minutes(i64::from(minutes.get())),
        }
    }

    /// Whether its day has come, be its hour still ahead: from then on it may be said that
    /// the person did not come.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn has_come(self, today: NaiveDate) -> bool {
        self.from.date() <= today
    }

    /// Whether the two share a moment.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// Whether somebody whose time is taken so may receive a person then.
///
/// # Errors
/// [`Refused::AgentBusy`], with the time that is taken.
///
/// # Law
/// who is convened at an hour is received at that hour.
pub fn is_free(wanted: Slot, taken: &[Slot]) -> Result<(), Refused> {
    match taken.iter().find(|slot| slot.overlaps(wanted)) {
        Some(slot) => Err(Refused::AgentBusy {
            from: slot.from,
            until: slot.until,
        }),
        None => Ok(()),
    }
}

/// The hours in which appointments are proposed, in hours of the day. Any other may be
/// chosen.
const OFFICE_HOURS: [(u32, u32); 2] = [(9, 12), (14, 17)];

const QUARTER: TimeDelta = TimeDelta::minutes(15);

/// How far ahead a free moment is looked for, in days.
const LOOK_AHEAD: usize = 60;

/// The next moments at which somebody whose time is taken so is free for that long, on
/// working days and within usual hours. They begin at quarters of an hour and do not
/// overlap each other.
#[must_use]
pub fn next_free(
    taken: &[Slot],
    minutes: Minutes,
    after: NaiveDateTime,
    holidays: &Holidays,
    count: usize,
) -> Vec<Slot> {
    let days = std::iter::successors(Some(after.date()), |day| Some(next_day(*day)));
    let mut found = Vec::new();
    for day in days
        .take(LOOK_AHEAD)
        .filter(|day| holidays.is_working_day(*day))
    {
        for (opens, closes) in OFFICE_HOURS {
            let closes = at(day, closes);
            let mut slot = Slot::starting(at(day, opens), minutes);
            while slot.until <= closes && found.len() < count {
                let free = slot.from >= after && is_free(slot, taken).is_ok();
                let next = if free {
                    slot.until
                } else {
                    slot.from + QUARTER
                };
                if free {
                    found.push(slot);
                }
                slot = Slot::starting(on_the_quarter(next), minutes);
            }
        }
    }
    found
}

fn at(day: NaiveDate, hour: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN))
}

/// The quarter of an hour that has come, or the next one.
fn on_the_quarter(at: NaiveDateTime) -> NaiveDateTime {
    let over = i64::from(at.minute() % 15);
    at + TimeDelta::minutes((15 - over) % 15)
}
