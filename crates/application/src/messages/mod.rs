//! Messages to people and to the staff. What is to be told is derived from the facts at each
//! run, never noted beside them: see `docs/adr/0024-messages-are-derived.md`.

pub mod gateway;
