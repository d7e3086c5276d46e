//! E-mails to the staff. Nothing in them says who a person is: a number, and a link that
//! only a session opens.

mod morning;
mod notices;
mod telling;

use kernel::{DossierId, Zone};

use crate::agenda::AgendaEntry;

pub use morning::MessageMorning;
pub(crate) use notices::tell;
pub(super) use telling::Telling;

/// What e-mails to the staff lead to, and bring along.
pub trait StaffPages: Send + Sync {
    /// The address of a dossier.
    fn dossier(&self, dossier: DossierId) -> String;

    /// The address of what is due.
    fn work_list(&self) -> String;

    /// The address of the messages that somebody should look at.
    fn messages(&self) -> String;

    /// An appointment as a file for calendars, without a name.
    fn invitation(&self, entry: &AgendaEntry, zone: Zone) -> Vec<u8>;
}
