//! The words that every domain of the product shares: typed identifiers, civil
//! dates and periods, names, contact details, territories and their calendars,
//! the kinds of body that may domicile people, and the identifiers of rules.
//!
//! Nothing here knows a database, a protocol, a clock or a source of randomness.
//! Dates are civil dates of the structure's own zone; instants are UTC.

pub mod birth_date;
pub mod body;
pub mod contact;
pub mod date;
pub mod french;
pub mod holidays;
pub mod id;
pub mod instant;
pub mod name;
pub mod period;
pub mod rule;
pub mod store;
pub mod territory;
pub mod text;
pub mod vocabulary;

pub use birth_date::BirthDate;
pub use body::{Agrement, StructureKind};
pub use contact::{Email, PhoneNumber};
pub use date::{add_months, anniversary_end, next_day, previous_day};
pub use holidays::Holidays;
pub use id::{
    DossierId, FactId, FileId, ImportId, MessageId, PrintRunId, RoundId, StaffId, StructureId,
    ViewId,
};
pub use instant::Zone;
pub use name::fold;
pub use period::Periode;
pub use rule::RuleId;
pub use store::{StoreError, Versioned};
pub use territory::{Departement, PostalCode};
pub use text::{Note, ShortText, Text};
pub use vocabulary::UnknownCode;
