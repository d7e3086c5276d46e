//! The same words on all papers: the person, their reference, where mail reaches them.

use domiciliation::{
    Dossier,
    identity::{Civility, Identity},
};
use structures::Structure;

/// « Mme DIALLO Aminata », with the name in use beside the name at birth.
pub(crate) fn person(identity: &Identity) -> String {
    let civility = match identity.civility {
        Civility::Madame => "Mme",
        Civility::Monsieur => "M.",
    };
    format!("{civility} {} {}", nom(identity), identity.prenoms)
}

/// « DIALLO (KEÏTA) ».
pub(crate) fn nom(identity: &Identity) -> String {
    let nom = identity.nom.as_str().to_uppercase();
    match &identity.usage {
        Some(usage) => format!("{nom} ({})", usage.as_str().to_uppercase()),
        None => nom,
    }
}

/// By which the structure finds the dossier again: its own reference, or the number.
pub(crate) fn reference(dossier: &Dossier) -> String {
    let own = dossier.filing().reference.as_ref();
    own.map_or_else(|| dossier.number().to_string(), ToString::to_string)
}

/// Where mail reaches the person, line by line, without their name.
///
/// the name of the structure may be left off.
pub(crate) fn postal_address(dossier: &Dossier, structure: &Structure) -> Vec<String> {
    let options = structure.options();
    let mut lines = Vec::new();
    if options.print_structure_name {
        lines.push(structure.name().to_string());
    }
    if options.print_box_number {
        lines.push(format!("Boîte n° {}", reference(dossier)));
    }
    let distribution = dossier.filing().distribution.as_ref();
    lines.extend(distribution.map(ToString::to_string));
    lines.extend(structure.mail_address().lines());
    lines
}
