//! What the law or the calendar makes due, today and soon.

use crate::route::Route;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    vec![]
}
