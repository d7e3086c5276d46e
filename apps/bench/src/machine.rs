//! What comes from the machine: the moment, and chance.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The moment.
#[expect(clippy::disallowed_methods, reason = "the data are as old as the run")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A new identifier, as the product mints them.
pub fn fresh() -> Uuid {
    let mut random = [0; 10];
    getrandom::fill(&mut random).expect("the system gives random bytes");
    let millis = u64::try_from(now().timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
