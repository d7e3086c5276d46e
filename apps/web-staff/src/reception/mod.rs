//! The reception desk: one box that finds anybody, and one key an act.

use crate::route::Route;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    vec![]
}
