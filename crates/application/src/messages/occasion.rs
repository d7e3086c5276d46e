//! What people are to be told, and whether it still holds: the rules, once. They read what is
//! kept of a dossier, and call the law for every limit.

mod bounds;
mod grounds;
mod upcoming;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domiciliation::{
    Policy,
    due::{Calendar, Duty},
    term,
};
use kernel::date::add_days;
use messages::{Cancellation, Channel, Kind, Place, Settings};

pub use bounds::Bounds;
pub use grounds::{Channels, Grounds};
pub use upcoming::{Upcoming, upcoming};

/// How many days after a decision somebody is asked to come for it.
const DECISION_DAYS: i32 = 15;

/// The structure: what it settled about messages, what it is, and where it lies in time.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// What it settled about messages.
    pub settings: &'a Settings,
    /// The body.
    pub policy: &'a Policy,
    /// Its zone and the holidays of its territory.
    pub place: Place,
}

impl House<'_> {
    /// The civil date.
    fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        self.place.zone.date_of(now)
    }

    /// What makes a day due.
    fn calendar(&self, now: DateTime<Utc>) -> Calendar<'_> {
        Calendar {
            today: self.today(now),
            policy: self.policy,
            holidays: &self.place.holidays,
        }
    }

    /// Whether it sends messages of a kind.
    fn sends(&self, kind: Kind) -> bool {
        self.settings.on && self.settings.kinds.contains(&kind)
    }

    /// The kinds that a run announces: all it sends when a slot lies in it, mail only when
    /// that was one for mail.
    fn announces(&self, kind: Kind, run: Run) -> bool {
        let rhythm = &self.settings.rhythm;
        let slot_has_come = match kind {
            Kind::MailWaiting => self.place.has_mail_slot_between(run.since, run.now, rhythm),
            Kind::TermEnding
            | Kind::Silence
            | Kind::Appointment
            | Kind::NoticeExpiring
            | Kind::Decision => self
                .place
                .has_daily_slot_between(run.since, run.now, rhythm),
        };
        self.sends(kind) && slot_has_come
    }

    /// How many months ahead the end of a term is announced, the nearest first.
    const fn months_ahead(&self) -> &'static [u32] {
        if self.settings.two_months_ahead {
            &[1, 2]
        } else {
            &[1]
        }
    }

    /// How many months ahead an end of term is announced on a day. When both reminders would
    /// be due, as after messages were switched on, only the nearer one is.
    fn reminder(&self, end: NaiveDate, today: NaiveDate) -> Option<u32> {
        let is_due = |months: &&u32| term::is_reminder_due(end, **months, today, false);
        self.months_ahead().iter().find(is_due).copied()
    }
}

/// A look at what is due: everything whose slot has come since the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The moment of the last look, or that from which messages are sent at all.
    pub since: DateTime<Utc>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// Something to tell somebody. What was told for the same occurrence is not told again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occasion {
    /// What.
    pub kind: Kind,
    /// What makes it one.
    pub occurrence: String,
}

impl Occasion {
    const fn new(kind: Kind, occurrence: String) -> Self {
        Self { kind, occurrence }
    }

    fn mail(newest: DateTime<Utc>) -> Self {
        let moment = newest.to_rfc3339_opts(SecondsFormat::Micros, true);
        Self::new(Kind::MailWaiting, moment)
    }

    fn term(end: NaiveDate, months: u32) -> Self {
        Self::new(Kind::TermEnding, format!("{end}/{months}"))
    }

    fn silence(since: NaiveDate) -> Self {
        Self::new(Kind::Silence, since.to_string())
    }

    fn notice(expires_on: NaiveDate) -> Self {
        Self::new(Kind::NoticeExpiring, expires_on.to_string())
    }

    fn appointment(fact: kernel::FactId) -> Self {
        Self::new(Kind::Appointment, fact.to_string())
    }

    fn decision(fact: kernel::FactId) -> Self {
        Self::new(Kind::Decision, fact.to_string())
    }

    /// Whether it was told, by the occurrences that were. Mail was when any as new was: the
    /// message told all that waited, and handing over the newest announces no older one anew.
    #[must_use]
    pub fn is_told(&self, told: &[Self]) -> bool {
        told.iter()
            .filter(|told| told.kind == self.kind)
            .any(|told| match self.kind {
                Kind::MailWaiting => told.occurrence >= self.occurrence,
                Kind::TermEnding
                | Kind::Silence
                | Kind::Appointment
                | Kind::NoticeExpiring
                | Kind::Decision => told.occurrence == self.occurrence,
            })
    }
}

/// What a run finds to tell somebody, told before or not.
///
/// # Law
/// T-03, T-09 of the rule table (messages).
#[must_use]
pub fn occasions(grounds: &Grounds, house: House<'_>, run: Run) -> Vec<Occasion> {
    let announced = Kind::ALL.iter().filter(|kind| house.announces(**kind, run));
    announced
        .filter_map(|kind| due(grounds, *kind, house, run.now))
        .collect()
}

/// What is to be told of a kind, whatever the hour.
fn due(grounds: &Grounds, kind: Kind, house: House<'_>, now: DateTime<Utc>) -> Option<Occasion> {
    let today = house.today(now);
    let shows = |duty| {
        let duties = grounds.anchors.duties(house.calendar(now));
        duties.into_iter().find(|due| due.duty == duty)
    };
    match kind {
        Kind::MailWaiting => grounds.mail_newest_at.map(Occasion::mail),
        Kind::TermEnding => {
            let end = grounds.anchors.anchor(Duty::TermEnding, today)?;
            Some(Occasion::term(end, house.reminder(end, today)?))
        }
        Kind::Silence => Some(Occasion::silence(shows(Duty::SilenceNearlyOver)?.anchor)),
        Kind::Appointment => {
            let (fact, at) = grounds.appointment?;
            let rhythm = &house.settings.rhythm;
            let eve = house.place.last_daily_slot_before(at.date(), rhythm);
            let is_ahead = house.place.zone.time_of(now) < at;
            (eve <= now && is_ahead).then(|| Occasion::appointment(fact))
        }
        Kind::NoticeExpiring => {
            let expires_on = shows(Duty::Notice)?.anchor;
            (today <= expires_on).then(|| Occasion::notice(expires_on))
        }
        Kind::Decision => {
            let decided_on = shows(Duty::NotNotified)?.anchor;
            let is_time = decided_on < today && today <= add_days(decided_on, DECISION_DAYS);
            is_time
                .then_some(grounds.unnotified)
                .flatten()
                .map(Occasion::decision)
        }
    }
}

/// Whether a message that was planned still holds, just before it is sent.
///
/// # Errors
/// Why it is called off.
///
/// # Law
/// T-04, T-09 of the rule table (messages): whoever objects is not written to, and what was
/// settled is not announced.
pub fn still_due(
    grounds: &Grounds,
    channel: Channel,
    planned: &Occasion,
    house: House<'_>,
    now: DateTime<Utc>,
) -> Result<(), Cancellation> {
    if !house.sends(planned.kind) {
        return Err(Cancellation::SwitchedOff);
    }
    if !grounds.channels.accept(channel) {
        return Err(Cancellation::Objection);
    }
    let (stands, settled) = match planned.kind {
        // More may have come since: the message tells all that waits.
        Kind::MailWaiting => (grounds.mail_newest_at.is_some(), Cancellation::Collected),
        Kind::TermEnding => {
            let is_its_end = |end| {
                let announced = house.months_ahead().iter();
                let mut announced = announced.map(|months| Occasion::term(end, *months));
                announced.any(|occasion| occasion == *planned)
            };
            let end = grounds.anchors.anchor(Duty::TermEnding, house.today(now));
            (end.is_some_and(is_its_end), Cancellation::Settled)
        }
        Kind::Silence => {
            let since = grounds.anchors.silent_since.map(Occasion::silence);
            if since.as_ref() != Some(planned) {
                return Err(Cancellation::Seen);
            }
            let today = house.today(now);
            let runs = grounds.anchors.anchor(Duty::SilenceNearlyOver, today);
            (runs.is_some(), Cancellation::Settled)
        }
        Kind::Appointment => {
            let fixed = grounds.appointment.map(|(fact, _)| fact);
            let stands = fixed.map(Occasion::appointment).as_ref() == Some(planned);
            (stands, Cancellation::Moved)
        }
        Kind::NoticeExpiring => {
            let expires_on = grounds.anchors.notice_expires_on;
            let stands = expires_on.map(Occasion::notice).as_ref() == Some(planned);
            (stands, Cancellation::Collected)
        }
        Kind::Decision => {
            let unnotified = grounds.unnotified.map(Occasion::decision);
            (unnotified.as_ref() == Some(planned), Cancellation::Told)
        }
    };
    if !stands {
        return Err(settled);
    }
    match due(grounds, planned.kind, house, now) {
        Some(_) => Ok(()),
        None => Err(Cancellation::TooLate),
    }
}
