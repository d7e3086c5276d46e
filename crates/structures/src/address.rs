//! Where a structure is, and who signs there.

use kernel::{PostalCode, ShortText, Text};

/// A postal address in France.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Address {
    street: Text<1000>,
    complement: Option<Text<400>>,
    postal_code: PostalCode,
    city: Text<100>,
}

impl Address {
    /// An address.
    #[must_use]
    pub const fn new(
        street: Text<1000>,
        complement: Option<Text<400>>,
        postal_code: PostalCode,
        city: Text<100>,
    ) -> Self {
        Self {
            street,
            complement,
            postal_code,
            city,
        }
    }

    /// Number and street, on one or several lines.
    #[must_use]
    pub const fn street(&self) -> &Text<1000> {
        &self.street
    }

    /// Building, floor, special distribution.
    #[must_use]
    pub const fn complement(&self) -> Option<&Text<400>> {
        self.complement.as_ref()
    }

    /// The postal code.
    #[must_use]
    pub const fn postal_code(&self) -> &PostalCode {
        &self.postal_code
    }

    /// The town.
    #[must_use]
    pub const fn city(&self) -> &Text<100> {
        &self.city
    }

    /// The lines to print under a name: complement, street, then code and town.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let complement = self
            .complement
            .iter()
            .flat_map(|text| text.as_str().lines());
        let mut lines: Vec<String> = complement
            .chain(self.street.as_str().lines())
            .map(|line| line.trim().to_owned())
            .collect();
        lines.push(format!("{} {}", self.postal_code, self.city));
        lines
    }
}

/// Who represents the body and signs for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Representative {
    nom: ShortText,
    prenom: ShortText,
    fonction: ShortText,
}

impl Representative {
    /// A representative.
    #[must_use]
    pub const fn new(nom: ShortText, prenom: ShortText, fonction: ShortText) -> Self {
        Self {
            nom,
            prenom,
            fonction,
        }
    }

    /// Family name.
    #[must_use]
    pub const fn nom(&self) -> &ShortText {
        &self.nom
    }

    /// First name.
    #[must_use]
    pub const fn prenom(&self) -> &ShortText {
        &self.prenom
    }

    /// In what capacity they sign.
    #[must_use]
    pub const fn fonction(&self) -> &ShortText {
        &self.fonction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_prints_from_the_building_to_the_town() {
        let address = Address::new(
            "12 rue de la Paix\nBP 7".parse().unwrap(),
            Some("Bâtiment B".parse().unwrap()),
            "97400".parse().unwrap(),
            "Saint-Denis".parse().unwrap(),
        );
        assert_eq!(
            address.lines(),
            [
                "Bâtiment B",
                "12 rue de la Paix",
                "BP 7",
                "97400 Saint-Denis"
            ]
        );
    }
}
