//! Who stands beside the holder: proxies, the transfer, absences, and the same person’s other dossier.

use crate::route::Route;

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    vec![]
}
