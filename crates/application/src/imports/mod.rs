//! Taking over a register: the sheet that a structure brings, read, understood, checked
//! and turned into what the law may take over.
//!
//! Bytes become a [`table::Table`] at a port; a [`mapping::Mapping`] says which column
//! holds which [`field::Field`]; [`check`] turns each row into a
//! [`domiciliation::import::Takeover`], or into [`problem::Problem`]s that say at which
//! cell, what is wrong and what is expected. All of this is pure.

pub mod apply;
pub mod check;
mod checking;
pub mod choices;
mod dates;
pub mod doubles;
pub mod field;
mod headers;
pub mod mapping;
pub mod marked;
pub mod port;
pub mod problem;
pub mod run;
pub mod staging;
mod synonyms;
pub mod table;
pub mod template;
pub mod writing;
