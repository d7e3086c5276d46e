//! The words of the pages: what the domain says as types, in plain French.

mod due;
mod history;
mod refused;
mod standing;
mod warning;

use domiciliation::{
    Status,
    identity::{Civility, Identity},
    mail::MailKind,
};
use kernel::{BirthDate, RuleId, text::InvalidText};
use web_kit::{components::Level, fr};

pub use due::why_due;
pub use history::{fact_day, fact_line, proxy};
pub use refused::explain;
pub use standing::standing_sentence;
pub use warning::warning;

/// The article behind a rule, as the table of rules cites it.
pub fn article(rule: RuleId) -> &'static str {
    domiciliation::law::law(rule).map_or("", |law| law.article)
}

/// A sentence and its article: « Trop tôt (art. D. 264-3 du CASF). »
pub fn cited(sentence: &str, article: &str) -> String {
    format!("{} ({article}).", sentence.trim_end_matches('.'))
}

/// What is wrong with a text; `blank` says it of one that is not there.
pub fn text_error(error: InvalidText, blank: &str) -> String {
    match error {
        InvalidText::Blank => blank.to_owned(),
        InvalidText::TooLong { max } => {
            let max = u64::try_from(max).unwrap_or(u64::MAX);
            format!("{} caractères au plus.", fr::number(max))
        }
        InvalidText::Control => {
            "un caractère ne peut pas être imprimé. Effacez-le et retapez le texte.".to_owned()
        }
    }
}

/// « Mme DIALLO Aminata (dite Keïta) ».
pub fn person(identity: &Identity) -> String {
    let civility = match identity.civility {
        Civility::Madame => "Mme",
        Civility::Monsieur => "M.",
    };
    let name = format!(
        "{civility} {} {}",
        identity.nom.as_str().to_uppercase(),
        identity.prenoms
    );
    match &identity.usage {
        Some(usage) => format!("{name} (dit{} {usage})", feminine(identity)),
        None => name,
    }
}

/// « DIALLO Aminata (dite Ami) », of what lists keep of an identity.
pub fn called(civility: &str, nom: &str, prenoms: &str, usage: Option<&str>) -> String {
    let name = format!("{} {prenoms}", nom.to_uppercase());
    match usage {
        Some(usage) if civility == Civility::Madame.code() => format!("{name} (dite {usage})"),
        Some(usage) => format!("{name} (dit {usage})"),
        None => name,
    }
}

/// « e » for a woman: what a participle takes.
pub const fn feminine(identity: &Identity) -> &'static str {
    match identity.civility {
        Civility::Madame => "e",
        Civility::Monsieur => "",
    }
}

/// « 23/01/1989 », « 01/1989 », « 1989 »: as far as it is known.
pub fn birth(birth: BirthDate) -> String {
    match (birth.month(), birth.day()) {
        (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", birth.year()),
        (Some(month), None) => format!("{month:02}/{}", birth.year()),
        (None, _) => birth.year().to_string(),
    }
}

/// « 2 courriers », « 1 colis », « 3 avis de passage ».
pub fn quantity(kind: MailKind, count: u32) -> String {
    let (one, several) = match kind {
        MailKind::Letter => ("courrier", "courriers"),
        MailKind::Parcel => ("colis", "colis"),
        MailKind::Notice => ("avis de passage", "avis de passage"),
    };
    fr::count(u64::from(count), one, several)
}

/// How the badge of a status looks. What is over is neither an error nor a success.
pub const fn status_level(status: Status) -> Option<Level> {
    match status {
        Status::Actif => Some(Level::Success),
        Status::Echu => Some(Level::Warning),
        Status::AValider | Status::EnInstruction => Some(Level::Info),
        Status::Radie | Status::Refuse => None,
    }
}

/// A label within a sentence: its first letter small, unless it begins an acronym.
pub fn within(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        (_, _) => label.to_owned(),
    }
}

/// The beginning of a text that would not fit on a line.
pub fn clipped(text: &str, length: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= length {
        return one_line;
    }
    let start: String = one_line.chars().take(length).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(civility: Civility, usage: Option<&str>) -> Identity {
        Identity {
            civility,
            nom: "Éluard".parse().unwrap(),
            prenoms: "Nusch".parse().unwrap(),
            usage: usage.map(|text| text.parse().unwrap()),
            birth: BirthDate::new(1906, Some(6), None).unwrap(),
            birth_place: "Mulhouse".parse().unwrap(),
        }
    }

    #[test]
    fn a_person_is_named_as_the_field_does() {
        assert_eq!(
            person(&identity(Civility::Madame, Some("Nuche"))),
            "Mme ÉLUARD Nusch (dite Nuche)"
        );
        assert_eq!(
            person(&identity(Civility::Monsieur, None)),
            "M. ÉLUARD Nusch"
        );
        assert_eq!(birth(identity(Civility::Madame, None).birth), "06/1906");
    }

    #[test]
    fn acronyms_keep_their_capitals_within_a_sentence() {
        assert_eq!(within("À la demande"), "à la demande");
        assert_eq!(within("CCAS"), "CCAS");
    }

    #[test]
    fn a_long_text_is_cut_on_one_line() {
        assert_eq!(clipped("un\ndeux trois", 8), "un deux…");
    }
}
