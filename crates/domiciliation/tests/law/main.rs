//! The rules, as properties and examples. Each test bears the rule it proves.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod appointments;
mod attestation;
mod case;
mod dates;
mod decisions;
mod due;
mod forms;
mod grants;
mod import;
mod letters;
mod lives;
mod mail;
mod merge;
mod messages;
mod presence;
mod refusal;
mod requests;
mod retention;
mod status;
mod steps;
mod terminations;
mod terms;
mod warnings;
