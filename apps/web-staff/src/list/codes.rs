//! The values that the address of a list takes, with what they mean and how they are shown.

use application::reads::{AppointmentFilter, EndedFilter, SilenceFilter, SortKey, Tab, TermFilter};
use domiciliation::Status;

use super::url::Unknown;

/// The tabs in the order in which they stand, with their codes and their labels.
pub const TABS: [(Tab, &str, &str); 8] = [
    (Tab::Status(Status::Actif), "actifs", "Actifs"),
    (
        Tab::Status(Status::EnInstruction),
        "instruction",
        "En instruction",
    ),
    (Tab::Status(Status::AValider), "a-valider", "À valider"),
    (Tab::Renewals, "renouvellements", "Renouvellements en cours"),
    (Tab::Status(Status::Echu), "echus", "Échus"),
    (Tab::Status(Status::Refuse), "refuses", "Refusés"),
    (Tab::Status(Status::Radie), "radies", "Radiés"),
    (Tab::All, "tous", "Tous"),
];
pub const SILENCES: [(SilenceFilter, &str, &str); 2] = [
    (SilenceFilter::TwoMonths, "2-mois", "Plus de 2 mois"),
    (SilenceFilter::ThreeMonths, "3-mois", "Plus de 3 mois"),
];
pub const TERMS: [(TermFilter, &str, &str); 3] = [
    (TermFilter::Lapsed, "depassee", "Dépassée"),
    (TermFilter::TwoWeeks, "15-jours", "Dans 15 jours au plus"),
    (TermFilter::TwoMonths, "60-jours", "Dans 60 jours au plus"),
];
pub const ENDED: [(EndedFilter, &str, &str); 2] = [
    (EndedFilter::OneYear, "1-an", "Plus d’un an"),
    (EndedFilter::TwoYears, "2-ans", "Plus de 2 ans"),
];
pub const APPOINTMENTS: [(AppointmentFilter, &str, &str); 2] = [
    (AppointmentFilter::Coming, "a-venir", "À venir"),
    (AppointmentFilter::Passed, "passe", "Date dépassée"),
];
/// What sorts the list, as the sentence above it says.
pub const SORTS: [(SortKey, &str, &str); 5] = [
    (SortKey::Name, "nom", "par nom"),
    (SortKey::Number, "numero", "par numéro"),
    (SortKey::Term, "echeance", "par échéance"),
    (SortKey::LastContact, "passage", "par dernier passage"),
    (SortKey::Appointment, "rdv", "par rendez-vous"),
];
/// The referent filter for nobody.
pub const NOBODY: &str = "aucun";
/// A filter that is only on or off.
pub const YES: &str = "oui";

/// Reads one value; blank is none.
pub fn read<T>(text: &str, known: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Unknown> {
    if text.is_empty() {
        Ok(None)
    } else {
        known(text).map(Some).ok_or(Unknown)
    }
}

/// The value that has this code.
pub fn among<T: Copy, const N: usize>(
    values: [(T, &'static str, &'static str); N],
    code: &str,
) -> Option<T> {
    values
        .into_iter()
        .find_map(|(value, name, _)| (name == code).then_some(value))
}

/// The code of a value.
pub fn code<T: PartialEq + Copy, const N: usize>(
    values: [(T, &'static str, &'static str); N],
    wanted: T,
) -> String {
    values
        .into_iter()
        .find_map(|(value, name, _)| (value == wanted).then_some(name))
        .unwrap_or_default()
        .to_owned()
}

/// How a value is shown.
pub fn label<T: PartialEq + Copy, const N: usize>(
    values: [(T, &'static str, &'static str); N],
    wanted: T,
) -> &'static str {
    values
        .into_iter()
        .find_map(|(value, _, label)| (value == wanted).then_some(label))
        .unwrap_or_default()
}
