//! What the tests of all providers share.

use application::messages::gateway::Sms;
use chrono::{DateTime, Utc};
use kernel::MessageId;
use uuid::Uuid;

/// The moment of every test.
pub const NOW: DateTime<Utc> = DateTime::from_timestamp(1_795_374_000, 0).unwrap();

pub fn id(n: u128) -> MessageId {
    MessageId::new(Uuid::from_u128(n))
}

pub fn sms(n: u128, to: &str, text: &str) -> Sms {
    Sms {
        id: id(n),
        to: to.parse().unwrap(),
        sender: None,
        text: text.to_owned(),
    }
}
