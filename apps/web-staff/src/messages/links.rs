//! What e-mails to the staff lead to, and the appointment that they bring along.

use application::{agenda::AgendaEntry, messages::staff::StaffPages};
use kernel::{DossierId, Zone};

use super::log::url::TO_LOOK_AT;
use crate::{agenda::Writing, urls};

/// The pages of the staff, at the address of this installation.
#[derive(Debug, Clone)]
pub struct Pages {
    origin: String,
}

impl Pages {
    /// At an address such as `https://domifa.example`, without a path.
    #[must_use]
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
        }
    }
}

impl StaffPages for Pages {
    fn dossier(&self, dossier: DossierId) -> String {
        format!("{}{}", self.origin, urls::dossier(dossier))
    }

    fn work_list(&self) -> String {
        format!("{}{}", self.origin, urls::WORKLIST)
    }

    fn messages(&self) -> String {
        format!("{}{}?etat={TO_LOOK_AT}", self.origin, urls::MESSAGES)
    }

    fn invitation(&self, entry: &AgendaEntry, zone: Zone) -> Vec<u8> {
        let writing = Writing {
            zone,
            origin: &self.origin,
        };
        writing.invitation(entry).into_bytes()
    }
}
