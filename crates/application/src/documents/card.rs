//! The card that a person shows at the desk, so that a scanner finds their dossier.

use std::fmt;

use chrono::NaiveDate;
use domiciliation::{Dossier, card::CardCode};
use structures::Structure;

use super::{QrCode, filing};
use crate::phone::PhonePlan;

/// The content of a personal card. It is no identity paper and no attestation: it holds what
/// finds the dossier, and how the structure is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct CardDocument {
    /// The structure.
    pub structure: String,
    /// How it is reached and when it receives people, line by line.
    pub contact: Vec<String>,
    /// « Mme DIALLO Aminata ».
    pub person: String,
    /// The number of the dossier, the reference of the structure, the box: labels with their
    /// values.
    pub filing: Vec<(String, String)>,
    /// What the scanner reads, in letters.
    pub code: String,
    /// The same, drawn.
    pub qr: QrCode,
    /// The day of the print.
    pub dated: NaiveDate,
}

impl CardDocument {
    /// The card of a dossier. None in a history that misses its opening.
    #[must_use]
    pub fn of(
        dossier: &Dossier,
        structure: &Structure,
        phones: &dyn PhonePlan,
        today: NaiveDate,
    ) -> Option<Self> {
        let settings = structure.settings();
        let phone = settings.phone.as_ref().map(|p| phones.display(p));
        let hours = settings.opening_hours.iter();
        let code = CardCode::of(dossier.id());
        let mut marks = vec![("Dossier n°".to_owned(), dossier.number().to_string())];
        let own = &dossier.filing().reference;
        marks.extend(own.iter().map(|r| ("Référence".to_owned(), r.to_string())));
        let place = &dossier.filing().distribution;
        marks.extend(place.iter().map(|p| ("Boîte".to_owned(), p.to_string())));
        Some(Self {
            structure: structure.name().to_string(),
            contact: phone
                .into_iter()
                .chain(hours.flat_map(|hours| hours.as_str().lines().map(str::to_owned)))
                .collect(),
            person: filing::person(dossier.identity()?),
            filing: marks,
            code: code.to_string(),
            qr: QrCode::of(code),
            dated: today,
        })
    }
}

/// Says nothing of the person: what is printed here ends up in logs.
impl fmt::Debug for CardDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardDocument").finish_non_exhaustive()
    }
}
