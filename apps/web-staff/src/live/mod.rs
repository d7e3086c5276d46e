//! What other desks do, seen within two seconds.

use crate::route::Route;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    vec![]
}
