//! The one conversion from instants to civil dates.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The time zone of a structure, by its IANA name.
///
/// Everything the law counts is counted in civil dates of this zone: a call
/// recorded at 20:30 on 31 March in Martinique was made on 31 March, although
/// Paris has already turned the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct Zone(Tz);

/// No zone bears this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone")]
pub struct UnknownZone;

impl Zone {
    /// The zone of metropolitan France.
    pub const PARIS: Self = Self(Tz::Europe__Paris);

    /// A zone known at compile time.
    #[must_use]
    pub const fn new(tz: Tz) -> Self {
        Self(tz)
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The civil date here at that instant.
    #[must_use]
    pub fn date_of(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.0).date_naive()
    }

    /// The civil date and time here at that instant.
    #[must_use]
    pub fn time_of(self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.0).naive_local()
    }

    /// The instant at which the clock here shows `local`. In the hour that autumn
    /// repeats it is the first; in the hour that spring skips it is the moment the
    /// clock jumps over it.
    #[must_use]
    pub fn instant_of(self, local: NaiveDateTime) -> DateTime<Utc> {
        let mut candidate = local;
        loop {
            if let Some(found) = self.0.from_local_datetime(&candidate).earliest() {
                return found.with_timezone(&Utc);
            }
            candidate += chrono::TimeDelta::minutes(15);
        }
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self).map_err(|_| UnknownZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_in_martinique_belongs_to_its_own_day() {
        let zone: Zone = "America/Martinique".parse().unwrap();
        let instant = "2026-04-01T00:30:00Z".parse().unwrap();
        assert_eq!(zone.date_of(instant).to_string(), "2026-03-31");
        assert_eq!(Zone::PARIS.date_of(instant).to_string(), "2026-04-01");
    }

    #[test]
    fn skipped_and_repeated_hours_have_an_instant() {
        let skipped = "2026-03-29T02:30:00".parse().unwrap();
        assert_eq!(
            Zone::PARIS.instant_of(skipped).to_rfc3339(),
            "2026-03-29T01:00:00+00:00"
        );
        let repeated = "2026-10-25T02:30:00".parse().unwrap();
        assert_eq!(
            Zone::PARIS.instant_of(repeated).to_rfc3339(),
            "2026-10-25T00:30:00+00:00"
        );
    }
}
