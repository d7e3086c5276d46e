//! What is about to leave, before any run has planned it.

use chrono::{DateTime, Utc};
use messages::{Channel, Kind, texts::Facts};

use super::{Grounds, House, Occasion, Run, due};

/// A message that leaves at the next slot unless something happens before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// Why.
    pub kind: Kind,
    /// Through what: never nothing.
    pub channels: Vec<Channel>,
    /// When.
    pub at: DateTime<Utc>,
    /// What it tells.
    pub facts: Facts,
}

/// What leaves at the next slots, the soonest first: mail at the next one for mail, all else
/// at the next. Empty for whoever is not to be written to; what was told is left out.
#[must_use]
pub fn upcoming(
    grounds: &Grounds,
    house: House<'_>,
    now: DateTime<Utc>,
    told: &[Occasion],
) -> Vec<Upcoming> {
    let channels = grounds.channels.list();
    if channels.is_empty() {
        return Vec::new();
    }
    let rhythm = &house.settings.rhythm;
    let next = |kind: Kind| {
        let at = match kind {
            Kind::MailWaiting => house.place.next_mail_slot(now, rhythm),
            Kind::TermEnding
            | Kind::Silence
            | Kind::Appointment
            | Kind::NoticeExpiring
            | Kind::Decision => house.place.next_daily_slot(now, rhythm),
        };
        let announced = house.announces(
            kind,
            Run {
                since: now,
                now: at,
            },
        );
        let occasion: Occasion = announced.then(|| due(grounds, kind, house, at)).flatten()?;
        let facts = grounds.facts(kind)?;
        (!occasion.is_told(told)).then(|| Upcoming {
            kind,
            channels: channels.clone(),
            at,
            facts,
        })
    };
    let mut found: Vec<Upcoming> = Kind::ALL.iter().copied().filter_map(next).collect();
    found.sort_by_key(|upcoming| upcoming.at);
    found
}
