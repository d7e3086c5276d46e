//! What people are to be told: each kind on its days, and bounds that find the same for
//! storage.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bounds;
mod case;
mod kinds;
