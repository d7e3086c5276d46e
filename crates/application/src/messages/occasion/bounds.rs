//! The rules turned round: what storage compares its columns with to find everybody whom a
//! run has something to tell.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use domiciliation::{
    due::{Duty, Range, Thresholds},
    term,
};
use kernel::{date::add_days, next_day, previous_day};
use messages::Kind;

use super::{DECISION_DAYS, Grounds, House, Occasion, Run};

/// What is due at a run, as days and moments to compare with. A kind that the structure does
/// not send, whose slot has not come, or of which nothing can be due, is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The civil date at the structure.
    pub today: NaiveDate,
    /// Whether mail that waits is announced.
    pub mail: bool,
    /// The ends of term that are announced, each with how many months ahead. They do not
    /// overlap.
    pub terms: Vec<(u32, RangeInclusive<NaiveDate>)>,
    /// Since when those are silent for whom three months are nearly over.
    pub silence: Option<RangeInclusive<NaiveDate>>,
    /// When the appointments are of which people are reminded, in civil time.
    pub appointments: Option<RangeInclusive<NaiveDateTime>>,
    /// When La Poste takes the registered items back that people are told of.
    pub notices: Option<RangeInclusive<NaiveDate>>,
    /// When the decisions were taken that people are asked to come for.
    pub decisions: Option<RangeInclusive<NaiveDate>>,
}

impl Bounds {
    /// The bounds of a run.
    #[must_use]
    pub fn of(house: House<'_>, run: Run) -> Self {
        let today = house.today(run.now);
        let thresholds = Thresholds::of(house.calendar(run.now));
        let announced = |kind| house.announces(kind, run);
        Self {
            today,
            mail: announced(Kind::MailWaiting),
            terms: if announced(Kind::TermEnding) {
                house.reminder_ends(today)
            } else {
                Vec::new()
            },
            silence: thresholds
                .shown(Duty::SilenceNearlyOver)
                .filter(|_| announced(Kind::Silence))
                .and_then(days),
            appointments: house
                .appointments(run)
                .filter(|_| announced(Kind::Appointment)),
            notices: thresholds
                .shown(Duty::Notice)
                .map(|range| today..=range.upto)
                .filter(|days| !days.is_empty() && announced(Kind::NoticeExpiring)),
            decisions: announced(Kind::Decision)
                .then(|| add_days(today, -DECISION_DAYS)..=previous_day(today)),
        }
    }

    /// What they find of a dossier, as storage does.
    #[must_use]
    pub fn occasions(&self, grounds: &Grounds) -> Vec<Occasion> {
        let anchor = |duty, within: &Option<RangeInclusive<NaiveDate>>| {
            let anchor = grounds.anchors.anchor(duty, self.today)?;
            within.as_ref()?.contains(&anchor).then_some(anchor)
        };
        let mail = grounds.mail_newest_at.filter(|_| self.mail);
        let term = grounds.anchors.anchor(Duty::TermEnding, self.today);
        let term = term.and_then(|end| {
            let (months, _) = self.terms.iter().find(|(_, ends)| ends.contains(&end))?;
            Some(Occasion::term(end, *months))
        });
        let silence = anchor(Duty::SilenceNearlyOver, &self.silence);
        let appointment = grounds.appointment.filter(|(_, at)| {
            let within = self.appointments.as_ref();
            within.is_some_and(|moments| moments.contains(at))
        });
        let notice = anchor(Duty::Notice, &self.notices);
        let decision = anchor(Duty::NotNotified, &self.decisions).and(grounds.unnotified);
        [
            mail.map(Occasion::mail),
            term,
            silence.map(Occasion::silence),
            appointment.map(|(fact, _)| Occasion::appointment(fact)),
            notice.map(Occasion::notice),
            decision.map(Occasion::decision),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl House<'_> {
    /// The ends of term of each reminder, without those of a nearer one.
    fn reminder_ends(&self, today: NaiveDate) -> Vec<(u32, RangeInclusive<NaiveDate>)> {
        let mut nearer = None;
        let ends = |months: &u32| {
            let all = term::reminder_ends(today, *months);
            let last = *all.end();
            let from = nearer.replace(last).map_or(*all.start(), next_day);
            (*months, from..=last)
        };
        let ends = self.months_ahead().iter().map(ends);
        ends.filter(|(_, ends)| !ends.is_empty()).collect()
    }

    /// Appointments still ahead, up to the day of the next slot: of a later day, that slot is
    /// the last before it.
    fn appointments(&self, run: Run) -> Option<RangeInclusive<NaiveDateTime>> {
        let zone = self.place.zone;
        let next_slot = self.place.next_daily_slot(run.now, &self.settings.rhythm);
        let after = zone.time_of(run.now) + TimeDelta::microseconds(1);
        let end_of_day = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999)?;
        Some(after..=zone.date_of(next_slot).and_time(end_of_day))
    }
}

/// The days of a range that has a first one.
fn days(range: Range) -> Option<RangeInclusive<NaiveDate>> {
    Some(next_day(range.after?)..=range.upto)
}
