//! The bodies that may domicile people.

use chrono::NaiveDate;

use crate::{Periode, ShortText, add_months, anniversary_end};

/// What kind of body a structure is, which decides on what grounds it may refuse.
///
/// # Law
/// CASF art. L. 264-1; L. 123-4 for communes without a CCAS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum StructureKind {
    /// Centre communal d'action sociale.
    Ccas,
    /// Centre intercommunal d'action sociale.
    Cias,
    /// A commune that dissolved its CCAS.
    Commune,
    /// A body approved by the prefect.
    OrganismeAgree,
}

impl StructureKind {
    /// All kinds, in the order in which forms offer them.
    pub const ALL: [Self; 4] = [Self::Ccas, Self::Cias, Self::Commune, Self::OrganismeAgree];

    /// Whether the body is a commune's own, bound by the test of the link with the
    /// commune and by nothing else.
    #[must_use]
    pub const fn is_communal(self) -> bool {
        match self {
            Self::Ccas | Self::Cias | Self::Commune => true,
            Self::OrganismeAgree => false,
        }
    }
}

/// The prefect's approval of a body.
///
/// # Law
/// CASF art. L. 264-6, L. 264-7 and D. 264-11: five years at most; it may cap
/// the number of elections and restrict the publics.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "Raw", into = "Raw")
)]
pub struct Agrement {
    numero: ShortText,
    prefecture: ShortText,
    periode: Periode,
    cap: Option<u32>,
    publics: Option<ShortText>,
}

/// Why an agrément cannot be as described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAgrement {
    /// More than five years.
    #[error("an agrément lasts five years at most: until {latest}")]
    TooLong {
        /// The latest end that the start allows.
        latest: NaiveDate,
    },
}

impl Agrement {
    /// An approval for `periode`.
    ///
    /// # Errors
    /// [`InvalidAgrement::TooLong`] past five years.
    ///
    /// # Law
    /// CASF art. D. 264-11.
    pub fn new(
        numero: ShortText,
        prefecture: ShortText,
        periode: Periode,
        cap: Option<u32>,
        publics: Option<ShortText>,
    ) -> Result<Self, InvalidAgrement> {
        let latest = anniversary_end(add_months(periode.start(), 48));
        if periode.end() > latest {
            return Err(InvalidAgrement::TooLong { latest });
        }
        Ok(Self {
            numero,
            prefecture,
            periode,
            cap,
            publics,
        })
    }

    /// The number given by the prefecture.
    #[must_use]
    pub const fn numero(&self) -> &ShortText {
        &self.numero
    }

    /// The name of the prefecture, not its code.
    #[must_use]
    pub const fn prefecture(&self) -> &ShortText {
        &self.prefecture
    }

    /// The days on which it holds.
    #[must_use]
    pub const fn periode(&self) -> Periode {
        self.periode
    }

    /// The number of elections it allows, where it caps them.
    #[must_use]
    pub const fn cap(&self) -> Option<u32> {
        self.cap
    }

    /// The publics it is restricted to, where it restricts them.
    #[must_use]
    pub const fn publics(&self) -> Option<&ShortText> {
        self.publics.as_ref()
    }

    /// The day before which its renewal must be asked for: three months before its end.
    ///
    /// # Law
    /// CASF art. D. 264-5 4°.
    #[must_use]
    pub fn renewal_request_due(&self) -> NaiveDate {
        add_months(self.periode.end(), -3)
    }

    /// The day from which its end is worth a warning: six months before.
    ///
    /// # Law
    ///
    #[must_use]
    pub fn renewal_warning_from(&self) -> NaiveDate {
        add_months(self.periode.end(), -6)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Raw {
    numero: ShortText,
    prefecture: ShortText,
    periode: Periode,
    cap: Option<u32>,
    publics: Option<ShortText>,
}

#[cfg(feature = "serde")]
impl From<Agrement> for Raw {
    fn from(a: Agrement) -> Self {
        Self {
            numero: a.numero,
            prefecture: a.prefecture,
            periode: a.periode,
            cap: a.cap,
            publics: a.publics,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Raw> for Agrement {
    type Error = InvalidAgrement;

    fn try_from(raw: Raw) -> Result<Self, Self::Error> {
        Self::new(
            raw.numero,
            raw.prefecture,
            raw.periode,
            raw.cap,
            raw.publics,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r91_an_agrement_lasts_five_years_at_most() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let of = |end| {
            let text: ShortText = "75-01".parse().unwrap();
            Agrement::new(
                text.clone(),
                text,
                Periode::new(day(2022, 3, 1), end).unwrap(),
                None,
                None,
            )
        };
        assert!(of(day(2027, 2, 28)).is_ok());
        assert_eq!(
            of(day(2027, 3, 1)).unwrap_err(),
            InvalidAgrement::TooLong {
                latest: day(2027, 2, 28)
            }
        );
    }
}
