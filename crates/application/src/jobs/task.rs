//! What may be done in the background, and why it was not.

use std::str::FromStr;

use kernel::{ImportId, PrintRunId, StoreError, StructureId, UnknownCode};
use uuid::Uuid;

/// What kinds of work there are: one for each [`Task`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskKind {
    /// See [`Task::Print`].
    Print,
    /// See [`Task::ForgetPrint`].
    ForgetPrint,
    /// See [`Task::Import`].
    Import,
    /// See [`Task::UndoImport`].
    UndoImport,
    /// See [`Task::ForgetImport`].
    ForgetImport,
    /// See [`Task::MessagesRun`].
    MessagesRun,
    /// See [`Task::MessagesSend`].
    MessagesSend,
    /// See [`Task::MessagesMorning`].
    MessagesMorning,
    /// See [`Task::MessagesReceipts`].
    MessagesReceipts,
    /// See [`Task::Housekeeping`].
    Housekeeping,
}

impl TaskKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Print,
        Self::ForgetPrint,
        Self::Import,
        Self::UndoImport,
        Self::ForgetImport,
        Self::MessagesRun,
        Self::MessagesSend,
        Self::MessagesMorning,
        Self::MessagesReceipts,
        Self::Housekeeping,
    ];

    /// The stable code, for storage and metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Print => "printing.make",
            Self::ForgetPrint => "printing.forget",
            Self::Import => "imports.take",
            Self::UndoImport => "imports.undo",
            Self::ForgetImport => "imports.forget",
            Self::MessagesRun => "messages.run",
            Self::MessagesSend => "messages.send",
            Self::MessagesMorning => "messages.morning",
            Self::MessagesReceipts => "messages.receipts",
            Self::Housekeeping => "jobs.housekeeping",
        }
    }
}

impl FromStr for TaskKind {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.code() == code).ok_or(UnknownCode)
    }
}

/// Something to do in the background. What it says is identifiers alone: everything else is
/// read when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Make what was ordered to be printed.
    Print {
        /// Of which structure.
        structure: StructureId,
        /// Which order.
        run: PrintRunId,
    },
    /// Forget an order to print, and delete its file.
    ForgetPrint {
        /// Of which structure.
        structure: StructureId,
        /// Which order.
        run: PrintRunId,
    },
    /// Take a register over.
    Import {
        /// Of which structure.
        structure: StructureId,
        /// Which import.
        import: ImportId,
    },
    /// Undo what was taken over.
    UndoImport {
        /// Of which structure.
        structure: StructureId,
        /// Which import.
        import: ImportId,
    },
    /// Forget the rows of an import.
    ForgetImport {
        /// Of which structure.
        structure: StructureId,
        /// Which import.
        import: ImportId,
    },
    /// Plan what a structure has to tell, and be there again at its next slot.
    MessagesRun(StructureId),
    /// Send what waits in a structure.
    MessagesSend(StructureId),
    /// Write to the staff of a structure what they asked to be told in the morning.
    MessagesMorning(StructureId),
    /// Ask whoever carries messages what became of them.
    MessagesReceipts,
    /// Delete what is of no use any more.
    Housekeeping,
}

impl Task {
    /// What it is.
    #[must_use]
    pub const fn kind(self) -> TaskKind {
        match self {
            Self::Print { .. } => TaskKind::Print,
            Self::ForgetPrint { .. } => TaskKind::ForgetPrint,
            Self::Import { .. } => TaskKind::Import,
            Self::UndoImport { .. } => TaskKind::UndoImport,
            Self::ForgetImport { .. } => TaskKind::ForgetImport,
            Self::MessagesRun(_) => TaskKind::MessagesRun,
            Self::MessagesSend(_) => TaskKind::MessagesSend,
            Self::MessagesMorning(_) => TaskKind::MessagesMorning,
            Self::MessagesReceipts => TaskKind::MessagesReceipts,
            Self::Housekeeping => TaskKind::Housekeeping,
        }
    }

    /// For which structure, when it is for one.
    #[must_use]
    pub const fn structure(self) -> Option<StructureId> {
        match self {
            Self::Print { structure, .. }
            | Self::ForgetPrint { structure, .. }
            | Self::Import { structure, .. }
            | Self::UndoImport { structure, .. }
            | Self::ForgetImport { structure, .. }
            | Self::MessagesRun(structure)
            | Self::MessagesSend(structure)
            | Self::MessagesMorning(structure) => Some(structure),
            Self::MessagesReceipts | Self::Housekeeping => None,
        }
    }

    /// About what within the structure, when it is about something.
    #[must_use]
    pub const fn subject(self) -> Option<Uuid> {
        match self {
            Self::Print { run, .. } | Self::ForgetPrint { run, .. } => Some(run.uuid()),
            Self::Import { import, .. }
            | Self::UndoImport { import, .. }
            | Self::ForgetImport { import, .. } => Some(import.uuid()),
            Self::MessagesRun(_)
            | Self::MessagesSend(_)
            | Self::MessagesMorning(_)
            | Self::MessagesReceipts
            | Self::Housekeeping => None,
        }
    }

    /// The task of these parts; none when one is missing.
    #[must_use]
    pub fn of(
        kind: TaskKind,
        structure: Option<StructureId>,
        subject: Option<Uuid>,
    ) -> Option<Self> {
        let run = subject.map(PrintRunId::new);
        let import = subject.map(ImportId::new);
        Some(match kind {
            TaskKind::Print => Self::Print {
                structure: structure?,
                run: run?,
            },
            TaskKind::ForgetPrint => Self::ForgetPrint {
                structure: structure?,
                run: run?,
            },
            TaskKind::Import => Self::Import {
                structure: structure?,
                import: import?,
            },
            TaskKind::UndoImport => Self::UndoImport {
                structure: structure?,
                import: import?,
            },
            TaskKind::ForgetImport => Self::ForgetImport {
                structure: structure?,
                import: import?,
            },
            TaskKind::MessagesRun => Self::MessagesRun(structure?),
            TaskKind::MessagesSend => Self::MessagesSend(structure?),
            TaskKind::MessagesMorning => Self::MessagesMorning(structure?),
            TaskKind::MessagesReceipts => Self::MessagesReceipts,
            TaskKind::Housekeeping => Self::Housekeeping,
        })
    }

    /// What makes it one: of two tasks with the same key, one waits at most. What is to be
    /// done about an order or an import is one thing at a time.
    #[must_use]
    pub fn key(self) -> String {
        let name = match self.kind() {
            TaskKind::Print | TaskKind::ForgetPrint => "printing",
            TaskKind::Import | TaskKind::UndoImport | TaskKind::ForgetImport => "imports",
            TaskKind::MessagesRun
            | TaskKind::MessagesSend
            | TaskKind::MessagesMorning
            | TaskKind::MessagesReceipts
            | TaskKind::Housekeeping => self.kind().code(),
        };
        match (self.structure(), self.subject()) {
            (Some(structure), Some(subject)) => format!("{name}:{structure}:{subject}"),
            (Some(structure), None) => format!("{name}:{structure}"),
            (None, _) => name.to_owned(),
        }
    }

    /// How many times it is tried, over some hours, before it is dead.
    #[must_use]
    pub const fn attempts(self) -> i16 {
        match self {
            // They give up by themselves, in words that their pages tell.
            Self::Print { .. } | Self::Import { .. } | Self::UndoImport { .. } => 8,
            // They come again.
            Self::MessagesReceipts => 3,
            // Programs that die while it goes on say nothing of what it sends.
            Self::MessagesSend(_) => 20,
            Self::ForgetPrint { .. }
            | Self::ForgetImport { .. }
            | Self::MessagesRun(_)
            | Self::MessagesMorning(_)
            | Self::Housekeeping => 10,
        }
    }

    /// Whether it is stopped when it is replaced while it is being done: nobody wants what it
    /// makes any more.
    #[must_use]
    pub const fn yields(self) -> bool {
        match self {
            Self::Print { .. }
            | Self::ForgetPrint { .. }
            | Self::Import { .. }
            | Self::UndoImport { .. }
            | Self::ForgetImport { .. } => true,
            Self::MessagesRun(_)
            | Self::MessagesSend(_)
            | Self::MessagesMorning(_)
            | Self::MessagesReceipts
            | Self::Housekeeping => false,
        }
    }

    /// Whether a structure may give it up: what is to be deleted must be, some day.
    #[must_use]
    pub const fn may_be_given_up(self) -> bool {
        !matches!(self, Self::ForgetPrint { .. } | Self::ForgetImport { .. })
    }

    /// Its place among those that are due: the lowest goes first.
    #[must_use]
    pub const fn priority(self) -> i16 {
        match self {
            // Somebody looks at the page meanwhile.
            Self::Import { .. } | Self::UndoImport { .. } | Self::Print { .. } => 10,
            Self::MessagesRun(_) | Self::MessagesReceipts => 20,
            Self::MessagesSend(_) | Self::MessagesMorning(_) => 30,
            Self::ForgetPrint { .. } | Self::ForgetImport { .. } | Self::Housekeeping => 90,
        }
    }
}

/// Why a task was not done. A word and never a text: texts of errors may quote people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobFailed {
    /// The database does not answer.
    Storage,
    /// Somebody else changed the same thing at the same time.
    Conflict,
    /// What is stored cannot be read.
    Corrupt,
    /// The store of files.
    Files,
    /// Papers could not be made.
    Papers,
    /// Whoever carries messages does not answer.
    Gateway,
    /// The program ended in the middle.
    Interrupted,
    /// An error of the program.
    Broken,
}

impl JobFailed {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Storage,
        Self::Conflict,
        Self::Corrupt,
        Self::Files,
        Self::Papers,
        Self::Gateway,
        Self::Interrupted,
        Self::Broken,
    ];

    /// The stable code, for storage and logs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::Conflict => "conflict",
            Self::Corrupt => "corrupt",
            Self::Files => "files",
            Self::Papers => "papers",
            Self::Gateway => "gateway",
            Self::Interrupted => "interrupted",
            Self::Broken => "broken",
        }
    }
}

impl FromStr for JobFailed {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|why| why.code() == code).ok_or(UnknownCode)
    }
}

impl JobFailed {
    /// Storage did not do it.
    #[must_use]
    pub const fn of(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Corrupt(_) => Self::Corrupt,
            StoreError::Unavailable => Self::Storage,
        }
    }
}

impl From<StoreError> for JobFailed {
    fn from(error: StoreError) -> Self {
        Self::of(error)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn every_task() -> Vec<Task> {
        let some = Uuid::from_u128(7);
        let structure = Some(StructureId::new(Uuid::from_u128(1)));
        let kinds = TaskKind::ALL.iter();
        kinds
            .map(|kind| Task::of(*kind, structure, Some(some)).unwrap())
            .collect()
    }

    #[test]
    fn a_task_is_what_its_parts_say() {
        for task in every_task() {
            let read = Task::of(task.kind(), task.structure(), task.subject());
            assert_eq!(read, Some(task));
        }
        assert_eq!(Task::of(TaskKind::MessagesRun, None, None), None);
        let structure = Some(StructureId::new(Uuid::from_u128(1)));
        assert_eq!(Task::of(TaskKind::Print, structure, None), None);
    }

    #[test]
    fn tasks_about_one_thing_have_one_key_and_all_others_their_own() {
        let keys: BTreeSet<_> = every_task().into_iter().map(Task::key).collect();
        assert_eq!(keys.len(), TaskKind::ALL.len() - 3, "{keys:?}");
        let of = |number| Task::MessagesRun(StructureId::new(Uuid::from_u128(number)));
        assert_ne!(of(1).key(), of(2).key());
    }
}
