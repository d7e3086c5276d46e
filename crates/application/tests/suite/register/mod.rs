//! A register that a structure brings: every rule of its sheet, row by row.

mod anything;
mod cells;
mod columns;
mod standing;
mod support;
