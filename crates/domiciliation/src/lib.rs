//! The law of domiciliation as code.
//!
//! A person without a stable home elects domicile at a body that receives their
//! mail, must see or hear from them at least every three months, renews the
//! election each year, may end it, and must forget them in due time. This crate
//! says what the law allows and when; it decides nothing by itself and touches
//! nothing outside: no clock, no randomness, no storage, no network. Whoever
//! embeds it passes in today's civil date and keeps the facts.
//!
//! # Facts, folds, commands
//!
//! What happened is a [`Fact`]: appended, never changed, annulled by another fact.
//! What it amounts to is a [`Dossier`], the fold of its facts. A [`Command`] is
//! what a person wants to do; [`Dossier::decide`] answers with new facts or with a
//! [`Refused`] that names its rule.
//!
//! ```
//! use chrono::NaiveDate;
//! use domiciliation::{presence, term};
//!
//! let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
//! // R-30: an election lasts one year, both days included.
//! assert_eq!(term::one_year(day(2026, 3, 15)).end(), day(2027, 3, 14));
//! // R-50: silence must last strictly more than three months.
//! assert_eq!(presence::first_radiable_day(day(2026, 1, 15)), day(2026, 4, 16));
//! ```
//!
//! # Where to look
//!
//! | question | module |
//! |---|---|
//! | may the person be struck off for silence, and from when? | [`presence`] |
//! | how long does an election last, when is renewal advised? | [`term`] |
//! | until when must a request be answered, an appeal be filed? | [`deadline`] |
//! | on which grounds may a body refuse? | [`refusal`] |
//! | on which grounds, and in which steps, may an election end? | [`radiation`] |
//! | when is somebody free to receive a person, and what became of an appointment? | [`appointment`] |
//! | what waits for the person, and who may take it? | [`mail`] |
//! | what is due today, and what is about to be? | [`due`] |
//! | when must the person be forgotten, and what forbids it? | [`retention`] |
//! | what does an official document say? | [`attestation`], [`mod@form`] |
//! | which letters may be written today, and about what? | [`letter`] |
//! | which article says so? | [`law`] |
//!
//! The crate must not know: roles and accounts (an [`Author`] has a
//! [`Standing`]), screens, storage formats. With the feature `serde`, facts read
//! and write themselves as JSON.

pub mod appointment;
pub mod attestation;
pub mod author;
pub mod card;
pub mod choice;
pub mod command;
pub mod deadline;
mod decide;
pub mod decision;
pub mod dossier;
pub mod due;
pub mod fact;
mod fold;
pub mod form;
pub mod identity;
pub mod import;
pub mod interview;
pub mod law;
pub mod letter;
pub mod mail;
pub mod merge;
pub mod payer;
pub mod ports;
pub mod presence;
pub mod procuration;
pub mod radiation;
pub mod refusal;
pub mod refused;
pub mod request;
pub mod retention;
pub mod status;
pub mod term;
pub mod warning;

pub use author::{Author, Standing};
pub use command::{Command, Context, Opening, Policy};
pub use dossier::Dossier;
pub use fact::{Fact, Recorded};
pub use refused::Refused;
pub use status::{Situation, Status};
pub use warning::Warning;
