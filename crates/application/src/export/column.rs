//! The columns that an export may have of each person.

use std::str::FromStr;

use structures::UnknownCode;

use super::Need;

/// Declares the columns: a stable code, the head that people read, a width in characters,
/// and which facts it is read from; without any, the stored row of the list is enough.
macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, $width:literal, $needs:expr;)+) => {
        /// A column about a person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column {
            $($(#[$doc])* #[doc = $label] $variant,)+
        }

        impl Column {
            /// All of them, in the order in which they stand.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code: in addresses, on the command line, and as the key in JSON.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The head that people read.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Its width, in characters.
            #[must_use]
            pub const fn width(self) -> u16 {
                match self { $(Self::$variant => $width),+ }
            }

            /// The facts it is read from.
            #[must_use]
            pub const fn needs(self) -> &'static [Need] {
                match self { $(Self::$variant => &$needs),+ }
            }
        }
    };
}

columns! {
    Number = "numero", "N°", 8, [];
    Reference = "reference", "Référence", 14, [];
    Civility = "civilite", "Civilité", 10, [];
    Nom = "nom", "Nom", 22, [];
    Prenoms = "prenoms", "Prénoms", 22, [];
    Usage = "nom_usage", "Nom d’usage", 18, [];
    Birth = "naissance", "Date de naissance", 12, [];
    BirthPlace = "lieu_naissance", "Lieu de naissance", 20, [Need::Identity];
    Phone = "telephone", "Téléphone", 16, [];
    Email = "courriel", "E-mail", 28, [];
    Language = "langue", "Langue", 10, [Need::Coordinates];
    Sms = "sms", "Accepte les SMS", 10, [Need::Coordinates];
    ByEmail = "par_courriel", "Accepte les courriels", 10, [Need::Coordinates];
    Distribution = "distribution", "N° de distribution", 14, [Need::Filing];
    Status = "situation", "Situation", 14, [];
    Renewal = "renouvellement", "Renouvellement en cours", 10, [];
    Kind = "type", "Type de demande", 18, [Need::Decisions];
    Start = "debut", "Début de la domiciliation", 12, [Need::Decisions];
    End = "echeance", "Échéance", 12, [Need::Decisions];
    First = "premiere", "Première domiciliation", 12, [Need::Decisions];
    RefusedOn = "date_refus", "Date de refus", 12, [];
    RefusalGround = "motif_refus", "Motif du refus", 26, [Need::Decisions];
    EndedOn = "date_fin", "Date de fin", 12, [];
    EndGround = "motif_fin", "Motif de la fin", 26, [Need::Decisions];
    DecidedBy = "decision_par", "Agent de la décision", 22, [Need::Decisions];
    FirstDecidedBy = "premiere_par", "Agent de la première domiciliation", 22, [Need::Decisions];
    LastContact = "dernier_passage", "Dernier passage", 12, [];
    RadiableFrom = "radiable_des", "Radiation pour absence possible dès le", 12, [];
    Appointment = "rendez_vous", "Rendez-vous", 16, [];
    Referent = "referent", "Référent", 22, [];
    Dependants = "ayants_droit", "Ayants droit", 8, [];
    Proxies = "procurations", "Procurations valables", 8, [];
    ProxyNames = "mandataires", "Mandataires", 30, [Need::Proxies];
    TransferUntil = "reexpedition_jusque", "Réexpédition jusqu’au", 12, [];
    TransferFrom = "reexpedition_des", "Réexpédition dès le", 12, [];
    TransferName = "reexpedition_chez", "Réexpédition chez", 22, [Need::Transfer];
    TransferAddress = "reexpedition_adresse", "Adresse de réexpédition", 30, [Need::Transfer];
    Letters = "courriers", "Courriers en attente", 8, [];
    Parcels = "colis", "Colis en attente", 8, [];
    Notices = "avis", "Avis de passage en attente", 8, [];
    PinnedNote = "note_epinglee", "Note épinglée", 8, [];
    /// Nine groups of four columns.
    DependantGroups = "ayants_droit_detail", "Ayants droit en colonnes", 16, [Need::Dependants];
}

/// How many groups [`Column::DependantGroups`] has. Whoever has more dependants finds all of
/// them in the table of dependants.
pub const GROUPS: usize = 9;

impl Column {
    /// Those that say whose a row is.
    pub const WHOSE: &'static [Self] = &[Self::Number, Self::Reference, Self::Nom, Self::Prenoms];

    /// Those of an export of which nothing else is said.
    pub const USUAL: &'static [Self] = &[
        Self::Number,
        Self::Reference,
        Self::Civility,
        Self::Nom,
        Self::Prenoms,
        Self::Usage,
        Self::Birth,
        Self::Phone,
        Self::Email,
        Self::Status,
        Self::Renewal,
        Self::Start,
        Self::End,
        Self::First,
        Self::RefusedOn,
        Self::EndedOn,
        Self::LastContact,
        Self::RadiableFrom,
        Self::Appointment,
        Self::Referent,
        Self::Dependants,
        Self::Proxies,
        Self::TransferUntil,
        Self::Letters,
        Self::Parcels,
        Self::Notices,
        Self::PinnedNote,
    ];
}

impl FromStr for Column {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|column| column.code() == code)
            .ok_or(UnknownCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_again_and_no_two_columns_share_a_code_or_a_head() {
        for column in Column::ALL {
            assert_eq!(column.code().parse(), Ok(*column));
            let same_head = |other: &&Column| other.label() == column.label();
            assert_eq!(Column::ALL.iter().filter(same_head).count(), 1);
        }
        assert_eq!("".parse::<Column>(), Err(UnknownCode));
    }

    #[test]
    fn the_usual_columns_stand_in_the_order_of_all() {
        assert!(Column::USUAL.is_sorted());
    }
}
