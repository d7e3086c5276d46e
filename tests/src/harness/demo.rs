//! What the tests know of the demo: its accounts and its list.

use anyhow::{Result, ensure};

use super::Site;

/// The password of every account of the demo.
pub const PASSWORD: &str = "Cabane-Violette-41";
/// Who administers its first structure.
pub const ADMINISTRATION: &str = "administration@saint-aubin.example";
/// Who decides there.
pub const GESTION: &str = "gestion@saint-aubin.example";
/// Who receives people there.
pub const ACCUEIL: &str = "accueil@saint-aubin.example";
/// Who decides in its other structure.
pub const GESTION_AILLEURS: &str = "gestion@kaz-ouverte.example";

/// The dossiers that a page of the list shows, by their paths, in its order.
///
/// # Errors
/// When it shows none.
pub fn dossiers(site: &Site, cookie: &str, list: &str) -> Result<Vec<String>> {
    let page = site.get(list, cookie)?.text();
    let mut found: Vec<String> = page
        .split("href=\"/domicilies/")
        .skip(1)
        .filter_map(|rest| rest.get(..36))
        .filter(|id| id.chars().all(|c| c == '-' || c.is_ascii_hexdigit()))
        .map(|id| format!("/domicilies/{id}"))
        .collect();
    found.dedup();
    ensure!(!found.is_empty(), "nobody in {list}");
    Ok(found)
}
