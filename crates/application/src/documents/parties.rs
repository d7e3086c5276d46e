//! Whom the official forms name: the person, the body, who signs.

use kernel::BirthDate;

/// How the holder is addressed on official forms, which know these two only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Civility {
    /// Mme.
    Madame,
    /// M.
    Monsieur,
}

impl Civility {
    /// « Madame ».
    #[must_use]
    pub const fn full(self) -> &'static str {
        match self {
            Self::Madame => "Madame",
            Self::Monsieur => "Monsieur",
        }
    }

    /// « Mme ».
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Madame => "Mme",
            Self::Monsieur => "M.",
        }
    }
}

/// The holder.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Mme or M.
    pub civility: Civility,
    /// Family names, usage name included.
    pub noms: String,
    /// First names.
    pub prenoms: String,
    /// Date of birth, as far as it is known.
    pub birth: BirthDate,
    /// Place of birth; printed as not given when empty.
    pub lieu_naissance: String,
}

impl Person {
    /// The date of birth as it is read: `23/01/1989`, `01/1989`, `1989`.
    #[must_use]
    pub fn date_naissance(&self) -> String {
        birth_in_figures(self.birth)
    }
}

/// `23/01/1989`, `01/1989`, `1989`: as far as it is known.
#[must_use]
pub fn birth_in_figures(birth: BirthDate) -> String {
    match (birth.month(), birth.day()) {
        (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", birth.year()),
        (Some(month), None) => format!("{month:02}/{}", birth.year()),
        (None, _) => birth.year().to_string(),
    }
}

/// How many ayants droit a typeset form prints on its page. When there are more, all of
/// them go to an annex.
pub const AYANTS_DROIT_ON_PAGE: usize = 6;

/// Who signs. Any part may be unknown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Signatory {
    /// Family name, or all names.
    pub nom: String,
    /// First name, where it stands apart.
    pub prenom: String,
    /// Capacity in which this person signs, such as « directrice ».
    pub fonction: String,
}

impl Signatory {
    /// « Jeanne HOAREAU, directrice », of what is known.
    #[must_use]
    pub fn in_words(&self) -> String {
        let name = format!("{} {}", self.prenom, self.nom);
        let known = [name.trim(), self.fonction.trim()];
        let known: Vec<&str> = known.into_iter().filter(|part| !part.is_empty()).collect();
        known.join(", ")
    }
}

/// The body as the official forms name it.
#[derive(Clone, PartialEq, Eq)]
pub struct Organisme {
    /// Its name, always printed here even when it is left off the postal address.
    pub nom: String,
    /// The commune or arrondissement on whose behalf it acts: only for a CIAS, or a CCAS
    /// of a commune divided into arrondissements.
    pub rattachement: Option<String>,
    /// Who signs for it.
    pub responsable: Signatory,
    /// The prefecture, by its name, that gave the agrément; an organisme agréé only.
    pub prefecture: Option<String>,
    /// Number of the agrément; an organisme agréé only.
    pub numero_agrement: Option<String>,
    /// Its own address, line by line.
    pub adresse: Vec<String>,
    /// E-mail address; printed as not given when empty.
    pub courriel: String,
    /// Telephone number; printed as not given when empty.
    pub telephone: String,
}
