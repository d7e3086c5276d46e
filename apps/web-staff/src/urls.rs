//! Every address of the staff application, built here and nowhere else.

use kernel::{DossierId, FactId, RoundId, StaffId};

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

/// A person at the reception desk.
pub fn at_the_desk(id: DossierId) -> String {
    format!("/accueil/{id}")
}

/// Following one's own agenda from another calendar.
pub const FEED: &str = "/mon-compte/agenda";

/// Something about the appointment of a dossier: `appointment(id, "deplacer")`.
pub fn appointment(id: DossierId, what: &str) -> String {
    format!("/agenda/{id}/{what}")
}

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

/// A mail round.
pub fn round(id: RoundId) -> String {
    format!("{ROUND}/{id}")
}

/// Something about one line of a mail round, or the line itself: `round_line(id, 3, "")`.
pub fn round_line(id: RoundId, place: u32, what: &str) -> String {
    let line = format!("{ROUND}/{id}/lignes/{place}");
    if what.is_empty() {
        line
    } else {
        format!("{line}/{what}")
    }
}

/// The link through which somebody chooses a password.
#[must_use]
pub fn password_link(secret: &str) -> String {
    format!("/premier-mot-de-passe/{secret}")
}
