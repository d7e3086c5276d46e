//! What the tests of e-mail share.

use std::sync::Arc;

use application::ports::Clock;
use chrono::{DateTime, Utc};
use kernel::MessageId;
use uuid::Uuid;

/// The moment of every test.
pub const NOW: DateTime<Utc> = DateTime::from_timestamp(1_795_374_000, 0).unwrap();

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        NOW
    }
}

pub fn a_clock() -> Arc<dyn Clock> {
    Arc::new(Stopped)
}

pub fn id(n: u128) -> MessageId {
    MessageId::new(Uuid::from_u128(n))
}
