//! Sheets are read as people see them and written as people expect them.

#![expect(clippy::unwrap_used, reason = "tests")]

mod hostile;
mod ods;
mod office;
mod own;
mod support;
mod text;
mod writing;
mod xls;
mod xlsx;
