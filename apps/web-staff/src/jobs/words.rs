//! What tasks and their failures are called.

use application::jobs::{JobFailed, TaskKind};

/// What was to be done.
pub const fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Print => "Impression en nombre",
        TaskKind::ForgetPrint => "Suppression d’une impression en nombre",
        TaskKind::Import => "Reprise d’un registre",
        TaskKind::UndoImport => "Annulation de la reprise d’un registre",
        TaskKind::ForgetImport => "Suppression des lignes d’un registre repris",
        TaskKind::MessagesRun => "Préparation des messages",
        TaskKind::MessagesSend => "Envoi des messages",
        TaskKind::MessagesMorning => "Courriels du matin à l’équipe",
        TaskKind::MessagesReceipts => "Relève des accusés de réception",
        TaskKind::Housekeeping => "Ménage de la nuit",
    }
}

/// Why it was not done.
pub const fn cause(why: JobFailed) -> &'static str {
    match why {
        JobFailed::Storage => "La base de données ne répondait pas.",
        JobFailed::Conflict => "La même chose était modifiée ailleurs au même moment.",
        JobFailed::Corrupt => "Une donnée enregistrée n’a pas pu être lue.",
        JobFailed::Files => "Le fichier n’a pas pu être enregistré ou supprimé.",
        JobFailed::Papers => "Les documents n’ont pas pu être fabriqués.",
        JobFailed::Gateway => "L’opérateur qui achemine les messages ne répondait pas.",
        JobFailed::Interrupted => "L’application s’est arrêtée pendant la tâche.",
        JobFailed::Broken => "Une erreur de l’application.",
    }
}
