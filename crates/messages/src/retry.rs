//! When a message that a provider could not take is tried again.

use chrono::{DateTime, TimeDelta, Utc};

use crate::schedule::Place;

/// How long a message is tried. What could not leave in an evening leaves the next morning
/// that people may be disturbed.
pub const PATIENCE: TimeDelta = TimeDelta::hours(24);

/// How long to wait after so many attempts, in all: 1, 5 and 15 minutes, then an hour.
#[must_use]
pub const fn delay(attempts: u32) -> TimeDelta {
    TimeDelta::minutes(match attempts {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        _ => 60,
    })
}

/// When to try again a message to a person that was first due at `first`, after so many
/// attempts; none when it was tried long enough. Within the courtesy window, and at least
/// once at its next opening, however long that is away.
#[must_use]
pub fn next(
    attempts: u32,
    first: DateTime<Utc>,
    now: DateTime<Utc>,
    place: Place,
) -> Option<DateTime<Utc>> {
    let again = place.next_opening(now + delay(attempts));
    let last = place.next_opening(first + PATIENCE);
    (again <= last).then_some(again)
}
