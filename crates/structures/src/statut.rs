//! On what ground a body may domicile people.

use kernel::{Agrement, ShortText, StructureKind};

use crate::coded::coded;

coded! {
    /// The kinds of body that may be approved; informative.
    ///
    /// # Law
    /// CASF art. D. 264-9.
    pub enum OrganismeType {
        /// Non-profit body acting against exclusion or for access to care.
        ButNonLucratif: "but_non_lucratif", "Organisme à but non lucratif (exclusion, accès aux soins)";
        /// Emergency shelter, L. 322-1.
        HebergementUrgence: "hebergement_urgence", "Centre d’hébergement d’urgence";
        /// Social or medico-social service, L. 312-1 8°.
        MedicoSocial: "medico_social", "Établissement ou service social ou médico-social";
        /// Health establishment.
        EtablissementSante: "etablissement_sante", "Établissement de santé";
        /// Social service of a département.
        ServiceDepartemental: "service_departemental", "Service social départemental";
        /// Body helping the elderly, L. 232-13.
        AidePersonnesAgees: "aide_personnes_agees", "Organisme d’aide aux personnes âgées";
    }
}

/// What a body is, with what each kind needs: an approved body cannot be described
/// without its agrément, nor a commune with one.
///
/// # Law
/// CASF art. L. 264-1, L. 123-4, L. 264-6.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Statut {
    /// Centre communal d'action sociale.
    Ccas {
        /// The arrondissement on whose account it elects domiciles, where the
        /// commune has some: Paris, Lyon, Marseille.
        rattachement: Option<ShortText>,
    },
    /// Centre intercommunal d'action sociale.
    Cias {
        /// The commune on whose account it elects domiciles by default.
        rattachement: Option<ShortText>,
    },
    /// A commune that dissolved its CCAS.
    Commune,
    /// A body approved by the prefect.
    OrganismeAgree {
        /// The approval.
        agrement: Agrement,
        /// Which of the bodies that may be approved, where it is known.
        organisme: Option<OrganismeType>,
    },
}

impl Statut {
    /// The kind alone, which decides on what grounds the body may refuse.
    #[must_use]
    pub const fn kind(&self) -> StructureKind {
        match self {
            Self::Ccas { .. } => StructureKind::Ccas,
            Self::Cias { .. } => StructureKind::Cias,
            Self::Commune => StructureKind::Commune,
            Self::OrganismeAgree { .. } => StructureKind::OrganismeAgree,
        }
    }

    /// The approval, of an approved body.
    #[must_use]
    pub const fn agrement(&self) -> Option<&Agrement> {
        match self {
            Self::OrganismeAgree { agrement, .. } => Some(agrement),
            Self::Ccas { .. } | Self::Cias { .. } | Self::Commune => None,
        }
    }

    /// The commune or arrondissement that the attestation names besides the body.
    #[must_use]
    pub const fn rattachement(&self) -> Option<&ShortText> {
        match self {
            Self::Ccas { rattachement } | Self::Cias { rattachement } => rattachement.as_ref(),
            Self::Commune | Self::OrganismeAgree { .. } => None,
        }
    }
}
