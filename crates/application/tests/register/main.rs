//! A register that a structure brings: every rule of its sheet, row by row.

#![expect(clippy::unwrap_used, reason = "tests")]

mod anything;
mod cells;
mod columns;
mod standing;
mod support;
