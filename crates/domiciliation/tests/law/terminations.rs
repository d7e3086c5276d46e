//! terminations
