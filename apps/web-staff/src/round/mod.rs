//! The mail round: a bag of mail, entered person after person.

use crate::route::Route;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    vec![]
}
