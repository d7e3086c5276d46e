//! Every address of the staff application, built here and nowhere else.

use kernel::{DossierId, FactId, StaffId};

pub const SIGN_IN: &str = "/connexion";
pub const SIGN_OUT: &str = "/deconnexion";
pub const ACCOUNT: &str = "/mon-compte";
pub const TEAM: &str = "/equipe";
pub const SETTINGS: &str = "/structure";
pub const RIGHTS: &str = "/droits";
pub const RECEPTION: &str = "/accueil";
pub const ROUND: &str = "/tournee";
pub const WORKLIST: &str = "/a-traiter";
pub const AGENDA: &str = "/agenda";
pub const LIST: &str = "/domicilies";
pub const NEW: &str = "/domicilies/nouveau";

/// The page of a dossier.
pub fn dossier(id: DossierId) -> String {
    format!("/domicilies/{id}")
}

/// A page or an act below a dossier: `under(id, "historique")`.
pub fn under(id: DossierId, what: &str) -> String {
    format!("/domicilies/{id}/{what}")
}

/// Something about one decision of a dossier: `decision(id, fact, "notifier")`.
pub fn decision(id: DossierId, fact: FactId, what: &str) -> String {
    format!("/domicilies/{id}/decisions/{fact}/{what}")
}

/// Something about one entry of a dossier's history: `entry(id, fact, "annuler")`.
pub fn entry(id: DossierId, fact: FactId, what: &str) -> String {
    format!("/domicilies/{id}/faits/{fact}/{what}")
}

/// Something about one member of staff: `member(id, "role")`.
pub fn member(id: StaffId, what: &str) -> String {
    format!("/equipe/{id}/{what}")
}

/// The link through which somebody chooses a password.
#[must_use]
pub fn password_link(secret: &str) -> String {
    format!("/premier-mot-de-passe/{secret}")
}
