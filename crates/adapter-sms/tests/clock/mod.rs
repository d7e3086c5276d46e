//! A clock for tests.

use std::sync::Arc;

use application::ports::Clock;
use chrono::{DateTime, Utc};

use crate::support::NOW;

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        NOW
    }
}

/// A clock that is wrong by years, so that only the provider's can be right.
pub fn a_clock() -> Arc<dyn Clock> {
    Arc::new(Stopped)
}
