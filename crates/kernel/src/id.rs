//! Typed identifiers: a dossier's id is never mistaken for a structure's.

use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(Uuid);

        impl $name {
            /// Gives a type to an identifier that an `Ids` port minted or that came back from storage.
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The identifier itself, for storage.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )* };
}

typed_id! {
    /// A body that domiciles people: the tenant of everything below.
    StructureId;
    /// One person at one structure.
    DossierId;
    /// One thing that happened to a dossier.
    FactId;
    /// One named member of a structure's staff.
    StaffId;
    /// One mail round.
    RoundId;
    /// One saved view of the list.
    ViewId;
    /// One file that is kept.
    FileId;
    /// One order to print for several people.
    PrintRunId;
    /// One register taken over from elsewhere.
    ImportId;
    /// One message to one person or member of the staff; providers are told it, so that
    /// none is sent twice.
    MessageId;
}
