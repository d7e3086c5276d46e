//! Who did something.

use kernel::{ShortText, StaffId};

/// What an author may do in the eyes of the law, whatever their role is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Standing {
    /// Receives people and mail.
    Reception,
    /// Instructs requests, prepares decisions.
    Instructs,
    /// Grants, refuses and ends elections, by law or by delegation of the board.
    Decides,
}

/// The author of a fact: a named human, a register that a named human took over, or the
/// program on its schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "author", rename_all = "snake_case")
)]
pub enum Author {
    /// A named member of the staff.
    Staff {
        /// Their account.
        id: StaffId,
        /// First name and name, as a decision must bear them.
        name: ShortText,
        /// Their capacity, as a decision must bear it.
        capacity: Option<ShortText>,
        /// What they may do.
        standing: Standing,
    },
    /// A register kept elsewhere, taken over by a named member of the staff. Whoever
    /// decided what it tells is not known here.
    Register {
        /// The account of whoever took it over.
        by: StaffId,
        /// Their first name and name.
        name: ShortText,
    },
    /// The program. It prepares and warns; it decides nothing.
    System,
}

impl Author {
    /// The author of what a named human takes over from a register; none for the others.
    #[must_use]
    pub fn register(&self) -> Option<Self> {
        match self {
            Self::Staff { id, name, .. } => Some(Self::Register {
                by: *id,
                name: name.clone(),
            }),
            Self::Register { .. } | Self::System => None,
        }
    }

    /// Whether it is a register that was taken over.
    #[must_use]
    pub const fn is_register(&self) -> bool {
        matches!(self, Self::Register { .. })
    }

    /// The account of the human who entered it.
    #[must_use]
    pub const fn staff_id(&self) -> Option<StaffId> {
        match self {
            Self::Staff { id, .. } | Self::Register { by: id, .. } => Some(*id),
            Self::System => None,
        }
    }

    /// What a human author may do; nothing for a register or the program.
    #[must_use]
    pub const fn standing(&self) -> Option<Standing> {
        match self {
            Self::Staff { standing, .. } => Some(*standing),
            Self::Register { .. } | Self::System => None,
        }
    }

    /// The name to show: that of whoever took it over for a register.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Staff { name, .. } | Self::Register { name, .. } => name.as_str(),
            Self::System => "DomiFa",
        }
    }
}
