//! Every address of the staff application, built here and nowhere else.

use application::jobs::JobId;
use kernel::{DossierId, FactId, FileId, ImportId, MessageId, PrintRunId, RoundId, StaffId};
use messages::{Kind, Language};

pub const SIGN_IN: &str = "/connexion";
pub const SIGN_OUT: &str = "/deconnexion";
pub const ACCOUNT: &str = "/mon-compte";
pub const TEAM: &str = "/equipe";
pub const SETTINGS: &str = "/structure";
pub const PAPERS: &str = "/structure/documents";
pub const TAGS: &str = "/structure/documents/balises";
pub const NEW_TEMPLATE: &str = "/structure/documents/nouveau-modele";
pub const RIGHTS: &str = "/droits";
pub const RECEPTION: &str = "/accueil";
pub const ROUND: &str = "/tournee";
pub const WORKLIST: &str = "/a-traiter";
pub const AGENDA: &str = "/agenda";
pub const LIST: &str = "/domicilies";
pub const NEW: &str = "/domicilies/nouveau";
pub const PRINTING: &str = "/impressions";
pub const IMPORT: &str = "/import";
/// Tasks that failed for good.
pub const JOBS: &str = "/taches";
/// The log of messages.
pub const MESSAGES: &str = "/messages";
pub const OUTBOX: &str = "/messages/boite-d-envoi";
pub const FAILED_MESSAGES: &str = "/messages/echecs";
pub const MESSAGE_FIGURES: &str = "/messages/chiffres";
pub const MESSAGE_SETTINGS: &str = "/parametres/messages";
pub const MESSAGE_TEXTS: &str = "/parametres/messages/textes";

/// What may be done to a task that failed: `job(id, "reessayer")`.
pub fn job(id: JobId, what: &str) -> String {
    format!("{JOBS}/{id}/{what}")
}

/// The words of one kind of message in one language.
pub fn message_text(kind: Kind, language: Language) -> String {
    format!("{MESSAGE_TEXTS}/{}/{}", kind.code(), language.code())
}

/// One message.
pub fn message(id: MessageId) -> String {
    format!("{MESSAGES}/{id}")
}

/// What may be done to one message: `message_act(id, "annuler")`.
pub fn message_act(id: MessageId, what: &str) -> String {
    format!("{MESSAGES}/{id}/{what}")
}

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

/// The letterhead of the structure.
pub const LETTERHEAD: &str = "/structure/entete";
/// The logo of the structure.
pub const LOGO: &str = "/structure/entete/logo";
/// The signature of its representative.
pub const SIGNATURE: &str = "/structure/entete/signature";

/// The letter that tells of a fact, or something about it: `letter(id, fact, "lettre.pdf")`.
pub fn letter(id: DossierId, fact: FactId, what: &str) -> String {
    let letter = format!("/domicilies/{id}/lettres/{fact}");
    if what.is_empty() {
        letter
    } else {
        format!("{letter}/{what}")
    }
}

/// A template of the structure, or something about it: `template(id, "apercu.pdf")`.
pub fn template(id: FileId, what: &str) -> String {
    let template = format!("{PAPERS}/modeles/{id}");
    if what.is_empty() {
        template
    } else {
        format!("{template}/{what}")
    }
}

/// A template of the structure filled for a dossier: `own_paper(id, template, "document.pdf")`.
pub fn own_paper(id: DossierId, template: FileId, what: &str) -> String {
    format!("/domicilies/{id}/documents/modeles/{template}/{what}")
}

/// A page or an act below a dossier: `under(id, "historique")`.
pub fn under(id: DossierId, what: &str) -> String {
    format!("/domicilies/{id}/{what}")
}

/// Something about one decision of a dossier: `decision(id, fact, "notifier")`.
pub fn decision(id: DossierId, fact: FactId, what: &str) -> String {
    format!("/domicilies/{id}/decisions/{fact}/{what}")
}

/// Something about one request of a dossier: `demande(id, fact, "formulaire")`.
pub fn demande(id: DossierId, fact: FactId, what: &str) -> String {
    format!("/domicilies/{id}/demandes/{fact}/{what}")
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

/// An order to print, or something about it: `print_run(id, "fichier")`.
pub fn print_run(id: PrintRunId, what: &str) -> String {
    if what.is_empty() {
        format!("{PRINTING}/{id}")
    } else {
        format!("{PRINTING}/{id}/{what}")
    }
}

/// An import, or something about it: `import(id, "doublons")`.
pub fn import(id: ImportId, what: &str) -> String {
    if what.is_empty() {
        format!("{IMPORT}/{id}")
    } else {
        format!("{IMPORT}/{id}/{what}")
    }
}

/// The link through which somebody chooses a password.
#[must_use]
pub fn password_link(secret: &str) -> String {
    format!("/premier-mot-de-passe/{secret}")
}
