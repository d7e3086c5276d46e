//! What is wrong at a cell, what is expected, an example: in French, never with the value.

use domiciliation::Refused;
use kernel::french::day_month_year;

use crate::imports::{
    field::{Field, FieldKind},
    problem::ProblemCode,
};

/// The words of a problem that are always the same for a field.
pub(super) fn of(code: ProblemCode, field: Field) -> String {
    let label = field.label();
    let example = field.example();
    match code {
        ProblemCode::Required => format!("« {label} » est obligatoire. {} Exemple : {example}.", field.help()),
        ProblemCode::UnknownCode => unknown_code(field),
        ProblemCode::NotADate => format!("Cette date ne se lit pas. Écrivez le jour, le mois et l’année, comme {example}."),
        ProblemCode::ImpossibleDate => format!("Cette date n’existe pas dans le calendrier. Vérifiez le jour et le mois, comme {example}."),
        ProblemCode::TwoDigitYear => format!("L’année est écrite sur deux chiffres : le siècle est incertain. Écrivez-la sur quatre, comme {example}."),
        ProblemCode::DateTooOld => format!("Cette date est antérieure à 1900. Vérifiez l’année, comme {example}."),
        ProblemCode::DateInFuture => "Cette date est dans le futur. Indiquez une date passée, ou celle d’aujourd’hui.".to_owned(),
        ProblemCode::DateTooFar => "Cette date est à plus d’un an d’aujourd’hui. Vérifiez l’année.".to_owned(),
        ProblemCode::EndBeforeStart => format!("La fin précède le début. Vérifiez les deux dates ; la fin s’écrit comme {example}."),
        ProblemCode::NotAPhone => "Ce numéro n’existe dans aucun pays. Écrivez un seul numéro, de dix chiffres, comme 06 12 34 56 78, ou avec l’indicatif du pays, comme +32 470 12 34 56.".to_owned(),
        ProblemCode::Landline => "Ce numéro est celui d’un téléphone fixe : il ne reçoit pas de SMS. Indiquez un portable, comme 06 12 34 56 78, ou laissez la cellule vide.".to_owned(),
        ProblemCode::ForeignPhone => "Ce numéro est celui d’un autre pays. Vérifiez-le : les SMS n’y arrivent pas toujours.".to_owned(),
        ProblemCode::NotAnEmail => format!("Cette adresse électronique n’est pas complète. Écrivez une seule adresse, comme {example}."),
        ProblemCode::NotANumber => format!("Un nombre entier de 0 à 100 est attendu, comme {example}."),
        ProblemCode::Fault => "Cette cellule est en erreur, ou sa formule n’a pas de résultat. Remplacez-la par sa valeur.".to_owned(),
        ProblemCode::Garbled => "Un caractère a été perdu dans ce texte. Comparez-le avec l’original.".to_owned(),
        ProblemCode::UnknownReferent => "Personne de ce nom n’a de compte dans votre structure. Le nom sera gardé en note ; le référent pourra être choisi ensuite.".to_owned(),
        ProblemCode::MissingColumn
        | ProblemCode::DoubleColumn
        | ProblemCode::TooLong
        | ProblemCode::OverOneYear
        | ProblemCode::Incoherent
        | ProblemCode::Incomplete
        | ProblemCode::Shortened
        | ProblemCode::MinorHolder
        | ProblemCode::AdultDependant
        | ProblemCode::Lapsed
        | ProblemCode::SlightlyOverOneYear
        | ProblemCode::ShorterTerm
        | ProblemCode::NoLastContact
        | ProblemCode::LongSilence
        | ProblemCode::ClosedGround
        | ProblemCode::NoStatutoryGround
        | ProblemCode::OtherGround
        | ProblemCode::StartDropped
        | ProblemCode::FirstAfterStart => code.label().to_owned(),
    }
}

/// The values of the list, as long as they can be read at a glance.
fn unknown_code(field: Field) -> String {
    let codes: Vec<&str> = field.choices().iter().map(|choice| choice.code).collect();
    let listed = match codes.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} ou {last}", others.join(", "))
        }
        Some(_) | None => codes.join(""),
    };
    let expected = match field.kind() {
        FieldKind::YesNo => "Écrivez OUI ou NON, ou laissez la cellule vide.".to_owned(),
        FieldKind::Choice
        | FieldKind::Text { .. }
        | FieldKind::Date
        | FieldKind::Phone
        | FieldKind::Email
        | FieldKind::Count => format!("Valeurs possibles : {listed}."),
    };
    format!(
        "Cette valeur n’est pas dans la liste. {expected} Exemple : {}.",
        field.example()
    )
}

pub(super) fn too_long(field: Field, limit: usize, length: usize) -> String {
    format!(
        "« {} » compte {length} caractères ; {limit} au plus. Raccourcissez le texte.",
        field.label()
    )
}

/// What the law refuses of a row whose cells are all sound.
pub(super) fn refused(refused: Refused) -> String {
    if let Refused::OverOneYear { latest } = refused {
        return over_one_year(latest);
    }
    "Les dates de cette ligne se contredisent. Vérifiez-les.".to_owned()
}

///
pub(super) fn over_one_year(latest: chrono::NaiveDate) -> String {
    format!(
        "Une domiciliation dure un an au plus : celle-ci finirait au plus tard le {}. Corrigez la date de début ou la date de fin.",
        day_month_year(latest)
    )
}
