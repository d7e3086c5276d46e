//! Messages to people and to the staff. What is to be told is derived from the facts at each
//! run, never noted beside them: see `docs/adr/0024-messages-are-derived.md`.

pub mod book;
pub mod figures;
pub mod gateway;
pub mod log;
pub mod occasion;
pub mod planning;
pub mod ports;
pub mod receipts;
pub mod run;
pub mod sending;
pub mod settings;
pub mod staff;
