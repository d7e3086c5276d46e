//! The number beside « À traiter » in the header of every page.
//!
//! It costs one short query every now and then a person, and it never costs a page: when it
//! cannot be had, it is not shown.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use application::{
    StaffActor,
    worklist::{Asked, Section, Whose},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domiciliation::due::Urgency;
use kernel::{StaffId, StructureId};
use structures::Role;

use super::total;
use crate::{Staff, session::StaffSession};

/// How long a number is shown before it is counted again, in seconds.
const FRESH: i64 = 20;
/// How far one counts: beyond, the header says that there are more.
const CAP: u32 = 100;
/// How many people's numbers are kept at most.
const KEPT: usize = 5000;

/// Who sees which number: it depends on the role and on the day.
type Key = (StructureId, StaffId, Role, NaiveDate);

/// The numbers counted lately.
#[derive(Debug, Default)]
pub struct DueCounts(Mutex<HashMap<Key, (DateTime<Utc>, u64)>>);

impl DueCounts {
    fn kept(&self) -> MutexGuard<'_, HashMap<Key, (DateTime<Utc>, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last(&self, key: Key) -> Option<(DateTime<Utc>, u64)> {
        self.kept().get(&key).copied()
    }

    fn keep(&self, key: Key, now: DateTime<Utc>, due: u64) {
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.retain(|_, (counted, _)| is_fresh(*counted, now));
        }
        if kept.len() < KEPT {
            kept.insert(key, (now, due));
        }
    }
}

fn is_fresh(counted: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - counted < TimeDelta::seconds(FRESH)
}

fn key(actor: &StaffActor, today: NaiveDate) -> Key {
    (actor.structure_id(), actor.id(), actor.role(), today)
}

/// How many duties are late or due today, as the reader expects them, counted anew now and
/// then if `anew`; none when they could not be counted.
pub async fn due_now(
    staff: &Staff,
    actor: &StaffActor,
    today: NaiveDate,
    anew: bool,
) -> Option<u64> {
    let now = staff.clock.now();
    let key = key(actor, today);
    let last = staff.due_counts().last(key);
    if last.is_some_and(|(counted, _)| is_fresh(counted, now)) || !anew {
        return last.map(|(_, due)| due);
    }
    let asked = Asked::by(actor, now, Whose::expected_by(actor)).due_now();
    let due = staff
        .work
        .work_due(actor.structure_id(), &asked, CAP)
        .await
        .ok()?;
    staff.due_counts().keep(key, now, due);
    Some(due)
}

/// Whoever opens the work list has just counted everything.
pub fn remember(staff: &Staff, session: &mut StaffSession, counts: &[(Section, u64)]) {
    let due = (total(counts, Urgency::Late) + total(counts, Urgency::Today)).lines;
    let key = key(&session.actor, session.today);
    staff.due_counts().keep(key, staff.clock.now(), due);
    session.due_now = Some(due);
}

#[cfg(test)]
mod tests {
    use kernel::{StaffId, StructureId};
    use uuid::Uuid;

    use super::*;

    fn key(staff: u128) -> Key {
        let structure = StructureId::new(Uuid::from_u128(1));
        (
            structure,
            StaffId::new(Uuid::from_u128(staff)),
            Role::Agent,
            NaiveDate::MIN,
        )
    }

    #[test]
    fn a_number_is_kept_for_a_while_and_for_whom_it_was_counted() {
        let counts = DueCounts::default();
        let now = DateTime::UNIX_EPOCH;
        counts.keep(key(1), now, 7);
        assert_eq!(counts.last(key(1)), Some((now, 7)));
        assert_eq!(counts.last(key(2)), None);
        assert!(is_fresh(now, now + TimeDelta::seconds(19)));
        assert!(!is_fresh(now, now + TimeDelta::seconds(20)));
    }

    #[test]
    fn no_more_numbers_are_kept_than_there_is_room_for() {
        let counts = DueCounts::default();
        let now = DateTime::UNIX_EPOCH;
        for staff in 0..6000 {
            counts.keep(key(staff), now, 1);
        }
        assert_eq!(counts.kept().len(), KEPT);
        counts.keep(key(9000), now + TimeDelta::seconds(30), 1);
        assert_eq!(counts.kept().len(), 1);
    }
}
