//! What is wrong at a cell, said so that it can be put right.

/// Whether a row can be taken over in spite of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, and somebody should look at it.
    Warning,
}

/// Declares the kinds of problem: code, gravity, the words of the filter.
macro_rules! problem_codes {
    ($($variant:ident = $code:literal, $severity:ident, $label:literal;)+) => {
        /// A kind of problem. Its code is stable: programs may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $(#[doc = $label] $variant,)+
        }

        impl ProblemCode {
            /// All of them, errors first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Whether it forbids taking the row over.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// The words of the filter, in French.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::str::FromStr for ProblemCode {
            type Err = UnknownProblem;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownProblem),
                }
            }
        }
    };
}

/// No problem bears this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown problem code")]
pub struct UnknownProblem;

problem_codes! {
    MissingColumn = "missing_column", Error, "Colonne obligatoire absente";
    DoubleColumn = "double_column", Error, "Colonne présente deux fois";
    Required = "required", Error, "Information obligatoire absente";
    TooLong = "too_long", Error, "Texte trop long";
    Fault = "fault", Error, "Cellule en erreur ou formule sans résultat";
    UnknownCode = "unknown_code", Error, "Valeur hors de la liste";
    NotADate = "not_a_date", Error, "Date illisible";
    ImpossibleDate = "impossible_date", Error, "Date qui n’existe pas";
    TwoDigitYear = "two_digit_year", Error, "Année sur deux chiffres";
    DateTooOld = "date_too_old", Error, "Date antérieure à 1900";
    DateInFuture = "date_in_future", Error, "Date dans le futur";
    DateTooFar = "date_too_far", Error, "Date à plus d’un an";
    EndBeforeStart = "end_before_start", Error, "Fin antérieure au début";
    OverOneYear = "over_one_year", Error, "Domiciliation de plus d’un an";
    Incoherent = "incoherent", Error, "Dates qui se contredisent";
    NotAPhone = "not_a_phone", Error, "Téléphone invalide";
    Landline = "landline", Error, "Téléphone fixe";
    NotAnEmail = "not_an_email", Error, "Adresse électronique invalide";
    NotANumber = "not_a_number", Error, "Nombre invalide";
    Incomplete = "incomplete", Error, "Groupe de colonnes incomplet";
    UnknownReferent = "unknown_referent", Warning, "Référent inconnu";
    ForeignPhone = "foreign_phone", Warning, "Téléphone étranger";
    Garbled = "garbled", Warning, "Caractère perdu";
    Shortened = "shortened", Warning, "Texte raccourci";
    MinorHolder = "minor_holder", Warning, "Domicilié mineur";
    AdultDependant = "adult_dependant", Warning, "Ayant droit majeur";
    Lapsed = "lapsed", Warning, "Domiciliation échue";
    SlightlyOverOneYear = "slightly_over_one_year", Warning, "Terme échu de plus d’un an";
    ShorterTerm = "shorter_term", Warning, "Domiciliation de moins d’un an";
    NoLastContact = "no_last_contact", Warning, "Dernier passage absent";
    LongSilence = "long_silence", Warning, "Silence de plus de trois mois";
    ClosedGround = "closed_ground", Warning, "Motif fermé à la structure";
    NoStatutoryGround = "no_statutory_ground", Warning, "Motif de radiation sans texte";
    OtherGround = "other_ground", Warning, "Motif absent";
    StartDropped = "start_dropped", Warning, "Date de début écartée";
    FirstAfterStart = "first_after_start", Warning, "Première domiciliation incohérente";
}

/// Something wrong, or worth a look, at a cell.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row as the sheet shows it; that of the header for what is wrong with a column.
    pub row: u32,
    /// The column, counted from 0; none for what concerns the row as a whole.
    pub column: Option<u16>,
    /// Which kind.
    pub code: ProblemCode,
    /// What is wrong, what is expected, an example: in French, without the value.
    pub message: String,
    /// What the cell showed.
    pub value: String,
}

impl Problem {
    /// Whether it forbids taking the row over.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        matches!(self.code.severity(), Severity::Error)
    }

    /// The column as the sheet names it: `A`, `AK`; empty for the row as a whole.
    #[must_use]
    pub fn column_name(&self) -> String {
        self.column.map(column_name).unwrap_or_default()
    }
}

impl std::fmt::Debug for Problem {
    /// Without the value, which is about somebody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Problem({} at {}{})",
            self.code.code(),
            self.column_name(),
            self.row
        )
    }
}

/// A column as a sheet names it: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_name(column: u16) -> String {
    let mut name = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    name.iter().rev().collect()
}
