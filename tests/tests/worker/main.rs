//! The program in the background, as a real process on PostgreSQL: killed at any moment while
//! it hands messages over to a provider, several at once, told to stop; what failed for good;
//! its figures.

mod killed;
mod office;
mod operations;
